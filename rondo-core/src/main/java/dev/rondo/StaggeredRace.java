package dev.rondo;

import dev.rondo.kernel.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Starts attempts one after the other, each when the one before failed or a delay passed, until one
 * succeeds; the others are cancelled. Happy Eyeballs (RFC 8305) connects this way. asyncio: {@code
 * staggered_race}.
 *
 * <p>The race decides in the winner's completing call, so nothing starts or wins after it. A cancel
 * of the caller is passed on to the attempts each time; one that comes when there is a winner waits
 * for the caller's next suspension, so that the result is not lost.
 */
final class StaggeredRace<T extends @Nullable Object> {
    private final List<Callable<T>> attempts;
    private final long delayNanos; // Long.MAX_VALUE: only a failure starts the next one
    private final List<Optional<Throwable>> failures = new ArrayList<>();
    private final Set<Task<T>> running = new LinkedHashSet<>();
    private @Nullable Task<T> winner;
    private int winnerIndex;

    StaggeredRace(List<? extends Callable<T>> attempts, Optional<Duration> delay) {
        this.attempts = List.copyOf(NoNulls.in(attempts, "attempts"));
        Objects.requireNonNull(delay, "delay");
        this.delayNanos =
                delay.isEmpty() ? Long.MAX_VALUE : Delay.nanos("staggeredRace()", delay.get());
    }

    RaceResult<T> run() {
        Task<?> self = Task.currentFor("staggeredRace()", null, this);
        CancelScope scope = new CancelScope(self);
        CancelledError cancelled = null;
        try {
            for (int i = 0; i < attempts.size() && winner == null; i++) {
                awaitTurn(start(self.loop(), i), i + 1 == attempts.size());
            }
        } catch (CancelledError e) {
            cancelled = e;
            cancelRunning(e.getMessage());
        }
        while (!running.isEmpty()) {
            try {
                WaitFamily.waitFor(
                        "staggeredRace()",
                        List.copyOf(running),
                        WaitFamily.Until.ALL_COMPLETED,
                        Long.MAX_VALUE);
            } catch (CancelledError e) {
                cancelled = e;
                cancelRunning(e.getMessage());
            }
        }
        return result(scope, cancelled);
    }

    private RaceResult<T> result(CancelScope scope, @Nullable CancelledError cancelled) {
        List<Optional<Throwable>> all = Collections.unmodifiableList(failures);
        Task<T> first = winner;
        if (first != null) {
            if (cancelled != null) {
                scope.repeat(cancelled);
            }
            return new RaceResult<>(
                    Optional.ofNullable(first.result()), Optional.of(winnerIndex), all);
        }
        if (cancelled != null) {
            throw cancelled;
        }
        return new RaceResult<>(Optional.empty(), Optional.empty(), all);
    }

    private Task<T> start(EventLoop loop, int index) {
        failures.add(Optional.empty());
        Task<T> task = loop.createTask(attempts.get(index));
        running.add(task);
        task.addCompletion(
                new Completion() {
                    @Override
                    void done(Future<?> done) {
                        attemptDone(task, index);
                    }
                });
        return task;
    }

    private void attemptDone(Task<T> task, int index) {
        running.remove(task);
        if (task.failed()) {
            failures.set(index, Optional.of(task.retrieveFailure()));
        } else if (task.cancelled()) {
            failures.set(index, Optional.of(new CancelledError(task.cancelMessage())));
        } else if (winner == null) {
            winner = task;
            winnerIndex = index;
            cancelRunning(null);
        } else {
            failures.set(index, Optional.of(new CancelledError("another attempt was quicker")));
        }
    }

    private void cancelRunning(@Nullable String message) {
        List.copyOf(running).forEach(task -> task.cancel(message));
    }

    /** Waits until there is a winner, or the newest attempt failed or had its time. */
    private void awaitTurn(Task<T> newest, boolean last) {
        Clock clock = newest.loop().kernel().clock();
        long deadline = last ? Long.MAX_VALUE : Delay.deadline(clock.nanoTime(), delayNanos);
        while (winner == null && !running.isEmpty() && (last || !newest.done())) {
            long left = Deadline.left(deadline, clock.nanoTime());
            if (left == 0) {
                return;
            }
            WaitFamily.waitFor(
                    "staggeredRace()",
                    List.copyOf(running),
                    WaitFamily.Until.FIRST_COMPLETED,
                    left);
        }
    }
}
