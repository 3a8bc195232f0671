package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.waitAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.stream.TlsException.Reason;
import dev.rondo.testing.Authority;
import dev.rondo.testing.TestTls;
import dev.rondo.testing.VirtualLoop;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the two ends of a handshake agree on, and what they refuse. */
class TlsHandshakeTest {
    private static final TlsOptions CLIENT = TestTls.client();
    private static final TlsOptions SERVER = TestTls.server();
    private static final Authority STRANGE = Authority.create();

    interface Check {
        void accept(ByteStream near, ByteStream far) throws Exception;
    }

    private static TlsOptions with(String version, TlsOptions options) {
        return options.withParameters(p -> p.setProtocols(new String[] {version}));
    }

    /** Shakes hands over memory and closes both ends after a check. */
    private static void connected(TlsOptions client, TlsOptions server, Check check) {
        run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            TestTls.secure(
                    pair.first(),
                    pair.second(),
                    client,
                    server,
                    (near, far) -> {
                        try {
                            check.accept(near, far);
                        } catch (RuntimeException e) {
                            throw e;
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                        near.abort();
                        far.abort();
                        return near;
                    });
        });
    }

    /** What each end failed with. */
    private record Failures(Throwable client, Throwable server) {}

    /** Shakes hands over memory; a client that succeeds goes on to read, as TLS 1.3 needs. */
    private static Failures failures(TlsOptions client, TlsOptions server) {
        return run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            Task<ByteStream> accepting = createTask(() -> Tls.server(pair.second(), server));
            Task<Integer> connecting =
                    createTask(() -> Tls.client(pair.first(), client).read(ByteBuffer.allocate(1)));
            waitAll(List.of(accepting, connecting));
            assertThat(pair.second().isClosed()).isTrue();
            return new Failures(
                    connecting.exception().orElseThrow(), accepting.exception().orElseThrow());
        });
    }

    private static void assertTls(Throwable failure, Reason reason, String part) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        TlsException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(part);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void infoTellsProtocolCipherAndCertificate(String version) {
        connected(
                with(version, CLIENT),
                SERVER,
                (near, far) -> {
                    SSLSession session = near.info().tls().orElseThrow();
                    assertThat(session.getProtocol()).isEqualTo(version);
                    assertThat(session.getCipherSuite()).startsWith("TLS_");
                    X509Certificate shown = (X509Certificate) session.getPeerCertificates()[0];
                    assertThat(shown.getSubjectX500Principal().getName())
                            .isEqualTo("CN=server.test");
                    assertThat(far.info().tls().orElseThrow().getProtocol()).isEqualTo(version);
                    assertThat(near.info().applicationProtocol()).isEmpty();
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bytesGoBothWaysAndTheEndIsTold(String version) {
        run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            Task<byte[]> answering =
                    createTask(() -> {
                        Connection server =
                                new Connection(Tls.server(pair.second(), with(version, SERVER)));
                        byte[] question = server.reader().readAll();
                        server.close();
                        return question;
                    });
            Connection client = new Connection(Tls.client(pair.first(), CLIENT));
            client.writer().write(new byte[100_000]);
            client.close();
            assertThat(answering.await()).hasSize(100_000);
        });
    }

    @Test
    void noVersionInCommonIsRefusedAtBothEnds() {
        Failures failures = failures(with("TLSv1.2", CLIENT), with("TLSv1.3", SERVER));
        assertTls(failures.client(), Reason.REFUSED, "protocol_version");
        assertTls(failures.server(), Reason.PROTOCOL, "shake hands with");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void expiredCertificateIsRefused(String version) {
        SSLContext expired = TestTls.AUTHORITY.issueExpired(TestTls.HOST).context();
        Failures failures = failures(with(version, CLIENT), TlsOptions.server(expired));
        assertTls(failures.client(), Reason.CERTIFICATE, "NotAfter");
        assertThat(failures.client()).hasMessageStartingWith("shake hands with server.test at ");
        assertTls(failures.server(), Reason.REFUSED, "certificate");
    }

    @Test
    void certificateOfAStrangeAuthorityIsRefused() {
        Failures failures =
                failures(CLIENT, TlsOptions.server(STRANGE.issue(TestTls.HOST).context()));
        assertTls(failures.client(), Reason.CERTIFICATE, "PKIX path");
        assertTls(failures.server(), Reason.REFUSED, "certificate");
    }

    @Test
    void certificateOfAnotherHostIsRefused() {
        Failures failures = failures(CLIENT.withHostname("other.test"), SERVER);
        assertTls(failures.client(), Reason.CERTIFICATE, "other.test");
        assertTls(failures.server(), Reason.REFUSED, "certificate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void clientWithoutTheCertificateThatIsNeededIsRefused(String version) {
        TlsOptions strict = SERVER.withClientAuth(TlsOptions.ClientAuth.NEEDED);
        Failures failures = failures(with(version, CLIENT), strict);
        assertTls(failures.server(), Reason.PROTOCOL, "shake hands with");
        assertTls(failures.client(), Reason.REFUSED, "Received fatal alert");
    }

    @Test
    void clientWithAStrangeCertificateIsRefused() {
        SSLContext strange = STRANGE.issue("client.test").context();
        TlsOptions lax = TlsOptions.client(strange, TestTls.HOST).withoutHostnameVerification();
        TlsOptions strict = SERVER.withClientAuth(TlsOptions.ClientAuth.NEEDED);
        Failures failures = failures(lax, strict);
        assertThat(failures.client()).isInstanceOf(TlsException.class); // nor does it trust us
        Failures second = failures(STRANGE_BUT_TRUSTING, strict);
        assertTls(second.server(), Reason.CERTIFICATE, "PKIX path");
        assertTls(second.client(), Reason.REFUSED, "certificate");
    }

    private static final TlsOptions STRANGE_BUT_TRUSTING = strangeButTrusting();

    private static TlsOptions strangeButTrusting() {
        List<Path> own = STRANGE.issue("client.test").pemFiles();
        return TlsOptions.client(
                TlsKeys.fromPem(own.get(0), own.get(1), TestTls.AUTHORITY.pemFile()), TestTls.HOST);
    }

    @Test
    void wantedCertificateMayBeMissing() {
        TlsOptions wants = SERVER.withClientAuth(TlsOptions.ClientAuth.WANTED);
        connected(
                CLIENT,
                wants,
                (near, far) -> {
                    near.write(ByteBuffer.wrap(new byte[] {1}));
                    assertThat(far.read(ByteBuffer.allocate(1))).isEqualTo(1);
                });
    }

    @Test
    void clientGetsTheCertificateOfTheNameItAsksFor() {
        List<Path> first = TestTls.LEAF.pemFiles();
        List<Path> second = TestTls.AUTHORITY.issue("second.test").pemFiles();
        TlsOptions server =
                TlsOptions.server(
                        TlsKeys.fromPem(
                                List.of(
                                        new TlsKeys.Identity(first.get(0), first.get(1)),
                                        new TlsKeys.Identity(second.get(0), second.get(1)))));
        for (String name : List.of(TestTls.HOST, "second.test")) {
            connected(
                    CLIENT.withHostname(name),
                    server,
                    (near, far) -> {
                        SSLSession session = near.info().tls().orElseThrow();
                        assertThat(session.getPeerPrincipal().getName()).isEqualTo("CN=" + name);
                    });
        }
        connected(
                CLIENT.withHostname("third.test").withoutHostnameVerification(),
                server,
                (near, far) ->
                        assertThat(near.info().tls().orElseThrow().getPeerPrincipal().getName())
                                .isEqualTo("CN=server.test"));
    }

    @Test
    void noApplicationProtocolInCommonIsRefused() {
        Failures failures =
                failures(
                        CLIENT.withApplicationProtocols("h2"),
                        SERVER.withApplicationProtocols("smtp"));
        assertTls(failures.client(), Reason.REFUSED, "no_application_protocol");
        assertTls(failures.server(), Reason.PROTOCOL, "no_application_protocol");
    }

    @Test
    void serversChoiceOfApplicationProtocolWins() {
        connected(
                CLIENT.withApplicationProtocols("http/1.1", "h2"),
                SERVER.withApplicationProtocols("h2", "http/1.1"),
                (near, far) -> assertThat(near.info().applicationProtocol()).contains("h2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void handshakeThatArrivesByteByByteSucceeds(String version) {
        run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(1); // every boundary of every record
            TestTls.secure(
                    pair.first(),
                    pair.second(),
                    with(version, CLIENT),
                    SERVER,
                    (near, far) -> {
                        assertThat(near.tryWrite(ByteBuffer.wrap(new byte[] {1, 2}))).isEqualTo(2);
                        ByteBuffer target = ByteBuffer.allocate(2);
                        far.read(target);
                        assertThat(target.array()).containsExactly(1, 2);
                        near.abort();
                        far.abort();
                        return near;
                    });
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 6, 7, 64, 1460, 5000})
    void handshakeInPiecesSucceeds(int window) {
        run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(window);
            TestTls.secure(
                    pair.first(),
                    pair.second(),
                    CLIENT,
                    SERVER,
                    (near, far) -> {
                        near.abort();
                        far.abort();
                        return near;
                    });
        });
    }

    @Test
    void silentPeerIsGivenUpAfterAMinute() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            assertThatThrownBy(() -> Tls.client(pair.first(), CLIENT))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageEndingWith("the TLS handshake took longer than PT1M");
            assertThat(pair.first().isClosed()).isTrue();
        });
    }

    @Test
    void timeoutsMustBePositive() {
        assertThatThrownBy(() -> CLIENT.withHandshakeTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("handshakeTimeout must be positive, but is PT0S");
        assertThatThrownBy(() -> CLIENT.withShutdownTimeout(Duration.ofSeconds(-10)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shutdownTimeout must not be negative, but is PT-10S");
    }

    @Test
    void peerThatLeavesInTheHandshakeIsAReset() {
        run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            pair.second().close();
            assertThatThrownBy(() -> Tls.client(pair.first(), CLIENT))
                    .isInstanceOf(StreamException.class);
            MemoryStream.Pair polite = MemoryStream.pair();
            polite.second().writeEof();
            assertThatThrownBy(() -> Tls.client(polite.first(), CLIENT))
                    .isInstanceOf(ConnectionResetException.class)
                    .hasMessageContaining("closed the connection during the TLS handshake");
            assertThat(polite.first().isClosed()).isTrue();
        });
    }

    @Test
    void infoOfAClosedStreamIsStillThere() {
        connected(
                CLIENT,
                SERVER,
                (near, far) -> {
                    near.abort();
                    assertThat(near.info().tls()).isPresent();
                });
    }
}
