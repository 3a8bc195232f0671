package dev.rondo.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks for an order of operations that explains their answers, by going forward and back.
 *
 * <pre>
 *   at a beginning:  if its call, made now, answers as it was answered (or nobody knows its answer): it is next in the
 *                    order, both its ends leave the list, and the search begins again at the first place;
 *                    else, and if the same operations have led to the same state before, it goes to the next place
 *   at an end:       that operation had to come before, so the last one of the order was wrong: it is put back, and the
 *                    search goes on behind its beginning; if the order is empty, there is none
 *   found:           when all operations with an answer are in the order
 * </pre>
 *
 * <p>Those of unknown outcome have no end in the list: they fit everywhere behind their beginning,
 * or nowhere.
 *
 * <p>Invariant: {@code ordered} and {@code bits} have the same operations.
 */
final class Search<S, C, A> {
    enum Result {
        FOUND,
        NONE,
        GIVEN_UP
    }

    /** A set of operations and the state to which they have led. */
    private record Reached(BitSet operations, Object state) {}

    private static final int HEAD = 0;

    private final Model<S, C, A> model;
    private final List<Operation<C, A>> operations; // by their beginnings
    private final long mostSteps;
    private long steps;

    // Places: 0 is the head, 1 + 2i the beginning of operation i, 2 + 2i its end. -1 is behind all.
    private final int[] next;
    private final int[] previous;

    private final List<Integer> ordered = new ArrayList<>();
    private final List<S> states = new ArrayList<>(); // before each of ordered
    private final BitSet bits = new BitSet();
    private final Set<Reached> reached = new HashSet<>(); // never iterated
    private S state;
    private int unexplained; // operations with an answer that are not in the order

    private List<Integer> best = List.of(); // the longest order that was found
    private S bestState;

    Search(Model<S, C, A> model, List<Operation<C, A>> unsorted, long mostSteps) {
        this.model = model;
        this.operations =
                unsorted.stream().sorted(Comparator.comparingLong(Operation::begun)).toList();
        this.mostSteps = mostSteps;
        this.state = model.initial();
        this.bestState = state;
        this.next = new int[1 + 2 * operations.size()];
        this.previous = new int[1 + 2 * operations.size()];
        link();
    }

    private void link() {
        Integer[] places = new Integer[2 * operations.size()];
        Arrays.setAll(places, i -> i + 1);
        Arrays.sort(places, Comparator.comparingLong(this::moment));
        int last = HEAD;
        for (int place : places) {
            if (moment(place) != Operation.NEVER) {
                next[last] = place;
                previous[place] = last;
                last = place;
                unexplained += isEnd(place) ? 1 : 0;
            }
        }
        next[last] = -1;
    }

    private static boolean isEnd(int place) {
        return place % 2 == 0;
    }

    private static int operationAt(int place) {
        return (place - 1) / 2;
    }

    private long moment(int place) {
        Operation<C, A> operation = operations.get(operationAt(place));
        return isEnd(place) ? operation.ended() : operation.begun();
    }

    Result run() {
        int place = next[HEAD];
        while (unexplained > 0) {
            if (++steps > mostSteps) {
                return Result.GIVEN_UP;
            }
            if (place > 0 && !isEnd(place)) {
                place = take(operationAt(place)) ? next[HEAD] : next[place];
            } else if (ordered.isEmpty()) {
                return Result.NONE;
            } else {
                place = next[putBack()];
            }
        }
        return Result.FOUND;
    }

    private boolean take(int index) {
        Operation<C, A> operation = operations.get(index);
        Model.Step<S, A> step = model.step(state, operation.call());
        boolean fits =
                operation
                        .answer()
                        .map(answer -> model.fits(operation.call(), step.answer(), answer))
                        .orElse(true);
        if (!fits) {
            return false;
        }
        bits.set(index);
        if (!reached.add(new Reached((BitSet) bits.clone(), step.state()))) {
            bits.clear(index);
            return false;
        }
        ordered.add(index);
        states.add(state);
        state = step.state();
        remove(1 + 2 * index);
        if (!operation.isUnknown()) {
            remove(2 + 2 * index);
            unexplained--;
        }
        if (ordered.size() > best.size()) {
            best = List.copyOf(ordered);
            bestState = state;
        }
        return true;
    }

    /** Takes the last one out of the order and returns the place of its beginning. */
    private int putBack() {
        int index = ordered.removeLast();
        state = states.removeLast();
        bits.clear(index);
        if (!operations.get(index).isUnknown()) {
            insert(2 + 2 * index);
            unexplained++;
        }
        insert(1 + 2 * index);
        return 1 + 2 * index;
    }

    private void remove(int place) {
        next[previous[place]] = next[place];
        if (next[place] >= 0) {
            previous[next[place]] = previous[place];
        }
    }

    /** Puts back what was removed last, where it was. */
    private void insert(int place) {
        next[previous[place]] = place;
        if (next[place] >= 0) {
            previous[next[place]] = place;
        }
    }

    long steps() {
        return steps;
    }

    List<Operation<C, A>> operations() {
        return operations;
    }

    /** Returns the longest order that was found. */
    List<Operation<C, A>> best() {
        return best.stream().map(operations::get).toList();
    }

    /** Returns the state behind {@link #best}. */
    S bestState() {
        return bestState;
    }
}
