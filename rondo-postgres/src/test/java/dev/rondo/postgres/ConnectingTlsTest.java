package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.postgres.wire.FrontendMessage;
import dev.rondo.stream.TlsException;
import dev.rondo.stream.TlsKeys;
import dev.rondo.stream.TlsOptions;
import dev.rondo.test.InLoop;
import dev.rondo.test.MemoryNetwork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with servers that do it in ways that no installed one does: at once, badly, not at all. */
@InLoop(
        allowTasks = {"peer*", "close of *"},
        deadlineSeconds = 60)
class ConnectingTlsTest {
    @TempDir static Path folder;
    private static SSLContext keys;
    private static Path root;

    private final MemoryNetwork network = new MemoryNetwork();
    private final Peers peers = new Peers(network);

    @BeforeAll
    static void createKeys() {
        Authority authority = Authority.create(folder);
        Authority.Leaf leaf = authority.issue("db1", "dns:localhost");
        root = authority.file("root.crt", authority.pem());
        keys =
                TlsKeys.fromPem(
                        authority.file("chain.pem", leaf.chain()),
                        authority.file("key.pem", leaf.key()));
    }

    private PostgresOptions options(String mode) {
        return PostgresOptions.defaults()
                .withNetwork(network)
                .withHost("localhost")
                .withPort(1)
                .withUser("me")
                .with("sslmode", mode)
                .withSslRootCertificate(root.toString());
    }

    private static TlsOptions server(String... protocols) {
        return TlsOptions.server(keys).withApplicationProtocols(protocols);
    }

    private static Consumer<Peers.Peer> direct(String... protocols) {
        return peer -> {
            peer.beginTls(server(protocols));
            if (peer.next() instanceof FrontendMessage.CancelRequest cancel) {
                peer.log("cancel " + cancel.processId());
            } else {
                peer.letIn();
                peer.idle();
            }
        };
    }

    @Test
    void tlsMayBeginAtOnceAndACancelGoesTheSameWay() {
        peers.at(1, direct("postgresql"));
        Link link = Connecting.connect(options("verify-full").withDirectTls(true));
        assertThat(link.stream().info().applicationProtocol()).contains("postgresql");
        Connecting.cancel(link);
        link.stream().close();
        assertThat(peers.log()).containsSubsequence("1 tls", "1 in", "1 tls", "1 cancel 1");
    }

    @Test
    void atOnceOnlyWithWhoSaysThatItIsPostgresql() {
        peers.at(1, direct());
        assertThatThrownBy(() -> Connecting.connect(options("require").withDirectTls(true)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("does not say (by ALPN)");
        assertThat(peers.log()).doesNotContain("1 in");
    }

    @Test
    void askedForTlsTheNameOfTheProtocolIsOffered() {
        peers.at(
                1,
                peer -> {
                    peer.encrypt(server("postgresql"));
                    peer.startup();
                    peer.letIn();
                    peer.idle();
                });
        Link link = Connecting.connect(options("verify-full"));
        assertThat(link.stream().info().applicationProtocol()).contains("postgresql");
        link.stream().close();
    }

    /** The first connection's TLS fails, others are plain. */
    private Consumer<Peers.Peer> failing(Consumer<Peers.Peer> first, Consumer<Peers.Peer> then) {
        int[] count = new int[1];
        return peer -> (count[0]++ == 0 ? first : then).accept(peer);
    }

    private static final Consumer<Peers.Peer> NO_TLS =
            peer -> {
                peer.next();
                peer.text("S");
                peer.stream().read(java.nio.ByteBuffer.allocate(10));
                peer.text("this is no TLS");
            };

    private static final Consumer<Peers.Peer> PLAIN =
            peer -> {
                if (peer.next() instanceof FrontendMessage.Startup) {
                    peer.letIn();
                }
                peer.idle();
            };

    @DisplayName("PG128: TLS that fails is tried in plain, where it is only preferred")
    @Test
    void tlsThatFailsIsTriedInPlain() {
        peers.at(1, failing(NO_TLS, PLAIN));
        Link link = Connecting.connect(options("prefer"));
        assertThat(link.stream().info().tls()).isEmpty();
        assertThat(link.route().tls()).isNull();
        link.stream().close();
    }

    @DisplayName("PG128: a server that hangs up when asked for TLS is tried in plain")
    @Test
    void whoHangsUpIsTriedInPlain() {
        peers.at(1, failing(Peers.Peer::next, PLAIN));
        Connecting.connect(options("prefer")).stream().close();
    }

    @DisplayName("PG128: if plain fails, too, the first failure is shown")
    @Test
    void theFirstFailureIsShown() {
        peers.at(1, failing(NO_TLS, Peers.Peer::next));
        assertThatThrownBy(() -> Connecting.connect(options("prefer")))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("TLS")
                .hasRootCauseInstanceOf(javax.net.ssl.SSLException.class)
                .satisfies(e ->
                        assertThat(e.getSuppressed()[0]).hasMessageContaining("without a word"));
    }

    @Test
    void tlsThatFailsIsNotTriedInPlainWhereItIsRequired() {
        peers.at(1, failing(NO_TLS, PLAIN));
        assertThatThrownBy(() -> Connecting.connect(options("require")))
                .isInstanceOf(ConnectException.class)
                .hasCauseInstanceOf(TlsException.class);
        assertThat(peers.log()).isEmpty();
    }

    @Test
    void aHandshakeThatStopsEndsInTime() {
        peers.at(
                1,
                peer -> {
                    peer.next();
                    peer.text("S");
                    peer.sleep();
                });
        for (String mode : new String[] {"prefer", "require"}) {
            assertThatThrownBy(() ->
                            Connecting.connect(
                                    options(mode).withConnectTimeout(Duration.ofSeconds(3))))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining(
                            "Not connected after 3 s, beginning TLS with localhost:1");
        }
    }

    @Test
    void tlsOfTheProgramsOwnIsUsed() {
        peers.at(
                1,
                peer -> {
                    peer.encrypt(server());
                    peer.startup();
                    peer.letIn();
                    peer.idle();
                });
        PostgresOptions bare =
                PostgresOptions.defaults().withNetwork(network).withHost("localhost").withPort(1);
        PostgresOptions own =
                bare.withUser("me").withTls(TlsOptions.client(TlsKeys.trusting(root)));
        Link link = Connecting.connect(own);
        assertThat(link.stream().info().tls()).isPresent();
        link.stream().close();
        PostgresOptions stranger = own.withTls(TlsOptions.client());
        assertThatThrownBy(() -> Connecting.connect(stranger))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("sslrootcert");
        PostgresOptions other =
                own.withTls(TlsOptions.client(TlsKeys.trusting(root), "another.example"));
        assertThatThrownBy(() -> Connecting.connect(other))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("another.example");
    }

    @Test
    void aServerThatAsksForNoCertificateIsRefusedWhereItShould() {
        peers.at(
                1,
                peer -> {
                    peer.encrypt(server());
                    peer.startup();
                    peer.letIn();
                });
        assertThatThrownBy(
                        () -> Connecting.connect(options("require").with("sslcertmode", "require")))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("did not ask for a certificate");
    }
}
