package dev.rondo;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.gather;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.FakeExecutor;
import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the executor, what a task gives to it never holds the loop. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OffTheLoopTest {
    /** Runs work where it is submitted. */
    private static ExecutorService direct() {
        return new FakeExecutor(Runnable::run);
    }

    static List<Supplier<ExecutorService>> executors() {
        ThreadFactory virtual = Thread.ofVirtual().factory();
        return List.of(
                Executors::newVirtualThreadPerTaskExecutor,
                () -> Executors.newThreadPerTaskExecutor(virtual),
                () -> Executors.newFixedThreadPool(1, virtual),
                () -> Executors.newFixedThreadPool(1, work -> Thread.ofVirtual().unstarted(work)),
                Executors::newSingleThreadExecutor,
                () -> new ForkJoinPool(1),
                OffTheLoopTest::direct);
    }

    private final AtomicBoolean otherTaskRan = new AtomicBoolean();

    /** Holds its thread until another task has run. */
    private void spin() {
        while (!otherTaskRan.get()) {
            Thread.onSpinWait();
        }
    }

    private void startOther() {
        createTask(() -> otherTaskRan.set(true));
    }

    @ParameterizedTest
    @MethodSource("executors")
    void workHoldsNoTask(Supplier<ExecutorService> made) {
        run(() -> {
            try (ExecutorService executor = made.get()) {
                startOther();
                toThread(executor, () -> spin());
                toThread(executor, () -> spin()); // on a thread that it had before
                assertThat(runningLoop().snapshot().outstanding()).isZero();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("executors")
    void workOfACallbackHoldsNoTask(Supplier<ExecutorService> made) {
        run(() -> {
            try (ExecutorService executor = made.get()) {
                Future<Void> done = runningLoop().createFuture();
                Rondo.callSoon(() ->
                        runningLoop()
                                .runInExecutor(executor, () -> spin())
                                .addDoneCallback(f -> done.setResult(null)));
                Rondo.sleep(0);
                startOther();
                done.await();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("executors")
    void workInAReplacedDefaultExecutorHoldsNoTask(Supplier<ExecutorService> made) {
        run(() -> {
            runningLoop().setDefaultExecutor(made.get());
            startOther();
            toThread(() -> spin());
        });
    }

    @Test
    void workThatWasSubmittedBeforeTheShutdownOfItsExecutorIsDone() {
        List<String> done = new ArrayList<>();
        run(() -> {
            runningLoop().setDefaultExecutor(Executors.newSingleThreadExecutor());
            runningLoop().runInExecutor(() -> addTo(done, "before"));
        });
        assertThat(done).containsExactly("before");
    }

    private static void addTo(List<String> done, String what) {
        done.add(what);
    }

    @Test
    void executorGetsItsWorkInTheOrderOfTheCalls() {
        List<Integer> done = new ArrayList<>(); // by one thread
        VirtualLoop.run(() -> {
            try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
                List<Future<Boolean>> all = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    int number = i;
                    all.add(runningLoop().runInExecutor(executor, () -> done.add(number)));
                }
                gather(all).await();
            }
        });
        assertThat(done).hasSize(100).isSorted();
    }

    @Test
    void refusalOfTheExecutorIsTheFailureOfTheWork() {
        VirtualLoop.run(() -> {
            try (ExecutorService executor =
                    new ThreadPoolExecutor(
                            1,
                            1,
                            0,
                            TimeUnit.SECONDS,
                            new SynchronousQueue<>(),
                            (work, full) -> {
                                throw new RejectedExecutionException("full");
                            })) {
                Future<Void> first = runningLoop().runInExecutor(executor, () -> spin());
                assertThatThrownBy(() -> toThread(executor, () -> 1))
                        .isExactlyInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("The executor takes no more work: ")
                        .hasCauseInstanceOf(RejectedExecutionException.class);
                startOther();
                first.await();
            }
        });
    }

    @Test
    void workThatIsCancelledBeforeItIsSubmittedNeverRuns() {
        AtomicBoolean ran = new AtomicBoolean();
        VirtualLoop.run(() -> {
            ExecutorService direct = direct();
            Future<Void> first = runningLoop().runInExecutor(direct, () -> spin());
            Future<Void> second = runningLoop().runInExecutor(direct, () -> ran.set(true));
            second.cancel();
            startOther();
            first.await();
            toThread(direct, () -> {});
            assertThat(runningLoop().snapshot().outstanding()).isZero();
        });
        assertThat(ran).isFalse();
    }
}
