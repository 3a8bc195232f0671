package dev.rondo.process;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.process.OnWay.blocked;
import static dev.rondo.process.OnWay.cat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.stream.BrokenPipeException;
import dev.rondo.stream.LimitOverrunException;
import dev.rondo.stream.StreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A child that was started: pipes, its end, communicate. */
class SubprocessTest {
    private static final int HUGE = 4 * 1024 * 1024; // bytes, much more than a pipe holds

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    // ---- Pipes

    @ParameterizedTest
    @EnumSource
    void bytesGoInAndComeOut(OnWay way) throws Exception {
        way.run(() -> {
            try (Subprocess child = cat().start()) {
                child.stdin().write("some data");
                child.stdin().flush();
                child.stdin().close();
                assertThat(child.stdout().readAll()).asString().isEqualTo("some data");
                assertThat(child.await()).isZero();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void outputIsReadLineByLineWhileTheChildRuns(OnWay way) throws Exception {
        way.run(() -> {
            try (Subprocess child = cat().start()) {
                for (String word : new String[] {"one", "two", "three"}) {
                    child.stdin().write(word + "\n");
                    child.stdin().flush();
                    assertThat(child.stdout().nextLine()).contains(word);
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void errorOutputHasAPipeOfItsOwn(OnWay way) throws Exception {
        way.run(() -> {
            Command command =
                    Command.shell("echo out; echo err >&2")
                            .withStdout(Stdio.pipe())
                            .withStderr(Stdio.pipe());
            try (Subprocess child = command.start()) {
                assertThat(child.stderr().readAll()).asString().isEqualTo("err\n");
                assertThat(child.stdout().readAll()).asString().isEqualTo("out\n");
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void outputThatIsReadSlowlyIsReadWholeAfterTheEnd(OnWay way) throws Exception {
        way.run(() -> {
            Command command =
                    Command.shell("head -c 50000 /dev/zero; exit 1").withStdout(Stdio.pipe());
            Subprocess child = command.start();
            assertThat(child.await()).isEqualTo(1);
            int total = 0;
            for (byte[] part = child.stdout().read(4096);
                    part.length > 0;
                    part = child.stdout().read(4096)) {
                total += part.length;
                sleep(0);
            }
            assertThat(total).isEqualTo(50_000);
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoPipeIsRefused(OnWay way) throws Exception {
        way.run(() -> {
            try (Subprocess child = blocked().withStdout(Stdio.nothing()).start()) {
                assertThatThrownBy(child::stdin)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("Stdio.pipe()");
                assertThatThrownBy(child::stdout).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(child::stderr).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> child.communicate("x"))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("withStdin(Stdio.pipe())");
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void lineOverTheLimitNamesTheOptionAndLosesNoByte(OnWay way) throws Exception {
        way.run(() -> {
            Command command = cat().withLineLimit(64 * 1024);
            String line = "x".repeat(160 * 1024);
            try (Subprocess child = command.start()) {
                Task<?> feeding =
                        createTask(() -> {
                            child.stdin().write(line + "\nnext\n");
                            child.stdin().flush();
                        });
                StreamReader reader = child.stdout();
                assertThatThrownBy(reader::nextLine)
                        .isInstanceOf(LimitOverrunException.class)
                        .hasMessageContaining("withLineLimit");
                reader.setLimit(1024 * 1024);
                assertThat(reader.nextLine()).contains(line);
                assertThat(reader.nextLine()).contains("next");
                feeding.await();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void linesOf160KiBNeedNoOption(OnWay way) throws Exception {
        way.run(() -> {
            Subprocess child =
                    Command.shell("head -c 160000 /dev/zero | tr '\\0' x; echo")
                            .withStdout(Stdio.pipe())
                            .start();
            assertThat(child.stdout().nextLine().orElseThrow()).hasSize(160_000);
            child.await();
            child.close();
        });
    }

    @ParameterizedTest
    @EnumSource
    void directWriteToAChildThatClosedItsInputFails(OnWay way) throws Exception {
        way.run(() -> {
            Command command = Command.of("true").withStdin(Stdio.pipe());
            try (Subprocess child = command.start()) {
                assertThatThrownBy(
                                () -> {
                                    while (true) {
                                        child.stdin().write(new byte[HUGE]);
                                        child.stdin().flush();
                                    }
                                })
                        .isInstanceOf(BrokenPipeException.class);
                child.await();
            }
        });
    }

    // ---- The end

    @ParameterizedTest
    @EnumSource
    void exitCodeIsToldAndKept(OnWay way) throws Exception {
        way.run(() -> {
            Subprocess child = Command.shell("exit 7").start();
            assertThat(child.returnCode().orElse(7)).isEqualTo(7);
            assertThat(child.await()).isEqualTo(7);
            assertThat(child.await()).isEqualTo(7);
            assertThat(child.returnCode()).hasValue(7);
            assertThat(child.toString()).contains("returnCode=7");
            child.close();
        });
    }

    @ParameterizedTest
    @EnumSource
    void exitCode143IsNoSignal(OnWay way) throws Exception {
        way.run(() -> assertThat(Command.shell("exit 143").start().await()).isEqualTo(143));
    }

    @ParameterizedTest
    @EnumSource
    void waitClosesAnInputThatNobodyUsed(OnWay way) throws Exception {
        way.run(() -> {
            Subprocess child = Command.of("cat").withStdin(Stdio.pipe()).start();
            assertThat(child.await()).isZero();
        });
    }

    @ParameterizedTest
    @EnumSource
    void waitDoesNotDependOnPipes(OnWay way) throws Exception {
        way.run(() -> {
            Command command =
                    Command.shell("sleep 1000 & echo $!; exit 3").withStdout(Stdio.pipe());
            Subprocess child = command.start();
            long grandchild = Long.parseLong(child.stdout().nextLine().orElseThrow());
            assertThat(child.await()).isEqualTo(3);
            ProcessHandle.of(grandchild).ifPresent(ProcessHandle::destroyForcibly);
            child.close();
        });
    }

    @ParameterizedTest
    @EnumSource
    void cancelledWaitLeavesTheChildRunning(OnWay way) throws Exception {
        way.run(() -> {
            Subprocess child = blocked().start();
            Task<Integer> waiting = createTask(child::await);
            sleep(0);
            waiting.cancel();
            assertThatThrownBy(waiting::await).isInstanceOf(CancelledError.class);
            assertThat(child.returnCode()).isEmpty();
            child.kill();
            assertThat(child.await()).isEqualTo(-9);
        });
    }

    @ParameterizedTest
    @EnumSource
    void timeLimitFiresThoughTheChildWaitsForAReader(OnWay way) throws Exception {
        way.run(() -> {
            try (Subprocess child = Command.of("yes").withStdout(Stdio.pipe()).start()) {
                assertThatThrownBy(() -> Rondo.timeout(Duration.ofMillis(50), () -> child.await()))
                        .isInstanceOf(TimeoutException.class);
                assertThat(child.returnCode()).isEmpty();
            }
        });
    }

    // ---- communicate

    @ParameterizedTest
    @EnumSource
    void communicateFeedsAndCollects(OnWay way) throws Exception {
        way.run(() -> {
            ProcessResult result = cat().start().communicate("some data");
            assertThat(result.text()).isEqualTo("some data");
            assertThat(result.returnCode()).isZero();
            assertThat(result.isComplete()).isTrue();
        });
    }

    @ParameterizedTest
    @EnumSource
    void muchGoesBothWaysAtOnce(OnWay way) throws Exception {
        byte[] content = new byte[HUGE];
        new Random(5).nextBytes(content);
        way.run(() -> {
            ProcessResult result =
                    Command.shell("tee /dev/stderr")
                            .withStdin(Stdio.pipe())
                            .withStdout(Stdio.pipe())
                            .withStderr(Stdio.pipe())
                            .start()
                            .communicate(content);
            assertThat(result.stdout()).isEqualTo(content);
            assertThat(result.stderr()).isEqualTo(content);
        });
    }

    @ParameterizedTest
    @EnumSource
    void communicateWithoutInputClosesIt(OnWay way) throws Exception {
        way.run(() -> assertThat(cat().start().communicate().stdout()).isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void emptyInputIsAnInput(OnWay way) throws Exception {
        way.run(() -> {
            Command count = Command.of("wc", "-c");
            ProcessResult result =
                    count.withStdin(Stdio.pipe()).withStdout(Stdio.pipe()).start().communicate("");
            assertThat(result.text().strip()).isEqualTo("0");
        });
    }

    @ParameterizedTest
    @EnumSource
    void communicateSendsWhatWasWrittenBefore(OnWay way) throws Exception {
        way.run(() -> {
            Subprocess child = cat().start();
            child.stdin().write("one ");
            assertThat(child.communicate("two").text()).isEqualTo("one two");
        });
    }

    @ParameterizedTest
    @EnumSource
    void communicateIgnoresAChildThatDoesNotRead(OnWay way) throws Exception {
        way.run(() -> {
            Command command =
                    Command.shell("exec <&-; echo done; exit 5")
                            .withStdin(Stdio.pipe())
                            .withStdout(Stdio.pipe());
            ProcessResult result = command.start().communicate(new byte[HUGE]);
            assertThat(result.text()).isEqualTo("done\n");
            assertThat(result.returnCode()).isEqualTo(5);
        });
    }

    @ParameterizedTest
    @EnumSource
    void secondCommunicateHasWhatACancelledOneHasRead(OnWay way) throws Exception {
        way.run(() -> {
            Command command =
                    Command.shell("cat; echo error >&2; echo first; exec sleep 1000")
                            .withStdin(Stdio.pipe())
                            .withStdout(Stdio.pipe())
                            .withStderr(Stdio.pipe());
            Subprocess child = command.start();
            Task<ProcessResult> first = createTask(() -> child.communicate("input "));
            OnWay.until(() -> child.exchange().bytes(1).length == 12);
            first.cancel();
            assertThatThrownBy(first::await).isInstanceOf(CancelledError.class);
            assertThatThrownBy(() -> child.communicate("again"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("input was given already");
            child.kill();
            ProcessResult all = child.communicate();
            assertThat(all.text()).isEqualTo("input first\n");
            assertThat(all.errorText()).isEqualTo("error\n");
            assertThat(all.returnCode()).isEqualTo(-9);
            assertThat(child.communicate().text()).isEqualTo("input first\n");
        });
    }

    @ParameterizedTest
    @EnumSource
    void secondCommunicateFeedsTheRest(OnWay way) throws Exception {
        byte[] content = new byte[HUGE];
        new Random(6).nextBytes(content);
        Path go = Path.of(System.getProperty("java.io.tmpdir"), "rondo-go-" + System.nanoTime());
        way.run(() -> {
            Command command =
                    Command.shell("while [ ! -e " + go + " ]; do sleep 0.05; done; exec cat")
                            .withStdin(Stdio.pipe())
                            .withStdout(Stdio.pipe());
            Subprocess child = command.start();
            assertThatThrownBy(() ->
                            Rondo.timeout(Duration.ofMillis(50), () -> child.communicate(content)))
                    .isInstanceOf(TimeoutException.class);
            java.nio.file.Files.createFile(go);
            assertThat(child.communicate().stdout()).isEqualTo(content);
            java.nio.file.Files.delete(go);
        });
    }

    @ParameterizedTest
    @EnumSource
    void outputThatIsNoPipeIsEmptyInTheResult(OnWay way) throws Exception {
        way.run(() -> {
            Command command = Command.of("cat").withStdin(Stdio.pipe()).withStdout(Stdio.nothing());
            ProcessResult result = command.start().communicate(bytes("abc"));
            assertThat(result.stdout()).isEmpty();
            assertThat(result.succeeded()).isTrue();
        });
    }

    // ---- What is known

    @ParameterizedTest
    @EnumSource
    void snapshotSaysWhatIsOpen(OnWay way) throws Exception {
        way.run(() -> {
            Subprocess child = cat().start();
            SubprocessSnapshot before = child.snapshot();
            assertThat(before.pid()).isEqualTo(child.pid()).isPositive();
            assertThat(before.command()).isEqualTo("cat");
            assertThat(before.returnCode()).isEmpty();
            assertThat(before.openPipes()).containsExactly("stdin", "stdout");
            assertThat(child.toString()).contains("running");
            child.communicate();
            assertThat(child.snapshot().openPipes()).isEmpty();
            assertThat(child.snapshot().returnCode()).hasValue(0);
        });
    }

    @ParameterizedTest
    @EnumSource
    void waitingTaskSaysForWhom(OnWay way) throws Exception {
        way.run(() -> {
            try (Subprocess child = blocked().start()) {
                Task<Integer> waiting = createTask(child::await);
                sleep(0);
                assertThat(waiting.snapshot().toString()).contains("end of process", "sleep 1000");
                waiting.cancel();
            }
        });
    }
}
