package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.waitAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Action;
import dev.rondo.CancelledError;
import dev.rondo.Future;
import dev.rondo.Rondo;
import dev.rondo.Runner;
import dev.rondo.Task;
import dev.rondo.testing.CapturedLog;
import dev.rondo.testing.VirtualLoop;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a transport tells its protocol, on memory. */
class TransportTest {
    /** A test's body; the far end is a bare stream. */
    interface Scenario<P> {
        void run(Transport transport, P protocol, MemoryStream far) throws Exception;
    }

    static <P extends StreamProtocol> void scenario(P protocol, Scenario<P> body) throws Exception {
        VirtualLoop.run(main(protocol, body));
    }

    /** Runs a scenario whose reports are looked at afterwards. */
    static <P extends StreamProtocol> VirtualLoop reporting(P protocol, Scenario<P> body)
            throws Exception {
        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.run(main(protocol, body));
        }
        return virtual;
    }

    private static <P extends StreamProtocol> Action<Exception> main(P protocol, Scenario<P> body) {
        return () -> {
            MemoryStream.Pair pair = MemoryStream.pair(100);
            Transport transport = Transport.over(pair.first(), protocol);
            try {
                body.run(transport, protocol, pair.second());
            } finally {
                transport.abort();
            }
        };
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(bytes(text));
    }

    /** Lets everything happen that is ready. */
    static void settle() {
        for (int i = 0; i < 10; i++) {
            sleep(0);
        }
    }

    @Test
    void connectionMadeComesFirstAndBeforeTheTransportIsReturned() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    assertThat(protocol.calls()).containsExactly("made");
                    assertThat(protocol.transport()).isSameAs(transport);
                    assertThat(transport.protocol()).isSameAs(protocol);
                    assertThat(transport.isReading()).isTrue();
                    assertThat(transport.isClosing()).isFalse();
                });
    }

    @Test
    void bytesArriveInOrder() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    far.write(buffer("ab"));
                    settle();
                    far.write(buffer("cd"));
                    protocol.awaitText("abcd");
                    assertThat(protocol.calls()).containsExactly("made", "data", "data");
                });
    }

    @Test
    void endOfThePeerClosesTheTransport() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    far.write(buffer("bye"));
                    far.close();
                    protocol.awaitCall("lost");
                    assertThat(protocol.calls()).containsExactly("made", "data", "eof", "lost");
                    assertThat(protocol.failure()).isEmpty();
                    assertThat(transport.isClosing()).isTrue();
                });
    }

    @Test
    void protocolMayKeepItsDirectionOpenAfterThePeersEnd() throws Exception {
        RecordingProtocol keeping = new RecordingProtocol();
        keeping.keepOpen = true;
        scenario(
                keeping,
                (transport, protocol, far) -> {
                    far.writeEof();
                    protocol.awaitCall("eof");
                    settle();
                    assertThat(transport.isClosing()).isFalse();
                    transport.write(bytes("still here"));
                    ByteBuffer target = ByteBuffer.allocate(100);
                    assertThat(far.read(target)).isEqualTo(10);
                    transport.close();
                    protocol.awaitCall("lost");
                    assertThat(protocol.calls()).containsExactly("made", "eof", "lost");
                });
    }

    @Test
    void closeTellsTheProtocolOnce() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    transport.close();
                    assertThat(transport.isClosing()).isTrue();
                    assertThat(transport.isReading()).isFalse();
                    assertThat(protocol.calls()).as("not inside the call").containsExactly("made");
                    transport.close();
                    transport.abort();
                    settle();
                    assertThat(protocol.calls()).containsExactly("made", "lost");
                    assertThat(protocol.failure()).isEmpty();
                    assertThat(far.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                });
    }

    @Test
    void closedTransportIsNotToldOfBytesThatArriveLater() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    far.write(buffer("late"));
                    transport.close();
                    settle();
                    assertThat(protocol.calls()).containsExactly("made", "lost");
                });
    }

    @Test
    void closeInsideACallbackEndsTheConnectionAfterIt() throws Exception {
        RecordingProtocol closing =
                new RecordingProtocol() {
                    @Override
                    public void dataReceived(byte[] data) throws Exception {
                        transport().close();
                        record("after close");
                    }
                };
        scenario(
                closing,
                (transport, protocol, far) -> {
                    far.write(buffer("x"));
                    protocol.awaitCall("lost");
                    assertThat(protocol.calls()).containsExactly("made", "after close", "lost");
                });
    }

    @Test
    void abortTellsTheProtocolWithoutAFailure() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    transport.write(new byte[1000]); // more than the window
                    transport.abort();
                    assertThat(transport.buffered()).isZero();
                    settle();
                    assertThat(protocol.calls()).containsExactly("made", "lost");
                    assertThat(protocol.failure()).isEmpty();
                    assertThatThrownBy(() -> far.read(ByteBuffer.allocate(1)))
                            .isInstanceOf(ConnectionResetException.class);
                });
    }

    @Test
    void callbackMaySuspendAndTheNextOneWaits() throws Exception {
        RecordingProtocol slow =
                new RecordingProtocol() {
                    @Override
                    public void dataReceived(byte[] data) throws Exception {
                        record("begin " + new String(data, StandardCharsets.UTF_8));
                        sleep(1);
                        record("end");
                    }
                };
        scenario(
                slow,
                (transport, protocol, far) -> {
                    far.write(buffer("a"));
                    settle();
                    far.write(buffer("b"));
                    far.close();
                    protocol.awaitCall("lost");
                    assertThat(protocol.calls())
                            .containsExactly(
                                    "made", "begin a", "end", "begin b", "end", "eof", "lost");
                });
    }

    @Test
    void closeDuringACallbackThatSuspendsDoesNotCutItShort() throws Exception {
        RecordingProtocol slow =
                new RecordingProtocol() {
                    @Override
                    public void dataReceived(byte[] data) throws Exception {
                        sleep(1);
                        record("end");
                    }
                };
        scenario(
                slow,
                (transport, protocol, far) -> {
                    far.write(buffer("a"));
                    settle();
                    transport.close();
                    protocol.awaitCall("lost");
                    assertThat(protocol.calls()).containsExactly("made", "end", "lost");
                });
    }

    @Test
    void pausedTransportKeepsBytesWithThePeer() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    transport.pauseReading();
                    transport.pauseReading();
                    assertThat(transport.isReading()).isFalse();
                    far.write(buffer("later"));
                    settle();
                    assertThat(protocol.calls()).containsExactly("made");
                    assertThat(far.tryWrite(ByteBuffer.allocate(200)))
                            .as("nothing was read: the window is taken")
                            .isEqualTo(95);
                    transport.resumeReading();
                    transport.resumeReading();
                    assertThat(transport.isReading()).isTrue();
                    protocol.await(() -> protocol.length() == 100);
                    transport.pauseReading();
                    transport.close();
                    assertThat(transport.isReading()).isFalse();
                    transport.resumeReading();
                    assertThat(transport.isReading()).as("it is closing").isFalse();
                });
    }

    @Test
    void pauseInConnectionMadeHoldsTheFirstBytes() throws Exception {
        RecordingProtocol pausing =
                new RecordingProtocol() {
                    @Override
                    public void connectionMade(Transport transport) throws Exception {
                        super.connectionMade(transport);
                        transport.pauseReading();
                    }
                };
        scenario(
                pausing,
                (transport, protocol, far) -> {
                    far.write(buffer("x"));
                    settle();
                    assertThat(protocol.calls()).containsExactly("made");
                    transport.resumeReading();
                    protocol.awaitText("x");
                });
    }

    @Test
    void pauseDuringAReadThatHoldsABufferKeepsWhatItFound() throws Exception {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(100);
            RecordingProtocol protocol = new RecordingProtocol();
            Transport transport = Transport.over(new NeverWaits(pair.first()), protocol);
            settle();
            transport.pauseReading();
            pair.second().write(buffer("held"));
            settle();
            assertThat(protocol.calls()).containsExactly("made");
            transport.resumeReading();
            protocol.awaitText("held");
            transport.abort();
        });
    }

    @Test
    void anotherProtocolMayTakeOver() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    far.write(buffer("one"));
                    protocol.awaitText("one");
                    RecordingProtocol next = new RecordingProtocol();
                    transport.setProtocol(next);
                    far.write(buffer("two"));
                    next.awaitText("two");
                    transport.close();
                    next.awaitCall("lost");
                    assertThat(next.calls()).containsExactly("data", "lost");
                    assertThat(protocol.calls()).containsExactly("made", "data");
                });
    }

    @Test
    void cancellationWhileItIsMadeLeavesNothing() throws Exception {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            Future<Void> gate = Rondo.createFuture();
            RecordingProtocol waiting =
                    new RecordingProtocol() {
                        @Override
                        public void connectionMade(Transport transport) throws Exception {
                            super.connectionMade(transport);
                            gate.await();
                        }
                    };
            Task<Transport> task = createTask(() -> Transport.over(pair.first(), waiting));
            settle();
            task.cancel();
            waitAll(List.of(task));
            assertThat(task.cancelled()).isTrue();
            gate.setResult(null);
            waiting.awaitCall("lost");
            assertThat(pair.first().isClosed()).isTrue();
        });
    }

    @Test
    void endOfTheRunAbortsTransportsThatWereLeft() throws Exception {
        RecordingProtocol protocol = new RecordingProtocol();
        VirtualLoop.run(() -> Transport.over(MemoryStream.pair().first(), protocol));
        assertThat(protocol.calls()).containsExactly("made", "lost");
        assertThat(protocol.failure()).isEmpty();
    }

    @Test
    void transportThatWasNeverClosedIsNamedInDebugMode() throws Exception {
        VirtualLoop virtual = new VirtualLoop();
        virtual.loop().setDebug(true);
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Transport closed = Transport.over(MemoryStream.pair().first(), new Protocol() {});
                closed.close();
                settle();
                Transport.over(MemoryStream.pair().first(), new Protocol() {});
            });
        }
        assertThat(virtual.reports()).hasSize(1);
        assertThat(virtual.reports().getFirst().message())
                .startsWith("unclosed transport <Transport reading");
    }

    @Test
    void cancellationThatACallbackThrowsItselfIsAFailure() throws Exception {
        RecordingProtocol throwing =
                new RecordingProtocol() {
                    @Override
                    public void dataReceived(byte[] data) {
                        Future<Void> cancelled = Rondo.createFuture();
                        cancelled.cancel();
                        cancelled.await();
                    }
                };
        VirtualLoop virtual =
                reporting(
                        throwing,
                        (transport, protocol, far) -> {
                            far.write(buffer("x"));
                            protocol.awaitCall("lost");
                            assertThat(protocol.failure().orElseThrow())
                                    .isInstanceOf(CancelledError.class);
                        });
        assertThat(virtual.reports()).hasSize(1);
    }

    @Test
    void eofThatIsToBeKeptOpenClosesAStreamWithoutHalves() throws Exception {
        RecordingProtocol keeping = new RecordingProtocol();
        keeping.keepOpen = true;
        try (CapturedLog log = new CapturedLog()) {
            VirtualLoop.run(() -> {
                MemoryStream.Pair pair = MemoryStream.pair();
                Transport transport = Transport.over(new NoHalves(pair.first()), keeping);
                assertThat(transport.canWriteEof()).isFalse();
                assertThatThrownBy(transport::writeEof)
                        .isInstanceOf(UnsupportedOperationException.class);
                pair.second().writeEof();
                keeping.awaitCall("lost");
            });
            assertThat(log.messages())
                    .containsExactly(
                            "returning true from eofReceived() has no effect when using TLS");
        }
    }

    @Test
    void textSaysWhatItIsDoing() throws Exception {
        scenario(
                new RecordingProtocol(),
                (transport, protocol, far) -> {
                    assertThat(transport)
                            .hasToString(
                                    "<Transport reading buffered=0 over <MemoryStream in=0"
                                            + " out=0>>");
                    transport.pauseReading();
                    assertThat(transport.toString()).startsWith("<Transport paused");
                    transport.write(new byte[150]);
                    transport.close();
                    assertThat(transport.toString()).startsWith("<Transport closing buffered=50");
                    transport.abort();
                    assertThat(transport.toString()).startsWith("<Transport closed");
                    assertThat(transport.info()).isEqualTo(StreamInfo.none());
                });
    }
}
