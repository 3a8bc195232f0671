package dev.rondo;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.CapturedLog;
import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the default executor ends. Its threads are real, so what waits for it takes real time. */
class ShutdownExecutorTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final CapturedLog log = new CapturedLog();

    @AfterEach
    void stopCapturing() {
        log.close();
    }

    @Test
    void workThatRunsIsAwaitedAtTheEndOfARun() {
        CountDownLatch go = new CountDownLatch(1);
        AtomicBoolean done = new AtomicBoolean();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                runningLoop()
                        .runInExecutor(() -> {
                            go.await();
                            done.set(true);
                            return null;
                        });
            });
            runner.loop().callSoon(go::countDown);
        }
        assertThat(done).isTrue();
        virtual.assertNoReports();
    }

    @Test
    void workThatDoesNotEndInTimeIsInterruptedAndGivenUp() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        virtual.loop().runInExecutor(() -> blockUntilInterrupted(interrupted));

        boolean inTime =
                virtual.loop()
                        .runUntilComplete(
                                () -> runningLoop().shutdownDefaultExecutor(Duration.ofMillis(1)));

        assertThat(inTime).isFalse();
        interrupted.await();
        assertThat(log.messages()).hasSize(1);
        assertThat(log.messages().getFirst())
                .startsWith("The executor did not finish joining its threads within");
        virtual.close();
    }

    private static Void blockUntilInterrupted(CountDownLatch interrupted) {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.countDown();
        }
        return null;
    }

    @Test
    void runnersShutdownTimeoutBoundsTheWaitForTheExecutor() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        RunnerOptions options =
                RunnerOptions.defaults()
                        .withLoopFactory(virtual::loop)
                        .withShutdownTimeout(Duration.ofMillis(1));

        Rondo.run(
                options,
                () -> {
                    runningLoop().runInExecutor(() -> blockUntilInterrupted(interrupted));
                });

        interrupted.await();
        assertThat(log.messages().getFirst()).startsWith("The executor did not finish joining");
    }

    @Test
    void afterItsShutdownTheExecutorTakesNoMoreWork() {
        VirtualLoop.run(() -> {
            assertThat(runningLoop().shutdownDefaultExecutor(Duration.ofMinutes(1))).isTrue();
            assertThatThrownBy(() -> runningLoop().runInExecutor(() -> 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Executor shutdown has been called");
        });
    }

    @Test
    void otherExecutorsTakeWorkAfterTheShutdownOfTheDefaultOne() {
        try (ExecutorService own = Executors.newSingleThreadExecutor()) {
            VirtualLoop.run(() -> {
                runningLoop().shutdownDefaultExecutor(Duration.ofMinutes(1));
                assertThat(runningLoop().runInExecutor(own, () -> 1).await()).isEqualTo(1);
            });
        }
    }

    @Test
    void cancelledShutdownInterruptsTheWork() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        VirtualLoop.run(() -> {
            runningLoop().runInExecutor(() -> blockUntilInterrupted(interrupted));
            Task<Boolean> shutdown =
                    createTask(() -> runningLoop().shutdownDefaultExecutor(Duration.ofMinutes(1)));
            sleep(0);
            sleep(0);
            shutdown.cancel();
            assertThatThrownBy(shutdown::await).isInstanceOf(CancelledError.class);
        });
        interrupted.await();
    }

    @Test
    void negativeTimeIsRefused() {
        VirtualLoop.run(() ->
                assertThatThrownBy(
                                () -> runningLoop().shutdownDefaultExecutor(Duration.ofSeconds(-1)))
                        .isInstanceOf(IllegalArgumentException.class));
    }

    @Test
    void ownDefaultExecutorIsShutDownToo() {
        ExecutorService own = Executors.newSingleThreadExecutor();
        VirtualLoop.run(() -> {
            runningLoop().setDefaultExecutor(own);
            assertThat(Rondo.toThread(() -> "worked")).isEqualTo("worked");
        });
        assertThat(own.isShutdown()).isTrue();
    }

    @Test
    void closingALoopByHandLetsItsExecutorGoWithoutWaiting() {
        ExecutorService own = Executors.newSingleThreadExecutor();
        virtual.loop().setDefaultExecutor(own);

        virtual.close();

        assertThat(own.isShutdown()).isTrue();
    }
}
