package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Action;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.testing.SelfSigned;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class TlsStreamTest {
    static final SelfSigned OURS = SelfSigned.certificate("server.test");

    static TlsOptions client() {
        return TlsOptions.client(OURS.trustingContext(), "server.test")
                .withShutdownTimeout(Duration.ofMillis(200));
    }

    static TlsOptions server() {
        return TlsOptions.server(OURS.context()).withShutdownTimeout(Duration.ofMillis(200));
    }

    /** Returns both ends of TLS over a connection. */
    static Ends secure(ByteStream near, ByteStream far, TlsOptions client, TlsOptions server) {
        Task<ByteStream> accepting = createTask(() -> Tls.server(far, server));
        ByteStream secureNear = Tls.client(near, client);
        return new Ends(secureNear, accepting.await());
    }

    private static void handshake(TlsOptions client, TlsOptions server, Action<Exception> check)
            throws Exception {
        run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            Task<ByteStream> accepting = createTask(() -> Tls.server(pair.second(), server));
            try {
                Tls.client(pair.first(), client).abort();
            } finally {
                accepting.cancel();
                dev.rondo.Rondo.waitAll(List.of(accepting));
                if (!accepting.cancelled()) {
                    accepting.exception();
                }
            }
            check.run();
        });
    }

    @Test
    void certificateOfAnotherHostIsRefused() {
        TlsOptions wrong = TlsOptions.client(OURS.trustingContext(), "other.test");
        assertThatThrownBy(() -> handshake(wrong, server(), () -> {}))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("other.test");
    }

    @Test
    void certificateOfAnotherHostPassesWhenItIsNotChecked() throws Exception {
        TlsOptions lax =
                TlsOptions.client(OURS.trustingContext(), "other.test")
                        .withoutHostnameVerification();
        handshake(lax, server(), () -> {});
    }

    @Test
    void unknownAuthorityIsRefused() throws Exception {
        TlsOptions strict = TlsOptions.client(SSLContext.getDefault(), "server.test");
        assertThatThrownBy(() -> handshake(strict, server(), () -> {}))
                .isInstanceOf(TlsException.class);
    }

    @Test
    void garbageInsteadOfAHandshakeIsATlsException() {
        assertThatThrownBy(() ->
                        run(() -> {
                            MemoryStream.Pair pair = MemoryStream.pair();
                            pair.second()
                                    .write(
                                            ByteBuffer.wrap(
                                                    "HTTP/1.1 400 Bad Request\r\n\r\n"
                                                            .getBytes(StandardCharsets.US_ASCII)));
                            Tls.client(pair.first(), client());
                        }))
                .isInstanceOf(TlsException.class)
                .hasMessageStartingWith("shake hands with");
    }

    @Test
    void peerThatSaysNothingTimesOut() {
        assertThatThrownBy(() ->
                        run(() -> {
                            MemoryStream.Pair pair = MemoryStream.pair();
                            Tls.client(
                                    pair.first(),
                                    client().withHandshakeTimeout(Duration.ofMillis(20)));
                        }))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("TLS handshake");
    }

    @Test
    void peerThatClosesDuringTheHandshakeIsATlsException() {
        assertThatThrownBy(() ->
                        run(() -> {
                            MemoryStream.Pair pair = MemoryStream.pair();
                            pair.second().close();
                            Tls.client(pair.first(), client());
                        }))
                .isInstanceOf(StreamException.class);
    }

    @Test
    void connectionThatIsCutIsNotTakenForItsEnd() {
        run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            Ends ends = secure(pair.first(), pair.second(), client(), server());
            pair.first().close(); // the plain one: no good-bye of TLS
            assertThatThrownBy(() -> ends.far().read(ByteBuffer.allocate(10)))
                    .isInstanceOf(TlsException.class)
                    .hasMessageContaining("close_notify");
        });
    }

    @Test
    void applicationProtocolIsAgreedOn() {
        run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            Ends ends =
                    secure(
                            pair.first(),
                            pair.second(),
                            client().withApplicationProtocols("h2", "http/1.1"),
                            server().withApplicationProtocols("http/1.1"));
            assertThat(ends.near().info().applicationProtocol()).contains("http/1.1");
            assertThat(ends.far().info().applicationProtocol()).contains("http/1.1");
            assertThat(ends.near().info().tls()).isPresent();
        });
    }

    @Test
    void clientCertificateIsAskedForAndShown() throws Exception {
        run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            Ends ends =
                    secure(
                            pair.first(),
                            pair.second(),
                            TlsOptions.client(OURS.context(), "server.test"),
                            server().withClientAuth(TlsOptions.ClientAuth.NEEDED));
            ends.near().write(ByteBuffer.wrap(new byte[] {1}));
            assertThat(ends.far().read(ByteBuffer.allocate(1))).isEqualTo(1);
            assertThat(ends.far().info().tls().orElseThrow().getPeerCertificates()).hasSize(1);
        });
    }

    @Test
    void keysComeFromPemFiles() {
        List<Path> files = OURS.pemFiles();
        TlsOptions server = TlsOptions.server(TlsKeys.fromPem(files.get(0), files.get(1)));
        TlsOptions client = TlsOptions.client(TlsKeys.trusting(files.get(0)), "server.test");
        run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            Ends ends = secure(pair.first(), pair.second(), client, server);
            ends.near().write(ByteBuffer.wrap(new byte[] {7}));
            ByteBuffer target = ByteBuffer.allocate(1);
            ends.far().read(target);
            assertThat(target.get(0)).isEqualTo((byte) 7);
        });
    }

    @Test
    void pemFileWithoutAKeyIsRefused() {
        List<Path> files = OURS.pemFiles();
        assertThatThrownBy(() -> TlsKeys.fromPem(files.get(0), files.get(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no private key in " + files.get(0));
    }

    @Test
    void clientThatIsToCheckANameNeedsOne() {
        run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            TlsOptions nameless = TlsOptions.client(OURS.trustingContext());
            assertThatThrownBy(() -> Tls.client(pair.first(), nameless))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("verifyHostname needs a hostname");
        });
    }
}
