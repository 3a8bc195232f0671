package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Task#cancel}. */
class TaskCancelTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final List<String> log = new ArrayList<>();

    @AfterEach
    void nothingIsReported() {
        virtual.close();
        virtual.assertNoReports();
    }

    private void expectCancelled(Task<?> task) {
        assertThatExceptionOfType(CancelledError.class)
                .isThrownBy(() -> loop.runUntilComplete(task));
        assertThat(task.done()).isTrue();
        assertThat(task.cancelled()).isTrue();
        assertThat(task.cancel()).isFalse();
    }

    private static Task<?> self() {
        return currentTask().orElseThrow();
    }

    // ---- A task that waits

    @Test
    void sleepingTaskIsCancelledAtOnce() {
        Task<Integer> task = loop.createTask(() -> sleep(Duration.ofSeconds(10), 12));
        loop.callSoon(task::cancel);
        expectCancelled(task);
        assertThat(virtual.now()).isZero();
    }

    @Test
    void cancelTakesNoEffectBeforeTheTaskRuns() {
        Task<Integer> task = loop.createTask(() -> sleep(Duration.ofSeconds(10), 12));
        virtual.runOnce();
        assertThat(task.cancel()).isTrue();
        assertThat(task.done()).isFalse();
        virtual.runOnce();
        assertThat(task.cancelled()).isTrue();
    }

    @Test
    void taskThatYieldsIsCancelled() {
        Task<Integer> task =
                loop.createTask(() -> {
                    sleep(0);
                    sleep(0);
                    return 12;
                });
        virtual.runOnce();
        task.cancel();
        expectCancelled(task);
    }

    @Test
    void cancellingTheAwaitedFutureCancelsTheTask() {
        Future<String> future = loop.createFuture();
        Task<String> task = loop.createTask(future::await);
        virtual.runBriefly();
        future.cancel();
        expectCancelled(task);
        assertThat(future.cancelled()).isTrue();
    }

    @Test
    void cancellingTheTaskCancelsTheAwaitedFuture() {
        Future<String> future = loop.createFuture();
        Task<String> task = loop.createTask(future::await);
        virtual.runBriefly();
        task.cancel();
        assertThat(future.cancelled()).isTrue();
        virtual.runBriefly();
        assertThat(task.cancelled()).isTrue();
        assertThat(task.snapshot().waitingOn()).isEmpty();
    }

    @Test
    void bothTaskAndAwaitedFutureCanBeCancelled() {
        Future<String> future = loop.createFuture();
        Task<String> task = loop.createTask(future::await);
        virtual.runBriefly();
        future.cancel();
        task.cancel();
        expectCancelled(task);
        assertThat(future.cancelled()).isTrue();
    }

    @Test
    void cancellationPassesThroughAllThatAwait() {
        Future<String> waiter = loop.createFuture();
        Task<?> outer =
                loop.createTask(() -> {
                    Task<?> inner =
                            createTask(() -> {
                                try {
                                    waiter.await();
                                } catch (CancelledError e) {
                                    log.add("inner");
                                    throw e;
                                }
                            });
                    try {
                        inner.await();
                    } catch (CancelledError e) {
                        log.add("outer");
                    }
                });
        virtual.runBriefly();
        outer.cancel();
        loop.runUntilComplete(outer);
        assertThat(log).containsExactly("inner", "outer");
        assertThat(waiter.cancelled()).isTrue();
        assertThat(outer.cancelled()).isFalse();
    }

    @Test
    void cancelOfASleeperReachesWhoAwaitsIt() {
        String outcome =
                loop.runUntilComplete(() -> {
                    Task<?> sleeper = createTask(() -> sleep(5000));
                    callLater(0.1, sleeper::cancel);
                    try {
                        sleeper.await();
                        return "slept in";
                    } catch (CancelledError e) {
                        return "cancelled";
                    }
                });
        assertThat(outcome).isEqualTo("cancelled");
        assertThat(virtual.now()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void cancelledSleepLeavesNoTimer() {
        Task<?> task = loop.createTask(() -> sleep(10));
        virtual.runOnce();
        assertThat(loop.snapshot().timers()).isEqualTo(1);
        task.cancel();
        assertThat(loop.snapshot().timers()).isZero();
        expectCancelled(task);
    }

    // ---- A task that answers

    @Test
    void taskMayCatchItAndReturn() {
        Future<String> first = loop.createFuture();
        Future<String> second = loop.createFuture();
        Task<Integer> task =
                loop.createTask(() -> {
                    first.await();
                    try {
                        second.await();
                    } catch (CancelledError e) {
                        return 42;
                    }
                    return 0;
                });
        virtual.runBriefly();
        first.setResult("");
        virtual.runBriefly();
        task.cancel();
        assertThat(second.cancelled()).isTrue();
        assertThat(loop.runUntilComplete(task)).isEqualTo(42);
        assertThat(task.cancelled()).isFalse();
    }

    @Test
    void taskMayIgnoreItAndWaitAgain() {
        Future<String> first = loop.createFuture();
        Future<String> second = loop.createFuture();
        Task<String> task =
                loop.createTask(() -> {
                    try {
                        first.await();
                    } catch (CancelledError e) {
                        log.add("ignored");
                    }
                    return second.await();
                });
        virtual.runBriefly();
        task.cancel();
        assertThat(first.cancelled()).isTrue();
        virtual.runBriefly();
        assertThat(task.snapshot().waitingOn()).isEqualTo(second.toString());
        second.setResult("42");
        assertThat(loop.runUntilComplete(task)).isEqualTo("42");
        assertThat(second.cancelled()).isFalse();
        assertThat(task.cancelled()).isFalse();
    }

    @Test
    void exceptionThrownInsteadIsTheOutcome() {
        Task<?> task =
                loop.createTask(() -> {
                    try {
                        sleep(10);
                    } catch (CancelledError e) {
                        throw new IllegalStateException("cancelled", e);
                    }
                });
        virtual.runBriefly();
        task.cancel("msg");
        assertThatThrownBy(() -> loop.runUntilComplete(task))
                .isInstanceOf(IllegalStateException.class)
                .cause()
                .isInstanceOf(CancelledError.class)
                .hasMessage("msg");
        assertThat(task.cancelled()).isFalse();
    }

    @Test
    void keyboardInterruptThrownInsteadEndsTheRun() {
        KeyboardInterrupt interrupt = new KeyboardInterrupt();
        Task<?> task =
                loop.createTask(() -> {
                    try {
                        sleep(10);
                    } catch (CancelledError e) {
                        throw interrupt;
                    }
                });
        virtual.runOnce();
        task.cancel();
        assertThat(task.done()).isFalse();
        assertThatThrownBy(virtual::runOnce).isSameAs(interrupt);
        assertThat(task.done()).isTrue();
        assertThat(task.cancelled()).isFalse();
        assertThat(task.exception()).containsSame(interrupt);
    }

    // ---- A task that does not wait yet

    @Test
    void taskCancelledBeforeItStartsRunsToItsFirstWait() {
        Task<?> task =
                loop.createTask(() -> {
                    log.add("started");
                    try {
                        sleep(10);
                    } finally {
                        log.add("cleaned");
                    }
                });
        task.cancel("early");
        expectCancelled(task);
        assertThat(log).containsExactly("started", "cleaned");
    }

    @Test
    void taskThatCancelsItselfIsCancelledAtItsNextWait() {
        Task<?> task =
                loop.createTask(() -> {
                    assertThat(self().cancel()).isTrue();
                    log.add("goes on");
                    sleep(100);
                    log.add("never");
                });
        expectCancelled(task);
        assertThat(log).containsExactly("goes on");
        assertThat(virtual.now()).isZero();
    }

    @Test
    void taskThatReturnsRightAfterItsCancellationKeepsItsResult() {
        Task<Integer> task =
                loop.createTask(() -> {
                    self().cancel();
                    return 12;
                });
        assertThat(loop.runUntilComplete(task)).isEqualTo(12);
        assertThat(task.cancelled()).isFalse();
    }

    @Test
    void pendingCancellationIsPassedToWhatIsAwaitedNext() {
        Future<String> future = loop.createFuture();
        List<Task<?>> nested = new ArrayList<>();
        Task<?> task =
                loop.createTask(() -> {
                    nested.add(createTask(() -> future.await()));
                    sleep(0);
                    self().cancel();
                    nested.getFirst().await();
                });
        expectCancelled(task);
        assertThat(nested.getFirst().cancelled()).isTrue();
        assertThat(future.cancelled()).isTrue();
    }

    @Test
    void valueThatArrivedIsDeliveredBeforeTheCancellation() {
        Future<String> future = loop.createFuture();
        Task<?> task =
                loop.createTask(() -> {
                    log.add(future.await());
                    sleep(0);
                    log.add("never");
                });
        virtual.runBriefly();
        future.setResult("value");
        task.cancel();
        expectCancelled(task);
        assertThat(log).containsExactly("value");
    }

    @Test
    void awaitOfAFutureThatIsDoneIsNoCancellationPoint() {
        Task<?> task =
                loop.createTask(() -> {
                    Future<String> done = createFuture();
                    done.setResult("value");
                    self().cancel();
                    log.add(done.await());
                    sleep(0);
                });
        expectCancelled(task);
        assertThat(log).containsExactly("value");
    }

    @Test
    void doneTaskIsNotCancelled() {
        Task<Integer> task = loop.createTask(() -> 12);
        loop.runUntilComplete(task);
        assertThat(task.cancel()).isFalse();
        assertThat(task.cancelling()).isZero();
        assertThat(task.result()).isEqualTo(12);
    }

    // ---- Messages

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"my message", ""})
    void resultThrowsWithTheMessage(String message) {
        loop.runUntilComplete(() -> {
            Task<?> task = createTask(() -> sleep(10));
            sleep(0);
            task.cancel(message);
            waitAll(List.of(task));
            assertThatThrownBy(task::result)
                    .isInstanceOf(CancelledError.class)
                    .hasMessage(message)
                    .hasNoCause();
            return null;
        });
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"my message", ""})
    void exceptionThrowsWithTheMessage(String message) {
        loop.runUntilComplete(() -> {
            Task<?> task = createTask(() -> sleep(10));
            sleep(0);
            task.cancel(message);
            waitAll(List.of(task));
            assertThatThrownBy(task::exception)
                    .isInstanceOf(CancelledError.class)
                    .hasMessage(message)
                    .hasNoCause();
            return null;
        });
    }

    @Test
    void messageIsCarriedToTheTaskThatAwaits() {
        assertThatThrownBy(() ->
                        loop.runUntilComplete(() -> {
                            Task<?> inner = createTask(() -> sleep(10));
                            callSoon(() -> inner.cancel("msg"));
                            inner.await();
                            return null;
                        }))
                .isInstanceOf(CancelledError.class)
                .hasMessage("msg");
    }

    @Test
    void messageOfARequestBeforeTheStartIsKept() {
        Task<?> task = loop.createTask(() -> sleep(10));
        task.cancel("my message");
        assertThatThrownBy(() -> loop.runUntilComplete(task))
                .isInstanceOf(CancelledError.class)
                .hasMessage("my message");
        assertThat(task.toString()).contains("cancelled message=my message");
    }

    @Test
    void lastOfSeveralMessagesCountsWhileNoneIsDelivered() {
        Task<?> task = loop.createTask(() -> sleep(10));
        task.cancel("my message");
        task.cancel("my new message");
        assertThatThrownBy(() -> loop.runUntilComplete(task))
                .isInstanceOf(CancelledError.class)
                .hasMessage("my new message");
    }

    // ---- From other threads

    @Test
    void otherThreadsMayCancelIt() {
        CountDownLatch waiting = new CountDownLatch(1);
        List<Task<?>> tasks = new ArrayList<>();
        tasks.add(
                loop.createTask(() -> {
                    Future<String> never = createFuture();
                    Future<Boolean> cancelled =
                            loop.runInExecutor(() -> {
                                waiting.await();
                                return tasks.getFirst().cancel("from outside");
                            });
                    waiting.countDown();
                    try {
                        never.await();
                    } catch (CancelledError e) {
                        log.add(e.getMessage());
                    }
                    assertThat(cancelled.await()).isTrue();
                }));
        loop.runUntilComplete(tasks.getFirst());
        assertThat(log).containsExactly("from outside");
    }
}
