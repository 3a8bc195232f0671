package dev.rondo.process;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.process.OnWay.blocked;
import static dev.rondo.process.OnWay.stubborn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Task;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Signals, closing, cancelling: how children are ended. */
class EndTest {
    private static final Duration SHORT = Duration.ofMillis(100);

    // ---- Signals

    @ParameterizedTest
    @EnumSource
    void killEndsIt(OnWay way) throws Exception {
        way.run(() -> {
            Subprocess child = blocked().start();
            assertThat(child.kill()).isTrue();
            assertThat(child.await()).isEqualTo(-9);
        });
    }

    @ParameterizedTest
    @EnumSource
    void terminateAsksItToEnd(OnWay way) throws Exception {
        way.run(() -> {
            Subprocess child = blocked().start();
            assertThat(child.terminate()).isTrue();
            assertThat(child.await()).isEqualTo(-15);
        });
    }

    @ParameterizedTest
    @EnumSource
    void signalsAfterTheEndReachNobody(OnWay way) throws Exception {
        way.run(() -> {
            Subprocess child = Command.of("true").start();
            child.await();
            assertThat(child.kill()).isFalse();
            assertThat(child.terminate()).isFalse();
            assertThat(child.sendSignal(Signal.HUP)).isFalse();
        });
    }

    @ParameterizedTest
    @EnumSource
    void signalAtTheMomentOfTheEndLosesNoCode(OnWay way) throws Exception {
        way.run(() -> {
            for (int i = 0; i < 20; i++) {
                Subprocess child = Command.shell("exit 4").start();
                while (child.returnCode().isEmpty()) {
                    child.terminate();
                    sleep(0);
                }
                assertThat(child.await()).isIn(4, -15);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"NATIVE", "RING"})
    void otherSignalsArriveAsSent(OnWay way) throws Exception {
        OnWay.assumeHeeded(Signal.HUP);
        way.run(() -> {
            Command command = Command.shell("echo ready; exec sleep 1000").withStdout(Stdio.pipe());
            try (Subprocess child = command.start()) {
                child.stdout().nextLine();
                child.sendSignal(Signal.HUP);
                assertThat(child.await()).isEqualTo(-1);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(names = "JDK")
    void otherSignalsNeedTheNativeWay(OnWay way) throws Exception {
        way.run(() -> {
            try (Subprocess child = blocked().start()) {
                assertThatThrownBy(() -> child.sendSignal(Signal.HUP))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("native access");
            }
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"NATIVE", "RING"})
    void groupGetsTheSignalAsAWhole(OnWay way) throws Exception {
        way.run(() -> {
            Command command =
                    Command.shell("sleep 1000 & echo $!; wait")
                            .withNewGroup()
                            .withStdout(Stdio.pipe());
            try (Subprocess child = command.start()) {
                long grandchild = Long.parseLong(child.stdout().nextLine().orElseThrow());
                assertThat(child.signalGroup(Signal.KILL)).isTrue();
                assertThat(child.await()).isEqualTo(-9);
                OnWay.until(() -> !OnWay.isAlive(grandchild));
                assertThat(OnWay.isAlive(grandchild)).isFalse();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void groupSignalNeedsAGroup(OnWay way) throws Exception {
        way.run(() -> {
            try (Subprocess child = blocked().start()) {
                assertThatThrownBy(() -> child.signalGroup(Signal.TERM))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("withNewGroup()");
            }
        });
    }

    // ---- Closing

    @ParameterizedTest
    @EnumSource
    void leavingTheScopeEndsTheChild(OnWay way) throws Exception {
        way.run(() -> {
            Subprocess child;
            try (Subprocess scoped = blocked().start()) {
                child = scoped;
            }
            assertThat(child.returnCode()).hasValue(-15);
            child.close();
        });
    }

    @ParameterizedTest
    @EnumSource
    void childThatIgnoresTermIsKilledAfterTheGraceTime(OnWay way) throws Exception {
        way.run(() -> {
            Subprocess child = stubborn().withStdout(Stdio.pipe()).withGrace(SHORT).start();
            child.stdout().nextLine();
            child.close();
            assertThat(child.returnCode()).hasValue(-9);
        });
    }

    @ParameterizedTest
    @EnumSource
    void childMayCleanUpInItsGraceTime(OnWay way) throws Exception {
        way.run(() -> {
            Command command =
                    Command.shell("trap 'exit 9' TERM; echo ready; while :; do sleep 0.01; done")
                            .withStdout(Stdio.pipe());
            Subprocess child = command.start();
            child.stdout().nextLine();
            child.close();
            assertThat(child.returnCode()).hasValue(9);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"NATIVE", "RING"})
    void stopSignalIsAnOption(OnWay way) throws Exception {
        way.run(() -> {
            Subprocess closed = blocked().withStopSignal(Signal.USR1).start();
            closed.close();
            assertThat(closed.returnCode()).hasValue(-Signal.USR1.number());
            Subprocess byHand = blocked().withStopSignal(Signal.USR1).start();
            byHand.terminate(); // as it is said
            assertThat(byHand.await()).isEqualTo(-15);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"NATIVE", "RING"})
    void closingEndsTheGroupWithTheChild(OnWay way) throws Exception {
        way.run(() -> {
            Command command =
                    Command.shell("(trap '' TERM; exec sleep 1000) & echo $!; wait")
                            .withNewGroup()
                            .withStdout(Stdio.pipe());
            Subprocess child = command.start();
            long grandchild = Long.parseLong(child.stdout().nextLine().orElseThrow());
            child.close();
            OnWay.until(() -> !OnWay.isAlive(grandchild));
            assertThat(OnWay.isAlive(grandchild)).isFalse();
        });
    }

    // ---- Cancelling

    @ParameterizedTest
    @EnumSource
    void cancelledStartLeavesNoChild(OnWay way) throws Exception {
        way.run(() -> {
            for (int passes = 0; passes < 6; passes++) {
                Task<Subprocess> starting = createTask(() -> blocked().start());
                for (int i = 0; i < passes; i++) {
                    sleep(0);
                }
                starting.cancel();
                try {
                    starting.await().close(); // it was faster
                } catch (CancelledError e) {
                    // As expected; the harness counts.
                }
            }
            sleep(0.1); // what is being started is there by then, to be counted
        });
    }

    @ParameterizedTest
    @EnumSource
    void cancelledScopeKillsAtOnce(OnWay way) throws Exception {
        way.run(() -> {
            Subprocess[] started = new Subprocess[1];
            Task<?> task =
                    createTask(() -> {
                        try (Subprocess child = blocked().withGrace(Duration.ofHours(1)).start()) {
                            started[0] = child;
                            child.await();
                        }
                    });
            OnWay.until(() -> started[0] != null);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(started[0].returnCode()).hasValue(-9);
        });
    }

    @ParameterizedTest
    @EnumSource
    void cancelDuringTheGraceTimeEndsIt(OnWay way) throws Exception {
        way.run(() -> {
            Command command = stubborn().withStdout(Stdio.pipe()).withGrace(Duration.ofHours(1));
            Subprocess child = command.start();
            child.stdout().nextLine();
            Task<?> closing = createTask(child::close);
            sleep(0.05);
            assertThat(closing.done()).isFalse();
            closing.cancel();
            assertThatThrownBy(closing::await).isInstanceOf(CancelledError.class);
            assertThat(child.returnCode()).hasValue(-9);
        });
    }

    @ParameterizedTest
    @EnumSource
    void cancelledRunGivesTheGraceTime(OnWay way) throws Exception {
        way.run(() -> {
            Command command = Command.shell("trap 'exit 9' TERM; while :; do sleep 0.01; done");
            Task<ProcessResult> running = createTask(() -> command.run());
            sleep(0.1);
            running.cancel();
            assertThatThrownBy(running::await).isInstanceOf(CancelledError.class);
        });
    }

    @ParameterizedTest
    @EnumSource
    void runCancelledAtAnyMomentLeavesNothing(OnWay way) throws Exception {
        Assumptions.assumeTrue(way != OnWay.RING, "the same as NATIVE");
        way.run(() -> {
            for (int passes = 0; passes < 12; passes++) {
                Task<?> task = createTask(() -> Command.of("cat").withGrace(SHORT).run("x"));
                for (int i = 0; i < passes * passes; i++) {
                    sleep(0);
                }
                task.cancel();
                try {
                    task.await();
                } catch (CancelledError e) {
                    // It was not at its end; the harness counts.
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void callbackKillsWithoutWaiting(OnWay way) throws Exception {
        way.run(() -> {
            Subprocess child = blocked().start();
            Rondo.callSoon(child::close);
            assertThat(child.await()).isEqualTo(-9);
        });
    }
}
