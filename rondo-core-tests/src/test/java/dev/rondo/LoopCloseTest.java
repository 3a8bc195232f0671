package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** {@link EventLoop#close}. */
class LoopCloseTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();

    @Test
    void closeMayBeCalledAgain() {
        assertThat(loop.isClosed()).isFalse();

        loop.close();
        assertThat(loop.isClosed()).isTrue();

        loop.close();
        loop.close();
        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void closedLoopRefusesToRun() {
        Future<String> future = loop.createFuture();
        loop.close();

        assertRefused(loop::runForever);
        assertRefused(() -> loop.runUntilComplete(future));
        assertRefused(() -> loop.runUntilComplete(() -> 1));
    }

    @Test
    void closedLoopTakesNoCallbacks() {
        loop.close();

        assertRefused(() -> loop.callSoon(() -> {}));
        assertRefused(() -> loop.callSoonThreadsafe(() -> {}));
        assertRefused(() -> loop.callLater(1, () -> {}));
        assertRefused(() -> loop.callAt(loop.time(), () -> {}));
    }

    @Test
    void closedLoopTakesNoWork() {
        loop.close();

        assertRefused(() -> loop.createTask(() -> {}));
        assertRefused(() -> loop.runInExecutor(() -> 1));
        assertRefused(() -> loop.addSignalHandler("CONT", () -> {}));
    }

    private static void assertRefused(ThrowingCallable operation) {
        assertThatThrownBy(operation)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Event loop is closed");
    }

    @Test
    void coroutineThatAClosedLoopRefusedIsNotReportedAsNeverAwaited() {
        loop.close();
        Coroutine<Integer> coroutine = Rondo.coroutine("refused", () -> 1);

        assertRefused(() -> loop.createTask(coroutine));

        assertThat(coroutine.toString()).contains("closed");
    }

    @Test
    void closeInATaskIsRefused() {
        Callable<Void> closing =
                () -> {
                    loop.close();
                    return null;
                };

        assertThatThrownBy(() -> loop.runUntilComplete(closing))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Cannot close a running event loop");
        assertThat(loop.isClosed()).isFalse();
        loop.close();
    }

    @Test
    void pendingTasksAreReportedInTheirOrder() {
        loop.createTask(TaskOptions.named("waiting"), () -> loop.createFuture().await());
        virtual.runOnce();
        loop.createTask(TaskOptions.named("unstarted"), () -> 1);

        loop.close();

        assertThat(virtual.reports())
                .extracting(ExceptionContext::message)
                .containsExactly(
                        "Task was destroyed but it is pending!",
                        "Task was destroyed but it is pending!");
        assertThat(virtual.reports())
                .extracting(report -> ((Task<?>) report.future().orElseThrow()).name())
                .containsExactly("waiting", "unstarted");
    }

    @Test
    void failuresThatNobodyAskedForAreReported() {
        loop.createTask(() -> {
            throw new IllegalStateException("lost");
        });
        virtual.runOnce();
        assertThat(virtual.reports()).isEmpty();

        loop.close();

        assertThat(virtual.reports())
                .extracting(ExceptionContext::message)
                .containsExactly("Task exception was never retrieved");
    }

    @Test
    void callbacksThatWaitNeverRun() {
        List<String> ran = new ArrayList<>();
        loop.callSoon(() -> ran.add("soon"));
        loop.callLater(1, () -> ran.add("later"));
        loop.callSoonThreadsafe(() -> ran.add("threadsafe"));

        loop.close();

        assertThat(ran).isEmpty();
        virtual.assertNoReports();
    }

    @Test
    void threadOfTheCallbacksEnds() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        loop.callSoon(() -> threads.add(Thread.currentThread()));
        virtual.runOnce();
        assertThat(threads.getFirst().isAlive()).isTrue();

        loop.close();

        threads.getFirst().join(Duration.ofSeconds(30));
        assertThat(threads.getFirst().isAlive()).isFalse();
    }

    @Test
    void closedInATaskOfAnotherLoopItEndsToo() {
        loop.callSoon(() -> {});
        virtual.runOnce();

        VirtualLoop.run(loop::close);

        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void closedLoopStillTellsItsTimeAndItsState() {
        virtual.clock().skip(Duration.ofSeconds(3));
        loop.close();

        assertThat(loop.time()).isEqualTo(Duration.ofSeconds(3));
        assertThat(loop.isRunning()).isFalse();
        assertThat(loop.snapshot().closed()).isTrue();
        assertThat(loop.toString()).contains("closed=true");
    }

    @Test
    void stopOfAClosedLoopDoesNothing() {
        loop.close();

        loop.stop();

        assertThat(loop.isRunning()).isFalse();
    }

    @Test
    void exceptionHandlerThatFailsDoesNotKeepItOpen() {
        loop.setExceptionHandler(
                java.util.Optional.of((l, context) -> {
                    throw new KeyboardInterrupt();
                }));
        loop.createTask(() -> {});

        assertThatThrownBy(loop::close).isInstanceOf(KeyboardInterrupt.class);

        assertThat(loop.isClosed()).isTrue();
    }
}
