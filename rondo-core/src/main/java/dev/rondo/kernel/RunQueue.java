package dev.rondo.kernel;

import dev.rondo.Entropy;
import dev.rondo.engine.ScheduledEngine;
import dev.rondo.engine.Strand;
import dev.rondo.struct.ReadyQueue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is ready to run, how much of it this pass may run, and what comes next.
 *
 * <p>In the order of arrival, unless the entropy draws: then what runs next is picked from those
 * that were ready when the pass began, once for each turn. The loop's thread, and strands on it.
 */
final class RunQueue implements Entropy.Ready {
    private final Entropy entropy;
    private final boolean fifo;
    private final ReadyQueue<Object> ready = new ReadyQueue<>();
    private int budget; // how many of the ready ones this pass may still run
    private int candidates; // how many of the ready ones were so when the pass began
    private boolean drawn; // whether the one in front was picked
    private int forced; // how many at the front run before anything is picked

    RunQueue(Entropy entropy) {
        this.entropy = entropy;
        this.fifo = entropy == Entropy.Fifo.INSTANCE;
    }

    boolean isFifo() {
        return fifo;
    }

    void add(Object entry) {
        ready.add(entry);
    }

    boolean isEmpty() {
        return ready.isEmpty();
    }

    int count() {
        return ready.size();
    }

    /** Lets the pass run what is ready now, or as much of it as is drawn. */
    void beginPass() {
        candidates = ready.size();
        budget =
                candidates == 0 || fifo
                        ? candidates
                        : 1 + Objects.checkIndex(entropy.burst(candidates) - 1, candidates);
    }

    /** Returns what runs next in this pass, or null if it may run no more. */
    @Nullable Object next() {
        if (budget == 0) {
            return null;
        }
        if (!drawn && !fifo) {
            draw();
        }
        return ready.peek();
    }

    private void draw() {
        drawn = true;
        if (forced > 0) {
            forced--;
        } else {
            ready.moveToFront(entropy.pick(this));
        }
    }

    /** Takes what {@link #next} returned. */
    void take() {
        ready.poll();
        budget--;
        candidates--;
        drawn = false;
    }

    /** Makes two strands the next to run, in this pass. */
    void runFirst(Strand first, Strand second) {
        ready.addFirst(second);
        ready.addFirst(first);
        budget += 2;
        candidates += 2;
        forced += 2;
    }

    /** Takes the second one back. */
    void leaveFirst(Strand second) {
        if (ready.remove(second)) {
            budget--;
            candidates--;
            forced--;
        }
    }

    void remove(Strand strand) {
        ready.remove(strand);
    }

    /** Takes what is in front whatever the pass may run; the loop closes. */
    @Nullable Object poll() {
        return ready.poll();
    }

    // ---- For the entropy

    @Override
    public int size() {
        return candidates;
    }

    @Override
    public Object get(int index) {
        return switch (ready.get(index)) {
            case Strand strand -> strand.owner();
            case ScheduledEngine.Continued thread -> thread.strand().owner();
            case Object handle -> handle;
        };
    }
}
