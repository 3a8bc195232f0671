package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link Task#cancelling} and {@link Task#uncancel}. */
class TaskUncancelTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final List<String> log = new ArrayList<>();

    @AfterEach
    void nothingIsReported() {
        virtual.close();
        virtual.assertNoReports();
    }

    private static Task<?> self() {
        return currentTask().orElseThrow();
    }

    private void expectCancelled(Task<?> task) {
        assertThatExceptionOfType(CancelledError.class)
                .isThrownBy(() -> loop.runUntilComplete(task));
        assertThat(task.cancelled()).isTrue();
    }

    @Test
    void cancellingCountsTheRequests() {
        Task<?> task = loop.createTask(() -> sleep(10));
        assertThat(task.cancelling()).isZero();
        assertThat(task.toString()).doesNotContain("cancelling");
        assertThat(task.cancel()).isTrue();
        assertThat(task.cancelling()).isEqualTo(1);
        assertThat(task.toString()).contains(" cancelling=1");
        assertThat(task.cancel()).isTrue();
        assertThat(task.cancelling()).isEqualTo(2);
        expectCancelled(task);
    }

    @Test
    void uncancelTakesARequestBack() {
        Task<?> task =
                loop.createTask(() -> {
                    try {
                        sleep(10);
                    } catch (CancelledError e) {
                        self().uncancel();
                        sleep(10);
                    }
                });
        virtual.runOnce();
        assertThat(task.cancel()).isTrue();
        assertThat(task.cancelling()).isEqualTo(1);
        assertThat(task.cancelled()).isFalse();
        virtual.runBriefly();

        assertThat(task.toString()).doesNotContain("cancelling");
        assertThat(task.cancelling()).isZero();
        assertThat(task.cancelled()).isFalse();

        assertThat(task.cancel()).isTrue();
        assertThat(task.cancelling()).isEqualTo(1);
        assertThat(task.cancelled()).isFalse();
        expectCancelled(task);

        task.uncancel(); // too late
        assertThat(task.cancelled()).isTrue();
        assertThat(task.done()).isTrue();
    }

    @Test
    void uncancelDoesNotGoBelowZero() {
        Task<Integer> task = loop.createTask(() -> self().uncancel());
        assertThat(loop.runUntilComplete(task)).isZero();
        assertThat(task.cancelling()).isZero();
    }

    @Test
    void uncancelReturnsWhatRemains() {
        Task<?> task = loop.createTask(() -> sleep(10));
        task.cancel();
        task.cancel();
        assertThat(task.uncancel()).isEqualTo(1);
        expectCancelled(task);
    }

    @Test
    void lastUncancelWithdrawsWhatWasNotDelivered() {
        Future<String> future = loop.createFuture();
        Task<Integer> task =
                loop.createTask(() -> {
                    future.await();
                    sleep(0);
                    return 42;
                });
        virtual.runOnce();
        future.setResult("");
        task.cancel();
        assertThat(task.cancelling()).isEqualTo(1);
        task.uncancel();
        assertThat(task.cancelling()).isZero();
        assertThat(loop.runUntilComplete(task)).isEqualTo(42);
    }

    @Test
    void uncancelBeforeTheStartWithdrawsTheRequest() {
        Task<Integer> task = loop.createTask(() -> sleep(Duration.ofSeconds(1), 42));
        task.cancel();
        task.uncancel();
        assertThat(loop.runUntilComplete(task)).isEqualTo(42);
    }

    // ---- What it is for: blocks that cancel their own task

    /** A timeout made by hand, as library code would write it; returns whether it expired. */
    private boolean timeoutByHand(double time, double work) {
        Task<?> task = self();
        AtomicBoolean expired = new AtomicBoolean();
        TimerHandle timer =
                callLater(
                        time,
                        () -> {
                            expired.set(true);
                            task.cancel();
                        });
        try {
            sleep(work);
            log.add("block finished");
        } catch (CancelledError e) {
            if (!expired.get() || task.uncancel() > 0) {
                throw e;
            }
        } finally {
            timer.cancel();
        }
        log.add("outer code");
        sleep(0);
        return expired.get();
    }

    @Test
    void blockThatTimedOutLeavesTheCodeAroundItAlone() {
        Task<Boolean> task = loop.createTask(() -> timeoutByHand(0.1, 10));
        assertThat(loop.runUntilComplete(task)).isTrue();
        assertThat(task.cancelling()).isZero();
        assertThat(log).containsExactly("outer code");
        assertThat(virtual.now()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void blockThatDidNotTimeOutLeavesNothingBehind() {
        Task<Boolean> task = loop.createTask(() -> timeoutByHand(10, 0));
        assertThat(loop.runUntilComplete(task)).isFalse();
        assertThat(task.cancelling()).isZero();
        assertThat(log).containsExactly("block finished", "outer code");
    }

    @Test
    void blockThatTimedOutPassesACancellationFromOutside() {
        Task<Boolean> task = loop.createTask(() -> timeoutByHand(1, 10));
        loop.callLater(1, task::cancel);
        expectCancelled(task);
        assertThat(log).isEmpty();
    }

    // ---- Timeouts in the cleanup of a cancelled task

    /** Gets its value in the pass in which a deadline passes, just before the cancellation. */
    private String outrunADeadline() {
        sleep(1);
        Future<String> value = createFuture();
        callSoon(() -> value.setResult("value"));
        virtual.clock().skip(Duration.ofSeconds(10));
        return value.await();
    }

    @Test
    void timeoutInCleanupThatTheBodyOutranLeavesNoRequestBehind() {
        Task<?> task =
                loop.createTask(() -> {
                    try {
                        sleep(100);
                    } finally {
                        log.add(timeout(3, this::outrunADeadline));
                        sleep(1);
                        log.add("cleaned");
                    }
                });
        virtual.runOnce();
        task.cancel();
        expectCancelled(task);
        assertThat(log).containsExactly("value", "cleaned");
    }

    @Test
    void timeoutInCleanupWhoseBodyFailedLeavesNoRequestBehind() {
        Task<?> task =
                loop.createTask(() -> {
                    try {
                        sleep(100);
                    } finally {
                        try {
                            timeout(
                                    3,
                                    () -> {
                                        throw new IllegalStateException(outrunADeadline());
                                    });
                        } catch (IllegalStateException e) {
                            log.add(e.getMessage());
                        }
                        sleep(1);
                        log.add("cleaned");
                    }
                });
        virtual.runOnce();
        task.cancel();
        expectCancelled(task);
        assertThat(log).containsExactly("value", "cleaned");
    }

    @Test
    void timeoutKeepsARequestThatWasPendingWhenItBegan() {
        Task<?> task =
                loop.createTask(() -> {
                    self().cancel();
                    Future<String> done = createFuture();
                    done.setResult("no suspension");
                    log.add(timeout(3, done::await));
                    sleep(1);
                    log.add("never");
                });
        expectCancelled(task);
        assertThat(log).containsExactly("no suspension");
    }

    @Test
    void uncancelFromAnotherThreadIsRefusedAndTakesNothingBack() {
        run(() -> {
            Task<?> task = createTask(() -> sleep(10));
            sleep(0);
            task.cancel();
            toThread(() ->
                    assertThatThrownBy(task::uncancel)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("uncancel()"));
            assertThat(task.cancelling()).isEqualTo(1);
        });
    }
}
