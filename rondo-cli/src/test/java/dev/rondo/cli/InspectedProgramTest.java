package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom a program cannot be asked: one line each, status 1, and nothing is left. */
@EnabledOnOs(OS.LINUX)
class InspectedProgramTest {
    private static final int NOBODY = 65_534;
    private static final long HALF_A_SECOND = 500_000_000;

    @TempDir Path temporary;

    private static AbstractThrowableAssert<?, ?> assertRefused(long pid) {
        return assertThatThrownBy(
                        () -> {
                            try (InspectedProgram program =
                                    InspectedProgram.ask(new ProcessFacts(pid))) {
                                SeenLoop.allOf(program, false);
                            }
                        })
                .isInstanceOfSatisfying(
                        Fault.class,
                        fault -> {
                            assertThat(fault.status()).isEqualTo(Fault.FAILED);
                            assertThat(fault.advice().lines()).hasSize(1);
                            assertThat(fault.advice()).startsWith("rondo: process " + pid + " ");
                        });
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(path -> path.toString().contains("rondo"))).isEmpty();
        }
    }

    @Test
    void aProcessThatIsNotThere() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();

        assertRefused(process.pid()).hasMessageContaining("is not there");
    }

    @Test
    void aProcessThatIsNoJvm() throws IOException {
        Process process = new ProcessBuilder("sleep", "60").start();
        try {
            assertRefused(process.pid()).hasMessageContaining("is no JVM");
        } finally {
            process.destroy();
        }
    }

    @Test
    void aThread() throws IOException {
        try (RunningProgram program = new RunningProgram(temporary, Subject.class, "none");
                Stream<Path> threads = Files.list(Path.of("/proc/" + program.pid() + "/task"))) {
            long thread =
                    threads.mapToLong(path -> Long.parseLong(path.getFileName().toString()))
                            .filter(number -> number != program.pid())
                            .findFirst()
                            .orElseThrow();
            assertRefused(thread).hasMessageContaining("is a thread of process " + program.pid());
        }
    }

    @Test
    void aJvmWithoutALoop() throws IOException {
        try (RunningProgram program = new RunningProgram(temporary, Subject.class, "none")) {
            assertRefused(program.pid()).hasMessageContaining("runs no loop of Rondo");
        }
    }

    @Test
    void aProgramThatDoesNotWantToBeLookedAt() throws IOException {
        try (RunningProgram program =
                new RunningProgram(
                        temporary, List.of("-Drondo.inspect=false"), Subject.class, "names")) {
            assertRefused(program.pid()).hasMessageContaining("-Drondo.inspect=false");
        }
    }

    @Test
    void aProgramThatIsStopped() throws Exception {
        try (RunningProgram program = new RunningProgram(temporary, Subject.class, "names")) {
            program.signal("STOP");
            assertRefused(program.pid()).hasMessageContaining("is stopped");
            assertNothingIsLeft();
            program.signal("CONT");
            InspectedProgram.ask(new ProcessFacts(program.pid())).close();
        }
    }

    @Test
    void anotherUsersProcess() throws IOException {
        Process process =
                isRoot()
                        ? new ProcessBuilder("setpriv", "--reuid=65534", "sleep", "60").start()
                        : null;
        try {
            long pid = process == null ? 1 : process.pid();
            while (process != null && ProcessFacts.uid(Path.of("/proc/" + pid)) == 0) {
                Thread.onSpinWait(); // it has not changed its user yet
            }
            assertRefused(pid).hasMessageContaining("belongs to another user (uid ");
        } finally {
            if (process != null) {
                process.destroy();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"protocol\": 2, \"rondo\": \"9.9\"} | runs Rondo 9.9, which speaks version 2",
                "{\"protocol\": 1}                     | has ended the conversation",
                "{\"protocol\": 1, \"x\": \"die\"}     | has ended",
                "{\"error\": \"\\u001b[2Jno\"}         | answered: \\u001b[2Jno",
                "garbage                               | answered what is no JSON: garbage",
            })
    void aProgramThatAnswersSomethingElse(String answer, String said) throws IOException {
        try (RunningProgram program = new RunningProgram(temporary, Impostor.class, answer)) {
            assertRefused(program.pid()).hasMessageContaining(said);
            assertNothingIsLeft();
        }
    }

    @Test
    void aProgramThatTakesTheRequestAndSaysNothing() throws IOException {
        try (RunningProgram program = new RunningProgram(temporary, Impostor.class, "nothing")) {
            ProcessFacts process = new ProcessFacts(program.pid());
            assertThatThrownBy(() -> InspectedProgram.ask(process, HALF_A_SECOND))
                    .isInstanceOf(Fault.class)
                    .hasMessageContaining("taken the request, but does not");
            assertNothingIsLeft();
        }
    }

    @Test
    void aRequestThatAKilledCommandHasLeftIsReplaced() throws IOException {
        try (RunningProgram program = new RunningProgram(temporary, Subject.class, "names")) {
            Files.createFile(temporary.resolve(".rondo-" + program.pid())); // never complete
            InspectedProgram.ask(new ProcessFacts(program.pid())).close();
            assertNothingIsLeft();
        }
    }

    @Test
    void aRequestThatAnotherUserHasPlacedStays() throws IOException {
        assumeTrue(isRoot(), "only root can give files away");
        try (RunningProgram program = new RunningProgram(temporary, Subject.class, "names")) {
            Path file = Files.createFile(temporary.resolve(".rondo-" + program.pid()));
            Files.setAttribute(file, "unix:uid", NOBODY);
            assertRefused(program.pid())
                    .hasMessageContaining("is in the way, which another user has placed");
            assertThat(file).exists();
            Files.delete(file);
            assertNothingIsLeft();
        }
    }

    @Test
    void aFolderForTemporaryFilesThatIsNotThere() throws IOException {
        Path gone = Files.createDirectory(temporary.resolve("gone"));
        try (RunningProgram program = new RunningProgram(gone, Subject.class, "names")) {
            Files.delete(gone);
            assertRefused(program.pid())
                    .hasMessageContaining("cannot be asked: NoSuchFileException")
                    .hasMessageContaining("gone");
        }
    }

    private static boolean isRoot() {
        return ProcessFacts.ownUid() == 0;
    }
}
