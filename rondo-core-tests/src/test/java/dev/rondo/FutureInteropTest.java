package dev.rondo;

import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.Threads;
import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future.State;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Futures and tasks as {@link java.util.concurrent.Future}s. */
@Timeout(30)
class FutureInteropTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final Future<String> future = loop.createFuture();

    @AfterEach
    void close() {
        virtual.close();
        virtual.assertNoReports();
    }

    // ---- State

    @Test
    void stateOfAPendingFuture() {
        assertThat(future.state()).isEqualTo(State.RUNNING);
        assertThat(future.isDone()).isFalse();
        assertThat(future.isCancelled()).isFalse();
        assertThatThrownBy(future::resultNow).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(future::exceptionNow).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void stateOfAResult() {
        future.setResult("value");
        assertThat(future.state()).isEqualTo(State.SUCCESS);
        assertThat(future.isDone()).isTrue();
        assertThat(future.resultNow()).isEqualTo("value");
        assertThatThrownBy(future::exceptionNow).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void stateOfAFailure() {
        IOException failure = new IOException("disk");
        future.setException(failure);
        assertThat(future.state()).isEqualTo(State.FAILED);
        assertThat(future.isDone()).isTrue();
        assertThat(future.exceptionNow()).isSameAs(failure);
        assertThatThrownBy(future::resultNow).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void stateOfACancellation() {
        future.cancel("why");
        assertThat(future.state()).isEqualTo(State.CANCELLED);
        assertThat(future.isDone()).isTrue();
        assertThat(future.isCancelled()).isTrue();
        assertThatThrownBy(future::resultNow).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(future::exceptionNow).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void stateOfATask() {
        VirtualLoop.run(() -> {
            Task<Integer> task =
                    createTask(
                            "task",
                            () -> {
                                sleep(1);
                                return 1;
                            });
            assertThat(task.state()).isEqualTo(State.RUNNING);
            task.await();
            assertThat(task.state()).isEqualTo(State.SUCCESS);
            assertThat(task.resultNow()).isEqualTo(1);
        });
    }

    // ---- get on another thread

    @Test
    void getReturnsTheResult() {
        future.setResult("value");
        assertThat(Threads.outside(() -> assertThat(future.get()).isEqualTo("value"))).isNull();
    }

    @Test
    void getWrapsTheFailure() {
        IOException failure = new IOException("disk");
        future.setException(failure);
        assertThat(Threads.outside(future::get))
                .isExactlyInstanceOf(ExecutionException.class)
                .cause()
                .isSameAs(failure);
    }

    @Test
    void getOfACancelledFutureThrowsTheJdksCancellation() {
        future.cancel("why");
        assertThat(Threads.outside(future::get))
                .isExactlyInstanceOf(CancellationException.class)
                .hasMessage("why");
    }

    @Test
    void getBlocksItsThreadUntilTheTaskIsDone() throws InterruptedException {
        VirtualLoop.run(() -> {
            CountDownLatch asked = new CountDownLatch(1);
            Future<String> answer = createFuture();
            AtomicReference<String> got = new AtomicReference<>();
            Thread outside =
                    Thread.ofPlatform()
                            .start(() -> {
                                asked.countDown();
                                try {
                                    got.set(answer.get());
                                } catch (Exception e) {
                                    got.set(e.toString());
                                }
                            });
            Rondo.toThread(() -> asked.await());
            answer.setResult("value");
            Rondo.toThread(() -> outside.join());
            assertThat(got).hasValue("value");
        });
    }

    @Test
    void getWithATimeoutGivesUpAndTheWorkGoesOn() {
        assertThat(Threads.outside(() -> future.get(1, TimeUnit.MILLISECONDS)))
                .isExactlyInstanceOf(java.util.concurrent.TimeoutException.class)
                .hasMessage("No result within 1 MILLISECONDS: <Future pending>");
        assertThat(Threads.outside(() -> future.get(-1, TimeUnit.SECONDS)))
                .isExactlyInstanceOf(java.util.concurrent.TimeoutException.class);
        virtual.runBriefly();
        assertThat(future.firstCompletion()).as("nothing is left behind").isNull();
        future.setResult("value");
        assertThat(
                        Threads.outside(() ->
                                assertThat(future.get(1, TimeUnit.MILLISECONDS))
                                        .isEqualTo("value")))
                .isNull();
    }

    @Test
    void getIsInterruptible() {
        AtomicReference<Thread> getting = new AtomicReference<>();
        CountDownLatch waiting = new CountDownLatch(1);
        Thread interrupter =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                waiting.await();
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                            getting.get().interrupt();
                        });
        assertThat(
                        Threads.outside(() -> {
                            getting.set(Thread.currentThread());
                            waiting.countDown();
                            future.get();
                        }))
                .isInstanceOf(InterruptedException.class);
        assertThat(interrupter).isNotNull();
        virtual.runBriefly();
        assertThat(future.firstCompletion()).as("nothing is left behind").isNull();
    }

    // ---- get in a task

    @Test
    void getInATaskSuspendsTheTaskOnly() {
        VirtualLoop.run(() -> {
            Future<String> answer = createFuture();
            List<String> order = new ArrayList<>();
            Task<Void> asking =
                    createTask(() -> {
                        order.add("ask");
                        order.add(answer.get());
                    });
            createTask(() -> {
                order.add("other");
                answer.setResult("answer");
            });
            asking.await();
            assertThat(order).containsExactly("ask", "other", "answer");
        });
    }

    @Test
    void getInATaskWithATimeout() {
        VirtualLoop.run(() -> {
            Future<String> answer = createFuture();
            Duration before = runningLoop().time();
            assertThatExceptionOfType(java.util.concurrent.TimeoutException.class)
                    .isThrownBy(() -> answer.get(5, TimeUnit.SECONDS));
            assertThat(runningLoop().time().minus(before)).isEqualTo(Duration.ofSeconds(5));
            assertThat(answer.done()).isFalse();
            assertThat(answer.firstCompletion()).isNull();
        });
    }

    @Test
    void getInATaskThrowsWhatTheJdkSays() {
        VirtualLoop.run(() -> {
            IOException failure = new IOException("disk");
            Task<Object> failing =
                    createTask(
                            "failing",
                            () -> {
                                throw failure;
                            });
            assertThatThrownBy(failing::get)
                    .isExactlyInstanceOf(ExecutionException.class)
                    .cause()
                    .isSameAs(failure);

            Task<Void> cancelled = createTask(() -> sleep(1));
            cancelled.cancel("why");
            assertThatThrownBy(cancelled::get)
                    .isExactlyInstanceOf(CancellationException.class)
                    .hasMessage("why");
        });
    }

    @Test
    void cancellingATaskInGetLeavesTheFutureAlone() {
        VirtualLoop.run(() -> {
            Future<String> answer = createFuture();
            Task<String> asking = createTask("asking", () -> answer.get());
            sleep(0);
            asking.cancel("enough");
            assertThatThrownBy(asking::await)
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("enough");
            assertThat(answer.done()).isFalse();
        });
    }

    @Test
    void getOfADoneFutureWorksInACallbackToo() {
        VirtualLoop.run(() -> {
            List<String> got = new ArrayList<>();
            Future<String> answer = createFuture();
            answer.addDoneCallback(done -> {
                try {
                    got.add(done.get());
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            answer.setResult("answer");
            sleep(0);
            assertThat(got).containsExactly("answer");
        });
    }

    @Test
    void getInAVirtualThreadThatIsNoTask() throws InterruptedException {
        VirtualLoop.run(() -> {
            Future<String> answer = createFuture();
            AtomicReference<String> got = new AtomicReference<>();
            Thread helper =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    got.set(answer.get());
                                } catch (Exception e) {
                                    got.set(e.toString());
                                }
                            });
            answer.setResult("answer");
            Rondo.toThread(() -> helper.join());
            assertThat(got).hasValue("answer");
        });
    }

    // ---- get and closed loops

    @Test
    void doneFutureOutlivesItsLoop() {
        future.setResult("value");
        virtual.close();
        assertThat(future.result()).isEqualTo("value");
        assertThat(future.resultNow()).isEqualTo("value");
        assertThat(Threads.outside(() -> assertThat(future.get()).isEqualTo("value"))).isNull();
    }

    @Test
    void getOfAPendingFutureOfAClosedLoopIsRefused() {
        virtual.close();
        String message =
                "The event loop was closed before this was done: <Future pending>\n"
                        + "Keep the loop running until its work is done";
        assertThatThrownBy(future::get)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
        assertThat(Threads.outside(() -> future.get(1, TimeUnit.HOURS)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
    }

    // ---- cancel(boolean)

    @Test
    void cancelOnTheLoopIsAtOnce() {
        assertThat(future.cancel(true)).isTrue();
        assertThat(future.isCancelled()).isTrue();
        assertThat(future.cancel(true)).isFalse();
        assertThat(future.cancel(false)).isFalse();
    }

    @Test
    void cancelFromAnotherThreadGoesThroughTheLoop() {
        VirtualLoop.run(() -> {
            Future<String> waiting = createFuture();
            Task<String> task = createTask(waiting::await);
            sleep(0);
            assertThat(Threads.outside(() -> assertThat(waiting.cancel(true)).isTrue())).isNull();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(waiting.isCancelled()).isTrue();
            assertThat(Threads.outside(() -> assertThat(waiting.cancel(true)).isFalse())).isNull();
        });
    }

    @Test
    void cancelOfATaskIsARequest() {
        VirtualLoop.run(() -> {
            List<String> order = new ArrayList<>();
            Task<String> task =
                    createTask(
                            "careful",
                            () -> {
                                try {
                                    sleep(10);
                                } finally {
                                    order.add("cleaned up");
                                }
                                return "value";
                            });
            sleep(0);
            assertThat(task.cancel(true)).isTrue();
            assertThat(task.isCancelled()).isFalse();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(task.isCancelled()).isTrue();
            assertThat(order).containsExactly("cleaned up");
        });
    }
}
