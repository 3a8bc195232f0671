package dev.rondo.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.http.Payload;
import dev.rondo.test.InLoop;
import dev.rondo.test.MemoryNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where redirects lead, and what goes with them: the cases CB-010 to CB-024, and more. */
@InLoop
class RedirectsTest {
    private final MemoryNetwork network;
    private final ClientOptions options;

    RedirectsTest(MemoryNetwork network) {
        this.network = network;
        network.addHost("a");
        network.addHost("b");
        this.options = ClientOptions.defaults().withNetwork(network);
    }

    /** Redirects each path that is a digit to what the text says, and answers others with 200. */
    private ScriptedServer redirecting(int status, String... locations) {
        return new ScriptedServer(
                network,
                80,
                peer -> {
                    while (!peer.atEnd()) {
                        String head = peer.head();
                        if (head.contains("Content-Length: 4")) {
                            peer.body(4);
                        }
                        int digit = head.charAt(head.indexOf('/') + 1) - '0';
                        if (digit >= 0 && digit < locations.length) {
                            peer.send(
                                    "HTTP/1.1 %d Moved\r\nLocation: %s\r\nContent-Length: 3\r\n\r\nbye"
                                            .formatted(status, locations[digit]));
                        } else {
                            peer.ok("end");
                        }
                    }
                });
    }

    @Test
    void cb010BothAuthorizationLinesAreDroppedForAnotherOrigin() {
        try (var server = redirecting(302, "http://b/");
                var http = new Client(options)) {
            http.get("http://a/0")
                    .addHeader("Authorization", "Basic one")
                    .addHeader("authorization", "Basic two")
                    .header("Proxy-Authorization", "Basic three")
                    .header("Cookie", "a=1")
                    .cookie("b", "2")
                    .text();
            assertThat(server.head(0)).contains("Basic one", "Basic two", "a=1; b=2");
            assertThat(server.head(1))
                    .contains("Host: b\r\n")
                    .doesNotContain("Basic", "Cookie", "uthorization");
        }
    }

    @Test
    void cb012AnotherSchemeIsAnotherOrigin() {
        try (var server = redirecting(302, "http://a:81/");
                var other = new ScriptedServer(network, 81, peer -> peer.serve("end"));
                var http = new Client(options)) {
            http.get("http://a/0").bearer("secret").text();
            assertThat(server.head(0)).contains("Bearer secret");
            assertThat(other.head(0)).doesNotContain("Bearer");
        }
    }

    @Test
    void cb014CredentialsStayWithTheSameOrigin() {
        try (var server = redirecting(301, "http://a/x/");
                var http = new Client(options)) {
            http.get("http://a:80/0").bearer("secret").cookie("a", "1").text();
            assertThat(server.head(1)).contains("Bearer secret", "Cookie: a=1");
        }
    }

    @Test
    void cb014UserInfoStaysWithTheSameOriginToo() {
        try (var server = redirecting(301, "/x");
                var http = new Client(options);
                var response = http.get("http://ada:pw@a/0").send()) {
            assertThat(server.head(0)).contains("Authorization: Basic YWRhOnB3\r\n");
            assertThat(server.head(1)).contains("Authorization: Basic YWRhOnB3\r\n");
            assertThat(response.url()).hasToString("http://a/x");
            assertThat(response.history().getFirst().url()).hasToString("http://a/0");
        }
    }

    @Test
    void cb016CredentialsDoNotComeBack() {
        try (var server = redirecting(302, "http://b/1", "http://a/2");
                var http = new Client(options)) {
            http.get("http://a/0").bearer("secret").text();
            assertThat(server.heads()).hasSize(3);
            assertThat(server.head(1)).doesNotContain("Bearer");
            assertThat(server.head(2)).contains("Host: a\r\n").doesNotContain("Bearer");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 308})
    void cb018TheBodyIsSentAgain(int status) {
        try (var server = redirecting(status, "/x");
                var http = new Client(options)) {
            assertThat(http.post("http://a/0").text("body").text()).isEqualTo("end");
            assertThat(server.head(1)).startsWith("POST /x ").contains("Content-Length: 4");
        }
    }

    @Test
    void cb018ABodyThatCanBeMadeOnceIsNot() {
        try (var _ = redirecting(307, "/x");
                var http = new Client(options)) {
            ClientRequest request =
                    http.post("http://a/0")
                            .payload(new Payload.Stream(4, false, out -> out.write("body")));
            assertThatThrownBy(request::text).isInstanceOf(BodyNotRepeatableException.class);
            assertThatThrownBy(request::send).isInstanceOf(IllegalStateException.class);
            assertThat(http.snapshot().inUse()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "301,POST,GET", "302,POST,GET", "303,POST,GET", "303,PUT,GET", "303,HEAD,HEAD",
        "301,PUT,PUT", "302,DELETE,DELETE", "307,PUT,PUT", "308,PATCH,PATCH", "301,HEAD,HEAD"
    })
    void theMethodChangesAsTheStandardSays(int status, String method, String expected) {
        try (var server =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    String head = peer.head();
                                    if (head.contains("Content-Length: 4")) {
                                        peer.body(4);
                                    }
                                    peer.send(
                                            "HTTP/1.1 "
                                                    + status
                                                    + " X\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n");
                                    peer.head();
                                    peer.send("HTTP/1.1 204 No Content\r\n\r\n");
                                });
                var http = new Client(options)) {
            ClientRequest request = http.request(method, "http://a/0");
            boolean hasBody = !method.equals("HEAD") && !method.equals("DELETE");
            if (hasBody) {
                request.text("body");
            }
            request.send().close();
            assertThat(server.head(1)).startsWith(expected + " /x ");
            boolean keeps = hasBody && !expected.equals("GET");
            assertThat(server.head(1).contains("Content-Type")).isEqualTo(keeps);
            assertThat(server.head(1).contains("Content-Length")).isEqualTo(keeps);
        }
    }

    @Test
    void cb020ALoopEndsWithItsHistory() {
        try (var server = redirecting(302, "/0");
                var http = new Client(options)) {
            var failure =
                    catchThrowableOfType(
                            TooManyRedirectsException.class, () -> http.get("http://a/0").text());
            assertThat(failure.history()).hasSize(11);
            assertThat(failure).hasMessageContaining("more than 10 times");
            assertThat(server.heads()).hasSize(11);
            assertThat(server.connections()).isEqualTo(1); // small bodies were dropped
        }
    }

    @Test
    void cb022WithoutLocationItIsTheAnswer() {
        try (var _ =
                        new ScriptedServer(
                                network,
                                80,
                                peer ->
                                        peer.answer(
                                                "HTTP/1.1 302 Found\r\nContent-Length: 2\r\n\r\nhi"));
                var http = new Client(options);
                var response = http.get("http://a/").send()) {
            assertThat(response.status()).isEqualTo(302);
            assertThat(response.text()).isEqualTo("hi");
            assertThat(response.history()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "//b/x,       http://b/x#part,    /x",
        "?q,          http://a/d/0?q#part, /d/0?q",
        "#f,          http://a/d/0#f,     /d/0",
        "x,           http://a/d/x#part,  /d/x",
        "../x#y,      http://a/x#y,       /x",
        "http://b,    http://b/#part,     /",
    })
    void cb024LocationIsResolvedAndTheFragmentInherited(String to, String url, String target) {
        try (var server =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    peer.answer(
                                            "HTTP/1.1 302 Found\r\nLocation: "
                                                    + to
                                                    + "\r\nContent-Length: 0\r\n\r\n");
                                    peer.serve("end");
                                },
                                peer -> peer.serve("end"));
                var http = new Client(options);
                var response = http.get("http://a/d/0#part").send()) {
            assertThat(response.url()).hasToString(url);
            assertThat(server.head(1)).startsWith("GET " + target + " ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://a/", "javascript:alert(1)", "http://a b/", "http://[::1"})
    void aRedirectToWhatIsNoUrlFails(String location) {
        try (var _ = redirecting(302, location);
                var http = new Client(options)) {
            assertThatThrownBy(() -> http.get("http://a/0").text())
                    .isInstanceOf(InvalidUrlException.class)
                    .hasMessageContaining("GET http://a/0");
            assertThat(http.snapshot().inUse()).isZero();
        }
    }

    @Test
    void aRedirectIsTheAnswerWhenItIsNotFollowed() {
        try (var _ = redirecting(302, "/x");
                var http = new Client(options);
                var response = http.get("http://a/0").allowRedirects(false).send()) {
            assertThat(response.status()).isEqualTo(302);
            assertThat(response.text()).isEqualTo("bye");
        }
    }

    @Test
    void utf8InALocationIsTakenAsSuch() {
        try (var server = redirecting(302, "/\u00c3\u00bc"); // two bytes of UTF-8
                var http = new Client(options)) {
            http.get("http://a/0").text();
            assertThat(server.head(1)).startsWith("GET /%C3%BC ");
        }
    }

    @Test
    void theJarsCookiesGoWhereTheyBelong() {
        try (var server =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    peer.answer(
                                            "HTTP/1.1 302 Found\r\nSet-Cookie: sid=1\r\n"
                                                    + "Location: /x\r\nContent-Length: 0\r\n\r\n");
                                    peer.answer(
                                            "HTTP/1.1 302 Found\r\nLocation: http://b/\r\n"
                                                    + "Content-Length: 0\r\n\r\n");
                                },
                                peer -> peer.serve("end"));
                var http = new Client(options)) {
            http.get("http://a/").text();
            assertThat(server.head(1)).contains("Cookie: sid=1\r\n");
            assertThat(server.head(2)).contains("Host: b").doesNotContain("Cookie");
            assertThat(http.cookies().size()).isEqualTo(1);
        }
    }
}
