package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link Rondo#gatherExceptions}, and what becomes of failures that a gathering does not throw. */
class GatherExceptionsTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final List<String> log = new ArrayList<>();

    private void closeWithoutReports() {
        virtual.close();
        virtual.assertNoReports();
    }

    private Future<List<Object>> gatherCoroutines(List<Future<Integer>> futures) {
        List<Coroutine<Integer>> coroutines =
                futures.stream().map(f -> coroutine("child", f::await)).toList();
        return loop.runUntilComplete(() -> gatherExceptions(coroutines));
    }

    private void checkSuccess(List<Future<Integer>> children, Future<List<Object>> all) {
        children.get(1).setResult(1);
        children.get(0).setResult(2);
        virtual.runBriefly();
        assertThat(all.done()).isFalse();
        children.get(2).setResult(3);
        virtual.runBriefly();
        assertThat(all.result()).containsExactly(2, 1, 3);
        closeWithoutReports();
    }

    @Test
    void resultsOfFuturesAreResults() {
        List<Future<Integer>> children = virtual.futures(3);
        checkSuccess(children, gatherExceptions(children));
    }

    @Test
    void resultsOfCoroutinesAreResults() {
        List<Future<Integer>> children = virtual.futures(3);
        checkSuccess(children, gatherCoroutines(children));
    }

    private void checkFailures(List<Future<Integer>> children, Future<List<Object>> all) {
        all.addDoneCallback(done -> log.add("done"));
        ArithmeticException first = new ArithmeticException();
        IllegalStateException second = new IllegalStateException();
        children.get(1).setResult(1);
        children.get(2).setException(first);
        children.get(0).setResult(3);
        virtual.runBriefly();
        assertThat(all.done()).isFalse();
        children.get(3).setException(second);
        virtual.runBriefly();
        assertThat(log).containsExactly("done");
        assertThat(all.result()).containsExactly(3, 1, first, second);
        closeWithoutReports();
    }

    @Test
    void failuresOfFuturesAreResults() {
        List<Future<Integer>> children = virtual.futures(4);
        checkFailures(children, gatherExceptions(children));
    }

    @Test
    void failuresOfCoroutinesAreResults() {
        List<Future<Integer>> children = virtual.futures(4);
        checkFailures(children, gatherCoroutines(children));
    }

    @Test
    void cancellationsOfChildrenAreResults() {
        List<Future<Integer>> children = virtual.futures(6);
        Future<List<Object>> all = gatherExceptions(children);
        all.addDoneCallback(done -> log.add("done"));
        ArithmeticException first = new ArithmeticException();
        IllegalStateException second = new IllegalStateException();
        children.get(0).setResult(1);
        children.get(1).setException(first);
        children.get(2).cancel("two");
        virtual.runBriefly();
        assertThat(all.done()).isFalse();
        children.get(3).setResult(3);
        children.get(4).cancel();
        children.get(5).setException(second);
        List<Object> results = loop.runUntilComplete(all);
        assertThat(results.get(2))
                .isInstanceOf(CancelledError.class)
                .hasToString("dev.rondo.CancelledError: two");
        assertThat(results.get(4)).isInstanceOf(CancelledError.class);
        assertThat(List.of(results.get(0), results.get(1), results.get(3), results.get(5)))
                .containsExactly(1, first, 3, second);
        virtual.runBriefly();
        assertThat(log).containsExactly("done");
        closeWithoutReports();
    }

    @Test
    void checkedExceptionIsAResultAsItIs() {
        Exception checked = new Exception("checked");
        loop.runUntilComplete(() -> {
            Task<?> task =
                    createTask(() -> {
                        throw checked;
                    });
            assertThat(gatherExceptions(List.of(task)).await()).containsExactly(checked);
            return null;
        });
        closeWithoutReports();
    }

    @Test
    void cancelCancelsTheChildrenAndTheGathering() {
        List<Future<Integer>> children = virtual.futures(2);
        Future<List<Object>> all = gatherExceptions(children);
        children.get(0).setResult(1);
        assertThat(all.cancel("stop")).isTrue();
        assertThat(children.get(1).cancelled()).isTrue();
        assertThat(all.cancelled()).isTrue();
        closeWithoutReports();
    }

    @Test
    void nothingGathersToAnEmptyList() {
        assertThat(loop.runUntilComplete(() -> gatherExceptions(List.of()).await())).isEmpty();
        closeWithoutReports();
    }

    // ---- Failures that nobody is told by the gathering

    @Test
    void firstFailureCountsAsRetrievedByTheGathering() {
        List<Future<Integer>> children = virtual.futures(2);
        Future<List<Integer>> all = gather(children);
        children.get(0).setException(new IllegalStateException("first"));
        assertThatIllegalStateException().isThrownBy(() -> loop.runUntilComplete(all));
        children.get(1).setResult(2);
        closeWithoutReports();
    }

    @Test
    void laterFailureReachesTheExceptionHandler() {
        List<Future<Integer>> children = virtual.futures(2);
        Task<?> outer = loop.createTask(() -> gather(children).await());
        virtual.runBriefly();
        children.get(0).setException(new IllegalStateException("first"));
        virtual.runBriefly();
        IllegalStateException second = new IllegalStateException("second");
        children.get(1).setException(second);
        assertThat(outer.exception().orElseThrow()).hasMessage("first");
        virtual.close();
        assertThat(virtual.reports())
                .singleElement()
                .satisfies(report -> assertThat(report.exception()).containsSame(second))
                .satisfies(report -> assertThat(report.message()).contains("never retrieved"));
    }

    @Test
    void laterFailureThatSomebodyAsksForIsNotReported() {
        List<Future<Integer>> children = virtual.futures(2);
        Future<List<Integer>> all = gather(children);
        children.get(0).setException(new IllegalStateException("first"));
        children.get(1).setException(new IllegalStateException("second"));
        assertThat(all.exception()).isPresent();
        assertThat(children.get(1).exception()).isPresent();
        closeWithoutReports();
    }

    @Test
    void failureOfAGatheringThatNobodyAwaitsIsReportedOnce() {
        List<Future<Integer>> children = virtual.futures(5);
        Future<List<Integer>> all = gather(children);
        IllegalStateException failure = new IllegalStateException("lost");
        children.get(0).setException(failure);
        assertThat(all.done()).isTrue();
        assertThat(all.toString()).contains(" of 5: a Future, a Future, a Future, ...");
        virtual.close();
        assertThat(virtual.reports())
                .singleElement()
                .satisfies(report -> assertThat(report.exception()).containsSame(failure));
    }

    @Test
    void failureOfAChildWhileACancelledGatheringEndsIsNotLost() {
        IllegalStateException failure = new IllegalStateException("cleanup");
        loop.runUntilComplete(() -> {
            Task<?> fails =
                    createTask(() -> {
                        try {
                            sleep(10);
                        } finally {
                            throwIt(failure);
                        }
                    });
            Future<?> all = gather(fails, createTask(() -> sleep(10)));
            sleep(0);
            all.cancel();
            assertThatIllegalStateException().isThrownBy(all::await).isSameAs(failure);
            return null;
        });
        closeWithoutReports();
    }

    private static void throwIt(RuntimeException failure) {
        throw failure;
    }
}
