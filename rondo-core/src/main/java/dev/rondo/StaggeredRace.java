package dev.rondo;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Starts attempts one after the other, each when the one before failed or a delay passed, until one
 * succeeds; the others are cancelled. Happy Eyeballs (RFC 8305) connects this way. asyncio: {@code
 * staggered_race}.
 */
final class StaggeredRace<T extends @Nullable Object> {
    private final List<Callable<T>> attempts;
    private final Optional<Duration> delay;
    private final List<Optional<Throwable>> failures = new ArrayList<>();
    private final List<Task<T>> tasks = new ArrayList<>();
    private int winner = -1;

    StaggeredRace(List<? extends Callable<T>> attempts, Optional<Duration> delay) {
        this.attempts = List.copyOf(attempts);
        this.delay = delay;
    }

    RaceResult<T> run() {
        Task<?> self = Task.currentFor("staggeredRace()", null, this);
        try {
            for (int i = 0; i < attempts.size() && winner < 0; i++) {
                failures.add(Optional.empty());
                tasks.add(start(self.loop(), i));
                awaitTurn(i + 1 == attempts.size());
            }
        } finally {
            cancelOthers();
        }
        return new RaceResult<>(
                winner < 0 ? Optional.empty() : Optional.ofNullable(tasks.get(winner).result()),
                winner < 0 ? Optional.empty() : Optional.of(winner),
                Collections.unmodifiableList(failures));
    }

    private Task<T> start(EventLoop loop, int index) {
        Task<T> task = loop.createTask(attempts.get(index));
        task.addListener(
                new Listener() {
                    @Override
                    void done(Future<?> done) {
                        if (done.failed()) {
                            failures.set(index, Optional.of(done.retrieveFailure()));
                        } else if (done.cancelled()) {
                            failures.set(
                                    index, Optional.of(new CancelledError(done.cancelMessage())));
                        } else if (winner < 0) {
                            winner = index;
                        }
                    }
                });
        return task;
    }

    /**
     * Waits until there is a winner, nobody runs any more, or the last attempt failed or had its
     * time.
     */
    private void awaitTurn(boolean last) {
        Task<T> newest = tasks.getLast();
        long deadline =
                delay.isEmpty() || last
                        ? Long.MAX_VALUE
                        : Delay.deadline(
                                newest.loop().kernel().clock.nanoTime(),
                                Delay.nanos("staggeredRace()", delay.get()));
        while (winner < 0) {
            List<Task<T>> running = tasks.stream().filter(task -> !task.done()).toList();
            if (running.isEmpty() || (!last && newest.done())) {
                return;
            }
            long left =
                    deadline == Long.MAX_VALUE
                            ? deadline
                            : deadline - newest.loop().kernel().clock.nanoTime();
            if (left <= 0) {
                return;
            }
            WaitFamily.waitFor("staggeredRace()", running, WaitFamily.Until.FIRST_COMPLETED, left);
        }
    }

    private void cancelOthers() {
        List<Task<T>> running = tasks.stream().filter(task -> !task.done()).toList();
        running.forEach(Task::cancel);
        CancelledError interrupted = null;
        List<Task<T>> left = running;
        while (!left.isEmpty()) {
            try {
                Rondo.waitAll(left);
            } catch (CancelledError e) {
                interrupted = e; // the losers end first, then the caller's cancellation goes on
            }
            left = left.stream().filter(task -> !task.done()).toList();
        }
        if (interrupted != null) {
            throw interrupted;
        }
    }
}
