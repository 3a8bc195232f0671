package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The script {@code rondo}: what it says of a command that lacks its argument, building nothing.
 */
class LauncherTest {
    private static final Path SCRIPT =
            Path.of(System.getProperty("basedir", "."), "..", "rondo").toAbsolutePath().normalize();

    private record Ended(int status, String said) {}

    private static Ended rondo(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", SCRIPT.toString()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }

    @Test
    void runWithoutAProgramSaysWhatItTakes() throws Exception {
        assertThat(rondo("run"))
                .isEqualTo(
                        new Ended(
                                2, "usage: rondo run [-cp PATH] FILE.java|CLASS [arguments...]\n"));
    }

    @Test
    void stressWithoutArgumentsSaysHowLongEachTakes() throws Exception {
        assertThat(rondo("stress"))
                .isEqualTo(
                        new Ended(
                                2,
                                """
                                usage: rondo stress --seconds N [--seed S] [--engine scheduled|handoff]
                                                             tasks at random, for N seconds; 600 are a good run
                                       rondo stress network [N] [--seed S] [--engine ENGINE] [--poller nio|epoll]
                                                             connections at random, for N seconds; 600 if not given
                                       rondo stress http [N] [the same options]
                                                             HTTP clients at random, and their misbehaviour
                                       rondo stress postgres [N] [the same options]
                                                             a pool on a PostgreSQL whose wire is cut, whose processes
                                                             are stopped and killed, at random
                                """));
    }

    @Test
    void benchWithoutAnArgumentSaysHowLongEachTakes() throws Exception {
        for (Ended ended : List.of(rondo("bench"), rondo("bench", "micro"))) {
            assertThat(ended.status()).isEqualTo(2);
            assertThat(ended.said())
                    .startsWith("usage: rondo bench core [--quick]")
                    .contains("about 40 minutes", "about 20 minutes", "about 2 minutes")
                    .contains("rondo bench micro PATTERN");
        }
    }

    @Test
    void anUnknownCommandShowsAllCommands() throws Exception {
        Ended ended = rondo("fly");
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.said()).startsWith("rondo: unknown command 'fly'\nusage: rondo COMMAND");
    }
}
