package dev.rondo;

import static dev.rondo.Rondo.callLater;
import static dev.rondo.Rondo.callSoon;
import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runCoroutineThreadsafe;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.Strand;
import dev.rondo.testing.ProcessSignals;
import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * User code never runs on the bare loop thread, where a lock that a suspended task holds would stop
 * the loop for ever.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UserCodeThreadTest {
    private final List<String> wrong = new ArrayList<>();
    private int calls;

    /** Stands in for user code of any kind. */
    private void userCode() {
        calls++;
        Strand strand = Strand.current();
        if (!Thread.currentThread().isVirtual()
                || strand == null
                || !LoopHost.loopOf(strand).kernel().inLoop()) {
            wrong.add("on " + Thread.currentThread());
        }
    }

    private void assertCalledOnStrands(int times) {
        assertThat(wrong).isEmpty();
        assertThat(calls).isEqualTo(times);
    }

    @Test
    void callbacksRunOnAStrand() {
        VirtualLoop.run(() -> {
            callSoon(this::userCode);
            callLater(Duration.ofSeconds(1), this::userCode);
            runningLoop().callAt(runningLoop().time().plusSeconds(1), this::userCode);
            runningLoop().callSoonThreadsafe(this::userCode);
            sleep(2);
        });

        assertCalledOnStrands(4);
    }

    @Test
    void callbacksBeforeTheRunAndFromOtherThreadsRunOnAStrand() throws InterruptedException {
        try (EventLoop loop = EventLoop.create()) {
            loop.callSoon(this::userCode);
            Thread other =
                    Thread.ofPlatform()
                            .start(() -> {
                                loop.callSoonThreadsafe(this::userCode);
                                loop.callSoonThreadsafe(loop::stop);
                            });
            loop.runForever();
            other.join();
        }

        assertCalledOnStrands(2);
    }

    @Test
    void doneCallbacksRunOnAStrand() {
        VirtualLoop.run(() -> {
            Future<String> future = createFuture();
            future.addDoneCallback(f -> userCode());
            callLater(Duration.ofSeconds(1), () -> future.setResult("done"));
            Task<Integer> task = createTask(() -> 1);
            task.addDoneCallback(t -> userCode());
            sleep(2);
            task.addDoneCallback(t -> userCode());
            sleep(0);
        });

        assertCalledOnStrands(3);
    }

    @Test
    void dependentsOfCompletableFuturesRunOnAStrand() throws Exception {
        VirtualLoop virtual = new VirtualLoop();
        CountDownLatch given = new CountDownLatch(1);
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                EventLoop loop = runningLoop();
                Future<String> future = createFuture();
                Thread other =
                        Thread.ofPlatform()
                                .start(() -> {
                                    future.toCompletableFuture().thenRun(this::userCode);
                                    runCoroutineThreadsafe(future::await, loop)
                                            .thenRun(this::userCode);
                                    given.countDown();
                                });
                loop.runInExecutor(
                                () -> {
                                    given.await();
                                    return null;
                                })
                        .await();
                future.toCompletableFuture().thenRun(this::userCode);
                future.setResult("done");
                sleep(1);
                other.join();
            });
        }

        assertCalledOnStrands(3);
    }

    @Test
    void waitsForStagesGoOnOnTheirStrand() {
        VirtualLoop.run(() -> {
            CompletableFuture<String> stage = new CompletableFuture<>();
            Thread.ofPlatform().start(() -> stage.complete("done"));
            Rondo.await(stage);
            userCode();
        });

        assertCalledOnStrands(1);
    }

    @Test
    void exceptionHandlersRunOnAStrand() {
        VirtualLoop virtual = new VirtualLoop();
        virtual.loop().setExceptionHandler(Optional.of((loop, context) -> userCode()));
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                callSoon(() -> {
                    throw new IllegalStateException("callback");
                });
                callLater(
                        Duration.ofSeconds(1),
                        () -> {
                            throw new IllegalStateException("timer");
                        });
                sleep(2);
            });
        }

        assertCalledOnStrands(2);
    }

    @Test
    void reportsOfFailuresThatNobodyAskedForRunOnAStrand() {
        VirtualLoop virtual = new VirtualLoop();
        virtual.loop().setExceptionHandler(Optional.of((loop, context) -> userCode()));
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                createTask(() -> {
                    throw new IllegalStateException("forgotten");
                });
                while (calls == 0) {
                    System.gc();
                    sleep(0);
                }
            });
        }

        assertCalledOnStrands(1);
    }

    @Test
    void signalHandlersRunOnAStrand() {
        VirtualLoop.run(() -> {
            Future<String> heard = createFuture();
            runningLoop()
                    .addSignalHandler(
                            "WINCH",
                            () -> {
                                userCode();
                                heard.setResult("WINCH");
                            });
            ProcessSignals.raise("WINCH");
            heard.await();
            runningLoop().removeSignalHandler("WINCH");
        });

        assertCalledOnStrands(1);
    }

    @Test
    void callbacksOfPollersRunOnAStrand() {
        Poller poller =
                new Poller() {
                    private boolean given;

                    @Override
                    public void poll(long timeoutNanos, Sink sink) {
                        if (!given) {
                            given = true;
                            sink.callSoon(UserCodeThreadTest.this::userCode);
                        }
                    }

                    @Override
                    public void wakeUp() {}
                };
        try (EventLoop loop = EventLoop.create(LoopOptions.defaults().withPoller(() -> poller))) {
            loop.runUntilComplete(() -> {
                sleep(0);
                return null;
            });
        }

        assertCalledOnStrands(1);
    }

    @Test
    void textsOfResultsAreMadeOnAStrandWhenASlowStepIsReported() {
        Object result =
                new Object() {
                    @Override
                    public String toString() {
                        userCode();
                        return "a result";
                    }
                };
        VirtualLoop virtual = new VirtualLoop();
        virtual.loop().setDebug(true);
        try (var log = new dev.rondo.testing.CapturedLog();
                Runner runner = virtual.runner()) {
            runner.run(() -> {
                Task<Object> slow =
                        createTask(() -> {
                            virtual.clock().skip(Duration.ofSeconds(1));
                            return result;
                        });
                slow.await();
                sleep(0);
            });
            assertThat(log.messages()).anyMatch(message -> message.contains("a result"));
        }

        assertThat(wrong).isEmpty();
    }
}
