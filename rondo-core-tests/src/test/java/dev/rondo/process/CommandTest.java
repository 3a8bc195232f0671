package dev.rondo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a command can be told, before it is started. */
class CommandTest {
    private static final Command COMMAND = Command.of("program", "one");

    @Test
    void changingMakesAnother() {
        Command other = COMMAND.withArguments("two words");
        assertThat(COMMAND).hasToString("program one");
        assertThat(other).hasToString("program one 'two words'");
    }

    @Test
    void textCutsLongArgumentsAndHidesTheEnvironment() {
        Command command =
                COMMAND.withArguments("x".repeat(100)).withEnvironment("PASSWORD", "secret");
        assertThat(command).hasToString("program one " + "x".repeat(60) + "...");
        assertThat(Command.of("p", "a".repeat(59)).withArguments(new String[0]).toString())
                .hasSize(61);
        Command many = Command.of("p");
        for (int i = 0; i < 50; i++) {
            many = many.withArguments("argument" + i);
        }
        assertThat(many.toString()).endsWith(" ...").hasSizeLessThan(220);
    }

    @Test
    void pathOfOnePartIsInTheFolderAndNotInPath() {
        assertThat(Command.of(Path.of("make"))).hasToString("./make");
        assertThat(Command.of(Path.of("/bin/sh"), "-c")).hasToString("/bin/sh -c");
    }

    private static void refuses(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatNoProgramCanGetIsRefused() {
        refuses(() -> Command.of(""));
        refuses(() -> Command.of(List.of()));
        refuses(() -> Command.of("a", "b\0c"));
        refuses(() -> COMMAND.withArguments("\0"));
        refuses(() -> COMMAND.withEnvironment("", "x"));
        refuses(() -> COMMAND.withEnvironment("a=b", "x"));
        refuses(() -> COMMAND.withEnvironment("a", "\0"));
        refuses(() -> COMMAND.withOnlyEnvironment(Map.of("=", "x")));
    }

    @Test
    void directionsAreChecked() {
        Path file = Path.of("file");
        refuses(() -> COMMAND.withStdin(Stdio.to(file)));
        refuses(() -> COMMAND.withStdin(Stdio.merged()));
        refuses(() -> COMMAND.withStdout(Stdio.from(file)));
        refuses(() -> COMMAND.withStdout(Stdio.merged()));
        refuses(() -> COMMAND.withStderr(Stdio.from(file)));
        refuses(() -> COMMAND.withInput(2, Stdio.pipe()));
        refuses(() -> COMMAND.withOutput(256, Stdio.pipe()));
        refuses(() -> COMMAND.withOutput(3, Stdio.inherit()));
        refuses(() -> COMMAND.withInput(3, Stdio.append(file)));
    }

    @Test
    void limitsAreChecked() {
        refuses(() -> COMMAND.withLineLimit(0));
        refuses(() -> COMMAND.withGrace(Duration.ofNanos(-1)));
        refuses(() -> COMMAND.withPipeGrace(Duration.ofNanos(-1)));
        refuses(() -> COMMAND.withTimeLimit(Duration.ofNanos(-1)));
        refuses(() -> COMMAND.withMaxOutput(-1));
        refuses(() -> COMMAND.withTerminal(0, 24));
        refuses(() -> COMMAND.withTerminal(80, 70_000));
    }

    @Test
    void startingNeedsATask() {
        assertThatThrownBy(COMMAND::start).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(COMMAND::run).isInstanceOf(IllegalStateException.class);
    }
}
