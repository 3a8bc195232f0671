package dev.rondo.stream;

import static dev.rondo.stream.TransportTest.buffer;
import static dev.rondo.stream.TransportTest.bytes;
import static dev.rondo.stream.TransportTest.reporting;
import static dev.rondo.stream.TransportTest.scenario;
import static dev.rondo.stream.TransportTest.settle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.testing.CapturedLog;
import dev.rondo.testing.VirtualLoop;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a transport does with writes, on a stream that holds 100 bytes. */
class TransportWriteTest {
    private static String read(ByteStream stream, int length) {
        ByteBuffer target = ByteBuffer.allocate(length);
        while (target.hasRemaining() && stream.read(target) >= 0) {}
        return new String(target.array(), 0, target.position());
    }

    @Test
    void writeSendsAtOnceWhatTheStreamTakes() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    byte[] data = bytes("abc");
                    transport.write(data);
                    data[0] = 'X';
                    transport.write(buffer("def"));
                    assertThat(transport.buffered()).isZero();
                    assertThat(read(far, 6)).isEqualTo("abcdef");
                });
    }

    @Test
    void nothingWrittenIsNothingDone() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    transport.write(new byte[0]);
                    transport.writeLines(List.of());
                    assertThat(transport.buffered()).isZero();
                });
    }

    @Test
    void restIsBufferedCopiedAndSentInOrder() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    byte[] data = "a".repeat(150).getBytes();
                    transport.write(data);
                    assertThat(transport.buffered()).isEqualTo(50);
                    data[149] = 'X';
                    transport.write(bytes("b"));
                    assertThat(transport.buffered()).isEqualTo(51);
                    assertThat(read(far, 151)).isEqualTo("a".repeat(150) + "b");
                    settle();
                    assertThat(transport.buffered()).isZero();
                    transport.write(bytes("c"));
                    assertThat(transport.buffered()).isZero();
                    assertThat(read(far, 1)).isEqualTo("c");
                });
    }

    @Test
    void linesGoOutInOrderBehindWhatIsBuffered() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    transport.writeLines(List.of(bytes("one\n"), bytes("two\n")));
                    assertThat(transport.buffered()).isZero();
                    assertThat(read(far, 8)).isEqualTo("one\ntwo\n");
                    transport.write(new byte[120]);
                    transport.writeLines(List.of(bytes("three\n"), bytes("four\n")));
                    assertThat(transport.buffered()).isEqualTo(31);
                    read(far, 120);
                    assertThat(read(far, 11)).isEqualTo("three\nfour\n");
                });
    }

    @Test
    void closeSendsWhatIsBufferedFirst() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    transport.write(new byte[250]);
                    transport.close();
                    settle();
                    assertThat(protocol.calls()).containsExactly("made");
                    far.write(buffer("not read any more"));
                    assertThat(read(far, 1000)).hasSize(250);
                    settle();
                    assertThat(protocol.calls()).containsExactly("made", "lost");
                    assertThat(protocol.failure()).isEmpty();
                });
    }

    @Test
    void writeEofEndsTheDirectionBehindWhatIsBuffered() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    transport.write(new byte[150]);
                    transport.writeEof();
                    transport.writeEof();
                    assertThatThrownBy(() -> transport.write(new byte[1]))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessage("Cannot call write() after writeEof()");
                    assertThatThrownBy(() -> transport.writeLines(List.of()))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessage("Cannot call writeLines() after writeEof()");
                    assertThat(read(far, 1000)).hasSize(150);
                    far.write(buffer("answer"));
                    protocol.awaitText("answer");
                    assertThat(protocol.calls()).doesNotContain("lost");
                });
    }

    @Test
    void writeEofWithNothingBufferedIsSeenAtOnce() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    assertThat(transport.canWriteEof()).isTrue();
                    transport.writeEof();
                    assertThat(far.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                });
    }

    @Test
    void writeEofAfterCloseDoesNothing() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    transport.write(new byte[150]);
                    transport.close();
                    transport.writeEof();
                    transport.write(bytes("still taken while the rest is sent"));
                    assertThat(read(far, 1000)).hasSize(184);
                });
    }

    @Test
    void protocolIsPausedAboveTheHighMarkAndResumedAtTheLowOne() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    transport.setWriteBufferLimits(10, 40);
                    transport.write(new byte[140]);
                    assertThat(protocol.calls()).as("40 are not over 40").containsExactly("made");
                    transport.write(new byte[1]);
                    assertThat(protocol.calls())
                            .as("inside the call")
                            .containsExactly("made", "pause");
                    transport.write(new byte[100]);
                    assertThat(protocol.calls()).as("once").containsExactly("made", "pause");
                    read(far, 100);
                    settle();
                    read(far, 141);
                    protocol.awaitCall("resume");
                    assertThat(protocol.calls()).containsExactly("made", "pause", "resume");
                    transport.write(new byte[150]);
                    assertThat(protocol.calls())
                            .containsExactly("made", "pause", "resume", "pause");
                });
    }

    @Test
    void limitsAreAsyncios() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    assertThat(transport.writeBufferLimits())
                            .isEqualTo(new WriteBufferLimits(16 * 1024, 64 * 1024));
                    transport.setWriteBufferLimits(WriteBufferLimits.below(1024));
                    assertThat(transport.writeBufferLimits())
                            .isEqualTo(new WriteBufferLimits(256, 1024));
                    assertThatThrownBy(() -> transport.setWriteBufferLimits(1, 0))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageMatching("high.*must be >= low.*");
                    assertThatThrownBy(() -> transport.setWriteBufferLimits(-1, 0))
                            .isInstanceOf(IllegalArgumentException.class);
                });
    }

    @Test
    void newLimitsBelowTheBufferPauseAtOnce() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    transport.write(new byte[612]);
                    transport.setWriteBufferLimits(128, 1024);
                    assertThat(protocol.calls()).containsExactly("made");
                    transport.setWriteBufferLimits(128, 256);
                    assertThat(protocol.calls()).containsExactly("made", "pause");
                });
    }

    @Test
    void zeroAsHighMarkPausesForAnyByteThatWaits() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    transport.setWriteBufferLimits(0, 0);
                    transport.write(new byte[100]);
                    assertThat(protocol.calls()).containsExactly("made");
                    transport.write(new byte[1]);
                    assertThat(protocol.calls()).containsExactly("made", "pause");
                    read(far, 101);
                    protocol.awaitCall("resume");
                });
    }

    @Test
    void protocolMayWriteWhenItIsResumed() throws Exception {
        RecordingProtocol more =
                new RecordingProtocol() {
                    @Override
                    public void resumeWriting() throws Exception {
                        super.resumeWriting();
                        if (calls().size() < 10) {
                            transport().write("z".repeat(200).getBytes());
                        }
                    }
                };
        scenario(
                more,
                (transport, protocol, far) -> {
                    transport.setWriteBufferLimits(0, 0);
                    transport.write("a".repeat(200).getBytes());
                    String all = read(far, 1000);
                    assertThat(all).isEqualTo("a".repeat(200) + "z".repeat(800));
                    assertThat(protocol.calls())
                            .startsWith("made", "pause", "resume", "pause", "resume", "pause");
                });
    }

    @Test
    void failuresOfPauseAndResumeAreReportedAndTheConnectionGoesOn() throws Exception {
        RecordingProtocol failing =
                new RecordingProtocol() {
                    @Override
                    public void pauseWriting() {
                        throw new IllegalArgumentException("pause");
                    }

                    @Override
                    public void resumeWriting() {
                        throw new IllegalArgumentException("resume");
                    }
                };
        VirtualLoop virtual =
                reporting(
                        failing,
                        (transport, protocol, far) -> {
                            transport.setWriteBufferLimits(0, 0);
                            transport.write(new byte[150]);
                            assertThat(read(far, 150)).hasSize(150);
                            settle();
                            assertThat(transport.isClosing()).isFalse();
                        });
        assertThat(virtual.reports())
                .extracting(report -> report.message().lines().findFirst().orElseThrow())
                .containsExactly(
                        "protocol.pauseWriting() failed", "protocol.resumeWriting() failed");
    }

    @Test
    void brokenConnectionIsLostAndLaterWritesAreDroppedWithAWarning() throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            scenario(
                    new RecordingProtocol(),
                    (transport, protocol, far) -> {
                        far.close();
                        transport.write(bytes("x")); // finds the broken pipe
                        assertThat(transport.isClosing()).isTrue();
                        for (int i = 0; i < 4; i++) {
                            transport.write(bytes("x"));
                        }
                        assertThat(log.messages()).isEmpty();
                        transport.write(bytes("x"));
                        transport.writeLines(List.of(bytes("x")));
                        protocol.awaitCall("lost");
                        assertThat(protocol.calls()).containsExactly("made", "lost");
                        assertThat(protocol.failure().orElseThrow())
                                .isInstanceOf(BrokenPipeException.class);
                    });
            assertThat(log.messages())
                    .containsExactly(
                            "socket.send() raised exception.", "socket.send() raised exception.");
        }
    }

    @Test
    void peerThatBreaksWhileTheRestIsSentEndsTheConnection() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    transport.write(new byte[150]);
                    settle();
                    far.abort();
                    protocol.awaitCall("lost");
                    assertThat(protocol.failure().orElseThrow())
                            .isInstanceOf(ConnectionResetException.class);
                    assertThat(transport.buffered()).isZero();
                });
    }

    @Test
    void failureThatIsNotTheWorldsIsReported() throws Exception {
        IllegalArgumentException failure = new IllegalArgumentException("a bug in the stream");
        VirtualLoop virtual = new VirtualLoop();
        RecordingProtocol protocol = new RecordingProtocol();
        try (dev.rondo.Runner runner = virtual.runner()) {
            runner.run(() -> {
                ByteStream broken =
                        new Wrapped(MemoryStream.pair().first()) {
                            @Override
                            public int tryWrite(ByteBuffer source) {
                                throw failure;
                            }
                        };
                Transport transport = Transport.over(broken, protocol);
                transport.write(bytes("x"));
                protocol.awaitCall("lost");
                Rondo.sleep(0);
            });
        }
        assertThat(protocol.failure()).containsSame(failure);
        assertThat(virtual.reports().getFirst().message())
                .startsWith("Fatal write error on transport");
    }

    @Test
    void otherThreadsAreRefused() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    assertThatThrownBy(() -> Rondo.toThread(() -> transport.write(new byte[1])))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageStartingWith("Non-thread-safe operation");
                    assertThatThrownBy(() -> Rondo.toThread(transport::close))
                            .isInstanceOf(IllegalStateException.class);
                    assertThat(transport.isClosing()).isFalse();
                });
    }
}
