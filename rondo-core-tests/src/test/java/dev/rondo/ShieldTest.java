package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link Rondo#shield}. */
class ShieldTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final List<String> log = new ArrayList<>();

    private void closeWithoutReports() {
        virtual.close();
        virtual.assertNoReports();
    }

    // ---- Following the inner future

    @Test
    void resultIsThatOfTheInnerFuture() {
        Future<Integer> inner = loop.createFuture();
        Future<Integer> outer = shield(inner);
        inner.setResult(42);
        assertThat(loop.runUntilComplete(outer)).isEqualTo(42);
        closeWithoutReports();
    }

    @Test
    void exceptionIsThatOfTheInnerFutureAndCountsAsRetrieved() {
        Future<Integer> inner = loop.createFuture();
        Future<Integer> outer = shield(inner);
        RuntimeException failure = new RuntimeException("expected");
        inner.setException(failure);
        assertThat(outer.exception()).containsSame(failure);
        closeWithoutReports();
    }

    @Test
    void cancellationOfTheInnerFutureReachesTheOuterOne() {
        Future<Integer> inner = loop.createFuture();
        Future<Integer> outer = shield(inner);
        inner.cancel("inner");
        virtual.runBriefly();
        assertThat(outer.cancelled()).isTrue();
        assertThatExceptionOfType(CancelledError.class)
                .isThrownBy(outer::result)
                .withMessage("inner");
        closeWithoutReports();
    }

    @Test
    void doneFutureNeedsNoShield() {
        Future<Integer> inner = loop.createFuture();
        inner.setResult(42);
        assertThat(shield(inner)).isSameAs(inner);
        assertThat(loop.runUntilComplete(shield(inner))).isEqualTo(42);
        closeWithoutReports();
    }

    // ---- Shielding

    @Test
    void cancellationOfTheOuterFutureDoesNotReachTheInnerOne() {
        Future<Integer> inner = loop.createFuture();
        Future<Integer> outer = shield(inner);
        assertThat(outer.cancel("outer")).isTrue();
        virtual.runBriefly();
        assertThat(outer.cancelled()).isTrue();
        assertThat(inner.done()).isFalse();
        inner.setResult(1);
        assertThat(inner.result()).isEqualTo(1);
        closeWithoutReports();
    }

    @Test
    void cancelledShieldLeavesNothingOnTheInnerFuture() {
        Future<Integer> inner = loop.createFuture();
        for (int i = 0; i < 3; i++) {
            shield(inner).cancel();
        }
        assertThat(inner.firstCompletion()).isNull();
        closeWithoutReports();
    }

    @Test
    void taskIsCancelledWhileWhatItAwaitsGoesOn() {
        Future<Integer> waiter = loop.createFuture();
        Task<?> outer =
                loop.createTask(() -> {
                    shield(
                                    createTask(() -> {
                                        waiter.await();
                                        log.add("inner went on");
                                    }))
                            .await();
                    log.add("never");
                });
        virtual.runBriefly();
        outer.cancel();
        assertThatExceptionOfType(CancelledError.class)
                .isThrownBy(() -> loop.runUntilComplete(outer));
        waiter.setResult(1);
        virtual.runBriefly();
        assertThat(log).containsExactly("inner went on");
        closeWithoutReports();
    }

    @Test
    void timeoutCutsTheWaitAndNotTheWork() {
        loop.runUntilComplete(() -> {
            Task<String> work = createTask(() -> sleep(Duration.ofSeconds(5), "done"));
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> waitFor(shield(work), 1));
            assertThat(work.await()).isEqualTo("done");
        });
        closeWithoutReports();
    }

    @Test
    void gatheringCanBeShielded() {
        Future<Integer> child1 = loop.createFuture();
        Future<Integer> child2 = loop.createFuture();
        Future<List<Integer>> parent = gather(child1, child2);
        Future<List<Integer>> outer = shield(parent);
        outer.cancel();
        virtual.runBriefly();
        assertThat(outer.cancelled()).isTrue();
        child1.setResult(1);
        child2.setResult(2);
        assertThat(loop.runUntilComplete(parent)).containsExactly(1, 2);
        closeWithoutReports();
    }

    @Test
    void shieldsCanBeGathered() {
        Future<Integer> child1 = loop.createFuture();
        Future<Integer> child2 = loop.createFuture();
        Future<Integer> inner1 = shield(child1);
        Future<Integer> inner2 = shield(child2);
        Future<List<Integer>> parent = gather(inner1, inner2);
        parent.cancel();
        virtual.runBriefly();
        assertThat(parent.cancelled()).isTrue();
        assertThat(inner1.cancelled()).isTrue();
        assertThat(inner2.cancelled()).isTrue();
        assertThat(child1.done()).isFalse();
        child1.setResult(1);
        child2.setResult(2);
        virtual.runBriefly();
        closeWithoutReports();
    }

    // ---- Failures that nobody hears

    @Test
    void failureAfterTheOuterFutureWasCancelledIsReported() {
        Future<Integer> inner = loop.createFuture();
        Future<Integer> outer = shield(inner);
        outer.cancel();
        RuntimeException failure = new RuntimeException("late");
        inner.setException(failure);
        virtual.close();
        assertThat(virtual.reports())
                .singleElement()
                .satisfies(report -> assertThat(report.exception()).containsSame(failure));
    }

    @Test
    void failureAfterSeveralCancelledShieldsIsReportedOnce() {
        Future<Integer> inner = loop.createFuture();
        shield(inner).cancel();
        shield(inner).cancel();
        inner.setException(new RuntimeException("late"));
        virtual.close();
        assertThat(virtual.reports()).hasSize(1);
    }

    @Test
    void failureThatAnotherShieldDeliversIsNotReported() {
        Future<Integer> inner = loop.createFuture();
        shield(inner).cancel();
        Future<Integer> other = shield(inner);
        RuntimeException failure = new RuntimeException("late");
        inner.setException(failure);
        assertThat(other.exception()).containsSame(failure);
        closeWithoutReports();
    }

    // ---- Loops

    @Test
    void coroutineNeedsARunningLoop() {
        Coroutine<Integer> coroutine = coroutine("answer", () -> 42);
        assertThatIllegalStateException()
                .isThrownBy(() -> shield(coroutine))
                .withMessageContaining("no running event loop");
        coroutine.close();
        closeWithoutReports();
    }

    @Test
    void coroutineBecomesATaskOfTheRunningLoop() {
        Future<Integer> outer = loop.runUntilComplete(() -> shield(coroutine("answer", () -> 42)));
        assertThat(outer.loop()).isSameAs(loop);
        assertThat(loop.runUntilComplete(outer)).isEqualTo(42);
        closeWithoutReports();
    }

    @Test
    void futureOfALoopThatRunsElsewhereIsRefused() {
        try (VirtualLoop other = new VirtualLoop()) {
            Future<Integer> theirs = other.loop().createFuture();
            Throwable refused =
                    other.loop()
                            .runUntilComplete(() ->
                                    toThread(() -> {
                                        try {
                                            shield(theirs);
                                            return new AssertionError("not refused");
                                        } catch (IllegalStateException e) {
                                            return e;
                                        }
                                    }));
            assertThat(refused).hasMessageContaining("Non-thread-safe operation");
        }
        closeWithoutReports();
    }
}
