package dev.rondo;

import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.test.Steps;
import dev.rondo.testing.ChildJvm;
import dev.rondo.testing.Engines;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that the code of a task starts. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StartedThreadsTest {
    private final Steps steps = new Steps();

    @Test
    void virtualThreadsRunOnTheLoopsThreadSoThatNothingRunsBesideATask()
            throws InterruptedException {
        Engines.assumeScheduled();
        run(() -> {
            Thread thread = Thread.ofVirtual().start(() -> steps.expect(2));
            steps.expect(1);
            thread.join();
            steps.finish(3);
        });
    }

    @Test
    void virtualThreadsMayBlockWithoutHoldingTheLoop() throws InterruptedException {
        Engines.assumeScheduled();
        run(() -> {
            CountDownLatch latch = new CountDownLatch(1);
            Thread thread =
                    Thread.ofVirtual()
                            .start(() -> {
                                steps.expect(1);
                                awaitQuietly(latch);
                                steps.expect(3);
                            });
            sleep(0);
            sleep(0);
            steps.expect(2);
            latch.countDown();
            thread.join();
            steps.finish(4);
        });
    }

    @Test
    void virtualThreadsOfVirtualThreadsRunOnTheLoopToo() {
        Engines.assumeScheduled();
        run(() -> {
            List<Integer> order = new ArrayList<>(); // no lock: it is all one thread
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 100; i++) {
                    int number = i;
                    executor.submit(() -> {
                        Thread.ofVirtual().start(() -> order.add(number)).join();
                        return null;
                    });
                }
            }
            assertThat(order).hasSize(100);
        });
    }

    @Test
    void awaitInAVirtualThreadIsRefusedWithAdvice() throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        run(() -> {
            Future<String> future = createFuture();
            Thread.ofVirtual()
                    .name("worker")
                    .start(() -> thrown.set(failureOf(future::await)))
                    .join();
            future.setResult("done");
        });

        assertThat(thrown.get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop")
                .hasMessageContaining("virtual thread worker, which is not a task")
                .hasMessageContaining("createTask()")
                .hasMessageContaining("runCoroutineThreadsafe()");
    }

    @Test
    void futuresCanBeAskedForInAVirtualThreadWithGet() {
        AtomicReference<String> got = new AtomicReference<>();
        run(() -> {
            Future<String> future = createFuture();
            Thread thread =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    got.set(future.get());
                                } catch (Exception e) {
                                    throw new AssertionError(e);
                                }
                            });
            sleep(0);
            future.setResult("done");
            runningLoop()
                    .runInExecutor(() -> {
                        thread.join();
                        return null;
                    })
                    .await();
        });
        assertThat(got.get()).isEqualTo("done");
    }

    @Test
    void virtualThreadThatOutlivesTheLoopGoesOnElsewhere() throws InterruptedException {
        Engines.assumeScheduled();
        CountDownLatch latch = new CountDownLatch(1);
        AtomicReference<String> end = new AtomicReference<>();
        Thread[] thread = new Thread[1];
        run(() -> {
            thread[0] =
                    Thread.ofVirtual()
                            .start(() -> {
                                awaitQuietly(latch);
                                end.set("ended");
                            });
            sleep(0);
        });
        latch.countDown();
        thread[0].join();
        assertThat(end.get()).isEqualTo("ended");
    }

    @Test
    void virtualThreadThatWasReadyWhenTheLoopClosedGoesOnElsewhere() throws InterruptedException {
        Engines.assumeScheduled();
        Thread[] thread = new Thread[1];
        try (EventLoop loop = EventLoop.create()) {
            loop.runUntilComplete(() -> {
                thread[0] = Thread.ofVirtual().start(() -> steps.finish(1));
                return null;
            });
        }
        thread[0].join();
        assertThat(steps.count()).isEqualTo(1);
    }

    @Test
    void platformThreadOfATaskRunsALoopOfItsOwn() throws InterruptedException {
        run(() -> {
            AtomicReference<String> inner = new AtomicReference<>();
            Thread thread =
                    Thread.ofPlatform()
                            .start(() ->
                                    inner.set(
                                            run(() -> {
                                                sleep(0);
                                                return "inner";
                                            })));
            thread.join();
            assertThat(inner.get()).isEqualTo("inner");
            sleep(0);
        });
    }

    @Test
    void loopCannotBeRunInATask() {
        run(() ->
                assertThatThrownBy(() -> run(() -> "inner"))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("cannot be called from a running event loop"));
    }

    @Test
    void structuredTaskScopeJoinsItsThreadsOnTheLoop() {
        Engines.assumeScheduled();
        ChildJvm.Result result =
                new ChildJvm(StructuredScope.class).option("--enable-preview").run();

        assertThat(result.output()).contains("[1, 2, 3]");
        assertThat(result.exitCode()).isZero();
    }

    /** A preview API of this JDK, so it is called by reflection, in a JVM that allows it. */
    static final class StructuredScope {
        public static void main(String[] arguments) throws Exception {
            run(() -> {
                Class<?> type = Class.forName("java.util.concurrent.StructuredTaskScope");
                List<Integer> order = new ArrayList<>();
                CountDownLatch latch = new CountDownLatch(1);
                Task<?> scope =
                        createTask(() -> {
                            Object open = type.getMethod("open").invoke(null);
                            var fork = type.getMethod("fork", Callable.class);
                            Callable<Object> waits =
                                    () -> {
                                        latch.await();
                                        order.add(2);
                                        return null;
                                    };
                            fork.invoke(open, waits);
                            type.getMethod("join").invoke(open);
                            type.getMethod("close").invoke(open);
                            order.add(3);
                        });
                sleep(0);
                sleep(0);
                sleep(0);
                order.add(1);
                latch.countDown();
                scope.await();
                System.out.println(order);
            });
        }
    }

    private static Throwable failureOf(Runnable code) {
        try {
            code.run();
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
