package dev.rondo.http.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.http.Payload;
import dev.rondo.http.client.Client;
import dev.rondo.http.client.ClientConnectException;
import dev.rondo.http.client.ClientOptions;
import dev.rondo.http.client.ClientResponse;
import dev.rondo.stream.TlsOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** The client against nginx: its files, its refusals, and its ways to close connections. */
class NginxServerTest {
    private static final byte[] LARGE = PeerApp.bytes(3_000_000);
    private static final String SERVER =
            """
            gzip on; gzip_min_length 0; gzip_types application/javascript;
            types { text/html html; application/javascript js; application/x bin; }
            server {
                listen 127.0.0.1:PORT;
                root FOLDER/www;
                client_max_body_size 10k;
                location /locked { auth_basic there; auth_basic_user_file FOLDER/users; alias FOLDER/www; }
                location /gone { return 410 gone; }
                location /slow { proxy_pass http://127.0.0.1:UPSTREAM; proxy_read_timeout 300ms; }
                location /refused { proxy_pass http://127.0.0.1:1; }
                location /small { proxy_pass http://127.0.0.1:UPSTREAM/digest; }
                location /upload { client_max_body_size 100m; proxy_pass http://127.0.0.1:UPSTREAM/digest; }
                location ~ ^/slowly/(.*) { limit_rate 200k; alias FOLDER/www/$1; }
                EXTRA
            }
            """;

    private final Path folder;

    NginxServerTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
        Rondo.toThread(() -> {
            Path www = Files.createDirectories(folder.resolve("www/sub")).getParent();
            Files.write(www.resolve("large.bin"), LARGE);
            Files.writeString(www.resolve("page.html"), PeerApp.LONG_TEXT);
            Files.writeString(www.resolve("sub/index.html"), "index");
            Files.writeString(folder.resolve("users"), "ada:{PLAIN}secret\n");
        });
    }

    /** What is done with nginx. */
    interface Use {
        void with(Client http, Nginx nginx) throws Exception;
    }

    private void use(Use use) throws Exception {
        use("", ClientOptions.defaults(), use);
    }

    private void use(String extra, ClientOptions options, Use use) throws Exception {
        try (PeerApp peer = new PeerApp().serve()) {
            String text = SERVER.replace("UPSTREAM", Integer.toString(peer.port()));
            try (Nginx nginx = Nginx.start(folder, text.replace("EXTRA", extra));
                    Client http = new Client(options)) {
                use.with(http, nginx);
                assertThat(http.snapshot().inUse()).isZero();
            }
        }
    }

    private static int status(ClientResponse answer) {
        try (answer) {
            answer.bytes();
            return answer.status();
        }
    }

    // ---- Files

    @PeerTest
    void filesArriveWholeAndInParts() throws Exception {
        use((http, nginx) -> {
            String url = nginx.url("/large.bin");
            assertThat(http.get(url).bytes()).isEqualTo(LARGE);
            try (ClientResponse part = http.get(url).header("Range", "bytes=10-19").send()) {
                assertThat(part.status()).isEqualTo(206);
                assertThat(part.bytes()).isEqualTo(Arrays.copyOfRange(LARGE, 10, 20));
            }
            assertThat(status(http.get(url).header("Range", "bytes=9999999-").send()))
                    .isEqualTo(416);
            Path saved = folder.resolve("saved");
            assertThat(http.get(url).saveTo(saved)).isEqualTo(LARGE.length);
            assertThat(saved).hasBinaryContent(LARGE);
            try (ClientResponse head = http.head(url).send()) {
                assertThat(head.headers().first("Content-Length")).contains("" + LARGE.length);
            }
            String tag;
            try (ClientResponse answer = http.get(url).send()) {
                tag = answer.headers().first("ETag").orElseThrow();
                answer.bytes();
            }
            assertThat(status(http.get(url).header("If-None-Match", tag).send())).isEqualTo(304);
            assertThat(http.get(nginx.url("/sub")).text()).isEqualTo("index");
        });
    }

    @PeerTest
    void compressedAnswersComeInChunks() throws Exception {
        use((http, nginx) -> {
            try (ClientResponse answer = http.get(nginx.url("/page.html")).send()) {
                assertThat(answer.headers().first("Content-Encoding")).contains("gzip");
                assertThat(answer.headers().first("Transfer-Encoding")).contains("chunked");
                assertThat(answer.text()).isEqualTo(PeerApp.LONG_TEXT);
            }
            assertThat(http.get(nginx.url("/page.html")).decompress(false).bytes())
                    .startsWith(0x1f, 0x8b);
        });
    }

    @PeerTest
    void aSlowAnswerIsReadAsItComes() throws Exception {
        use((http, nginx) -> {
            byte[] bytes =
                    http.get(nginx.url("/slowly/large.bin"))
                            .header("Range", "bytes=0-299999")
                            .bytes();
            assertThat(bytes).isEqualTo(Arrays.copyOf(LARGE, 300_000));
        });
    }

    // ---- Refusals

    @PeerTest
    void refusalsAreAnswers() throws Exception {
        use((http, nginx) -> {
            assertThat(status(http.get(nginx.url("/nowhere")).send())).isEqualTo(404);
            assertThat(status(http.get(nginx.url("/gone")).send())).isEqualTo(410);
            assertThat(status(http.get(nginx.url("/slow/3000")).send())).isEqualTo(504);
            assertThat(status(http.get(nginx.url("/refused")).send())).isEqualTo(502);
            assertThat(status(http.request("PROPFIND", nginx.url("/page.html")).send()))
                    .isEqualTo(405);
            String page = nginx.url("/page.html");
            assertThat(status(http.get(page).header("X", "y".repeat(40_000)).send()))
                    .isEqualTo(400);
            assertThat(status(http.get(page + "?" + "y".repeat(40_000)).send())).isEqualTo(414);
        });
    }

    @PeerTest
    void aBodyThatIsTooLargeIsRefusedWhileItIsSent() throws Exception {
        use((http, nginx) -> {
            byte[] huge = new byte[30_000_000];
            String url = nginx.url("/small");
            for (int i = 0; i < 5; i++) {
                assertThat(status(http.post(url).body(huge).send())).isEqualTo(413);
                Payload chunks = Payload.stream(out -> out.write(huge));
                assertThat(status(http.post(url).payload(chunks).send())).isEqualTo(413);
                assertThat(status(http.post(url).body(huge).expectContinue(true).send()))
                        .isEqualTo(413);
            }
            assertThat(http.post(url).body(new byte[10]).text())
                    .isEqualTo(PeerApp.digestOf(new byte[10]));
        });
    }

    @PeerTest
    void bodiesAreSentOn() throws Exception {
        use((http, nginx) -> {
            String digest = PeerApp.digestOf(LARGE);
            String url = nginx.url("/upload");
            assertThat(http.post(url).body(LARGE).text()).isEqualTo(digest);
            assertThat(http.post(url).payload(Payload.stream(out -> out.write(LARGE))).text())
                    .isEqualTo(digest);
            assertThat(http.post(url).body(LARGE).expectContinue(true).text()).isEqualTo(digest);
            Path file = folder.resolve("www/large.bin");
            assertThat(http.post(url).file(file, 100, 1_000_000).text())
                    .isEqualTo(PeerApp.digestOf(Arrays.copyOfRange(LARGE, 100, 1_000_100)));
        });
    }

    @PeerTest
    void passwordsAreAskedFor() throws Exception {
        use((http, nginx) -> {
            String url = nginx.url("/locked/page.html");
            assertThat(status(http.get(url).send())).isEqualTo(401);
            assertThat(status(http.get(url).basicAuth("ada", "wrong").send())).isEqualTo(401);
            assertThat(http.get(url).basicAuth("ada", "secret").text())
                    .isEqualTo(PeerApp.LONG_TEXT);
        });
    }

    // ---- Connections

    private static void thousandGets(Client http, String url, boolean withPauses) throws Exception {
        List<String> texts = new ArrayList<>();
        Rondo.taskGroup(tasks -> {
            for (int i = 0; i < 10; i++) {
                int task = i;
                tasks.createTask(() -> {
                    for (int k = 0; k < 100; k++) {
                        texts.add(http.get(url).text());
                        if (withPauses) {
                            Rondo.sleep(0.001 * ((task + k) % 8)); // around when it closes
                        }
                    }
                });
            }
        });
        assertThat(texts).hasSize(1000).containsOnly("index");
    }

    @PeerTest
    void noRequestFailsOverConnectionsThatEndWithEachTenthAnswer() throws Exception {
        use(
                "keepalive_requests 10;",
                ClientOptions.defaults(),
                (http, nginx) -> thousandGets(http, nginx.url("/sub/index.html"), false));
    }

    @PeerTest
    void noRequestFailsOverConnectionsThatEndWhenTheyAreIdle() throws Exception {
        use(
                "keepalive_timeout 4ms;",
                ClientOptions.defaults(),
                (http, nginx) -> thousandGets(http, nginx.url("/sub/index.html"), true));
    }

    @PeerTest
    void noRequestFailsWithoutKeepAlive() throws Exception {
        use(
                "keepalive_timeout 0;",
                ClientOptions.defaults(),
                (http, nginx) -> thousandGets(http, nginx.url("/sub/index.html"), false));
    }

    @PeerTest
    void httpsWithACertificateOfOnesOwn() throws Exception {
        Certificate certificate = Certificate.in(folder);
        ClientOptions options =
                ClientOptions.defaults().withTls(TlsOptions.client(certificate.trusting()));
        String server =
                """
                server {
                    listen 127.0.0.1:PORT ssl;
                    ssl_certificate cert.pem; ssl_certificate_key key.pem;
                    keepalive_requests 10;
                    root www;
                }
                """;
        try (Nginx nginx = Nginx.start(folder, server);
                Client http = new Client(options);
                Client trustingNobody = new Client()) {
            String base = nginx.url("").replace("http", "https");
            thousandGets(http, base + "/sub/index.html", false);
            assertThat(http.get(base + "/large.bin").bytes()).isEqualTo(LARGE);
            assertThatThrownBy(() -> trustingNobody.get(base + "/large.bin").send())
                    .isInstanceOf(ClientConnectException.class);
            assertThat(status(http.get(base.replace("https", "http") + "/large.bin").send()))
                    .isEqualTo(400);
        }
    }
}
