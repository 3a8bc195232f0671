package dev.rondo;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.CapturedLog;
import dev.rondo.testing.VirtualLoop;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Failures that nobody retrieved. */
class FutureReportTest {
    private static final ContextVar<String> NAME = ContextVar.of("name", "foo");

    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();

    /** Fails a future in a frame of its own, so that nothing holds it afterwards. */
    private WeakReference<Future<Integer>> failAndForget(Throwable failure) {
        Future<Integer> future = loop.createFuture();
        future.setException(failure);
        return new WeakReference<>(future);
    }

    /** Runs the garbage collector and the loop until there is a report; bounded. */
    private void collectUntilReported() {
        for (int i = 0; i < 100 && virtual.reports().isEmpty(); i++) {
            System.gc();
            virtual.runBriefly();
        }
    }

    private void collect(WeakReference<?> gone) {
        for (int i = 0; i < 100 && gone.get() != null; i++) {
            System.gc();
        }
        assertThat(gone.get()).isNull();
        virtual.runBriefly();
    }

    // ---- What is not reported

    @Test
    void abandonedPendingFutureIsNotReported() {
        collect(new WeakReference<>(loop.<Integer>createFuture()));
        virtual.close();
        virtual.assertNoReports();
    }

    @Test
    void resultIsNotReportedWhetherRetrievedOrNot() {
        Future<Integer> unretrieved = loop.createFuture();
        unretrieved.setResult(42);
        Future<Integer> retrieved = loop.createFuture();
        retrieved.setResult(42);
        assertThat(retrieved.result()).isEqualTo(42);
        virtual.close();
        virtual.assertNoReports();
    }

    @Test
    void cancellationIsNotReported() {
        Future<Integer> future = loop.createFuture();
        future.cancel("nobody asks");
        virtual.close();
        virtual.assertNoReports();
    }

    @Test
    void exceptionSeenThroughExceptionIsNotReported() {
        Future<Integer> future = loop.createFuture();
        future.setException(new RuntimeException("boom"));
        assertThat(future.exception()).isPresent();
        virtual.close();
        virtual.assertNoReports();
    }

    @Test
    void exceptionThrownByResultIsNotReported() {
        Future<Integer> future = loop.createFuture();
        future.setException(new RuntimeException("boom"));
        assertThatThrownBy(future::result).hasMessage("boom");
        virtual.close();
        virtual.assertNoReports();
    }

    @Test
    void exceptionSeenThroughTheJdkInterfaceIsNotReported() {
        Future<Integer> future = loop.createFuture();
        future.setException(new RuntimeException("boom"));
        assertThat(future.exceptionNow()).hasMessage("boom");
        virtual.close();
        virtual.assertNoReports();
    }

    @Test
    void exceptionRetrievedByAnotherThreadIsNotReported() throws Exception {
        Future<Integer> future = loop.createFuture();
        future.setException(new RuntimeException("boom"));
        Thread.ofPlatform()
                .start(() -> assertThatThrownBy(future::get).hasMessageContaining("boom"))
                .join();
        virtual.close();
        virtual.assertNoReports();
    }

    @Test
    void textDoesNotCountAsRetrieving() {
        Future<Integer> future = loop.createFuture();
        future.setException(new RuntimeException("boom"));
        assertThat(future.toString()).contains("boom");
        assertThat(future.done()).isTrue();
        assertThat(future.state()).isEqualTo(java.util.concurrent.Future.State.FAILED);
        virtual.close();
        assertThat(virtual.reports()).hasSize(1);
    }

    // ---- What is

    @Test
    void cancelAfterAnExceptionDoesNotHideIt() {
        Future<Integer> future = loop.createFuture();
        future.setException(new RuntimeException("boom"));
        assertThat(future.cancel()).isFalse();
        virtual.close();
        assertThat(virtual.reports()).hasSize(1);
    }

    @Test
    void lostExceptionIsReportedWhenTheCollectorFindsIt() {
        OutOfMemoryError failure = new OutOfMemoryError("not really");
        collect(failAndForget(failure));
        collectUntilReported();

        assertThat(virtual.reports()).hasSize(1);
        ExceptionContext report = virtual.reports().getFirst();
        assertThat(report.message())
                .isEqualTo(
                        "Future exception was never retrieved\n"
                                + "future: <Future finished exception=java.lang.OutOfMemoryError: not"
                                + " really>");
        assertThat(report.exception()).containsSame(failure);
        assertThat(report.created()).isEmpty();
        virtual.close();
        assertThat(virtual.reports()).as("reported once").hasSize(1);
    }

    @Test
    void debugModeReportsWhereTheFutureWasMade() {
        loop.setDebug(true);
        collect(failAndForget(new RuntimeException("boom")));
        collectUntilReported();

        ExceptionContext report = virtual.reports().getFirst();
        assertThat(report.created()).isNotEmpty();
        assertThat(report.created().getFirst().getMethodName()).isEqualTo("failAndForget");
        assertThat(report.created().get(1).getMethodName())
                .isEqualTo("debugModeReportsWhereTheFutureWasMade");
        virtual.close();
    }

    @Test
    void closingReportsWhatIsLeftInTheOrderOfFailing() {
        List<Future<Integer>> held = new ArrayList<>();
        for (String text : List.of("first", "second", "third")) {
            Future<Integer> future = loop.createFuture();
            future.setException(new RuntimeException(text));
            held.add(future);
        }
        assertThat(held.get(1).exception()).isPresent();
        assertThat(virtual.reports()).isEmpty();

        virtual.close();

        assertThat(virtual.reports())
                .extracting(report -> report.exception().orElseThrow().getMessage())
                .containsExactly("first", "third");
        assertThat(virtual.reports())
                .extracting(ExceptionContext::message)
                .containsOnly("Future exception was never retrieved");
        assertThat(virtual.reports().getFirst().future()).containsSame(held.getFirst());
    }

    @Test
    void lostTaskIsReportedAsATaskWithItsName() {
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                createTask(
                        "fetch",
                        () -> {
                            throw new RuntimeException("boom");
                        });
                sleep(0);
            });
        }
        ExceptionContext report = virtual.reports().getFirst();
        assertThat(report.message()).startsWith("Task exception was never retrieved");
        assertThat(report.text()).contains("name='fetch'");
    }

    @Test
    void failureOfAFutureOfAClosedLoopIsLoggedAtLast() {
        virtual.close();
        try (CapturedLog log = new CapturedLog()) {
            WeakReference<Future<Integer>> gone = failAndForget(new RuntimeException("late"));
            for (int i = 0; i < 1_000 && log.messages().isEmpty(); i++) {
                System.gc();
                Thread.onSpinWait();
            }
            assertThat(gone.get()).isNull();
            assertThat(log.messages())
                    .containsExactly(
                            "Future exception was never retrieved\n"
                                    + "future: <Future finished exception=java.lang.RuntimeException:"
                                    + " late>");
        }
    }

    // ---- Where the handler runs

    @Test
    void handlerOfAFailedCallbackRunsInItsContext() {
        List<String> seen = new ArrayList<>();
        VirtualLoop.run(() -> {
            Rondo.runningLoop()
                    .setExceptionHandler(Optional.of((l, context) -> seen.add(NAME.get())));
            Rondo.callSoon(() -> {
                NAME.set("bar");
                throw new RuntimeException("boom");
            });
            sleep(0);
            assertThat(NAME.get()).isEqualTo("foo");
        });
        assertThat(seen).containsExactly("bar");
    }

    @Test
    void handlerOfALostTaskRunsInItsContextAtClosing() {
        List<String> seen = new ArrayList<>();
        Task<Void> held;
        try (Runner runner = virtual.runner()) {
            held =
                    runner.run(() -> {
                        loop.setExceptionHandler(Optional.of((l, context) -> seen.add(NAME.get())));
                        Task<Void> task =
                                createTask(() -> {
                                    NAME.set("bar");
                                    throw new RuntimeException("boom");
                                });
                        sleep(0);
                        return task;
                    });
        }
        assertThat(held.done()).isTrue();
        assertThat(seen).containsExactly("bar");
    }

    @Test
    void handlerOfALostTaskRunsInItsContextWhenTheCollectorFindsIt() {
        List<String> seen = new ArrayList<>();
        loop.setExceptionHandler(Optional.of((l, context) -> seen.add(NAME.get())));
        loop.runUntilComplete(() -> {
            createTask(() -> {
                NAME.set("bar");
                throw new RuntimeException("boom");
            });
            sleep(0);
            return null;
        });
        for (int i = 0; i < 100 && seen.isEmpty(); i++) {
            System.gc();
            virtual.runBriefly();
        }
        assertThat(seen).containsExactly("bar");
        virtual.close();
    }
}
