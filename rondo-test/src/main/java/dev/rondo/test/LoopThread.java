package dev.rondo.test;

import dev.rondo.EventLoop;
import dev.rondo.Task;
import dev.rondo.sim.TaskDump;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The thread that a test's loop runs on, and the one that waits for it: it sees when the time is
 * over, and that the loop is held.
 *
 * <p>The loop is asked to run a callback now and then; one that does not come in time means that it
 * is held. It is not asked in the first moments, so most tests are not disturbed at all.
 */
final class LoopThread {
    private static final long BEAT_NANOS = 100_000_000;
    private static final long REAL_WAIT_NANOS = 200_000_000; // of a loop held by a sleep
    private static final long HELD_NANOS = 2_000_000_000; // a pause of the machine is shorter
    private static final long ANSWER_NANOS = 1_000_000_000; // to tell of its tasks, to unwind them

    /** What runs on the thread. */
    @FunctionalInterface
    interface Work {
        void run() throws Throwable;
    }

    private final EventLoop loop;
    private final Running running;
    private final TestOptions options;
    // The thread that waits.
    private @Nullable ExecutorService executor;
    private boolean givenUp;
    private @Nullable String held; // what held the loop
    private @Nullable NotVirtualError suspected;
    private @Nullable NotVirtualError notVirtual;
    private long asked; // real time of the question, 0 if there is none
    private volatile boolean answered; // written by the loop

    LoopThread(EventLoop loop, Running running, TestOptions options) {
        this.loop = loop;
        this.running = running;
        this.options = options;
    }

    boolean isGivenUp() {
        return givenUp;
    }

    /** Returns what held the loop for too long, with its stack. */
    Optional<String> held() {
        return Optional.ofNullable(held);
    }

    /** Runs work on the thread and waits for its end; throws what it threw. */
    <X extends Throwable> void run(Work work, Duration limit) throws X {
        if (givenUp) {
            throw new IllegalStateException("The loop of the test is stuck and was given up");
        }
        CountDownLatch done = new CountDownLatch(1);
        Throwable[] failure = new Throwable[1];
        executor()
                .execute(() -> {
                    try {
                        work.run();
                    } catch (Throwable e) { // the waiting thread throws it
                        failure[0] = e;
                    } finally {
                        done.countDown();
                    }
                });
        await(done, limit);
        NotVirtualError error = notVirtual;
        if (error != null) {
            notVirtual = null;
            if (failure[0] != null) {
                error.addSuppressed(failure[0]);
            }
            throw error;
        }
        if (failure[0] != null) {
            throw LoopThread.<X>unchecked(failure[0]);
        }
    }

    private ExecutorService executor() {
        ExecutorService current = executor;
        if (current == null) {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            current =
                    Executors.newSingleThreadExecutor(code -> {
                        Thread thread =
                                Thread.ofPlatform().daemon().name("rondo-test").unstarted(code);
                        thread.setContextClassLoader(loader);
                        return thread;
                    });
            executor = current;
        }
        return current;
    }

    void end() {
        if (executor != null) {
            executor.shutdown();
        }
    }

    // ---- Waiting

    private void await(CountDownLatch done, Duration limit) {
        long begin = System.nanoTime();
        asked = 0;
        try {
            while (!done.await(BEAT_NANOS, TimeUnit.NANOSECONDS)) {
                long now = System.nanoTime();
                if (!limit.isZero() && limit.compareTo(Duration.ofNanos(now - begin)) < 0) {
                    throw giveUp(done, "The test took longer than " + limit + " of real time");
                }
                if (loop.isRunning()) {
                    beat(now);
                }
            }
        } catch (InterruptedException e) {
            AssertionError error = giveUp(done, "The test was interrupted");
            error.initCause(e);
            Thread.currentThread().interrupt();
            throw error;
        }
    }

    private void beat(long now) {
        if (asked == 0 || answered) {
            answered = false;
            suspected = null;
            asked = now;
            try {
                loop.callSoonThreadsafe(() -> answered = true);
            } catch (IllegalStateException e) {
                asked = 0; // closed meanwhile
            }
            return;
        }
        long heldNanos = now - asked;
        if (heldNanos > REAL_WAIT_NANOS && options.time() == Time.VIRTUAL && notVirtual == null) {
            NotVirtualError before = suspected;
            suspected =
                    running.task().flatMap(task -> NotVirtualError.in(task, false)).orElse(null);
            notVirtual = before == null ? null : suspected; // seen twice, so not passing through
        }
        if (heldNanos > HELD_NANOS && held == null) {
            held = holder();
        }
    }

    private String holder() {
        Object last = running.last();
        if (last == null) { // its threads are virtual ones, of which the JVM has few at a time
            return "\n  nothing, since none of its tasks got a thread: an earlier test that hangs may"
                    + " have them all\n  (-Djdk.virtualThreadScheduler.parallelism gives it more)";
        }
        return last instanceof Task<?> task ? TaskDump.of(List.of(task)) : "\n  " + last;
    }

    /** Says what every task does, and unwinds them if they let themselves. */
    private AssertionError giveUp(CountDownLatch done, String why) {
        Optional<String> tasks = tasks();
        AssertionError error =
                new AssertionError(
                        why
                                + "; "
                                + tasks.map(text -> "its tasks:" + text)
                                        .orElseGet(() ->
                                                "its loop is held, so no other task can run:"
                                                        + holder()));
        try {
            if (tasks.isPresent()) {
                loop.callSoonThreadsafe(() ->
                        loop.allTasks().forEach(task -> task.cancel("the test took too long")));
            }
            givenUp = !done.await(ANSWER_NANOS, TimeUnit.NANOSECONDS);
        } catch (IllegalStateException | InterruptedException e) { // closed, or in a hurry
            givenUp = done.getCount() > 0;
        }
        if (givenUp) {
            end();
        }
        return error;
    }

    /** Asks the loop for its tasks; empty if it does not answer. */
    private Optional<String> tasks() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        try {
            loop.callSoonThreadsafe(() -> answer.complete(TaskDump.of(loop.allTasks())));
            return Optional.of(answer.get(ANSWER_NANOS, TimeUnit.NANOSECONDS));
        } catch (IllegalStateException
                | java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException
                | InterruptedException e) { // closed, or held
            return Optional.empty();
        }
    }

    @SuppressWarnings("unchecked")
    static <X extends Throwable> RuntimeException unchecked(Throwable failure) throws X {
        throw (X) Objects.requireNonNull(failure);
    }
}
