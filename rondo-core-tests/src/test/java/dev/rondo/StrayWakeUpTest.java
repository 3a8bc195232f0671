package dev.rondo;

import static dev.rondo.Rondo.callSoon;
import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.test.Steps;
import dev.rondo.testing.VirtualLoop;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Interrupts and unparks by foreign code, of threads that wait in Rondo. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StrayWakeUpTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final Steps steps = new Steps();

    @Test
    void interruptDoesNotEndAWaitAndIsSeenByTheNextForeignOne() {
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Future<String> future = createFuture();
                Thread[] thread = new Thread[1];
                Task<String> waiter =
                        createTask(() -> {
                            thread[0] = Thread.currentThread();
                            String result = future.await();
                            steps.expect(2);
                            assertThat(Thread.currentThread().isInterrupted()).isTrue();
                            assertThatThrownBy(() -> Thread.sleep(1))
                                    .isInstanceOf(InterruptedException.class);
                            assertThat(Thread.currentThread().isInterrupted()).isFalse();
                            return result;
                        });
                sleep(0);
                thread[0].interrupt();
                for (int pass = 0; pass < 5; pass++) {
                    sleep(0);
                }
                steps.expect(1);
                future.setResult("done");
                assertThat(waiter.await()).isEqualTo("done");
                steps.finish(3);
            });
        }
        virtual.assertNoReports();
    }

    @Test
    void interruptSurvivesManyWaits() {
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Thread.currentThread().interrupt();
                sleep(0);
                sleep(1);
                assertThat(createTask(() -> "child").await()).isEqualTo("child");
                assertThat(Thread.interrupted()).isTrue();
            });
        }
    }

    @Test
    void interruptOfAWaitingTaskDoesNotMakeTheLoopSpin() {
        Thread[] thread = new Thread[1];
        EventLoop loop = virtual.loop();
        Future<String> future = loop.createFuture();
        Task<String> waiter =
                loop.createTask(() -> {
                    thread[0] = Thread.currentThread();
                    return future.await();
                });
        virtual.runBriefly();
        thread[0].interrupt();
        virtual.runBriefly();

        long before = loop.kernel().beats();
        virtual.runBriefly();
        assertThat(loop.kernel().beats()).isEqualTo(before);
        assertThat(loop.snapshot().ready()).isZero();

        future.setResult("done");
        assertThat(loop.runUntilComplete(waiter)).isEqualTo("done");
        virtual.close();
    }

    @Test
    void unparkDoesNotEndAWait() {
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Future<String> future = createFuture();
                Thread[] thread = new Thread[1];
                Task<String> waiter =
                        createTask(() -> {
                            thread[0] = Thread.currentThread();
                            String result = future.await();
                            steps.expect(2);
                            return result;
                        });
                sleep(0);
                for (int pass = 0; pass < 5; pass++) {
                    LockSupport.unpark(thread[0]);
                    sleep(0);
                }
                steps.expect(1);
                future.setResult("done");
                LockSupport.unpark(thread[0]);
                LockSupport.unpark(thread[0]);
                assertThat(waiter.await()).isEqualTo("done");
                steps.finish(3);
            });
        }
    }

    @Test
    void unparkByAnotherThreadDoesNotEndAWait() throws InterruptedException {
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Future<String> future = createFuture();
                Thread[] thread = new Thread[1];
                Task<String> waiter =
                        createTask(() -> {
                            thread[0] = Thread.currentThread();
                            for (int i = 0; i < 1_000; i++) {
                                sleep(0);
                            }
                            return future.await();
                        });
                sleep(0);
                Thread pest =
                        Thread.ofPlatform()
                                .start(() -> {
                                    while (!Thread.interrupted()) {
                                        LockSupport.unpark(thread[0]);
                                    }
                                });
                for (int i = 0; i < 1_000; i++) {
                    sleep(0);
                }
                steps.expect(1);
                future.setResult("done");
                assertThat(waiter.await()).isEqualTo("done");
                pest.interrupt();
                pest.join();
                steps.finish(2);
            });
        }
    }

    @Test
    void unparkOfTheIdleCallbackThreadDoesNotHoldTheLoop() {
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Thread[] thread = new Thread[1];
                callSoon(() -> thread[0] = Thread.currentThread());
                sleep(0);
                sleep(0);
                callSoon(() -> steps.expect(1)); // queued before the thread that the JDK wakes
                LockSupport.unpark(thread[0]);
                sleep(0);
                sleep(0);
                steps.expect(2);
                callSoon(() -> steps.expect(3));
                sleep(0);
                steps.finish(4);
            });
        }
    }

    @Test
    void interruptOfTheIdleCallbackThreadDoesNotHoldTheLoop() {
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Thread[] thread = new Thread[1];
                callSoon(() -> thread[0] = Thread.currentThread());
                sleep(0);
                sleep(0);
                callSoon(() -> steps.expect(1));
                thread[0].interrupt();
                sleep(0);
                sleep(0);
                callSoon(() -> steps.expect(2));
                sleep(0);
                steps.finish(3);
            });
        }
    }

    @Test
    void stackTracesTakenByAnotherThreadLoseNoWakeUp() throws InterruptedException {
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Thread task = Thread.currentThread();
                Thread pest =
                        Thread.ofPlatform()
                                .start(() -> {
                                    while (!Thread.interrupted()) {
                                        assertThat(task.getStackTrace()).isNotNull();
                                    }
                                });
                for (int i = 0; i < 2_000; i++) {
                    sleep(0);
                    int number = i;
                    assertThat(createTask(() -> number).await()).isEqualTo(i);
                }
                pest.interrupt();
                pest.join();
            });
        }
    }
}
