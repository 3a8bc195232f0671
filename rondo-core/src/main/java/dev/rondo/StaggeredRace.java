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
 * staggered_race}. With no delay at all it is {@link Race}.
 *
 * <p>The race decides in the winner's completing call, so nothing starts or wins after it. A cancel
 * of the caller is passed on to the attempts each time; one that comes when there is a winner waits
 * for the caller's next suspension, so that the result is not lost.
 */
final class StaggeredRace<T extends @Nullable Object> {
    private final String operation;
    private final List<Callable<T>> attempts;
    private final long delayNanos; // Long.MAX_VALUE: only a failure starts the next one
    private final List<Optional<Throwable>> failures = new ArrayList<>();
    private final List<Failed> inOrder =
            new ArrayList<>(); // of their happening, cancelled ones too
    private final Set<Task<T>> running = new LinkedHashSet<>();
    private @Nullable Task<T> winner;
    private int winnerIndex;
    private boolean ending; // there is a winner, or the caller was cancelled: the rest cleans up

    /**
     * An attempt without a result.
     *
     * @param attempt its task
     * @param why its failure, or the cancellation that ended it
     * @param ending whether the race was decided before
     */
    record Failed(Task<?> attempt, Throwable why, boolean ending) {}

    StaggeredRace(List<? extends Callable<T>> attempts, Optional<Duration> delay) {
        this(
                "staggeredRace()",
                NoNulls.in(attempts, "attempts"),
                Objects.requireNonNull(delay, "delay").isEmpty()
                        ? Long.MAX_VALUE
                        : Delay.nanos("staggeredRace()", delay.get()));
    }

    StaggeredRace(String operation, List<? extends Callable<T>> attempts, long delayNanos) {
        this.operation = operation;
        this.attempts = List.copyOf(attempts);
        this.delayNanos = delayNanos;
    }

    RaceResult<T> run() {
        runAttempts();
        Task<T> first = winner;
        return new RaceResult<>(
                first == null ? Optional.empty() : Optional.ofNullable(first.result()),
                first == null ? Optional.empty() : Optional.of(winnerIndex),
                Collections.unmodifiableList(failures));
    }

    /** Returns the attempts that failed or were cancelled, in the order in which they ended. */
    List<Failed> failed() {
        return inOrder;
    }

    /**
     * Runs the attempts to their ends.
     *
     * @return the winner, or null if there is none
     * @throws CancelledError if the caller was cancelled before there was a winner
     * @throws RuntimeException of a task factory that refused an attempt
     */
    @Nullable Task<T> runAttempts() {
        Task<?> self = Task.currentFor(operation, null, this);
        CancelScope scope = new CancelScope(self);
        CancelledError cancelled = null;
        Throwable refused = null; // what a task factory threw
        try {
            for (int i = 0; i < attempts.size() && winner == null; i++) {
                awaitTurn(start(self.loop(), i), i + 1 == attempts.size());
            }
        } catch (CancelledError e) {
            cancelled = e;
            cancelRunning(e.getMessage());
        } catch (RuntimeException | Error e) { // a task factory's: those that run end before it
            refused = e;
            cancelRunning(null);
        }
        while (!running.isEmpty()) {
            try {
                WaitFamily.waitFor(
                        operation,
                        List.copyOf(running),
                        WaitFamily.Until.ALL_COMPLETED,
                        Long.MAX_VALUE);
            } catch (CancelledError e) {
                cancelled = e;
                cancelRunning(e.getMessage());
            }
        }
        if (cancelled != null && (winner != null || refused != null)) {
            scope.repeat(cancelled);
        } else if (cancelled != null) {
            throw cancelled;
        }
        if (refused != null) {
            throw Rethrow.<RuntimeException>asIs(refused);
        }
        return winner;
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
            lost(task, index, task.retrieveFailure());
        } else if (task.cancelled()) {
            lost(task, index, task.cancelledError());
        } else if (winner == null) {
            winner = task;
            winnerIndex = index;
            cancelRunning(null);
        } else {
            failures.set(index, Optional.of(new CancelledError("another attempt was quicker")));
        }
    }

    private void lost(Task<T> task, int index, Throwable why) {
        failures.set(index, Optional.of(why));
        inOrder.add(new Failed(task, why, ending));
    }

    private void cancelRunning(@Nullable String message) {
        ending = true;
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
                    operation, List.copyOf(running), WaitFamily.Until.FIRST_COMPLETED, left);
        }
    }
}
