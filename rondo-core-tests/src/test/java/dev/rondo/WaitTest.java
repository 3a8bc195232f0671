package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link Rondo#waitAll}, {@link Rondo#waitFirst} and {@link Rondo#waitFirstException}. */
class WaitTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();

    @AfterEach
    void nothingIsReported() {
        virtual.close();
        virtual.assertNoReports();
    }

    private Task<String> sleeper(long millis) {
        return loop.createTask(() -> sleep(Duration.ofMillis(millis), "slept"));
    }

    private Task<String> failing(long millis) {
        return loop.createTask(() -> {
            if (millis > 0) {
                sleep(Duration.ofMillis(millis));
            }
            throw new ArithmeticException("err");
        });
    }

    /** Waits in a task of its own and checks the two sets. */
    private void expect(
            List<Task<String>> given,
            Function<List<Task<String>>, Waited<Task<String>>> wait,
            List<Task<String>> done,
            List<Task<String>> pending,
            long untilMillis) {
        Waited<Task<String>> waited = loop.runUntilComplete(() -> wait.apply(given));
        assertThat(waited.done()).containsExactlyElementsOf(done);
        assertThat(waited.pending()).containsExactlyElementsOf(pending);
        assertThat(virtual.now()).isEqualTo(Duration.ofMillis(untilMillis));
    }

    private void finish(List<Task<String>> tasks) {
        loop.runUntilComplete(() -> waitAll(tasks));
        tasks.stream().filter(Future::failed).forEach(Future::exception);
    }

    // ---- All

    @Test
    void waitsForAllAndReturnsAtOnceWhenTheyAreDone() {
        Task<String> a = sleeper(100);
        Task<String> b = sleeper(150);
        expect(List.of(b, a), Rondo::waitAll, List.of(b, a), List.of(), 150);
        expect(List.of(b, a), Rondo::waitAll, List.of(b, a), List.of(), 150);
    }

    @Test
    void futureGivenTwiceIsWaitedForOnce() {
        Task<String> a = sleeper(0);
        Task<String> b = sleeper(1);
        expect(List.of(a, a, b), Rondo::waitAll, List.of(a, b), List.of(), 1);
    }

    @Test
    void manyAreWaitedFor() {
        List<Task<String>> tasks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            tasks.add(sleeper(i));
        }
        expect(tasks, Rondo::waitAll, tasks, List.of(), 9);
    }

    @Test
    void anyCollectionWillDo() {
        Task<String> a = sleeper(100);
        Task<String> b = sleeper(150);
        Waited<Task<String>> waited = loop.runUntilComplete(() -> waitAll(Set.of(a, b)));
        assertThat(waited.done()).containsExactlyInAnyOrder(a, b);
        assertThat(waited.pending()).isEmpty();
    }

    @Test
    void failuresAreNotThrown() {
        Task<String> a = sleeper(100);
        Task<String> b = failing(150);
        for (int i = 0; i < 2; i++) {
            expect(List.of(b, a), Rondo::waitAll, List.of(b, a), List.of(), 150);
        }
        assertThat(b.exception()).isPresent();
    }

    @Test
    void nothingToWaitForIsAMistake() {
        loop.runUntilComplete(() -> {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> waitAll(List.<Task<?>>of()))
                    .withMessageContaining("Set of Tasks/Futures is empty");
            assertThatIllegalArgumentException().isThrownBy(() -> waitFirst(List.<Task<?>>of()));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> waitFirstException(List.<Task<?>>of()));
            return null;
        });
    }

    @Test
    void needsATask() {
        Future<String> future = loop.createFuture();
        assertThatIllegalStateException()
                .isThrownBy(() -> waitAll(List.of(future)))
                .withMessageContaining("no running event loop");
    }

    @Test
    void futuresOfAnotherLoopAreRefused() {
        try (VirtualLoop other = new VirtualLoop()) {
            Future<String> theirs = other.loop().createFuture();
            assertThatIllegalStateException()
                    .isThrownBy(() -> loop.runUntilComplete(() -> waitAll(List.of(theirs))))
                    .withMessageContaining("another loop");
        }
    }

    // ---- Timeouts

    @Test
    void timeoutReturnsTheRestAsPending() {
        Task<String> a = sleeper(100);
        Task<String> b = sleeper(150);
        expect(
                List.of(b, a),
                tasks -> waitAll(tasks, Duration.ofMillis(110)),
                List.of(a),
                List.of(b),
                110);
        assertThat(b.done()).isFalse();
        finish(List.of(b));
    }

    @Test
    void whatCompletesAtTheDeadlineIsDone() {
        Task<String> a = sleeper(100);
        Task<String> b = sleeper(150);
        expect(
                List.of(b, a),
                tasks -> waitAll(tasks, Duration.ofMillis(100)),
                List.of(a),
                List.of(b),
                100);
        finish(List.of(b));
    }

    @Test
    void timeoutThatIsNotUsedLeavesNoTimer() {
        Task<String> a = sleeper(100);
        expect(
                List.of(a),
                tasks -> waitAll(tasks, Duration.ofSeconds(10)),
                List.of(a),
                List.of(),
                100);
        assertThat(loop.snapshot().timers()).isZero();
    }

    @Test
    void timeoutOfZeroLetsOthersRunOnce() {
        Task<String> ready = loop.createTask(() -> "now");
        Task<String> later = sleeper(100);
        expect(
                List.of(ready, later),
                tasks -> waitAll(tasks, Duration.ZERO),
                List.of(ready),
                List.of(later),
                0);
        finish(List.of(later));
    }

    // ---- The first

    @Test
    void firstCompletedLeavesTheOthersRunning() {
        Task<String> a = sleeper(10_000);
        Task<String> b = sleeper(100);
        expect(List.of(b, a), Rondo::waitFirst, List.of(b), List.of(a), 100);
        assertThat(a.done()).isFalse();
        finish(List.of(a));
    }

    @Test
    void firstCompletedMayBeAFailure() {
        Task<String> a = sleeper(10_000);
        Task<String> b = failing(100);
        expect(List.of(a, b), Rondo::waitFirst, List.of(b), List.of(a), 100);
        finish(List.of(a, b));
    }

    @Test
    void allThatIsDoneWhenTheWaiterGoesOnIsInDone() {
        Task<String> a =
                loop.createTask(() -> {
                    sleep(0);
                    return "a";
                });
        Task<String> b =
                loop.createTask(() -> {
                    sleep(0);
                    return "b";
                });
        expect(List.of(b, a), Rondo::waitFirst, List.of(b, a), List.of(), 0);
    }

    @Test
    void firstCompletedWithATimeout() {
        Task<String> a = sleeper(200);
        expect(
                List.of(a),
                tasks -> waitFirst(tasks, Duration.ofMillis(50)),
                List.of(),
                List.of(a),
                50);
        finish(List.of(a));
    }

    // ---- The first exception

    @Test
    void firstExceptionEndsTheWait() {
        Task<String> a = sleeper(10_000);
        Task<String> b = failing(0);
        expect(List.of(b, a), Rondo::waitFirstException, List.of(b), List.of(a), 0);
        expect(List.of(b, a), Rondo::waitFirstException, List.of(b), List.of(a), 0);
        finish(List.of(a, b));
    }

    @Test
    void firstExceptionDuringTheWaitEndsIt() {
        Task<String> a = sleeper(10_000);
        Task<String> b = failing(10);
        expect(List.of(b, a), Rondo::waitFirstException, List.of(b), List.of(a), 10);
        finish(List.of(a, b));
    }

    @Test
    void firstExceptionWithoutAnyWaitsForAll() {
        Task<String> a = sleeper(100);
        Task<String> b = sleeper(150);
        expect(List.of(b, a), Rondo::waitFirstException, List.of(b, a), List.of(), 150);
    }

    @Test
    void cancellationIsNoException() {
        Task<String> a = sleeper(100);
        Task<String> b = sleeper(150);
        loop.callLater(0.05, b::cancel);
        expect(List.of(b, a), Rondo::waitFirstException, List.of(b, a), List.of(), 100);
    }

    @Test
    void firstExceptionWithATimeout() {
        Task<String> a = sleeper(200);
        Task<String> b = sleeper(20);
        expect(
                List.of(a, b),
                tasks -> waitFirstException(tasks, Duration.ofMillis(50)),
                List.of(b),
                List.of(a),
                50);
        finish(List.of(a));
    }

    // ---- Cancelling the wait

    @Test
    void cancelledWaitLeavesTheFuturesAlone() {
        Future<String> waiter = loop.createFuture();
        Task<String> inner = loop.createTask(waiter::await);
        Task<?> outer =
                loop.createTask(() -> {
                    waitAll(List.of(inner));
                });
        virtual.runBriefly();
        outer.cancel();
        assertThatExceptionOfType(CancelledError.class)
                .isThrownBy(() -> loop.runUntilComplete(outer));
        assertThat(inner.done()).isFalse();
        waiter.setResult("went on");
        assertThat(loop.runUntilComplete(inner)).isEqualTo("went on");
    }
}
