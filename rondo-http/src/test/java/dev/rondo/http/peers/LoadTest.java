package dev.rondo.http.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;

/** Programs that measure: some thousand requests over 50 connections, of which none may fail. */
class LoadTest {
    private static final int REQUESTS = 3000;
    private static final int LENGTH = "hello".length();

    private final PeerApp peer = new PeerApp();

    private void ab(int length, String... arguments) throws Exception {
        Installed.assume("ab");
        List<String> command = new ArrayList<>(List.of("ab", "-q", "-s", "60", "-c", "50"));
        command.addAll(List.of("-n", Integer.toString(REQUESTS)));
        command.addAll(Arrays.asList(arguments));
        String report = Program.runs(command.toArray(String[]::new));
        assertThat(number(report, "Complete requests: +(\\d+)")).isEqualTo(REQUESTS);
        assertThat(number(report, "Failed requests: +(\\d+)")).isZero();
        assertThat(number(report, "Document Length: +(\\d+)")).isEqualTo(length);
        assertThat(report).doesNotContain("Write errors", "Non-2xx");
        peer.awaitNoConnections();
    }

    private static long number(String report, String regex) {
        Matcher match = Pattern.compile(regex).matcher(report);
        assertThat(match.find()).as("%s in %s", regex, report).isTrue();
        return Long.parseLong(match.group(1));
    }

    @PeerTest
    void abWithAConnectionForEachRequest() throws Exception {
        try (var _ = peer.serve()) {
            ab(LENGTH, peer.url("/hello"));
            assertThat(peer.requests()).isEqualTo(REQUESTS);
        }
    }

    @PeerTest
    void abWithConnectionsThatStay() throws Exception {
        try (var _ = peer.serve()) {
            ab(LENGTH, "-k", peer.url("/hello"));
        }
    }

    @PeerTest
    void abWithBodies(@TempDir Path folder) throws Exception {
        Path body = Files.write(folder.resolve("body"), PeerApp.bytes(20_000));
        try (var _ = peer.serve()) {
            ab(20_000, "-k", "-p", body.toString(), "-T", "text/x", peer.url("/echo"));
        }
    }

    private void wrk(String path) throws Exception {
        Installed.assume("wrk");
        try (var _ = peer.serve()) {
            String report = Program.runs("wrk", "-t1", "-c50", "-d1s", peer.url(path));
            assertThat(number(report, "(\\d+) requests in")).isGreaterThan(100);
            assertThat(report).doesNotContain("Socket errors", "Non-2xx");
            peer.awaitNoConnections();
        }
    }

    @PeerTest
    void wrkWithSmallAnswers() throws Exception {
        wrk("/hello");
    }

    @PeerTest
    void wrkWithLargeAnswersInChunks() throws Exception {
        wrk("/chunks/100000");
    }
}
