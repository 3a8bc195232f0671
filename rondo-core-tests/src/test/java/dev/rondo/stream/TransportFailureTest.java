package dev.rondo.stream;

import static dev.rondo.stream.TransportTest.buffer;
import static dev.rondo.stream.TransportTest.reporting;
import static dev.rondo.stream.TransportTest.scenario;
import static dev.rondo.stream.TransportTest.settle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.KeyboardInterrupt;
import dev.rondo.Rondo;
import dev.rondo.Runner;
import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a transport does with failures: of the connection, and of callbacks. */
class TransportFailureTest {
    @Test
    void resetByThePeerIsAFailureThatTheProtocolHears() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    far.abort();
                    protocol.awaitCall("lost");
                    assertThat(protocol.calls()).containsExactly("made", "lost");
                    assertThat(protocol.failure().orElseThrow())
                            .isInstanceOf(ConnectionResetException.class);
                });
    }

    @Test
    void failureOfACallbackIsReportedAndEndsTheConnection() throws Exception {
        IOException failure = new IOException("mine");
        RecordingProtocol failing =
                new RecordingProtocol() {
                    @Override
                    public void dataReceived(byte[] data) throws Exception {
                        throw failure;
                    }
                };
        VirtualLoop virtual =
                reporting(
                        failing,
                        (transport, protocol, far) -> {
                            far.write(buffer("x"));
                            protocol.awaitCall("lost");
                            assertThat(protocol.failure()).containsSame(failure);
                        });
        assertThat(virtual.reports()).hasSize(1);
        assertThat(virtual.reports().getFirst().message())
                .startsWith("Fatal error: protocol.dataReceived() call failed.");
        assertThat(virtual.reports().getFirst().exception()).containsSame(failure);
    }

    @Test
    void failureOfEofReceivedEndsTheConnection() throws Exception {
        RecordingProtocol failing =
                new RecordingProtocol() {
                    @Override
                    public boolean eofReceived() {
                        throw new IllegalArgumentException("mine");
                    }
                };
        VirtualLoop virtual =
                reporting(
                        failing,
                        (transport, protocol, far) -> {
                            far.writeEof();
                            protocol.awaitCall("lost");
                            assertThat(protocol.failure().orElseThrow())
                                    .isInstanceOf(IllegalArgumentException.class);
                        });
        assertThat(virtual.reports().getFirst().message())
                .startsWith("Fatal error: protocol.eofReceived() call failed.");
    }

    @Test
    void failureOfConnectionMadeEndsTheConnection() throws Exception {
        RecordingProtocol failing =
                new RecordingProtocol() {
                    @Override
                    public void connectionMade(Transport transport) {
                        throw new IllegalArgumentException("mine");
                    }
                };
        VirtualLoop virtual =
                reporting(
                        failing,
                        (transport, protocol, far) -> {
                            assertThat(transport.isClosing()).isTrue();
                            protocol.awaitCall("lost");
                            assertThat(protocol.calls()).containsExactly("lost");
                        });
        assertThat(virtual.reports()).hasSize(1);
    }

    @Test
    void failureOfConnectionLostIsReportedAndTheStreamIsClosed() throws Exception {
        RecordingProtocol failing =
                new RecordingProtocol() {
                    @Override
                    public void connectionLost(Optional<Throwable> failure) {
                        throw new IllegalArgumentException("mine");
                    }
                };
        VirtualLoop virtual =
                reporting(
                        failing,
                        (transport, protocol, far) -> {
                            transport.close();
                            assertThat(far.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                            settle();
                        });
        assertThat(virtual.reports().getFirst().message())
                .startsWith("protocol.connectionLost() failed");
    }

    @Test
    void interruptInACallbackEndsTheRun() {
        RecordingProtocol interrupting =
                new RecordingProtocol() {
                    @Override
                    public void dataReceived(byte[] data) {
                        throw new KeyboardInterrupt();
                    }
                };
        assertThatThrownBy(() ->
                        scenario(
                                interrupting,
                                (transport, protocol, far) -> {
                                    far.write(buffer("x"));
                                    Rondo.createFuture().await();
                                }))
                .isInstanceOf(KeyboardInterrupt.class);
        assertThat(interrupting.calls()).containsExactly("made", "lost");
    }

    @Test
    void piecesThatFailInTheMiddleDoNotKeepTheConnectionFromClosing() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    List<byte[]> pieces = Arrays.asList(new byte[] {'a'}, null);
                    assertThatThrownBy(() -> transport.writeLines(pieces))
                            .isInstanceOf(NullPointerException.class);
                    transport.close();
                    protocol.awaitCall("lost");
                    assertThat(far.read(ByteBuffer.allocate(10))).isEqualTo(1);
                });
    }

    @Test
    void errorOfTheStreamEndsTheConnection() throws Exception {
        VirtualLoop virtual = new VirtualLoop();
        RecordingProtocol protocol = new RecordingProtocol();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                ByteStream broken =
                        new Wrapped(MemoryStream.pair(10).first()) {
                            @Override
                            public void write(ByteBuffer source) {
                                throw new StackOverflowError("of the stream");
                            }
                        };
                Transport transport = Transport.over(broken, protocol);
                transport.write(new byte[100]);
                transport.close();
                protocol.awaitCall("lost");
            });
        }
        assertThat(protocol.failure().orElseThrow()).isInstanceOf(StackOverflowError.class);
        assertThat(virtual.reports()).hasSize(1);
    }

    @Test
    void transportThatGetsNoTaskLeavesNoStreamOpen() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            Refusing.after(0, new IllegalStateException("no more tasks"));
            assertThatThrownBy(() -> Transport.over(pair.first(), new Protocol() {}))
                    .hasMessage("no more tasks");
            Refusing.end();
            assertThat(pair.first().isClosed()).isTrue();
        });
    }
}
