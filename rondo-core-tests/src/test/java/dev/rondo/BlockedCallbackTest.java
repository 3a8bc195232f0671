package dev.rondo;

import static dev.rondo.Rondo.callSoon;
import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.test.Steps;
import dev.rondo.testing.CapturedLog;
import dev.rondo.testing.Engines;
import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callbacks and reports that wait for what a suspended task holds. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BlockedCallbackTest {
    private final Steps steps = new Steps();

    @BeforeEach
    void blockingSuspends() {
        Engines.assumeScheduled();
    }

    @Test
    void callbackThatWaitsForALockOfASuspendedTaskDoesNotStopTheOthers() {
        ReentrantLock lock = new ReentrantLock();
        run(() -> {
            Future<String> release = createFuture();
            Task<?> holder =
                    createTask(() -> {
                        lock.lock();
                        release.await();
                        steps.expect(4);
                        lock.unlock();
                    });
            sleep(0);
            callSoon(() -> {
                steps.expect(1);
                lock.lock();
                lock.unlock();
                steps.finish(5);
            });
            callSoon(() -> steps.expect(2));
            sleep(0);
            callSoon(() -> steps.expect(3));
            sleep(0);
            release.setResult("go");
            holder.await();
            while (steps.count() < 5) {
                sleep(0);
            }
        });
    }

    @Test
    void callbackThatWaitsForAMonitorOfASuspendedTaskDoesNotStopTheOthers() {
        Object monitor = new Object();
        run(() -> {
            Future<String> release = createFuture();
            Task<?> holder =
                    createTask(() -> {
                        synchronized (monitor) {
                            release.await();
                            steps.expect(3);
                        }
                    });
            sleep(0);
            callSoon(() -> {
                steps.expect(1);
                synchronized (monitor) {
                    steps.finish(4);
                }
            });
            callSoon(() -> steps.expect(2));
            sleep(0);
            release.setResult("go");
            holder.await();
            while (steps.count() < 4) {
                sleep(0);
            }
        });
    }

    @Test
    void manyCallbacksMayBlockAtOnceAndFinishWhenTheyCan() {
        CountDownLatch latch = new CountDownLatch(1);
        int[] finished = {0};
        run(() -> {
            for (int i = 0; i < 1_000; i++) {
                callSoon(() -> {
                    await(latch);
                    finished[0]++;
                });
            }
            sleep(0);
            sleep(0);
            assertThat(finished[0]).isZero();
            latch.countDown();
            while (finished[0] < 1_000) {
                sleep(0);
            }
        });
    }

    @Test
    void blockedCallbackKeepsItsContextWhileOthersRun() {
        ContextVar<String> name = ContextVar.of("name");
        CountDownLatch latch = new CountDownLatch(1);
        run(() -> {
            Future<String> seen = createFuture();
            name.set("first");
            callSoon(() -> {
                await(latch);
                seen.setResult(name.get());
            });
            name.set("second");
            callSoon(() -> assertThat(name.get()).isEqualTo("second"));
            sleep(0);
            latch.countDown();
            assertThat(seen.await()).isEqualTo("first");
        });
    }

    @Test
    void failureOfACallbackThatBlockedReachesTheExceptionHandler() {
        CountDownLatch latch = new CountDownLatch(1);
        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                callSoon(() -> {
                    await(latch);
                    throw new IllegalStateException("late");
                });
                sleep(0);
                latch.countDown();
                while (virtual.reports().isEmpty()) {
                    sleep(0);
                }
            });
        }
        assertThat(virtual.reports().getFirst().exception())
                .get()
                .extracting(Throwable::getMessage)
                .isEqualTo("late");
    }

    @Test
    void reportWaitsForALoggerWhoseLockASuspendedTaskHoldsAndTheLoopGoesOn() {
        ReentrantLock lock = new ReentrantLock();
        Handler locked = new LockedHandler(lock);
        Logger logger = Logger.getLogger("dev.rondo");
        try (CapturedLog log = new CapturedLog()) {
            logger.addHandler(locked);
            run(() -> {
                Future<String> release = createFuture();
                Task<?> holder =
                        createTask(() -> {
                            lock.lock();
                            release.await();
                            lock.unlock();
                        });
                sleep(0);
                callSoon(() -> {
                    throw new IllegalStateException("to be logged");
                });
                callSoon(() -> steps.expect(1));
                sleep(0);
                callSoon(() -> steps.expect(2));
                sleep(0);
                assertThat(lock.hasQueuedThreads()).isTrue();
                release.setResult("go");
                holder.await();
                while (log.records().isEmpty() || lock.hasQueuedThreads()) {
                    sleep(0);
                }
                steps.finish(3);
            });
        } finally {
            logger.removeHandler(locked);
        }
    }

    @Test
    void slowStepIsReportedThroughALoggerWhoseLockASuspendedTaskHolds() {
        ReentrantLock lock = new ReentrantLock();
        Handler locked = new LockedHandler(lock);
        Logger logger = Logger.getLogger("dev.rondo");
        VirtualLoop virtual = new VirtualLoop();
        virtual.loop().setDebug(true);
        try (CapturedLog log = new CapturedLog();
                Runner runner = virtual.runner()) {
            logger.addHandler(locked);
            runner.run(() -> {
                lock.lock();
                virtual.clock().skip(Duration.ofSeconds(1));
                sleep(0); // the step was slow; its report must not stop the loop
                sleep(0);
                callSoon(() -> steps.expect(1));
                sleep(0);
                lock.unlock();
                while (log.records().isEmpty() || lock.hasQueuedThreads()) {
                    sleep(0);
                }
                steps.finish(2);
            });
        } finally {
            logger.removeHandler(locked);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static final class LockedHandler extends Handler {
        private final ReentrantLock lock;

        LockedHandler(ReentrantLock lock) {
            this.lock = lock;
        }

        @Override
        public void publish(LogRecord record) {
            lock.lock();
            lock.unlock();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
