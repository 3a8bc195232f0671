package dev.rondo;

import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.ChildJvm;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A process ends when its main method does, whatever was forgotten. */
class ProcessExitTest {
    private static final RunnerOptions IMPATIENT =
            RunnerOptions.defaults().withShutdownTimeout(Duration.ofMillis(50));

    private static void assertEnds(ChildJvm.Result result, String... outputs) {
        assertThat(result.output()).contains("end of main");
        for (String output : outputs) {
            assertThat(result.output()).contains(output);
        }
        assertThat(result.exitCode()).isZero();
    }

    /** A task that nobody awaits. */
    static final class ForgottenTask {
        private ForgottenTask() {}

        public static void main(String[] args) {
            run(() -> {
                createTask(() -> sleep(3600));
            });
            System.out.println("end of main");
        }
    }

    @Test
    void withAForgottenTask() {
        assertEnds(new ChildJvm(ForgottenTask.class).run());
    }

    /** A task that catches all cancellations. */
    static final class StubbornTask {
        private StubbornTask() {}

        public static void main(String[] args) {
            run(
                    IMPATIENT,
                    () -> {
                        createTask("stubborn", StubbornTask::refuse);
                        sleep(0);
                    });
            System.out.println("end of main");
        }

        private static void refuse() {
            while (true) {
                try {
                    createFuture().await();
                } catch (CancelledError e) {
                    System.out.println("refused");
                }
            }
        }
    }

    @Test
    void withATaskThatRefusesToEnd() {
        assertEnds(new ChildJvm(StubbornTask.class).run(), "refused", "stubborn", "was given up");
    }

    /** Work on the default executor that cannot be interrupted. */
    static final class ForgottenWork {
        private ForgottenWork() {}

        public static void main(String[] args) {
            run(
                    IMPATIENT,
                    () -> {
                        runningLoop().runInExecutor(ForgottenWork::goOnForEver);
                    });
            System.out.println("end of main");
        }

        private static Void goOnForEver() {
            while (true) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    System.out.println("not interested");
                }
            }
        }
    }

    @Test
    void withWorkThatStaysOnTheExecutor() {
        assertEnds(
                new ChildJvm(ForgottenWork.class).run(),
                "The executor did not finish joining its threads");
    }

    /** A task in a JDK call that answers no interrupt. */
    static final class BlockedTask {
        private static final ReentrantLock LOCK = new ReentrantLock();

        private BlockedTask() {}

        public static void main(String[] args) throws InterruptedException {
            CountDownLatch held = new CountDownLatch(1);
            Thread.ofPlatform()
                    .daemon()
                    .start(() -> {
                        LOCK.lock();
                        held.countDown();
                        while (true) {
                            java.util.concurrent.locks.LockSupport.park();
                        }
                    });
            held.await();
            run(
                    IMPATIENT,
                    () -> {
                        createTask("blocked", LOCK::lock);
                        sleep(0);
                    });
            System.out.println("end of main");
        }
    }

    @Test
    void withATaskThatBlocksInForeignCode() {
        assumeThatBlockingSuspendsOnlyTheTask();

        assertEnds(new ChildJvm(BlockedTask.class).run(), "blocked", "was given up");
    }

    /** A task in a JDK call that answers interrupts. */
    static final class SleepingTask {
        private SleepingTask() {}

        public static void main(String[] args) {
            run(() -> {
                createTask(() -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        System.out.println("interrupted");
                        throw e;
                    }
                });
                sleep(0);
            });
            System.out.println("end of main");
        }
    }

    @Test
    void withATaskThatBlocksInterruptibly() {
        assumeThatBlockingSuspendsOnlyTheTask();

        ChildJvm.Result result = new ChildJvm(SleepingTask.class).run();

        assertEnds(result, "interrupted");
        assertThat(result.output()).doesNotContain("unhandled exception");
    }

    private static void assumeThatBlockingSuspendsOnlyTheTask() {
        try (EventLoop loop = EventLoop.create()) {
            Assumptions.assumeTrue(
                    loop.engine().equals("scheduled"),
                    "on the handoff engine a blocking call holds the loop, as in Python");
        }
    }

    /** A loop that was not closed. */
    static final class ForgottenLoop {
        private ForgottenLoop() {}

        public static void main(String[] args) {
            EventLoop loop = EventLoop.create();
            loop.createTask(() -> sleep(3600));
            loop.callLater(Duration.ofHours(1), () -> {});
            loop.runUntilComplete(() -> Rondo.toThread(() -> 1));
            System.out.println("end of main");
        }
    }

    @Test
    void withALoopThatWasNotClosed() {
        assertEnds(new ChildJvm(ForgottenLoop.class).run());
    }

    /** A failure that nobody asked for. */
    static final class ForgottenFailure {
        private ForgottenFailure() {}

        public static void main(String[] args) {
            run(() -> {
                createTask(
                        "forgotten",
                        () -> {
                            throw new IllegalStateException("nobody asked");
                        });
                sleep(0);
            });
            System.out.println("end of main");
        }
    }

    @Test
    void andForgottenFailuresAreLoggedBefore() {
        ChildJvm.Result result = new ChildJvm(ForgottenFailure.class).run();

        assertEnds(result, "exception was never retrieved", "forgotten", "nobody asked");
        assertThat(result.output().indexOf("nobody asked"))
                .isLessThan(result.output().indexOf("end of main"));
    }
}
