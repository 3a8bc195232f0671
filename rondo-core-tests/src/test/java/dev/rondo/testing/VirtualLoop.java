package dev.rondo.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rondo.Action;
import dev.rondo.Body;
import dev.rondo.CancelledError;
import dev.rondo.Entropy;
import dev.rondo.EventLoop;
import dev.rondo.ExceptionContext;
import dev.rondo.Future;
import dev.rondo.LoopOptions;
import dev.rondo.Rondo;
import dev.rondo.Runner;
import dev.rondo.RunnerOptions;
import dev.rondo.Task;
import dev.rondo.test.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A loop on the kit's virtual time that collects what its exception handler hears. {@link #run}
 * runs a main task and cleans up as {@code Rondo.run} does; {@link #loop} is for tests that drive
 * the loop by hand and close it themselves.
 */
public final class VirtualLoop implements AutoCloseable {
    private final VirtualClock clock = new VirtualClock();
    private final EventLoop loop;
    private final List<ExceptionContext> reports = Collections.synchronizedList(new ArrayList<>());

    /** Creates a loop that runs what is ready in the order of arrival. */
    public VirtualLoop() {
        this(Entropy.fifo());
    }

    /** Creates a loop with a run order. */
    public VirtualLoop(Entropy entropy) {
        loop = clock.newLoop(LoopOptions.defaults().withEntropy(entropy).withDebug(false));
        loop.setExceptionHandler(Optional.of((l, context) -> reports.add(context)));
    }

    public EventLoop loop() {
        return loop;
    }

    public VirtualClock clock() {
        return clock;
    }

    /** Returns the virtual time that has passed. */
    public Duration now() {
        return clock.elapsed();
    }

    /** Returns what the exception handler heard. */
    public List<ExceptionContext> reports() {
        return reports;
    }

    /**
     * Runs a main task on a fresh loop with Rondo.run's clean-up. What its exception handler hears
     * fails the test.
     */
    public static <X extends Throwable> void run(Action<X> body) throws X {
        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.run(body);
        }
        virtual.assertNoReports();
    }

    /** Like {@link #run(Action)}, with a result. */
    public static <T, X extends Throwable> T call(Body<T, X> body) throws X {
        VirtualLoop virtual = new VirtualLoop();
        T value;
        try (Runner runner = virtual.runner()) {
            value = runner.run(body);
        }
        virtual.assertNoReports();
        return value;
    }

    /**
     * Runs a body in a task that is not the main one, so that it may be cancelled, with Rondo.run's
     * clean-up. What the exception handler hears fails the test.
     */
    public void runInTask(Action<?> body) {
        try (Runner runner = runner()) {
            runner.run(() -> {
                Rondo.createTask(body).await();
            });
        }
        assertNoReports();
    }

    /**
     * Runs a body in a task that is cancelled after a time, with the message "stop", and must end
     * as cancelled by that.
     */
    public void runAndCancel(double seconds, Action<?> body) {
        runInTask(() -> {
            Task<?> task = Rondo.createTask(body);
            Rondo.sleep(seconds);
            cancelAndExpectCancelled(task);
        });
    }

    /** Cancels a task with the message "stop"; it must end as cancelled by that. */
    public static void cancelAndExpectCancelled(Task<?> task) {
        assertThat(task.done()).isFalse();
        assertThat(task.cancel("stop")).isTrue();
        assertThatExceptionOfType(CancelledError.class).isThrownBy(task::await).withMessage("stop");
        assertThat(task.cancelled()).isTrue();
    }

    /** Returns new futures of this loop. */
    public List<Future<Integer>> futures(int count) {
        return Stream.generate(loop::<Integer>createFuture).limit(count).toList();
    }

    /** Returns a runner on this loop, which closes it. */
    public Runner runner() {
        return new Runner(RunnerOptions.defaults().withLoopFactory(() -> loop));
    }

    /** Runs what is ready: one pass. */
    public void runOnce() {
        loop.stop();
        loop.runForever();
    }

    /** Runs what is ready and what follows from it at once: ten passes, no time. */
    public void runBriefly() {
        for (int i = 0; i < 10; i++) {
            runOnce();
        }
    }

    public void assertNoReports() {
        if (!reports.isEmpty()) {
            ExceptionContext first = reports.getFirst();
            throw new AssertionError(
                    "The exception handler heard: " + first, first.exception().orElse(null));
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
