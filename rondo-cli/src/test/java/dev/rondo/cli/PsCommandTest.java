package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code rondo ps} and {@code pstree} of programs in JVMs of their own. */
@EnabledOnOs(OS.LINUX)
class PsCommandTest {
    @TempDir Path temporary;

    private static String said(String command, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PsCommand.parse(command, List.of(words))
                .run(new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String said(String command, RunningProgram program, String... options) {
        return said(
                command,
                Stream.concat(Stream.of(Long.toString(program.pid())), Stream.of(options))
                        .toArray(String[]::new));
    }

    private void assertNothingIsLeft(RunningProgram program) throws IOException {
        assertThat(program.isAlive()).isTrue();
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(path -> path.toString().contains("rondo"))).isEmpty();
        }
    }

    @Test
    void understandsItsArguments() {
        assertThat(PsCommand.parse("ps", List.of()))
                .isEqualTo(new PsCommand(false, 0, false, false));
        assertThat(PsCommand.parse("ps", List.of("--stacks", "12", "--json")))
                .isEqualTo(new PsCommand(false, 12, true, true));
        assertThat(PsCommand.parse("pstree", List.of("12")))
                .isEqualTo(new PsCommand(true, 12, false, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "0", "1 2", "--nope", "--stacks", "99999999999999999999"})
    void saysWhatItDoesNotUnderstand(String words) {
        assertThatThrownBy(() -> PsCommand.parse("ps", List.of(words.split(" "))))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("usage: rondo ps [PID]");
    }

    @Test
    void aTreeNeedsAPid() {
        assertThatThrownBy(() -> PsCommand.parse("pstree", List.of()))
                .isInstanceOf(Fault.class)
                .hasMessageStartingWith("rondo pstree: which PID?");
    }

    @Test
    void aDeadlockIsInTheTableTheTreeAndTheJson() throws IOException {
        try (RunningProgram program = new RunningProgram(temporary, Subject.class, "deadlock")) {
            String table = said("ps", program);
            assertThat(table)
                    .contains("Process " + program.pid() + ": dev.rondo.cli.Subject deadlock")
                    .containsPattern("2 +first +waiting +\\S+ s +<Lock locked waiters=1> +3 +3 ")
                    .containsPattern("3 +second +waiting +\\S+ s +<Lock locked waiters=1> +2 +2 ")
                    .contains("DEADLOCK: ")
                    .contains("lambda in dev.rondo.cli.Subject");

            assertThat(said("pstree", program))
                    .containsPattern("\nfirst \\(2\\) waiting for \\S+ s on <Lock")
                    .containsPattern("\n└── second \\(3\\) waiting for \\S+ s on <Lock")
                    .contains("\n    └── first (2) again: a circle, DEADLOCK\n");

            JsonNode json = new JsonMapper().readTree(said("ps", program, "--json", "--stacks"));
            JsonNode loop = json.path("loops").path(0);
            assertThat(json.path("pid").asLong()).isEqualTo(program.pid());
            assertThat(loop.path("circles").path(0).size()).isEqualTo(2);
            assertThat(loop.path("taskList").path(1).path("stack").toString())
                    .contains("dev.rondo.cli.Subject.both(Subject.java:");
            assertNothingIsLeft(program);
        }
    }

    @Test
    void aHeldLoopIsAnsweredForWithTheStackThatHoldsIt() throws IOException {
        try (RunningProgram program = new RunningProgram(temporary, Subject.class, "held")) {
            String table = said("ps", program);

            assertThat(table)
                    .contains("HELD NOW, so nothing else runs, by <Task pending name='Task-1'")
                    .contains("at dev.rondo.cli.Subject.hold(Subject.java:")
                    .containsPattern("1 +Task-1 +running ")
                    .containsPattern("2 +waits for its turn +ready ");
            assertNothingIsLeft(program);
        }
    }

    @Test
    void namesNeitherMoveTheCursorNorBreakLines() throws IOException {
        try (RunningProgram program = new RunningProgram(temporary, Subject.class, "names")) {
            for (String command : List.of("ps", "pstree")) {
                assertThat(said(command, program))
                        .contains("\\u001b[2Jx\\u0007\\u000a<b>\\u202e")
                        .doesNotContain("\u001b", "\u0007", "\u202e");
            }
            assertThat(said("ps", program, "--json")).doesNotContain("\u001b");
        }
    }

    @Test
    void everyLoopIsShown() throws IOException {
        try (RunningProgram program = new RunningProgram(temporary, Subject.class, "two")) {
            assertThat(said("ps", program)).contains(" on thread main: ", " on thread second: ");
        }
    }

    @Test
    void manyTasksComeInPartsAndAGroupIsATree() throws IOException {
        try (RunningProgram program =
                new RunningProgram(temporary, Subject.class, "many", "3000")) {
            String tree = said("pstree", program);

            assertThat(tree).contains(": 3,001 tasks").contains("not all is of one moment");
            assertThat(tree.lines().filter(line -> line.startsWith("├── Task-"))).hasSize(2_999);
            assertThat(tree.lines().filter(line -> line.startsWith("└── Task-3001"))).hasSize(1);
        }
    }

    @Test
    void programsThatRunRondoAreListed() throws IOException {
        try (RunningProgram program = new RunningProgram(temporary, Subject.class, "names");
                RunningProgram other = new RunningProgram(temporary, Subject.class, "none")) {
            assertThat(said("ps").lines())
                    .anyMatch(line ->
                            line.endsWith(
                                    program.pid() + "  " + Subject.class.getName() + " names"))
                    .noneMatch(line -> line.contains(Long.toString(other.pid()) + " "));
            assertThat(said("ps", "--json")).contains("\"pid\":" + program.pid());
        }
    }
}
