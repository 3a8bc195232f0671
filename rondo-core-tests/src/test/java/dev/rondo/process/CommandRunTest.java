package dev.rondo.process;

import static dev.rondo.Rondo.createTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.process.ProcessException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commands that are run to their end. */
class CommandRunTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource
    void runCollectsAllAndTellsTheCode(OnWay way) throws Exception {
        way.run(() -> {
            ProcessResult result = Command.shell("echo out; echo err >&2; exit 3").run();
            assertThat(result.text()).isEqualTo("out\n");
            assertThat(result.errorText()).isEqualTo("err\n");
            assertThat(result.returnCode()).isEqualTo(3);
            assertThat(result.succeeded()).isFalse();
            assertThat(result.isComplete()).isTrue();
        });
    }

    @ParameterizedTest
    @EnumSource
    void inputIsEmptyUnlessItIsGiven(OnWay way) throws Exception {
        way.run(() -> {
            assertThat(Command.of("cat").run().stdout()).isEmpty();
            assertThat(Command.of("cat").run("given").text()).isEqualTo("given");
            assertThatThrownBy(() -> Command.of("cat").withStdin(Stdio.nothing()).run("x"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has an input already");
        });
    }

    @ParameterizedTest
    @EnumSource
    void textIsTheOutputWithoutItsLastLineEnds(OnWay way) throws Exception {
        way.run(() -> {
            assertThat(Command.of("printf", "a\\nb\\n\\n").text()).isEqualTo("a\nb");
            assertThatThrownBy(() -> Command.of("false").text())
                    .isInstanceOf(ProcessException.class);
        });
    }

    @ParameterizedTest
    @EnumSource
    void checkedRunThrowsWithTheLastLinesOfTheErrors(OnWay way) throws Exception {
        way.run(() -> {
            ProcessException failure =
                    catchThrowableOfType(
                            ProcessException.class,
                            () ->
                                    Command.shell("seq 1 30 >&2; exit 3")
                                            .withEnvironment("SECRET", "hidden")
                                            .runChecked());
            assertThat(failure.reason()).isEqualTo(Reason.FAILED);
            assertThat(failure.getMessage())
                    .contains("seq 1 30", "exit code 3", "\n21\n", "\n30")
                    .doesNotContain("\n20\n", "hidden");
            assertThat(failure.result().orElseThrow().returnCode()).isEqualTo(3);
        });
    }

    @ParameterizedTest
    @EnumSource
    void outputOfShortRunsIsNeverCut(OnWay way) throws Exception {
        way.run(() -> {
            for (int i = 0; i < 25; i++) {
                assertThat(Command.of("echo", "hello").run().text()).isEqualTo("hello\n");
            }
        });
    }

    // ---- Where it goes

    @ParameterizedTest
    @EnumSource
    void errorsGoIntoTheOutput(OnWay way) throws Exception {
        way.run(() -> {
            Command command = Command.shell("echo a; echo b >&2; echo c");
            ProcessResult result = command.withStderr(Stdio.merged()).run();
            assertThat(result.text()).isEqualTo("a\nb\nc\n");
            assertThat(result.stderr()).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource
    void filesAreReadMadeAndAppendedTo(OnWay way) throws Exception {
        Path in = Files.writeString(folder.resolve("in"), "content");
        Path out = Files.writeString(folder.resolve("out"), "what was there before");
        way.run(() -> {
            Command cat = Command.of("cat").withStdin(Stdio.from(in));
            assertThat(cat.run().text()).isEqualTo("content");
            cat.withStdout(Stdio.to(out)).runChecked();
            assertThat(out).hasContent("content");
            cat.withStdout(Stdio.append(out)).runChecked();
            assertThat(out).hasContent("contentcontent");
        });
    }

    @ParameterizedTest
    @EnumSource
    void missingFileIsTypedAndNamed(OnWay way) throws Exception {
        Path none = folder.resolve("none");
        way.run(() ->
                assertThatThrownBy(() -> Command.of("cat").withStdin(Stdio.from(none)).run())
                        .isInstanceOf(ProcessException.class)
                        .hasMessageContaining(none.toString()));
    }

    // ---- What it has

    @ParameterizedTest
    @EnumSource
    void argumentsArriveAsTheyAre(OnWay way) throws Exception {
        String[] odd = {"", " ", "a b", "$HOME", "*", "\"'", "ä€😀", "-n", "\n"};
        way.run(() -> {
            String shown = Command.of("printf", "<%s>").withArguments(odd).run().text();
            assertThat(shown).isEqualTo("<" + String.join("><", odd) + ">");
        });
    }

    @ParameterizedTest
    @EnumSource
    void environmentIsAddedRemovedOrReplaced(OnWay way) throws Exception {
        way.run(() -> {
            Command env = Command.of("/usr/bin/env");
            List<String> all = lines(env);
            assertThat(lines(env.withEnvironment("RONDO_X", "ä=b"))).contains("RONDO_X=ä=b");
            assertThat(all).anyMatch(line -> line.startsWith("PATH="));
            assertThat(lines(env.withoutEnvironment("PATH")))
                    .noneMatch(line -> line.startsWith("PATH="))
                    .hasSize(all.size() - 1);
            assertThat(lines(env.withOnlyEnvironment(Map.of("A", "b")))).containsExactly("A=b");
        });
    }

    private static List<String> lines(Command command) {
        return command.runChecked().text().lines().toList();
    }

    @ParameterizedTest
    @EnumSource
    void programIsLookedForInThePathOfTheChild(OnWay way) throws Exception {
        Path program = Files.writeString(folder.resolve("only-here"), "#!/bin/sh\necho found\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        way.run(() -> {
            Command command = Command.of("only-here");
            assertThat(command.withEnvironment("PATH", "/none:" + folder).text())
                    .isEqualTo("found");
            assertThat(Command.of(program).text()).isEqualTo("found");
            assertThat(Command.of("./only-here").withDirectory(folder).text()).isEqualTo("found");
        });
    }

    @ParameterizedTest
    @EnumSource
    void folderIsTheChilds(OnWay way) throws Exception {
        way.run(() ->
                assertThat(Command.of("pwd").withDirectory(folder).text())
                        .isEqualTo(folder.toRealPath().toString()));
    }

    @ParameterizedTest
    @EnumSource
    void childHasNoDescriptorButItsOwn(OnWay way) throws Exception {
        way.run(() -> {
            try (Subprocess other = OnWay.cat().start()) {
                List<String> seen = lines(Command.of("ls", "/proc/self/fd"));
                assertThat(seen).containsExactly("0", "1", "2", "3"); // 3: the folder it lists
            }
        });
    }

    // ---- Limits

    @ParameterizedTest
    @EnumSource
    void timeLimitEndsItAndGivesWhatWasRead(OnWay way) throws Exception {
        way.run(() -> {
            ProcessException failure =
                    catchThrowableOfType(
                            ProcessException.class,
                            () ->
                                    Command.shell("echo early; exec sleep 1000")
                                            .withTimeLimit(Duration.ofMillis(300))
                                            .run());
            assertThat(failure.reason()).isEqualTo(Reason.TIME_LIMIT);
            assertThat(failure).hasMessageContaining("PT0.3S");
            ProcessResult result = failure.result().orElseThrow();
            assertThat(result.text()).isEqualTo("early\n");
            assertThat(result.returnCode()).isEqualTo(-15);
        });
    }

    @ParameterizedTest
    @EnumSource
    void outputLimitHoldsWhateverTheChildDoes(OnWay way) throws Exception {
        way.run(() -> {
            ProcessException failure =
                    catchThrowableOfType(
                            ProcessException.class,
                            () ->
                                    Command.shell("trap '' TERM PIPE; exec cat /dev/zero")
                                            .withMaxOutput(100_000)
                                            .withGrace(Duration.ofMillis(100))
                                            .run());
            assertThat(failure.reason()).isEqualTo(Reason.TOO_MUCH_OUTPUT);
            ProcessResult result = failure.result().orElseThrow();
            assertThat(result.stdout()).hasSize(100_000);
            assertThat(result.returnCode()).isEqualTo(-9);
        });
    }

    @ParameterizedTest
    @EnumSource
    void outputOfExactlyTheLimitIsAllowed(OnWay way) throws Exception {
        way.run(() -> {
            Command command = Command.of("printf", "12345").withMaxOutput(5);
            assertThat(command.run().text()).isEqualTo("12345");
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"NATIVE", "RING"})
    void grandchildThatHoldsThePipeIsNotWaitedFor(OnWay way) throws Exception {
        way.run(() -> {
            Command command =
                    Command.shell("sleep 1000 & echo $!; exit 2")
                            .withPipeGrace(Duration.ofMillis(100));
            ProcessResult result = command.run();
            assertThat(result.returnCode()).isEqualTo(2);
            assertThat(result.isComplete()).isFalse();
            ProcessHandle.of(Long.parseLong(result.text().strip()))
                    .ifPresent(ProcessHandle::destroyForcibly);
        });
    }

    @ParameterizedTest
    @EnumSource
    void lateOutputOfAGrandchildIsReadWithinTheGraceTime(OnWay way) throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(
                way.isNative(), "the JDK closes the pipes when the child ends");
        way.run(() -> {
            Command command =
                    Command.shell("(sleep 0.1; echo late) & exit 0")
                            .withPipeGrace(Duration.ofSeconds(20));
            assertThat(command.run().text()).isEqualTo("late\n");
        });
    }

    @ParameterizedTest
    @EnumSource
    void muchThatNobodyReadsIsWaitedForByTheChildOnly(OnWay way) throws Exception {
        way.run(() -> {
            Command command =
                    Command.of("head", "-c", Integer.toString(64 << 20), "/dev/zero")
                            .withStdout(Stdio.pipe());
            try (Subprocess child = command.start()) {
                Rondo.sleep(0.05);
                assertThat(child.returnCode()).isEmpty();
                assertThat(child.stdout().buffered()).isZero();
            }
        });
    }

    // ---- Many

    @ParameterizedTest
    @EnumSource(names = {"NATIVE", "JDK"})
    void twoHundredAtOnceAllEnd(OnWay way) throws Exception {
        way.run(() -> {
            List<Task<String>> tasks = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String word = "word" + i;
                tasks.add(createTask(() -> Command.of("echo", word).text()));
            }
            for (int i = 0; i < tasks.size(); i++) {
                assertThat(tasks.get(i).await()).isEqualTo("word" + i);
            }
        });
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource(names = "NATIVE")
    void aThousandAtOnceAllEnd(OnWay way) throws Exception {
        way.run(() -> {
            List<Task<String>> tasks = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                String word = "word" + i;
                tasks.add(createTask(() -> Command.of("echo", word).text()));
            }
            for (int i = 0; i < tasks.size(); i++) {
                assertThat(tasks.get(i).await()).isEqualTo("word" + i);
            }
        });
    }
}
