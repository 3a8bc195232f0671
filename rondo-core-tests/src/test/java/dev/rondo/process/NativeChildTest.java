package dev.rondo.process;

import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What only Linux with native access can do. */
class NativeChildTest {
    // ---- Terminals

    @Test
    void terminalIsOneForTheChild() throws Exception {
        OnWay.NATIVE.run(() -> {
            Command command =
                    Command.shell(
                            "stty size; test -t 0 -a -t 1 -a -t 2 && echo yes; ps -o tty= -p $$");
            String output = command.withTerminal(100, 30).run().text();
            assertThat(output).contains("30 100").contains("yes").contains("pts/");
        });
    }

    @Test
    void terminalEchoesAndHearsControlKeys() throws Exception {
        OnWay.assumeHeeded(Signal.INT);
        OnWay.NATIVE.run(() -> {
            try (Subprocess child = Command.of("cat").withTerminal(80, 24).start()) {
                child.stdin().write("hello\n");
                child.stdin().flush();
                assertThat(child.stdout().nextLine()).contains("hello"); // the terminal's
                assertThat(child.stdout().nextLine()).contains("hello"); // cat's
                child.stdin().write(new byte[] {3}); // Ctrl-C
                child.stdin().flush();
                assertThat(child.await()).isEqualTo(-2);
                child.stdout().readAll();
                assertThat(child.stdout().atEof()).isTrue();
            }
        });
    }

    @Test
    void childHearsOfANewSize() throws Exception {
        OnWay.NATIVE.run(() -> {
            Command command =
                    Command.shell(
                            "trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.01; done");
            try (Subprocess child = command.withTerminal(80, 24).start()) {
                child.stdout().nextLine();
                child.resize(120, 40);
                assertThat(child.stdout().nextLine()).contains("40 120");
                child.await();
            }
            try (Subprocess plain = OnWay.blocked().start()) {
                assertThatThrownBy(() -> plain.resize(80, 24))
                        .isInstanceOf(IllegalStateException.class);
            }
        });
    }

    @Test
    void communicateEndsTheInputOfATerminal() throws Exception {
        OnWay.NATIVE.run(() ->
                assertThat(Command.of("cat").withTerminal(80, 24).run("one\n").text())
                        .isEqualTo("one\r\none\r\n"));
    }

    // ---- Descriptors

    @Test
    void furtherDescriptorsGoBothWays() throws Exception {
        OnWay.NATIVE.run(() -> {
            Command command =
                    Command.shell("cat <&7 >&3; ls /proc/self/fd")
                            .withInput(7, Stdio.pipe())
                            .withOutput(3, Stdio.pipe())
                            .withStdout(Stdio.pipe());
            try (Subprocess child = command.start()) {
                child.input(7).write("through");
                child.input(7).flush();
                child.input(7).close();
                assertThat(child.output(3).readAll()).asString().isEqualTo("through");
                assertThat(child.stdout().readAll())
                        .asString()
                        .isEqualTo("0\n1\n2\n3\n4\n7\n"); // 4: the folder that is listed
                assertThatThrownBy(() -> child.output(4)).isInstanceOf(IllegalStateException.class);
            }
        });
    }

    @Test
    void sessionAndGroupAreTheChilds() throws Exception {
        OnWay.NATIVE.run(() -> {
            Command ids = Command.shell("ps -o pid=,pgid=,sid= -p $$");
            String[] session = ids.withNewSession().text().strip().split(" +");
            assertThat(session[1]).isEqualTo(session[0]);
            assertThat(session[2]).isEqualTo(session[0]);
            String[] group = ids.withNewGroup().text().strip().split(" +");
            assertThat(group[1]).isEqualTo(group[0]);
            assertThat(group[2]).isNotEqualTo(group[0]);
        });
    }

    @Test
    void childBlocksAndIgnoresNoSignalOfTheJvm() throws Exception {
        OnWay.NATIVE.run(() -> {
            String status = Command.of("grep", "-E", "SigBlk|SigIgn", "/proc/self/status").text();
            assertThat(status).contains("SigBlk:\t0000000000000000");
            long ignored = Long.parseLong(status.replaceAll("(?s).*SigIgn:\\s*", "").strip(), 16);
            assertThat(ignored & (1L << (Signal.PIPE.number() - 1))).isZero();
        });
    }

    // ---- Children without an owner

    @Test
    void forgottenChildGoesOnAndIsReaped() throws Exception {
        OnWay.NATIVE.run(() -> {
            long pid = Command.shell("sleep 0.05").start().pid();
            OnWay.until(() -> !OnWay.children().contains(pid));
            assertThat(OnWay.children()).doesNotContain(pid);
        });
    }

    @Test
    void childOfAClosedLoopGoesOnAndIsReaped() {
        long[] pid = new long[1];
        Set<String> pipes = OnWay.pipes();
        Rondo.run(
                OnWay.NATIVE.options(),
                () -> {
                    pid[0] = OnWay.cat().withStdin(Stdio.nothing()).start().pid();
                    Subprocess sleeping = Command.of("sleep", "0.2").start();
                    pid[0] = sleeping.pid();
                });
        assertThat(OnWay.pipes()).isSubsetOf(pipes);
        assertThat(OnWay.isAlive(pid[0])).isTrue();
        Rondo.run(() -> {
            OnWay.until(() -> !OnWay.children().contains(pid[0]));
        });
        assertThat(OnWay.children()).doesNotContain(pid[0]);
    }

    @Test
    void codeThatSomebodyElseTookCountsAs255() throws Exception {
        OnWay.NATIVE.run(() -> {
            Subprocess child = Command.of("sleep", "0.05").start();
            SpawnCalls.reapBlocking(child.pid()); // holds the loop, so it is first
            assertThat(child.await()).isEqualTo(255);
        });
    }

    @Test
    void loopsOnAnyThreadHaveChildren() throws Exception {
        OnWay.NATIVE.run(() -> {
            String text =
                    Rondo.toThread(() ->
                            Rondo.run(
                                    OnWay.NATIVE.options(),
                                    () -> Command.of("echo", "other").text()));
            assertThat(text).isEqualTo("other");
        });
    }

    /** A closed descriptor that a starting child still has must not be taken for another's. */
    @Test
    void childrenThatStartMeanwhileMixNoEventsUp() throws Exception {
        OnWay.NATIVE.run(() -> {
            runningLoop()
                    .setExceptionHandler(
                            java.util.Optional.of((loop, context) -> {
                                throw new AssertionError(context.message());
                            }));
            Rondo.taskGroup(group -> {
                for (int i = 0; i < 8; i++) {
                    group.createTask(() -> {
                        for (int n = 0; n < 12; n++) {
                            assertThat(Command.of("true").start().await()).isZero();
                            sleep(0);
                        }
                    });
                }
            });
        });
    }
}
