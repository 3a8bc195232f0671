package dev.rondo.workers;

import static dev.rondo.Rondo.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes of our own, and channels and memory that they share. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkerProcessTest {
    private static final WorkerOptions OPTIONS =
            WorkerOptions.defaults().withJvmArguments("-XX:TieredStopAtLevel=1");

    @Test
    void whatItReceivesItSendsBackAndItEndsWithZero() {
        try (Channel<String> there = Channel.create(2);
                Channel<String> back = Channel.create(1);
                WorkerProcess child =
                        WorkerProcess.start(
                                "echo",
                                false,
                                OPTIONS,
                                () -> {
                                    for (String each : there) {
                                        back.send(each + "!");
                                    }
                                    back.shutdown();
                                })) {
            List<String> answers =
                    run(() -> {
                        for (int i = 0; i < 5; i++) {
                            there.send("line " + i);
                            if (i == 0) {
                                assertThat(back.receive()).isEqualTo("line 0!");
                            }
                            if (i == 2) {
                                assertThat(back.receive()).isEqualTo("line 1!");
                            }
                        }
                        there.shutdown();
                        List<String> all = new ArrayList<>();
                        back.forEach(all::add);
                        return all;
                    });
            assertThat(answers).containsExactly("line 2!", "line 3!", "line 4!");
            assertThat(child.join()).isZero();
            assertThat(child.pid()).isNotEqualTo(ProcessHandle.current().pid());
            assertThat(child.isAlive()).isFalse();
            assertThatThrownBy(() -> there.send("late"))
                    .isInstanceOf(ChannelClosedException.class)
                    .hasMessageContaining("shut");
        }
    }

    @Test
    void itsExitCodeIsWhatSystemExitWasGiven() {
        try (SharedMemory memory = SharedMemory.create(16);
                WorkerProcess child =
                        WorkerProcess.start(
                                "exits",
                                true,
                                OPTIONS,
                                () -> {
                                    memory.segment().fill((byte) 7);
                                    System.exit(
                                            memory.segment()
                                                    .get(
                                                            java.lang.foreign.ValueLayout.JAVA_BYTE,
                                                            3));
                                })) {
            assertThat(child.join(Duration.ofSeconds(30))).isTrue();
            assertThat(child.exitCode()).hasValue(7);
            assertThat(memory.segment().get(java.lang.foreign.ValueLayout.JAVA_BYTE, 15))
                    .isEqualTo((byte) 7);
        }
    }

    @Test
    void aKilledOneHasTheSignalForExitCodeAndWhoWaitsForItsItemsGoesOn() {
        try (Channel<Integer> ready = Channel.create(1);
                WorkerProcess child =
                        WorkerProcess.start(
                                "sleeper",
                                true,
                                OPTIONS,
                                () -> {
                                    ready.send(1);
                                    ready.receive(); // the one that is for the parent, or none
                                    Thread.sleep(60_000);
                                })) {
            run(() -> {
                assertThat(ready.receive()).isEqualTo(1);
                assertThat(child.join(Duration.ofMillis(1))).isFalse();
                child.kill();
                assertThat(child.join()).isEqualTo(137);
            });
            assertThat(child.toString()).isEqualTo("process sleeper ended with 137");
        }
    }
}
