package dev.rondo.http.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.http.server.ServeOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** curl against the server. */
class CurlTest {
    private static final String STATUS = "%{http_code} %{size_download}\n";

    private final PeerApp peer = new PeerApp();
    private final Path folder;

    CurlTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeAll
    static void assumeCurl() {
        Installed.assume("curl");
    }

    /** Runs curl, and returns what it has printed. */
    private static String curl(String... arguments) throws Exception {
        return Program.runs(command(arguments));
    }

    private static String[] command(String... arguments) {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "60"));
        command.addAll(List.of("--noproxy", "*"));
        command.addAll(Arrays.asList(arguments));
        return command.toArray(String[]::new);
    }

    private Path file(String name, byte[] bytes) throws Exception {
        return Files.write(folder.resolve(name), bytes);
    }

    // ---- Requests and answers

    @PeerTest
    void pagesAreFetched() throws Exception {
        try (var _ = peer.serve()) {
            assertThat(curl(peer.url("/hello"))).isEqualTo("hello");
            assertThat(curl(peer.url("/inspect?a=%20b")))
                    .startsWith("GET /inspect?a=%20b HTTP/1.1\nscheme: http\n")
                    .contains("host: 127.0.0.1:" + peer.port());
            assertThat(curl("-o", "/dev/null", "-w", STATUS, peer.url("/nowhere")))
                    .startsWith("404 ");
            assertThat(curl("-L", peer.url("/away"))).isEqualTo("hello");
        }
    }

    @PeerTest
    void headHasTheFieldsAndNoBody() throws Exception {
        try (var _ = peer.serve()) {
            assertThat(curl("-I", peer.url("/hello")))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("Content-Length: 5\r\n")
                    .contains("Content-Type: text/plain; charset=utf-8\r\n")
                    .endsWith("\r\n\r\n");
        }
    }

    @PeerTest
    void bodiesOfKnownLengthAndChunksArriveWhole() throws Exception {
        int size = 3_000_000;
        Path known = folder.resolve("known");
        Path chunked = folder.resolve("chunked");
        try (var _ = peer.serve()) {
            curl("-o", known.toString(), peer.url("/bytes/" + size));
            curl("-o", chunked.toString(), peer.url("/chunks/" + size));
            assertThat(curl("--raw", "--http1.0", peer.url("/chunks/100")).length())
                    .isLessThanOrEqualTo(100);
        }
        assertThat(known).hasBinaryContent(PeerApp.bytes(size));
        assertThat(chunked).hasBinaryContent(PeerApp.bytes(size));
    }

    @PeerTest
    void answersOfEachStatusAreTaken() throws Exception {
        try (var _ = peer.serve()) {
            for (int status : List.of(200, 204, 304, 404, 418, 500, 503, 599)) {
                assertThat(curl("-w", STATUS, peer.url("/status/" + status), peer.url("/hello")))
                        .contains(status + " 0\n")
                        .endsWith("200 5\n");
            }
        }
    }

    @PeerTest
    void severalUrlsShareAConnection() throws Exception {
        try (var _ = peer.serve()) {
            String connects = "%{num_connects} ";
            String u = peer.url("/hello");
            assertThat(
                            curl(
                                    "-o",
                                    "/dev/null",
                                    "-o",
                                    "/dev/null",
                                    "-o",
                                    "/dev/null",
                                    "-w",
                                    connects,
                                    u,
                                    u,
                                    u))
                    .isEqualTo("1 0 0 ");
            peer.awaitNoConnections();
        }
    }

    @PeerTest
    void http10ConnectionsEndWithTheAnswerUnlessTheyAskToStay() throws Exception {
        try (var _ = peer.serve()) {
            String u = peer.url("/hello");
            assertThat(curl("-w", " %{num_connects}\n", "--http1.0", u, u))
                    .isEqualTo("hello 1\nhello 1\n");
            assertThat(
                            curl(
                                    "-w",
                                    " %{num_connects}\n",
                                    "--http1.0",
                                    "-H",
                                    "Connection: keep-alive",
                                    u,
                                    u))
                    .isEqualTo("hello 1\nhello 0\n");
            assertThat(curl("--http1.0", "-i", peer.url("/chunks/10"))).doesNotContain("chunked");
        }
    }

    /** curl has no pipelining any more; as a bare connection it carries requests of HTTP/1.0. */
    @PeerTest
    void pipelinedRequestsOfHttp10AreAnsweredInOrder() throws Exception {
        String stays = "GET /%s HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
        String requests =
                stays.formatted("slow/20")
                        + stays.formatted("hello")
                        + "GET /bytes/0 HTTP/1.0\r\n\r\n"
                        + stays.formatted("slow/0"); // behind the last
        try (var _ = peer.serve()) {
            String answers =
                    Program.runWithInput(
                                    requests.getBytes(StandardCharsets.US_ASCII),
                                    command("telnet://127.0.0.1:" + peer.port()))
                            .succeeded();
            assertThat(answers.split("HTTP/1.1 200 OK\r\n")).hasSize(4);
            assertThat(answers).containsSubsequence("slow", "hello", "Connection: close");
            peer.awaitNoConnections();
        }
    }

    @PeerTest
    void compressedAnswersAreUnderstood() throws Exception {
        try (var _ = peer.serve()) {
            for (String coding : List.of("gzip", "deflate")) {
                assertThat(
                                curl(
                                        "--compressed",
                                        "-H",
                                        "Accept-Encoding: " + coding,
                                        peer.url("/text")))
                        .isEqualTo(PeerApp.LONG_TEXT);
            }
            assertThat(curl("--compressed", "-w", STATUS, "-o", "/dev/null", peer.url("/text")))
                    .matches("200 \\d{2,4}\n");
        }
    }

    @PeerTest
    void cookiesAreKeptAndSentBack() throws Exception {
        String jar = folder.resolve("jar").toString();
        try (var _ = peer.serve()) {
            curl("-c", jar, peer.url("/cookies/set"));
            assertThat(curl("-b", jar, peer.url("/cookies"))).contains("a=1").contains("b=2");
            assertThat(curl("-b", "x=\"y z\"; n=", peer.url("/cookies"))).contains("x=", "n=");
        }
    }

    @PeerTest
    void serverSentEventsCome() throws Exception {
        try (var _ = peer.serve()) {
            assertThat(curl("-N", peer.url("/events")))
                    .contains("event: tick\n", "data: line 3\ndata: more\n", "id: 3\n");
        }
    }

    // ---- Uploads

    @PeerTest
    void formsArePosted() throws Exception {
        try (var _ = peer.serve()) {
            assertThat(curl("-d", "a=1&b=x+y", "--data-urlencode", "c=ü&=", peer.url("/form")))
                    .isEqualTo("a=1\nb=x y\nc=ü&=\n");
        }
    }

    @PeerTest
    void multipartFormsWithFilesArePosted() throws Exception {
        byte[] large = PeerApp.bytes(5_000_000);
        Path first = file("first.bin", large);
        Path second = file("a \"quoted\" ü.txt", "text".getBytes(StandardCharsets.UTF_8));
        try (var _ = peer.serve()) {
            String answer =
                    curl(
                            "-F",
                            "title=a title",
                            "-F",
                            "file=@" + first,
                            "-F",
                            "other=@\""
                                    + second.toString().replace("\"", "\\\"")
                                    + "\";type=text/x",
                            peer.url("/form"));
            assertThat(answer)
                    .contains("title=a title\n")
                    .contains("file: first.bin application/octet-stream " + PeerApp.digestOf(large))
                    .contains("other: a \"quoted\" ü.txt text/x 4 ");
        }
    }

    @PeerTest
    void chunkedUploadsFromStandardInput() throws Exception {
        byte[] large = PeerApp.bytes(5_000_000);
        try (var _ = peer.serve()) {
            String[] command =
                    command("-T", "-", "-H", "Transfer-Encoding: chunked", peer.url("/digest"));
            assertThat(Program.runWithInput(large, command).succeeded())
                    .isEqualTo(PeerApp.digestOf(large));
        }
    }

    @PeerTest
    void anEchoStreamsBothWaysAtOnce() throws Exception {
        byte[] large = PeerApp.bytes(20_000_000);
        Path sent = file("sent", large);
        Path received = folder.resolve("received");
        try (var _ = peer.serve()) {
            curl("-T", sent.toString(), "-o", received.toString(), peer.url("/echo"));
            assertThat(received).hasBinaryContent(large);
            curl(
                    "-T",
                    sent.toString(),
                    "-H",
                    "Transfer-Encoding: chunked",
                    "-o",
                    received.toString(),
                    peer.url("/echo"));
            assertThat(received).hasBinaryContent(large);
        }
    }

    @PeerTest
    void anExpectationIsMetBeforeTheBodyIsSent() throws Exception {
        byte[] large = PeerApp.bytes(2_000_000);
        Path sent = file("sent", large);
        try (var _ = peer.serve()) {
            Program.Ended ended =
                    Program.run(
                            command(
                                    "-v",
                                    "--expect100-timeout",
                                    "50",
                                    "-H",
                                    "Expect: 100-continue",
                                    "-T",
                                    sent.toString(),
                                    peer.url("/digest")));
            assertThat(ended.succeeded()).isEqualTo(PeerApp.digestOf(large));
            assertThat(ended.errors()).contains("< HTTP/1.1 100 Continue");
        }
    }

    @PeerTest
    void aBodyThatIsTooLargeIsRefusedBeforeItIsSent() throws Exception {
        Path sent = file("sent", PeerApp.bytes(2_000_000));
        try (var _ = peer.serve()) {
            Program.Ended ended =
                    Program.run(
                            command(
                                    "-v",
                                    "--expect100-timeout",
                                    "50",
                                    "-H",
                                    "Expect: 100-continue",
                                    "--data-binary",
                                    "@" + sent,
                                    "-w",
                                    "%{http_code} %{size_upload}",
                                    "-o",
                                    "/dev/null",
                                    peer.url("/report")));
            assertThat(ended.succeeded()).isEqualTo("413 0");
            assertThat(ended.errors()).doesNotContain("100 Continue");
        }
    }

    @PeerTest
    void theAnswerToABodyThatNobodyReadsArrives() throws Exception {
        Path sent = file("sent", PeerApp.bytes(20_000_000));
        try (var _ = peer.serve()) {
            for (String path : List.of("/report", "/nowhere", "/hello")) {
                assertThat(
                                curl(
                                        "-H",
                                        "Expect:",
                                        "--data-binary",
                                        "@" + sent,
                                        "-w",
                                        "%{http_code}",
                                        "-o",
                                        "/dev/null",
                                        peer.url(path)))
                        .isIn("413", "404", "405");
            }
        }
    }

    // ---- Files

    @PeerTest
    void partsOfFilesAreServedAndDownloadsAreResumed() throws Exception {
        byte[] large = PeerApp.bytes(1_000_000);
        file("large.bin", large);
        peer.app.files("/files", folder);
        try (var _ = peer.serve()) {
            String u = peer.url("/files/large.bin");
            Path target = Files.createDirectory(folder.resolve("got")).resolve("large.bin");
            assertThat(curl("-r", "10-19", "-o", target.toString(), "-w", STATUS, u))
                    .isEqualTo("206 10\n");
            assertThat(target).hasBinaryContent(Arrays.copyOfRange(large, 10, 20));
            assertThat(curl("-r", "-7", "-o", target.toString(), "-w", STATUS, u))
                    .isEqualTo("206 7\n");
            assertThat(curl("-r", "0-0,5-6", "-w", STATUS, "-o", target.toString(), "-D", "-", u))
                    .contains("multipart/byteranges; boundary=");
            assertThat(curl("-r", "1000000-", "-w", STATUS, "-o", "/dev/null", u))
                    .startsWith("416 ");
            Files.write(target, Arrays.copyOf(large, 400_000));
            assertThat(curl("-C", "-", "-o", target.toString(), "-w", STATUS, u))
                    .isEqualTo("206 600000\n");
            assertThat(target).hasBinaryContent(large);
        }
    }

    @PeerTest
    void whatHasNotChangedIsNotSentAgain() throws Exception {
        file("page.html", "<p>hello".getBytes(StandardCharsets.UTF_8));
        peer.app.files("/files", folder);
        String tag = folder.resolve("tag").toString();
        try (var _ = peer.serve()) {
            String u = peer.url("/files/page.html");
            assertThat(curl("--etag-save", tag, u)).isEqualTo("<p>hello");
            assertThat(curl("--etag-compare", tag, "-w", STATUS, u)).isEqualTo("304 0\n");
            Path copy = folder.resolve("copy.html");
            curl("-R", "-o", copy.toString(), u);
            assertThat(curl("-z", copy.toString(), "-w", STATUS, u)).isEqualTo("304 0\n");
        }
    }

    // ---- Other ways to connect

    @PeerTest
    void httpsWithACertificateOfOnesOwn() throws Exception {
        Certificate certificate = Certificate.shared();
        ServeOptions options =
                ServeOptions.on("127.0.0.1", 0).withTls(certificate.chain(), certificate.key());
        try (var _ = peer.serve(options)) {
            String base = "https://localhost:" + peer.port();
            String ca = certificate.chain().toString();
            assertThat(curl("--cacert", ca, base + "/inspect")).contains("scheme: https\n");
            byte[] large = PeerApp.bytes(3_000_000);
            Path sent = file("sent", large);
            assertThat(curl("--cacert", ca, "-T", sent.toString(), base + "/digest"))
                    .isEqualTo(PeerApp.digestOf(large));
            for (String version : List.of("1.2", "1.3")) {
                assertThat(
                                curl(
                                        "--cacert",
                                        ca,
                                        "--tlsv" + version,
                                        "--tls-max",
                                        version,
                                        base + "/hello"))
                        .isEqualTo("hello");
            }
            Program.Ended untrusting = Program.run(command(base + "/hello"));
            assertThat(untrusting.code()).isEqualTo(60);
            Program.Ended plain =
                    Program.run(command("http://localhost:" + peer.port() + "/hello"));
            assertThat(plain.code()).isNotZero();
            peer.awaitNoConnections();
        }
    }

    @PeerTest
    void oneThatLeavesInTheMiddleOfAnAnswerLeavesNothing() throws Exception {
        try (var _ = peer.serve()) {
            Program.Ended ended =
                    Program.run(command("--max-filesize", "1000", peer.url("/bytes/50000000")));
            assertThat(ended.code()).isEqualTo(63);
            ended = Program.run(command("-m", "0.3", peer.url("/slow/1000")));
            assertThat(ended.code()).isEqualTo(28);
            peer.awaitNoConnections();
        }
    }

    @PeerTest
    void webSocketsOpen() throws Exception {
        assumeTrue(
                curl("--version")
                        .lines()
                        .anyMatch(line -> line.startsWith("Protocols:") && line.contains(" ws ")),
                "this curl has no ws://");
        try (var _ = peer.serve()) {
            Program.Ended ended =
                    Program.run(command("-v", "-m", "1", "ws://127.0.0.1:" + peer.port() + "/ws"));
            assertThat(ended.errors()).contains("101 Switching Protocols");
        }
    }
}
