package dev.rondo.http.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.http.server.Response;
import dev.rondo.http.server.ServeOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** A browser with a page that does what pages do, and reports what came of it. */
class ChromiumTest {
    private static final List<String> FLAGS =
            List.of(
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--no-proxy-server",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--disable-dev-shm-usage",
                    "--ignore-certificate-errors",
                    "--remote-debugging-port=0"); // else it ends with the page's load

    private final PeerApp peer = new PeerApp();
    private final Path folder;

    ChromiumTest(@TempDir Path folder) {
        this.folder = folder;
        peer.app.get("/", request -> Response.file(request, Installed.script("page.html")));
    }

    private void visit(String url) throws Exception {
        List<String> command = new ArrayList<>(List.of(Installed.chromium()));
        command.addAll(FLAGS);
        command.add("--user-data-dir=" + folder.resolve("profile"));
        command.add(url);
        Map<String, String> environment = Map.of("TMPDIR", folder.toString());
        try (Program _ = Program.start(environment, command.toArray(String[]::new))) {
            Bounded.until("the page reports", () -> !peer.reports.isEmpty());
        }
        peer.awaitNoConnections();
        String large = PeerApp.digestOf(new byte[3_000_000]);
        // Which coding it understands depends on its version.
        String report = peer.reports.getFirst().replaceFirst("66000 (gzip|br|zstd)", "66000 coded");
        assertThat(report)
                .isEqualTo(
                        """
                        fetch: hello
                        streamed: 1000000
                        decompressed: 66000 coded
                        echoed: 3000000
                        uploaded: title=ü
                        file: ü "x".bin application/octet-stream %s
                        progress: true 100
                        events: 1,2,3 line 3/more
                        web socket: permessage-deflate ü 1048576 4000 true
                        aborted: AbortError
                        done\
                        """
                                .formatted(large));
    }

    @PeerTest
    void aPageIsServed() throws Exception {
        try (var _ = peer.serve()) {
            visit("http://localhost:" + peer.port() + "/");
        }
    }

    @PeerTest
    void aPageIsServedByHttps() throws Exception {
        Certificate certificate = Certificate.shared();
        ServeOptions options =
                ServeOptions.on("127.0.0.1", 0).withTls(certificate.chain(), certificate.key());
        try (var _ = peer.serve(options)) {
            visit("https://localhost:" + peer.port() + "/");
        }
    }
}
