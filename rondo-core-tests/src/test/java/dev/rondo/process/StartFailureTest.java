package dev.rondo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.process.ProcessException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs that cannot be started: each failure has a reason, and leaves nothing open. */
class StartFailureTest {
    @TempDir private Path folder;

    private static void refused(OnWay way, Command command, Reason reason, String text)
            throws Exception {
        way.run(() -> {
            Command piped = command.withStdin(Stdio.pipe()).withStdout(Stdio.pipe());
            ProcessException failure =
                    catchThrowableOfType(ProcessException.class, () -> piped.start());
            assertThat(failure).isNotNull();
            assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
            assertThat(failure).hasMessageStartingWith("Cannot start ").hasMessageContaining(text);
            assertThat(failure.command()).isEqualTo(command.toString());
            assertThat(failure.result()).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource
    void noSuchProgram(OnWay way) throws Exception {
        refused(way, Command.of("rondo-none", "x"), Reason.NOT_FOUND, "in PATH");
        refused(way, Command.of("/none/rondo-none"), Reason.NOT_FOUND, "no such program");
        refused(way, Command.of("/etc/passwd/x"), Reason.NOT_FOUND, "no such program");
    }

    @ParameterizedTest
    @EnumSource
    void programThatMayNotBeExecuted(OnWay way) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "#!/bin/sh\n");
        refused(way, Command.of(file), Reason.NOT_EXECUTABLE, "chmod +x");
        refused(way, Command.of(folder), Reason.NOT_EXECUTABLE, "it is a folder");
        refused(
                way,
                Command.of("file").withEnvironment("PATH", folder.toString()),
                Reason.NOT_EXECUTABLE,
                "may not be executed");
    }

    @ParameterizedTest
    @EnumSource
    void scriptWithoutAFirstLine(OnWay way) throws Exception {
        Assumptions.assumeTrue(way.isNative(), "the JDK gives it to a shell");
        Path script = Files.writeString(folder.resolve("script"), "echo hello\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        refused(way, Command.of(script), Reason.NOT_A_PROGRAM, "#!/bin/sh");
    }

    @ParameterizedTest
    @EnumSource
    void scriptWhoseInterpreterIsMissing(OnWay way) throws Exception {
        Path script = Files.writeString(folder.resolve("script"), "#!/none/sh\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        refused(way, Command.of(script), Reason.NOT_FOUND, "not what runs it");
    }

    @ParameterizedTest
    @EnumSource
    void folderThatIsNotThere(OnWay way) throws Exception {
        Path none = folder.resolve("none");
        Path file = Files.createFile(folder.resolve("file"));
        Command command = Command.of("true");
        refused(way, command.withDirectory(none), Reason.NO_DIRECTORY, none.toString());
        refused(way, command.withDirectory(file), Reason.NO_DIRECTORY, "no folder");
    }

    @ParameterizedTest
    @EnumSource
    void argumentsThatAreTooLong(OnWay way) throws Exception {
        Command command = Command.of("true", "x".repeat(4 << 20));
        refused(way, command, Reason.TOO_LONG, "true xxx");
    }

    @ParameterizedTest
    @EnumSource
    void fileThatCannotBeOpened(OnWay way) throws Exception {
        way.run(() -> {
            ProcessException failure =
                    catchThrowableOfType(
                            ProcessException.class,
                            () ->
                                    Command.of("true")
                                            .withStderr(Stdio.to(folder.resolve("none/file")))
                                            .start());
            assertThat(failure.reason()).isEqualTo(Reason.NO_FILE);
        });
    }

    @ParameterizedTest
    @EnumSource(names = "JDK")
    void whatTheJdkCannotDoIsRefused(OnWay way) throws Exception {
        Command command = Command.of("true");
        for (Command wanting :
                new Command[] {
                    command.withNewGroup(),
                    command.withNewSession(),
                    command.withTerminal(80, 24),
                    command.withStopSignal(Signal.INT),
                    command.withOutput(3, Stdio.pipe())
                }) {
            refused(way, wanting, Reason.NOT_SUPPORTED, "cannot be had here");
        }
    }
}
