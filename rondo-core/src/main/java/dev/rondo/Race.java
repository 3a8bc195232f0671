package dev.rondo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Runs bodies against each other for the first result: a {@link StaggeredRace} in which all start
 * at once, and that returns the result itself or throws.
 *
 * <p>Who fails before there is a result has lost, and that is what a race is for; it is told if
 * nobody wins. Nobody expects the others' failures: those of bodies that were cancelled, in their
 * clean-up, and errors at any time. They go to the exception handler.
 */
final class Race {
    private static final int NAMES_SHOWN = 5;

    private Race() {}

    static <T extends @Nullable Object> T first(Collection<? extends Callable<T>> given) {
        List<Callable<T>> bodies = List.copyOf(NoNulls.in(given, "bodies"));
        if (bodies.isEmpty()) {
            throw new IllegalArgumentException("race() has nothing to run\nGive it a body or more");
        }
        EventLoop loop = Task.currentFor("race()", null, "a race").loop();
        StaggeredRace<T> race = new StaggeredRace<>("race()", bodies, 0);
        Task<T> winner;
        try {
            winner = race.runAttempts();
        } catch (RuntimeException | Error e) { // a cancellation, or a task factory's
            report(loop, race);
            throw e;
        }
        if (winner == null) {
            throw nobodyWon(race);
        }
        report(loop, race);
        return winner.result();
    }

    private static ExceptionGroup nobodyWon(StaggeredRace<?> race) {
        List<Throwable> failures = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (StaggeredRace.Failed failed : race.failed()) {
            failures.add(failed.why());
            names.add(failed.attempt().name());
        }
        int more = names.size() - NAMES_SHOWN;
        return new ExceptionGroup(
                "nobody won the race of "
                        + String.join(", ", names.subList(0, Math.min(names.size(), NAMES_SHOWN)))
                        + (more > 0 ? " and " + more + " more" : ""),
                failures);
    }

    private static void report(EventLoop loop, StaggeredRace<?> race) {
        for (StaggeredRace.Failed failed : race.failed()) {
            boolean expected = !failed.ending() && failed.why() instanceof Exception;
            if (!expected && !(failed.why() instanceof CancelledError)) {
                loop.callExceptionHandler(
                        new ExceptionContext(
                                        failed.attempt().name()
                                                + (failed.ending()
                                                        ? " lost a race and failed in its clean-up"
                                                        : " lost a race by an error"),
                                        failed.why())
                                .withFuture(failed.attempt()));
            }
        }
    }
}
