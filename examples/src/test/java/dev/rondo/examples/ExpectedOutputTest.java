package dev.rondo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of examples/expected, which .ci/run compares with what ./rondo prints. */
class ExpectedOutputTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("basedir", "examples"), "expected");

    /** Those that need real time and no argument: programs beside them, or the name of a file. */
    private static final Set<String> REAL =
            Set.of("QueryTable", "ReadFile", "ShellPipeline", "WriteFile");

    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString().replace(".txt", ""))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void programPrintsWhatTheFileSays(String name) throws IOException {
        Program program = Program.named(name);
        // The argument is for those that compute: a time in seconds. The others ignore it.
        Output output = REAL.contains(name) ? program.onRealTime() : program.onVirtualTime("0.01");
        assertThat(output.texts()).isEqualTo(Files.readAllLines(FOLDER.resolve(name + ".txt")));
    }
}
