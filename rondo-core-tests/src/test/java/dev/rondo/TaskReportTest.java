package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.ChildJvm;
import dev.rondo.testing.VirtualLoop;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tasks that nobody holds or asks for, and what is heard of them. */
class TaskReportTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final List<String> log = new ArrayList<>();

    /** Creates a task that waits, in a frame of its own, so that nothing holds it afterwards. */
    private WeakReference<Task<?>> forget(Action<?> body) {
        return new WeakReference<>(loop.createTask(body));
    }

    @Test
    void pendingTaskIsHeldByItsLoopUntilItIsDone() {
        WeakReference<Task<?>> task =
                forget(() -> {
                    sleep(10);
                    log.add("went on");
                });
        virtual.runBriefly();
        System.gc();
        assertThat(task.get()).isNotNull();
        assertThat(loop.allTasks()).hasSize(1);
        loop.runUntilComplete(() -> sleep(11));
        assertThat(log).containsExactly("went on");
        for (int i = 0; i < 1000 && task.get() != null; i++) {
            System.gc();
        }
        assertThat(task.get()).isNull();
        virtual.close();
        virtual.assertNoReports();
    }

    @Test
    void pendingTaskThatOnlyItsOwnFutureHoldsIsHeldToo() {
        WeakReference<Task<?>> task = forget(() -> createFuture().await());
        virtual.runBriefly();
        System.gc();
        virtual.runBriefly();
        assertThat(task.get()).isNotNull();
        virtual.assertNoReports();
    }

    @Test
    void pendingTaskIsReportedWhenItsLoopCloses() {
        loop.setDebug(true);
        Task<?> task = loop.createTask(() -> createFuture().await());
        virtual.runBriefly();
        virtual.close();
        assertThat(virtual.reports())
                .singleElement()
                .satisfies(report -> {
                    assertThat(report.message()).isEqualTo("Task was destroyed but it is pending!");
                    assertThat(report.future()).containsSame(task);
                    assertThat(report.created()).isEqualTo(task.snapshot().created()).isNotEmpty();
                });
    }

    @Test
    void cancelAfterTheFailureDoesNotHideIt() {
        RuntimeException failure = new RuntimeException("boom");
        loop.runUntilComplete(() -> {
            Task<?> task =
                    createTask(() -> {
                        throw failure;
                    });
            sleep(0.05);
            assertThat(task.cancel()).isFalse();
        });
        virtual.close();
        assertThat(virtual.reports())
                .singleElement()
                .satisfies(report -> {
                    assertThat(report.message()).isEqualTo("Task exception was never retrieved");
                    assertThat(report.exception()).containsSame(failure);
                });
    }

    @Test
    void cancelledTaskIsNotReported() {
        loop.runUntilComplete(() -> {
            Task<?> task = createTask(() -> sleep(1));
            sleep(0);
            task.cancel();
            sleep(0);
        });
        virtual.close();
        virtual.assertNoReports();
    }

    // ---- The trace of a cancellation

    @Test
    void cancelledErrorHasNoTraceOutsideOfDebugMode() {
        assertThat(new CancelledError("stop").getStackTrace()).isEmpty();
    }

    @Test
    void cancelledErrorInDebugModeShowsWhereItWasThrown() {
        String output =
                new ChildJvm(PrintsTraces.class).option("-Drondo.debug=true").run().output();
        assertThat(output.lines())
                .contains(
                        "nested: nested",
                        "result(): readsTheResult",
                        "exception(): readsTheException");
    }

    /** Prints from where cancellations come, in a JVM in debug mode. */
    static final class PrintsTraces {
        public static void main(String[] args) {
            Rondo.run(() -> {
                Task<?> task = createTask(PrintsTraces::nested);
                sleep(0);
                task.cancel();
                waitAll(List.of(task));
                readsTheResult(task);
                readsTheException(task);
            });
        }

        private static void nested() {
            try {
                sleep(10);
            } catch (CancelledError e) {
                print("nested", e);
                throw e;
            }
        }

        private static void readsTheResult(Task<?> task) {
            try {
                task.result();
            } catch (CancelledError e) {
                print("result()", e);
            }
        }

        private static void readsTheException(Task<?> task) {
            try {
                task.exception().ifPresent(e -> {});
            } catch (CancelledError e) {
                print("exception()", e);
            }
        }

        private static void print(String what, CancelledError error) {
            for (StackTraceElement frame : error.getStackTrace()) {
                if (frame.getClassName().startsWith("dev.rondo.TaskReportTest")) {
                    System.out.println(what + ": " + frame.getMethodName());
                    return;
                }
            }
            System.out.println(what + ": no trace");
        }
    }
}
