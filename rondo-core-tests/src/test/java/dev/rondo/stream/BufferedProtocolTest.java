package dev.rondo.stream;

import static dev.rondo.stream.TransportTest.buffer;
import static dev.rondo.stream.TransportTest.reporting;
import static dev.rondo.stream.TransportTest.scenario;
import static dev.rondo.stream.TransportTest.settle;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Future;
import dev.rondo.Rondo;
import dev.rondo.testing.VirtualLoop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A protocol that brings its own buffer, on memory. */
class BufferedProtocolTest {
    /** Puts what arrives into a small buffer and writes down the calls. */
    static class Recorder implements BufferedProtocol {
        final List<String> calls = new ArrayList<>();
        final StringBuilder text = new StringBuilder();
        ByteBuffer buffer = ByteBuffer.allocate(4);
        boolean keepOpen;
        Optional<Throwable> failure = Optional.empty();
        private Future<Void> lost;

        @Override
        public void connectionMade(Transport transport) {
            lost = Rondo.createFuture();
            calls.add("made");
        }

        @Override
        public ByteBuffer getBuffer(int sizeHint) {
            assertThat(sizeHint).isEqualTo(-1);
            calls.add("buffer");
            return buffer.clear();
        }

        @Override
        public void bufferUpdated(int count) throws Exception {
            calls.add("updated " + count);
            assertThat(buffer.position()).isEqualTo(count);
            text.append(new String(buffer.array(), 0, count));
        }

        @Override
        public boolean eofReceived() {
            calls.add("eof");
            return keepOpen;
        }

        @Override
        public void connectionLost(Optional<Throwable> failure) {
            this.failure = failure;
            calls.add("lost");
            lost.setResult(null);
        }

        void awaitLost() {
            Rondo.shield(lost).await();
        }
    }

    @Test
    void bytesArePutIntoTheProtocolsBuffer() throws Exception {
        scenario(
                new Recorder(),
                (transport, protocol, far) -> {
                    far.write(buffer("123456"));
                    far.close();
                    protocol.awaitLost();
                    assertThat(protocol.text).hasToString("123456");
                    assertThat(protocol.calls)
                            .containsExactly(
                                    "made",
                                    "buffer",
                                    "updated 4",
                                    "buffer",
                                    "updated 2",
                                    "buffer",
                                    "eof",
                                    "lost");
                    assertThat(protocol.failure).isEmpty();
                });
    }

    @Test
    void bufferIsAskedForWhenThereIsSomethingToRead() throws Exception {
        scenario(
                new Recorder(),
                (transport, protocol, far) -> {
                    settle();
                    assertThat(protocol.calls)
                            .as("idle: no buffer is held")
                            .containsExactly("made");
                });
    }

    @Test
    void endMayBeKeptHalfOpen() throws Exception {
        Recorder keeping = new Recorder();
        keeping.keepOpen = true;
        scenario(
                keeping,
                (transport, protocol, far) -> {
                    far.writeEof();
                    settle();
                    assertThat(protocol.calls).containsExactly("made", "buffer", "eof");
                    transport.write(TransportTest.bytes("x"));
                    assertThat(far.read(ByteBuffer.allocate(1))).isEqualTo(1);
                });
    }

    @Test
    void bufferWithoutRoomIsFatal() throws Exception {
        Recorder full = new Recorder();
        full.buffer = ByteBuffer.allocate(0);
        VirtualLoop virtual =
                reporting(
                        full,
                        (transport, protocol, far) -> {
                            far.write(buffer("x"));
                            protocol.awaitLost();
                            assertThat(protocol.failure.orElseThrow())
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasMessage("getBuffer() returned a buffer without room");
                        });
        assertThat(virtual.reports()).hasSize(1);
        assertThat(virtual.reports().getFirst().message())
                .startsWith("Fatal error: protocol.getBuffer() call failed.");
    }

    @Test
    void failureOfGetBufferIsFatal() throws Exception {
        Recorder failing =
                new Recorder() {
                    @Override
                    public ByteBuffer getBuffer(int sizeHint) {
                        throw new IllegalArgumentException("mine");
                    }
                };
        VirtualLoop virtual =
                reporting(
                        failing,
                        (transport, protocol, far) -> {
                            far.write(buffer("x"));
                            protocol.awaitLost();
                            assertThat(protocol.failure.orElseThrow()).hasMessage("mine");
                        });
        assertThat(virtual.reports()).hasSize(1);
    }

    @Test
    void failureOfBufferUpdatedIsFatal() throws Exception {
        Recorder failing =
                new Recorder() {
                    @Override
                    public void bufferUpdated(int count) throws Exception {
                        throw new java.io.IOException("mine");
                    }
                };
        VirtualLoop virtual =
                reporting(
                        failing,
                        (transport, protocol, far) -> {
                            far.write(buffer("x"));
                            protocol.awaitLost();
                            assertThat(protocol.failure.orElseThrow()).hasMessage("mine");
                        });
        assertThat(virtual.reports().getFirst().message())
                .startsWith("Fatal error: protocol.bufferUpdated() call failed.");
    }

    @Test
    void resetIsAFailureThatTheProtocolHears() throws Exception {
        scenario(
                new Recorder(),
                (transport, protocol, far) -> {
                    far.abort();
                    protocol.awaitLost();
                    assertThat(protocol.failure.orElseThrow())
                            .isInstanceOf(ConnectionResetException.class);
                });
    }

    @Test
    void kindsOfProtocolMayFollowEachOther() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, plain, far) -> {
                    far.write(buffer("plain"));
                    plain.awaitText("plain");
                    Recorder buffered = new Recorder();
                    transport.setProtocol(buffered);
                    far.write(buffer("1234"));
                    settle();
                    assertThat(buffered.text).hasToString("1234");
                    transport.setProtocol(plain);
                    far.write(buffer("!"));
                    plain.awaitText("plain!");
                });
    }

    @Test
    void kindThatChangesDuringAReadLosesNoByte() throws Exception {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(100);
            RecordingProtocol plain = new RecordingProtocol();
            Transport transport = Transport.over(new NeverWaits(pair.first()), plain);
            settle(); // the read waits with an array
            Recorder buffered =
                    new Recorder() {
                        @Override
                        public void bufferUpdated(int count) throws Exception {
                            calls.add("updated " + count);
                            text.append(new String(buffer.array(), 0, count));
                        }
                    };
            transport.setProtocol(buffered);
            pair.second().write(buffer("123456"));
            settle(); // now it waits with the protocol's buffer
            assertThat(buffered.text).hasToString("123456");
            transport.setProtocol(plain);
            pair.second().write(buffer("789"));
            plain.awaitText("789");
            transport.setProtocol(new Protocol() {});
            transport.abort();
        });
    }

    @Test
    void pauseDuringAReadKeepsWhatItFound() throws Exception {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(100);
            Recorder protocol = new Recorder();
            Transport transport = Transport.over(new NeverWaits(pair.first()), protocol);
            settle();
            transport.pauseReading();
            pair.second().write(buffer("12"));
            settle();
            assertThat(protocol.text).isEmpty();
            transport.resumeReading();
            settle();
            assertThat(protocol.text).hasToString("12");
            transport.abort();
        });
    }
}
