package dev.rondo;

import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.runningLoop;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.ChildJvm;
import dev.rondo.testing.ProcessSignals;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ctrl-C that ends a process, and signals from outside. */
class ProcessInterruptTest {
    private static final int INTERRUPTED = 130; // 128 + SIGINT, as shells count it
    private static final int TERMINATED = 143; // 128 + SIGTERM

    @BeforeEach
    void needInterrupts() {
        ProcessSignals.assumeInterruptsArrive();
    }

    private static void waitForCancellation() {
        try {
            createFuture().await();
        } finally {
            System.out.println("cleaned up");
        }
    }

    /** Waits to be killed. */
    static final class Waiting {
        private Waiting() {}

        public static void main(String[] args) {
            run(() -> {
                System.out.println("ready");
                waitForCancellation();
            });
        }
    }

    @Test
    void interruptFromOutsideCleansUpAndEndsTheProgramAsShellsExpect() {
        ChildJvm.Running child = new ChildJvm(Waiting.class).start();
        child.awaitLine("ready");

        child.kill("INT");

        ChildJvm.Result result = child.end();
        assertThat(result.output()).contains("cleaned up").doesNotContain("KeyboardInterrupt");
        assertThat(result.exitCode()).isEqualTo(INTERRUPTED);
    }

    @Test
    void otherSignalsEndTheProcessAsEver() {
        ChildJvm.Running child = new ChildJvm(Waiting.class).start();
        child.awaitLine("ready");

        child.kill("TERM");

        ChildJvm.Result result = child.end();
        assertThat(result.output()).doesNotContain("cleaned up");
        assertThat(result.exitCode()).isEqualTo(TERMINATED);
    }

    /** Is interrupted again while it cleans up. */
    static final class InterruptedTwice {
        private InterruptedTwice() {}

        public static void main(String[] args) {
            run(() -> {
                try {
                    ProcessSignals.raise("INT");
                    createFuture().await();
                } finally {
                    System.out.println("cleaning");
                    ProcessSignals.raise("INT");
                    waitForCancellation();
                }
            });
            System.out.println("not reached");
        }
    }

    @Test
    void secondInterruptEndsTheProcess() {
        ChildJvm.Result result = new ChildJvm(InterruptedTwice.class).run();

        assertThat(result.output()).contains("cleaning").doesNotContain("cleaned up");
        assertThat(result.output()).doesNotContain("not reached");
        assertThat(result.exitCode()).isEqualTo(INTERRUPTED);
    }

    /** Holds the loop, so that the first interrupt cannot be delivered. */
    static final class Busy {
        private Busy() {}

        public static void main(String[] args) {
            run(() -> {
                ProcessSignals.raise("INT");
                ProcessSignals.raise("INT");
                while (true) {
                    Thread.onSpinWait();
                }
            });
        }
    }

    @Test
    void secondInterruptEndsAProcessWhoseLoopIsHeld() {
        assertThat(new ChildJvm(Busy.class).run().exitCode()).isEqualTo(INTERRUPTED);
    }

    /** Does not want interrupts handled. */
    static final class HandlingOff {
        private HandlingOff() {}

        public static void main(String[] args) {
            run(
                    RunnerOptions.defaults().withHandleInterrupt(false),
                    () -> {
                        ProcessSignals.raise("INT");
                        waitForCancellation();
                    });
        }
    }

    @Test
    void withoutHandlingTheFirstInterruptEndsTheProcess() {
        ChildJvm.Result result = new ChildJvm(HandlingOff.class).run();

        assertThat(result.output()).doesNotContain("cleaned up");
        assertThat(result.exitCode()).isEqualTo(INTERRUPTED);
    }

    /** Is interrupted after its run. */
    static final class InterruptedLater {
        private InterruptedLater() {}

        public static void main(String[] args) throws InterruptedException {
            run(() -> System.out.println("ran"));
            ProcessSignals.raise("INT");
            new java.util.concurrent.CountDownLatch(1).await();
        }
    }

    @Test
    void afterARunTheInterruptEndsTheProcessAsEver() {
        ChildJvm.Result result = new ChildJvm(InterruptedLater.class).run();

        assertThat(result.output()).contains("ran");
        assertThat(result.exitCode()).isEqualTo(INTERRUPTED);
    }

    /** Is interrupted while it shuts down. */
    static final class InterruptedShutdown {
        private InterruptedShutdown() {}

        public static void main(String[] args) {
            run(() -> {
                Rondo.createTask(() -> {
                    try {
                        createFuture().await();
                    } finally {
                        ProcessSignals.raise("INT");
                        waitForCancellation();
                    }
                });
                Rondo.sleep(0);
            });
        }
    }

    @Test
    void interruptDuringTheShutdownEndsTheProcess() {
        ChildJvm.Result result = new ChildJvm(InterruptedShutdown.class).run();

        assertThat(result.output()).doesNotContain("cleaned up");
        assertThat(result.exitCode()).isEqualTo(INTERRUPTED);
    }

    /** Runs in a JVM that leaves signals to the system. */
    static final class WithoutSignals {
        private WithoutSignals() {}

        public static void main(String[] args) {
            System.out.println(Rondo.<String, RuntimeException>run(() -> "ran without signals"));
            try (EventLoop loop = EventLoop.create()) {
                loop.addSignalHandler("INT", () -> {});
            } catch (IllegalArgumentException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void runNeedsNoSignals() {
        ChildJvm.Result result = new ChildJvm(WithoutSignals.class).option("-Xrs").run();

        assertThat(result.output())
                .contains("ran without signals")
                .contains("Signal INT cannot be handled");
        assertThat(result.exitCode()).isZero();
    }

    /** Ends itself in good order when it is told to terminate. */
    static final class Graceful {
        private Graceful() {}

        public static void main(String[] args) {
            run(() -> {
                Future<String> told = createFuture();
                runningLoop().addSignalHandler("TERM", () -> told.setResult("TERM"));
                System.out.println("ready");
                System.out.println("told " + told.await());
            });
        }
    }

    @Test
    void handlerOfTheLoopHearsASignalFromOutside() {
        ChildJvm.Running child = new ChildJvm(Graceful.class).start();
        child.awaitLine("ready");

        child.kill("TERM");

        ChildJvm.Result result = child.end();
        assertThat(result.output()).contains("told TERM");
        assertThat(result.exitCode()).isZero();
    }
}
