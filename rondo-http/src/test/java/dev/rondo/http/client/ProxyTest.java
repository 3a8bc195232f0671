package dev.rondo.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.http.client.ClientConnectException.Reason;
import dev.rondo.stream.TlsOptions;
import dev.rondo.test.InLoop;
import dev.rondo.test.MemoryNetwork;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests through proxies, and TLS: by itself, in a tunnel and in TLS. */
@InLoop(deadlineSeconds = 60)
class ProxyTest {
    private static SelfSigned key;
    private static SelfSigned proxyKey;

    private final MemoryNetwork network;
    private final ClientOptions options;

    @BeforeAll
    static void makeKeys() {
        key = SelfSigned.certificate("a");
        proxyKey = SelfSigned.certificate("proxy");
    }

    ProxyTest(MemoryNetwork network) {
        this.network = network;
        network.addHost("a");
        network.addHost("proxy");
        this.options =
                ClientOptions.defaults()
                        .withNetwork(network)
                        .withTls(TlsOptions.client(key.trustingContext()));
    }

    private static void startTls(Peer peer, SelfSigned key) {
        peer.connection().startTls(TlsOptions.server(key.context()));
    }

    // ---- HTTP

    @Test
    void cb048APlainRequestGoesToTheProxyInAbsoluteForm() {
        try (var proxy = new ScriptedServer(network, 3128, peer -> peer.serve("by proxy"));
                var http = new Client(options.withProxy("http://ada:pw@proxy:3128"))) {
            assertThat(http.get("http://a/x?q").text()).isEqualTo("by proxy");
            assertThat(http.get("http://b/").text()).isEqualTo("by proxy");
            assertThat(proxy.head(0))
                    .startsWith("GET http://a/x?q HTTP/1.1\r\nHost: a\r\n")
                    .contains("Proxy-Authorization: Basic YWRhOnB3\r\n");
            assertThat(proxy.connections()).isEqualTo(1); // any host goes by the same one
        }
    }

    @Test
    void cb048TheProxysCredentialsAreForTheProxyAlone() {
        try (var proxy =
                        new ScriptedServer(
                                network,
                                3128,
                                peer -> {
                                    peer.answer("HTTP/1.1 200 Connection established\r\n\r\n");
                                    startTls(peer, key);
                                    peer.serve("secret");
                                });
                var http =
                        new Client(
                                options.withProxy(
                                        Proxy.of("http://ada:pw@proxy:3128")
                                                .withHeader("X-Proxy", "1")))) {
            assertThat(http.get("https://a/").bearer("t").text()).isEqualTo("secret");
            assertThat(http.get("https://a/").bearer("t").text()).isEqualTo("secret");
            assertThat(proxy.heads()).hasSize(3);
            assertThat(proxy.head(0))
                    .isEqualTo(
                            """
                            CONNECT a:443 HTTP/1.1\r
                            Host: a:443\r
                            Proxy-Authorization: Basic YWRhOnB3\r
                            X-Proxy: 1\r
                            \r
                            """);
            assertThat(proxy.head(1))
                    .startsWith("GET / HTTP/1.1\r\nHost: a\r\n")
                    .contains("Authorization: Bearer t")
                    .doesNotContain("Proxy", "X-Proxy");
        }
    }

    @Test
    void cb050ATunnelsAnswerHasNoBody() {
        try (var _ =
                        new ScriptedServer(
                                network,
                                3128,
                                peer -> {
                                    peer.answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
                                    startTls(peer, key);
                                    peer.serve("ok");
                                });
                var http = new Client(options.withProxy("http://proxy:3128"))) {
            assertThat(http.get("https://a/").text()).isEqualTo("ok");
        }
    }

    @Test
    void tlsInTls() {
        var both =
                TlsOptions.client(proxyKey.trustingContext())
                        .withoutHostnameVerification();
        try (var proxy =
                        new ScriptedServer(
                                network,
                                443,
                                peer -> {
                                    startTls(peer, proxyKey);
                                    peer.answer("HTTP/1.1 200 OK\r\n\r\n");
                                    startTls(peer, proxyKey);
                                    peer.serve("deep");
                                });
                var http = new Client(options.withTls(both).withProxy("https://proxy"))) {
            assertThat(http.get("https://a/").text()).isEqualTo("deep");
            assertThat(http.get("https://a/").text()).isEqualTo("deep");
            assertThat(proxy.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 502 Bad Gateway\r\n\r\n",
                "SSH-2.0\r\n",
                ""
            })
    void aProxyThatRefusesIsAFailure(String answer) {
        try (var _ = new ScriptedServer(network, 3128, peer -> peer.answer(answer));
                var http = new Client(options.withProxy("http://u:secret@proxy:3128"))) {
            var failure =
                    catchThrowableOfType(
                            ClientConnectException.class, () -> http.get("https://a/").text());
            assertThat(failure.reason()).isEqualTo(Reason.PROXY);
            assertThat(failure.phase()).isEqualTo(RequestPhase.CONNECT);
            assertThat(failure.getMessage()).doesNotContain("secret");
            assertThat(http.snapshot().hosts()).isEmpty();
        }
    }

    @Test
    void aProxyThatIsNotThereIsAFailureOfTheProxy() {
        try (var http = new Client(options)) {
            var failure =
                    catchThrowableOfType(
                            ClientConnectException.class,
                            () -> http.get("http://a/").proxy("http://proxy:9").text());
            assertThat(failure.reason()).isEqualTo(Reason.PROXY);
        }
    }

    // ---- SOCKS 5

    @Test
    void socksTunnelsWithAUser() {
        try (var server =
                        new ScriptedServer(
                                network,
                                1080,
                                peer -> {
                                    assertThat(peer.body(4)).isEqualTo("\5\2\0\2");
                                    peer.send("\5\2");
                                    assertThat(peer.body(9)).isEqualTo("\1\3ada\3pwd");
                                    peer.send("\1\0");
                                    assertThat(peer.body(8)).isEqualTo("\5\1\0\3\1a\0\120");
                                    peer.send("\5\0\0\1\0\0\0\0\0\0");
                                    peer.serve("by socks");
                                });
                var http = new Client(options.withProxy("socks5://ada:pwd@proxy"))) {
            assertThat(http.get("http://a/").text()).isEqualTo("by socks");
            assertThat(server.head(0)).startsWith("GET / HTTP/1.1\r\nHost: a\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\5\u00ff", "\4\0", "\5\2", "\5\0\5\5\0\1\0\0\0\0\0\0", "\5"})
    void socksThatRefusesIsAFailure(String answers) {
        try (var _ =
                        new ScriptedServer(
                                network,
                                1080,
                                peer -> {
                                    peer.body(3);
                                    peer.send(answers);
                                });
                var http = new Client(options.withProxy("socks5://proxy"))) {
            var failure =
                    catchThrowableOfType(
                            ClientConnectException.class, () -> http.get("http://a/").text());
            assertThat(failure.reason()).isEqualTo(Reason.PROXY);
        }
    }

    // ---- TLS

    @Test
    void httpsChecksTheCertificate() {
        try (var _ =
                        new ScriptedServer(
                                network,
                                443,
                                peer -> {
                                    startTls(peer, key);
                                    peer.serve("safe");
                                });
                var http = new Client(options)) {
            try (var response = http.get("https://a/").send()) {
                assertThat(response.text()).isEqualTo("safe");
                assertThat(response.info().tls()).isPresent();
            }
            network.addHost("b");
            var failure =
                    catchThrowableOfType(
                            ClientConnectException.class, () -> http.get("https://b/").text());
            assertThat(failure.reason()).isEqualTo(Reason.CERTIFICATE);
        }
    }

    @Test
    void pinsAreChecked() {
        String pin = Fingerprints.of(key.certificate());
        try (var _ =
                new ScriptedServer(
                        network,
                        443,
                        peer -> {
                            startTls(peer, key);
                            peer.serve("safe");
                        })) {
            try (var http = new Client(options.withFingerprints("00".repeat(32), pin))) {
                assertThat(http.get("https://a/").text()).isEqualTo("safe");
            }
            try (var http = new Client(options.withFingerprints("00".repeat(32)))) {
                var failure =
                        catchThrowableOfType(
                                ClientConnectException.class, () -> http.get("https://a/").text());
                assertThat(failure.reason()).isEqualTo(Reason.FINGERPRINT);
                assertThat(failure).hasMessageContaining(pin);
            }
        }
        assertThatThrownBy(() -> options.withFingerprints("ab"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatSpeaksNoTlsIsAFailure() {
        try (var _ = new ScriptedServer(network, 443, peer -> peer.send("SSH-2.0-x\r\n"));
                var http = new Client(options)) {
            var failure =
                    catchThrowableOfType(
                            ClientConnectException.class, () -> http.get("https://a/").text());
            assertThat(failure.reason()).isEqualTo(Reason.TLS);
        }
    }

    @Test
    void aBodyUntilTheEndMustEndWithTlssGoodBye() {
        try (var _ =
                        new ScriptedServer(
                                network,
                                443,
                                peer -> {
                                    var plain = peer.connection().stream();
                                    startTls(peer, key);
                                    peer.answer("HTTP/1.1 200 OK\r\n\r\nhalf");
                                    plain.close();
                                });
                var http = new Client(options)) {
            var failure =
                    catchThrowableOfType(
                            PayloadException.class, () -> http.get("https://a/").text());
            assertThat(failure.reason()).isEqualTo(PayloadException.Reason.INCOMPLETE);
        }
    }

    @Test
    void failuresOfTheNetworkHaveReasons() {
        try (var http = new Client(options)) {
            assertThat(
                            catchThrowableOfType(
                                            ClientConnectException.class,
                                            () -> http.get("http://nowhere/").text())
                                    .reason())
                    .isEqualTo(Reason.UNKNOWN_HOST);
            assertThat(
                            catchThrowableOfType(
                                            ClientConnectException.class,
                                            () -> http.get("http://a:9/").text())
                                    .reason())
                    .isEqualTo(Reason.REFUSED);
        }
    }

    // ---- The environment

    @ParameterizedTest
    @CsvSource({
        "http://a/,                         '',                 http://one",
        "https://a/,                        '',                 http://two",
        "http://a/,                         a,                  ",
        "http://x.a/,                       a,                  ",
        "http://xa/,                        a,                  http://one",
        "http://x.a/,                       .a,                 ",
        "http://x.a/,                       *.a,                ",
        "http://a/,                         'b, a',             ",
        "http://a:8080/,                    a:8080,             ",
        "http://a/,                         a:8080,             http://one",
        "http://a/,                         *,                  ",
        "http://127.0.0.1/,                 127.0.0.1,          ",
        "http://10.1.2.3/,                  10.0.0.0/8,         ",
        "http://11.1.2.3/,                  10.0.0.0/8,         http://one",
        "http://[::1]/,                     ::1,                ",
        "http://[::1]:99/,                  [::1]:99,           ",
        "http://[::ffff:127.0.0.1]/,        127.0.0.1,          ",
        "http://[::ffff:7f00:1]/,           127.0.0.0/8,        ",
        "http://127.0.0.1/,                 ::ffff:127.0.0.1,   ",
        "http://[fe80::1]/,                 fe80::/10,          ",
        "http://a/,                         10.0.0.0/x,         http://one"
    })
    void cb052TheEnvironmentNamesProxiesAndExceptions(
            String url, String exceptions, String expected) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("HTTP_PROXY", "http://one:80");
        environment.put("https_proxy", "two");
        environment.put("NO_PROXY", exceptions);
        ProxyRules rules = new ProxyRules(options.withEnvironment(environment));
        try (var http = new Client(options)) {
            Proxy found = rules.of(http.get(url));
            assertThat(found == null ? null : found.toString()).isEqualTo(expected);
            assertThat(rules.of(http.get(url).noProxy())).isNull();
            assertThat(rules.of(http.get(url).proxy("three"))).hasToString("http://three");
        }
    }

    @Test
    void aFieldOfACgiRequestIsNoProxy() {
        Map<String, String> environment =
                Map.of("HTTP_PROXY", "http://evil", "REQUEST_METHOD", "GET");
        ProxyRules rules = new ProxyRules(options.withEnvironment(environment));
        try (var http = new Client(options)) {
            assertThat(rules.of(http.get("http://a/"))).isNull();
        }
    }

    @Test
    void aProxysTextShowsNoPassword() {
        Proxy proxy = Proxy.of("https://ada:secret@proxy:8443");
        assertThat(proxy).hasToString("https://proxy:8443");
        assertThat(Proxy.of("socks5h://proxy").url().port()).isEqualTo(1080);
        assertThat(Proxy.of("proxy:8080").kind()).isEqualTo(Proxy.Kind.HTTP);
        assertThatThrownBy(() -> Proxy.of("ftp://proxy"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new String(proxy.authorization().orElseThrow().getBytes(), StandardCharsets.UTF_8))
                .startsWith("Basic ");
    }
}
