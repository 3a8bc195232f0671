package dev.rondo.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides whether a history is linearizable: whether each call can be given one moment between its
 * beginning and its end, such that a single copy of the data, called at those moments, answers as
 * it did (Herlihy and Wing, 1990). A call whose outcome is unknown may have its moment at any time
 * after its beginning, or never; a refused one has none.
 *
 * <p>The search is Wing and Gong's with the memory of Lowe's, part by part as Porcupine does it. In
 * the worst case it takes exponential time, so it has a bound.
 */
public final class Linearizability {
    /** Steps of a search, unless told otherwise: some seconds. */
    public static final long MOST_STEPS = 20_000_000;

    private Linearizability() {}

    /** Checks operations, in any order, with at most {@link #MOST_STEPS} steps. Never suspends. */
    public static <S, C, A> Verdict check(
            Model<S, C, A> model, List<? extends Operation<C, A>> operations) {
        return check(model, operations, MOST_STEPS);
    }

    /**
     * Checks operations.
     *
     * @param mostSteps of all parts together, positive
     */
    public static <S, C, A> Verdict check(
            Model<S, C, A> model, List<? extends Operation<C, A>> operations, long mostSteps) {
        if (mostSteps <= 0) {
            throw new IllegalArgumentException("mostSteps must be positive, but is " + mostSteps);
        }
        Map<Object, List<Operation<C, A>>> parts = new LinkedHashMap<>();
        for (Operation<C, A> operation : operations) {
            if (!operation.isRefused()) {
                parts.computeIfAbsent(model.part(operation.call()), _ -> new ArrayList<>())
                        .add(operation);
            }
        }
        long left = mostSteps;
        for (Map.Entry<Object, List<Operation<C, A>>> part : parts.entrySet()) {
            Search<S, C, A> search = new Search<>(model, part.getValue(), left);
            Search.Result result = search.run();
            left -= search.steps();
            switch (result) {
                case FOUND -> {}
                case NONE -> {
                    return new Verdict.Violated(
                            part.getKey(), Drawing.of(model, part.getKey(), search));
                }
                case GIVEN_UP -> {
                    return new Verdict.Undecided(part.getKey(), mostSteps);
                }
            }
        }
        return new Verdict.Linearizable();
    }
}
