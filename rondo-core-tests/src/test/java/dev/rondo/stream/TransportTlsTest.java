package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.waitAll;
import static dev.rondo.stream.TransportTest.buffer;
import static dev.rondo.stream.TransportTest.bytes;
import static dev.rondo.stream.TransportTest.settle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.testing.TestTls;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Transports over TLS and transports that become secure, on memory. */
class TransportTlsTest {
    private static final TlsOptions CLIENT = TestTls.client();
    private static final TlsOptions SERVER = TestTls.server();

    private static String read(ByteStream stream, int length) {
        ByteBuffer target = ByteBuffer.allocate(length);
        while (target.hasRemaining() && stream.read(target) >= 0) {}
        return new String(target.array(), 0, target.position(), StandardCharsets.UTF_8);
    }

    private interface Scenario {
        void run(Transport transport, RecordingProtocol protocol, ByteStream far) throws Exception;
    }

    private static void scenario(Scenario body) throws Exception {
        Rondo.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            RecordingProtocol protocol = new RecordingProtocol();
            Transport transport = Transport.over(pair.first(), protocol);
            try {
                body.run(transport, protocol, pair.second());
            } finally {
                transport.abort();
                pair.second().abort();
            }
        });
    }

    @Test
    void protocolRunsOverASecureStream() throws Exception {
        Rondo.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            RecordingProtocol protocol = new RecordingProtocol();
            Task<ByteStream> far = createTask(() -> Tls.server(pair.second(), SERVER));
            Transport transport = Transport.over(Tls.client(pair.first(), CLIENT), protocol);
            ByteStream peer = far.await();
            transport.write(new byte[300_000]);
            assertThat(protocol.calls()).containsExactly("made", "pause");
            assertThat(read(peer, 300_000)).hasSize(300_000);
            peer.write(buffer("answer"));
            protocol.awaitText("answer");
            assertThat(transport.info().tls()).isPresent();
            Task<?> closing = createTask(peer::close);
            protocol.awaitCall("lost");
            closing.await();
            assertThat(protocol.calls())
                    .containsExactly("made", "pause", "resume", "data", "eof", "lost");
            assertThat(protocol.failure()).isEmpty();
        });
    }

    @Test
    void closeSaysGoodByeBeforeConnectionLost() throws Exception {
        Rondo.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            RecordingProtocol protocol = new RecordingProtocol();
            Task<ByteStream> far = createTask(() -> Tls.server(pair.second(), SERVER));
            Transport transport = Transport.over(Tls.client(pair.first(), CLIENT), protocol);
            ByteStream peer = far.await();
            transport.write(bytes("last words"));
            transport.close();
            assertThat(read(peer, 100)).as("ends in good order").isEqualTo("last words");
            peer.close();
            protocol.awaitCall("lost");
            assertThat(protocol.failure()).isEmpty();
        });
    }

    @Test
    void transportBecomesSecureInItsPlace() throws Exception {
        scenario((transport, protocol, far) -> {
            far.write(buffer("STARTTLS\n"));
            protocol.awaitText("STARTTLS\n");
            transport.write(bytes("go ahead\n"));
            assertThat(read(far, 9)).isEqualTo("go ahead\n");
            Task<ByteStream> client = createTask(() -> Tls.client(far, CLIENT));
            RecordingProtocol secure = new RecordingProtocol();
            transport.startTls(secure, SERVER);
            ByteStream peer = client.await();
            assertThat(transport.info().tls()).isPresent();
            peer.write(buffer("secret"));
            secure.awaitText("secret");
            transport.write(bytes("answer"));
            assertThat(read(peer, 6)).isEqualTo("answer");
            transport.close();
            peer.close();
            secure.awaitCall("lost");
            assertThat(secure.calls()).containsExactly("data", "lost");
            assertThat(protocol.calls()).containsExactly("made", "data");
        });
    }

    @Test
    void callbackMayStartTlsItself() throws Exception {
        Rondo.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            RecordingProtocol secure = new RecordingProtocol();
            RecordingProtocol plain =
                    new RecordingProtocol() {
                        @Override
                        public void dataReceived(byte[] data) throws Exception {
                            super.dataReceived(data);
                            transport().write(bytes("ok"));
                            transport().startTls(secure, SERVER);
                        }
                    };
            Transport transport = Transport.over(pair.first(), plain);
            pair.second().write(buffer("STARTTLS"));
            assertThat(read(pair.second(), 2)).isEqualTo("ok");
            ByteStream peer = Tls.client(pair.second(), CLIENT);
            peer.write(buffer("secret"));
            secure.awaitText("secret");
            transport.abort();
        });
    }

    @Test
    void bytesThatWereHeldBelongToTheHandshake() throws Exception {
        Rondo.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            RecordingProtocol plain = new RecordingProtocol();
            Transport transport = Transport.over(new NeverWaits(pair.first()), plain);
            settle();
            transport.pauseReading(); // the read that waits finds the client's first record
            Task<ByteStream> client = createTask(() -> Tls.client(pair.second(), CLIENT));
            settle();
            RecordingProtocol secure = new RecordingProtocol();
            transport.startTls(secure, SERVER);
            client.await().write(buffer("secret"));
            transport.resumeReading();
            secure.awaitText("secret");
            assertThat(plain.calls()).containsExactly("made");
            transport.abort();
        });
    }

    @Test
    void whatIsWrittenDuringTheHandshakeIsSentAfterIt() throws Exception {
        scenario((transport, protocol, far) -> {
            transport.write(bytes("plain"));
            Task<?> upgrade = createTask(() -> transport.startTls(protocol, SERVER));
            settle();
            transport.write(bytes("secret"));
            assertThat(transport.buffered()).isEqualTo(6);
            assertThat(read(far, 5)).isEqualTo("plain");
            ByteStream peer = Tls.client(far, CLIENT);
            upgrade.await();
            assertThat(read(peer, 6)).isEqualTo("secret");
            assertThat(transport.buffered()).isZero();
        });
    }

    @Test
    void whatWasBufferedBeforeIsSentInPlainText() throws Exception {
        Rondo.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            RecordingProtocol protocol = new RecordingProtocol();
            Transport transport = Transport.over(pair.first(), protocol);
            transport.write("x".repeat(100_000).getBytes());
            Task<?> upgrade = createTask(() -> transport.startTls(protocol, SERVER));
            settle();
            assertThat(read(pair.second(), 100_000)).isEqualTo("x".repeat(100_000));
            ByteStream peer = Tls.client(pair.second(), CLIENT);
            upgrade.await();
            transport.write(bytes("secret"));
            assertThat(read(peer, 6)).isEqualTo("secret");
            transport.abort();
        });
    }

    @Test
    void handshakeThatFailsIsThrownAndTheProtocolHearsOfIt() throws Exception {
        scenario((transport, protocol, far) -> {
            far.write(buffer("this is no TLS at all\n"));
            RecordingProtocol next = new RecordingProtocol();
            protocol.awaitCall("data");
            far.write(buffer("and this neither, whatever it may be\n"));
            assertThatThrownBy(() -> transport.startTls(next, SERVER))
                    .isInstanceOf(TlsException.class);
            protocol.awaitCall("lost");
            assertThat(protocol.failure().orElseThrow()).isInstanceOf(TlsException.class);
            assertThat(next.calls()).isEmpty();
        });
    }

    @Test
    void cancelledHandshakeAbortsTheConnection() throws Exception {
        scenario((transport, protocol, far) -> {
            Task<?> upgrade = createTask(() -> transport.startTls(protocol, SERVER));
            settle();
            upgrade.cancel();
            waitAll(List.of(upgrade));
            assertThat(upgrade.cancelled()).isTrue();
            protocol.awaitCall("lost");
            assertThat(protocol.failure()).isEmpty();
        });
    }

    @Test
    void closeDuringTheHandshakeEndsIt() throws Exception {
        scenario((transport, protocol, far) -> {
            Task<?> upgrade = createTask(() -> transport.startTls(protocol, SERVER));
            settle();
            transport.close();
            waitAll(List.of(upgrade));
            assertThat(upgrade.exception().orElseThrow()).isInstanceOf(StreamClosedException.class);
            protocol.awaitCall("lost");
        });
    }

    @Test
    void startTlsIsRefusedOnATransportThatIsClosingOrIsStartingIt() throws Exception {
        scenario((transport, protocol, far) -> {
            Task<?> upgrade = createTask(() -> transport.startTls(protocol, SERVER));
            settle();
            assertThatThrownBy(() -> transport.startTls(protocol, SERVER))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith("a handshake is going on");
            Tls.client(far, CLIENT);
            upgrade.await();
            transport.close();
            assertThatThrownBy(() -> transport.startTls(protocol, SERVER))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith("it has ended");
        });
    }

    @Test
    void abortDuringTheGoodByeEndsIt() throws Exception {
        Rondo.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            RecordingProtocol protocol = new RecordingProtocol();
            Task<ByteStream> far = createTask(() -> Tls.server(pair.second(), SERVER));
            TlsOptions patient = CLIENT.withShutdownTimeout(java.time.Duration.ofHours(1));
            Transport transport = Transport.over(Tls.client(pair.first(), patient), protocol);
            far.await();
            transport.close(); // the peer never answers
            settle();
            assertThat(protocol.calls()).containsExactly("made");
            transport.abort();
            protocol.awaitCall("lost");
        });
    }
}
