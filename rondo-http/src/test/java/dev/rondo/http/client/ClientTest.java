package dev.rondo.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.http.Form;
import dev.rondo.http.Headers;
import dev.rondo.test.InLoop;
import dev.rondo.test.MemoryNetwork;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What programs do with a client, against a server that says what it is told. */
@InLoop
class ClientTest {
    private final MemoryNetwork network;
    private final ClientOptions options;

    ClientTest(MemoryNetwork network) {
        this.network = network;
        network.addHost("a");
        network.addHost("b");
        this.options = ClientOptions.defaults().withNetwork(network);
    }

    @Test
    void aPageIsFetchedAsText() {
        try (var server = new ScriptedServer(network, 80, peer -> peer.serve("hello"));
                var http = new Client(options)) {
            assertThat(http.get("http://a/x?y=1").text()).isEqualTo("hello");
            assertThat(server.head(0))
                    .isEqualTo(
                            """
                            GET /x?y=1 HTTP/1.1\r
                            Host: a\r
                            Accept: */*\r
                            Accept-Encoding: gzip, deflate, br, zstd\r
                            User-Agent: Rondo\r
                            \r
                            """);
        }
    }

    @Test
    void theConnectionIsUsedAgain() {
        try (var server = new ScriptedServer(network, 80, peer -> peer.serve("hello"));
                var http = new Client(options)) {
            for (int i = 0; i < 5; i++) {
                assertThat(http.get("http://a/").text()).isEqualTo("hello");
            }
            assertThat(server.connections()).isEqualTo(1);
            assertThat(http.snapshot().idle()).isEqualTo(1);
            assertThat(http.snapshot().inUse()).isZero();
        }
    }

    @Test
    void linesAreReadWhileTheyCome() {
        try (var _ =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    peer.answer(
                                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                                    for (String line : List.of("one\n", "two\n", "three")) {
                                        dev.rondo.Rondo.sleep(1);
                                        peer.send(
                                                Integer.toHexString(line.length())
                                                        + "\r\n"
                                                        + line
                                                        + "\r\n");
                                    }
                                    peer.send("0\r\n\r\n");
                                    peer.atEnd();
                                });
                var http = new Client(options);
                var response = http.get("http://a/").timeout(5).send()) {
            List<String> lines = new ArrayList<>();
            for (String line : response.body().lines()) {
                lines.add(line);
            }
            assertThat(lines).containsExactly("one", "two", "three");
            assertThat(http.snapshot().idle()).isEqualTo(1);
        }
    }

    record User(int id, String name) {}

    @Test
    void jsonGoesBothWays() {
        try (var _ =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    assertThat(peer.head())
                                            .contains("Content-Type: application/json\r\n")
                                            .contains("Content-Length: 21\r\n");
                                    peer.ok(peer.body(21));
                                });
                var http = new Client(options)) {
            User ada = new User(0, "Ada");
            assertThat(http.post("http://a/").json(ada).send().json(User.class)).isEqualTo(ada);
        }
    }

    @Test
    void aFormIsSent() {
        try (var _ =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    assertThat(peer.head())
                                            .contains("application/x-www-form-urlencoded");
                                    peer.ok(peer.body(9));
                                });
                var http = new Client(options)) {
            assertThat(http.post("http://a/").form(Form.of("a", "1", "b", "x y")).text())
                    .isEqualTo("a=1&b=x+y");
        }
    }

    @Test
    void aStreamIsSentInChunks() {
        try (var _ =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    assertThat(peer.head())
                                            .contains("Transfer-Encoding: chunked\r\n");
                                    String body = peer.body(15);
                                    peer.ok(body.replace("\r\n", "|"));
                                });
                var http = new Client(options)) {
            assertThat(
                            http.post("http://a/").stream(
                                            out -> {
                                                out.write("hello");
                                            })
                                    .text())
                    .isEqualTo("5|hello|0||");
        }
    }

    @Test
    void defaultsAndTheBaseUrlAreTheClients() {
        ClientOptions own =
                options.withBaseUrl("http://a/v1/")
                        .withHeader("X-Key", "7")
                        .withHeader("User-Agent", "test")
                        .withoutHeader("Accept");
        try (var server = new ScriptedServer(network, 80, peer -> peer.serve(""));
                var http = new Client(own)) {
            http.get("users").header("x-key", "8").query("q", "a b").text();
            assertThat(server.head(0))
                    .isEqualTo(
                            """
                            GET /v1/users?q=a%20b HTTP/1.1\r
                            Host: a\r
                            Accept-Encoding: gzip, deflate, br, zstd\r
                            User-Agent: test\r
                            x-key: 8\r
                            \r
                            """);
        }
    }

    @Test
    void fieldsCannotSmuggleOthers() {
        try (var http = new Client(options)) {
            ClientRequest request = http.get("http://a/");
            assertThatThrownBy(() -> request.header("X", "a\r\nY: b"))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> request.cookie("a", "b; c=d"))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> request.headers(Headers.of("X\r\n", "a")))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> request.basicAuth("a:b", "c"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
