package dev.rondo;

import static dev.rondo.Rondo.callSoon;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.test.VirtualClock;
import dev.rondo.testing.CapturedLog;
import dev.rondo.testing.Engines;
import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Debug mode's reports of code that holds the loop. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowStepTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final CapturedLog log = new CapturedLog();

    @AfterEach
    void closeLog() {
        log.close();
    }

    private <X extends Throwable> void debug(Action<X> body) throws X {
        virtual.loop().setDebug(true);
        try (Runner runner = virtual.runner()) {
            runner.run(body);
        }
    }

    private void take(int millis) {
        virtual.clock().skip(Duration.ofMillis(millis));
    }

    @Test
    void slowCallbackIsReported() {
        debug(() -> {
            callSoon(() -> take(123));
            sleep(0);
        });
        assertThat(log.messages()).hasSize(1);
        assertThat(log.messages().getFirst())
                .startsWith("Executing <Handle ")
                .contains("SlowStepTest")
                .endsWith("> took 0.123 seconds");
        assertThat(log.records().getFirst().getLevel()).isEqualTo(Level.WARNING);
    }

    @Test
    void slowStepOfATaskIsReported() {
        debug(() -> {
            createTask(
                            "crawler",
                            () -> {
                                sleep(0);
                                take(1_500);
                                sleep(0);
                            })
                    .await();
        });
        assertThat(log.messages()).hasSize(1);
        assertThat(log.messages().getFirst())
                .startsWith("Executing <Task ")
                .contains("name='crawler'")
                .endsWith("> took 1.500 seconds");
    }

    @Test
    void stepsThatAreQuickEnoughAreNotReported() {
        debug(() -> {
            callSoon(() -> take(99));
            for (int i = 0; i < 10; i++) {
                take(90);
                sleep(0);
            }
        });
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void nothingIsReportedOutsideDebugMode() {
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                take(5_000);
                sleep(0);
                callSoon(() -> take(5_000));
                sleep(0);
            });
        }
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void waitingIsNotHolding() {
        debug(() -> {
            sleep(10);
            sleep(10);
        });
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void limitCanBeChanged() {
        virtual.loop().setSlowCallbackDuration(Duration.ofSeconds(2));
        debug(() -> {
            take(1_999);
            sleep(0);
            assertThat(log.messages()).isEmpty();
            runningLoop().setSlowCallbackDuration(Duration.ofMillis(10));
            take(11);
            sleep(0);
            sleep(0);
        });
        assertThat(log.messages()).hasSize(1);
        assertThatThrownBy(() -> virtual.loop().setSlowCallbackDuration(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be positive, but got PT0S");
    }

    @Test
    void slowStepAfterAForeignWaitIsReported() throws InterruptedException {
        Engines.assumeScheduled();
        debug(() -> {
            CountDownLatch latch = new CountDownLatch(1);
            callSoon(latch::countDown);
            latch.await();
            take(2_000);
            sleep(0);
            sleep(0);
        });
        assertThat(log.messages()).hasSize(1);
        assertThat(log.messages().getFirst()).endsWith("took 2.000 seconds");
    }

    @Test
    void slowCallbackThatBlockedInBetweenIsTimedForItsStepsOnly() throws InterruptedException {
        Engines.assumeScheduled();
        debug(() -> {
            CountDownLatch latch = new CountDownLatch(1);
            CountDownLatch done = new CountDownLatch(1);
            callSoon(() -> {
                awaitQuietly(latch);
                done.countDown();
            });
            sleep(0);
            sleep(5); // others wait while it does
            latch.countDown();
            done.await();
        });
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void heldLoopIsReportedWhileItIsHeldWithTheStackThatHoldsIt() {
        holdUntilReported(() -> {});
        assertThat(log.messages().getFirst())
                .contains("name='Task-1'")
                .containsPattern("has held the loop for \\d+\\.\\d{3} seconds")
                .contains("offload with toThread()")
                .contains("at dev.rondo.SlowStepTest.spin(SlowStepTest.java:");
    }

    @Test
    void heldLoopIsReportedAfterAForeignWaitToo() {
        Engines.assumeScheduled();
        holdUntilReported(() -> {
            CountDownLatch latch = new CountDownLatch(1);
            callSoon(latch::countDown);
            awaitQuietly(latch);
        });
        assertThat(log.messages().getFirst())
                .contains("name='Task-1'")
                .contains("at dev.rondo.SlowStepTest.spin(SlowStepTest.java:");
    }

    @Test
    void threadThatATaskStartedInVirtualTimeIsReportedWithItsTask() {
        Engines.assumeScheduled();
        holdUntilReported(
                new VirtualClock()::newLoop,
                () -> {},
                flag -> {
                    try {
                        Thread.ofVirtual().start(() -> spin(flag)).join();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
        assertThat(log.messages().getFirst())
                .startsWith("A virtual thread that was started by <Task ")
                .contains("name='Task-1'")
                .contains("has held the loop for");
    }

    /** Runs a task that spins until the log's reader lets it go on. */
    private void holdUntilReported(Runnable before) {
        holdUntilReported(EventLoop::create, before, SlowStepTest::spin);
    }

    private void holdUntilReported(Supplier<EventLoop> made, Runnable before, Consumer<Flag> hold) {
        Flag reported = new Flag();
        Logger logger = Logger.getLogger("dev.rondo");
        Handler sets = new Sets(reported);
        logger.addHandler(sets);
        RunnerOptions options =
                RunnerOptions.defaults()
                        .withLoopFactory(() -> {
                            EventLoop loop = made.get();
                            loop.setSlowCallbackDuration(Duration.ofMillis(20));
                            return loop;
                        })
                        .withDebug(true);
        try {
            run(
                    options,
                    () -> {
                        before.run();
                        hold.accept(reported);
                    });
        } finally {
            logger.removeHandler(sets);
        }
    }

    private static void spin(Flag flag) {
        while (!flag.set) {
            Thread.onSpinWait();
        }
    }

    private static final class Flag {
        volatile boolean set;
    }

    private static final class Sets extends Handler {
        private final Flag flag;

        Sets(Flag flag) {
            this.flag = flag;
        }

        @Override
        public void publish(LogRecord record) {
            if (record.getMessage().contains("has held the loop")) {
                flag.set = true;
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
