package dev.rondo.stream;

import static dev.rondo.stream.TransportTest.bytes;
import static dev.rondo.stream.TransportTest.settle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Future;
import dev.rondo.Rondo;
import dev.rondo.Runner;
import dev.rondo.TimeoutException;
import dev.rondo.testing.CapturedLog;
import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a datagram transport does, on a socket that is made up. */
class DatagramTransportTest {
    private static final SocketAddress PEER = InetSocketAddress.createUnresolved("peer", 1);
    private static final SocketAddress OTHER = InetSocketAddress.createUnresolved("other", 2);

    /** Sends while it is let, and receives what is put into it. */
    private static final class FakeDatagrams implements Datagrams {
        final List<String> sent = new ArrayList<>();
        final Deque<Object> arriving = new ArrayDeque<>(); // datagrams and failures
        RuntimeException refusal;
        boolean full;
        Optional<SocketAddress> peer = Optional.empty();
        boolean closed;
        private Future<Void> reader;
        private Future<Void> writer;

        void arrive(Object what) {
            arriving.add(what);
            wake();
        }

        void empty() {
            full = false;
            wake();
        }

        private void wake() {
            finish(reader);
            finish(writer);
        }

        private static void finish(Future<Void> waiting) {
            if (waiting != null && !waiting.done()) {
                waiting.setResult(null);
            }
        }

        @Override
        public Datagram receive() {
            while (arriving.isEmpty() && !closed) {
                reader = Rondo.createFuture();
                reader.await();
            }
            if (closed) {
                throw new StreamClosedException("receive on", this, "it is closed", null);
            }
            Object next = arriving.remove();
            if (next instanceof RuntimeException failure) {
                throw failure;
            }
            return (Datagram) next;
        }

        @Override
        public boolean trySend(ByteBuffer data, SocketAddress to) {
            if (refusal != null) {
                throw refusal;
            }
            if (!full) {
                byte[] copy = new byte[data.remaining()];
                data.get(copy);
                sent.add(new String(copy) + (to == PEER ? "" : " to " + to));
            }
            return !full;
        }

        @Override
        public boolean trySend(ByteBuffer data) {
            return trySend(data, PEER);
        }

        @Override
        public void send(ByteBuffer data, SocketAddress to) {
            while (!trySend(data, to)) {
                writer = Rondo.createFuture();
                writer.await();
                if (closed) {
                    throw new StreamClosedException("send to", to, "it is closed", null);
                }
            }
        }

        @Override
        public void send(ByteBuffer data) {
            send(data, PEER);
        }

        @Override
        public SocketAddress address() {
            return OTHER;
        }

        @Override
        public Optional<SocketAddress> peer() {
            return peer;
        }

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public void close() {
            closed = true;
            wake();
        }
    }

    /** Writes down what it is told. */
    private static class Recorder implements DatagramProtocol {
        final List<String> calls = new ArrayList<>();
        Optional<Throwable> failure = Optional.empty();

        @Override
        public void connectionMade(DatagramTransport transport) {
            calls.add("made");
        }

        @Override
        public void datagramReceived(byte[] data, SocketAddress from) throws Exception {
            calls.add(new String(data) + " from " + from);
        }

        @Override
        public void errorReceived(StreamException failure) {
            calls.add("error " + failure.getMessage());
        }

        @Override
        public void connectionLost(Optional<Throwable> failure) {
            this.failure = failure;
            calls.add("lost");
        }

        @Override
        public void pauseWriting() {
            calls.add("pause");
        }

        @Override
        public void resumeWriting() {
            calls.add("resume");
        }
    }

    private interface Scenario {
        void run(DatagramTransport transport, Recorder protocol, FakeDatagrams fake)
                throws Exception;
    }

    private static VirtualLoop scenario(Recorder protocol, Scenario body) throws Exception {
        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                FakeDatagrams fake = new FakeDatagrams();
                DatagramTransport transport = DatagramTransport.over(fake, protocol);
                body.run(transport, protocol, fake);
                transport.abort();
            });
        }
        return virtual;
    }

    private static void quiet(Scenario body) throws Exception {
        scenario(new Recorder(), body).assertNoReports();
    }

    private static Datagram datagram(String text) {
        return new Datagram(ByteBuffer.wrap(bytes(text)), PEER);
    }

    private static StreamException failure(String reason) {
        return new ConnectionRefusedException("send to", PEER, reason, new IOException(reason));
    }

    @Test
    void messagesArriveWithTheirSenders() throws Exception {
        quiet((transport, protocol, fake) -> {
            assertThat(protocol.calls).containsExactly("made");
            fake.arrive(datagram("one"));
            fake.arrive(datagram(""));
            settle();
            assertThat(protocol.calls).containsExactly("made", "one from " + PEER, " from " + PEER);
        });
    }

    @Test
    void errorOfAMessageIsToldAndTheTransportGoesOn() throws Exception {
        quiet((transport, protocol, fake) -> {
            StreamException refused = failure("refused");
            fake.arrive(refused);
            fake.arrive(datagram("after"));
            settle();
            assertThat(protocol.calls)
                    .containsExactly("made", "error " + refused.getMessage(), "after from " + PEER);
        });
    }

    @Test
    void failureThatIsNotTheWorldsEndsTheTransport() throws Exception {
        IllegalArgumentException bug = new IllegalArgumentException("a bug");
        Recorder recorder = new Recorder();
        VirtualLoop virtual =
                scenario(
                        recorder,
                        (transport, protocol, fake) -> {
                            fake.arrive(bug);
                            settle();
                            assertThat(fake.closed).isTrue();
                        });
        assertThat(recorder.calls).containsExactly("made", "lost");
        assertThat(recorder.failure).containsSame(bug);
        assertThat(virtual.reports().getFirst().message())
                .startsWith("Fatal read error on datagram transport");
    }

    @Test
    void failureOfACallbackIsReportedAndTheTransportGoesOn() throws Exception {
        Recorder failing =
                new Recorder() {
                    @Override
                    public void datagramReceived(byte[] data, SocketAddress from) throws Exception {
                        super.datagramReceived(data, from);
                        throw new IOException("mine");
                    }
                };
        VirtualLoop virtual =
                scenario(
                        failing,
                        (transport, protocol, fake) -> {
                            fake.arrive(datagram("one"));
                            fake.arrive(datagram("two"));
                            settle();
                            assertThat(transport.isClosing()).isFalse();
                            assertThat(protocol.calls).hasSize(3);
                        });
        assertThat(virtual.reports()).hasSize(2);
        assertThat(virtual.reports().getFirst().message())
                .startsWith("protocol.datagramReceived() failed");
    }

    @Test
    void messageIsSentAtOnce() throws Exception {
        quiet((transport, protocol, fake) -> {
            transport.sendTo(bytes("one"), OTHER);
            transport.sendTo(new byte[0], OTHER);
            assertThat(fake.sent).containsExactly("one to " + OTHER, " to " + OTHER);
            assertThat(transport.buffered()).isZero();
        });
    }

    @Test
    void messagesThatMustWaitAreCopiedAndKeepTheirOrder() throws Exception {
        quiet((transport, protocol, fake) -> {
            fake.full = true;
            byte[] data = bytes("one");
            transport.send(data);
            data[0] = 'X';
            transport.sendTo(bytes("two"), OTHER);
            transport.send(new byte[0]);
            assertThat(transport.buffered()).isEqualTo(3 + 3 + 3 * 8);
            settle();
            assertThat(fake.sent).isEmpty();
            fake.empty();
            settle();
            assertThat(fake.sent).containsExactly("one", "two to " + OTHER, "");
            assertThat(transport.buffered()).isZero();
        });
    }

    @Test
    void protocolIsPausedAndResumed() throws Exception {
        quiet((transport, protocol, fake) -> {
            assertThat(transport.writeBufferLimits()).isEqualTo(WriteBufferLimits.below(65536));
            transport.setWriteBufferLimits(new WriteBufferLimits(0, 20));
            fake.full = true;
            transport.send(bytes("123456789012"));
            assertThat(protocol.calls).containsExactly("made");
            transport.send(bytes("x"));
            assertThat(protocol.calls).containsExactly("made", "pause");
            fake.empty();
            settle();
            assertThat(protocol.calls).containsExactly("made", "pause", "resume");
        });
    }

    @Test
    void connectedEndSendsToItsPeerOnly() throws Exception {
        VirtualLoop.run(() -> {
            FakeDatagrams fake = new FakeDatagrams();
            fake.peer = Optional.of(PEER);
            DatagramTransport transport = DatagramTransport.over(fake, new Recorder());
            transport.sendTo(bytes("one"), PEER);
            transport.send(bytes("two"));
            assertThat(fake.sent).containsExactly("one", "two");
            assertThatThrownBy(() -> transport.sendTo(bytes("three"), OTHER))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("Invalid address: ");
            assertThat(transport.peer()).contains(PEER);
            assertThat(transport.address()).isEqualTo(OTHER);
            transport.close();
        });
    }

    @Test
    void refusedMessageIsToldInsideTheCall() throws Exception {
        quiet((transport, protocol, fake) -> {
            fake.refusal = failure("too large");
            transport.send(bytes("x"));
            assertThat(protocol.calls)
                    .containsExactly("made", "error " + fake.refusal.getMessage());
            fake.refusal = null;
            transport.send(bytes("y"));
            assertThat(fake.sent).containsExactly("y");
        });
    }

    @Test
    void refusedMessageThatWaitedIsToldAndTheNextIsSent() throws Exception {
        quiet((transport, protocol, fake) -> {
            fake.full = true;
            transport.send(bytes("x"));
            transport.send(bytes("y"));
            settle();
            fake.refusal = failure("refused");
            fake.empty();
            settle();
            assertThat(protocol.calls).hasSize(3).last().asString().startsWith("error");
            assertThat(transport.isClosing()).isFalse();
            assertThat(transport.buffered()).isZero();
        });
    }

    @Test
    void bugInSendingEndsTheTransport() throws Exception {
        Recorder recorder = new Recorder();
        VirtualLoop virtual =
                scenario(
                        recorder,
                        (transport, protocol, fake) -> {
                            fake.refusal = new IllegalArgumentException("a bug");
                            transport.send(bytes("x"));
                            settle();
                            assertThat(fake.closed).isTrue();
                        });
        assertThat(recorder.failure.orElseThrow()).hasMessage("a bug");
        assertThat(virtual.reports().getFirst().message())
                .startsWith("Fatal write error on datagram transport");
    }

    @Test
    void closeSendsWhatWaitsAndReceivesNoMore() throws Exception {
        quiet((transport, protocol, fake) -> {
            fake.full = true;
            transport.send(bytes("x"));
            transport.close();
            transport.close();
            fake.arrive(datagram("late"));
            settle();
            assertThat(protocol.calls).containsExactly("made");
            fake.empty();
            settle();
            assertThat(fake.sent).containsExactly("x");
            assertThat(protocol.calls).containsExactly("made", "lost");
            assertThat(fake.closed).isTrue();
        });
    }

    @Test
    void abortDropsWhatWaits() throws Exception {
        quiet((transport, protocol, fake) -> {
            fake.full = true;
            transport.send(bytes("x"));
            transport.abort();
            transport.abort();
            settle();
            assertThat(fake.sent).isEmpty();
            assertThat(transport.buffered()).isZero();
            assertThat(protocol.calls).containsExactly("made", "lost");
            assertThat(protocol.failure).isEmpty();
        });
    }

    @Test
    void sendingOnALostTransportWarnsFromTheFifthTimeOn() throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            quiet((transport, protocol, fake) -> {
                transport.close();
                for (int i = 0; i < 4; i++) {
                    transport.send(bytes("x"));
                }
                assertThat(log.messages()).isEmpty();
                transport.send(bytes("x"));
                assertThat(fake.sent).isEmpty();
            });
            assertThat(log.messages()).containsExactly("socket.send() raised exception.");
        }
    }

    @Test
    void anotherProtocolMayTakeOver() throws Exception {
        quiet((transport, protocol, fake) -> {
            Recorder next = new Recorder();
            assertThat(transport.protocol()).isSameAs(protocol);
            transport.setProtocol(next);
            fake.arrive(datagram("x"));
            settle();
            assertThat(next.calls).containsExactly("x from " + PEER);
        });
    }

    @Test
    void endThatWasNeverClosedIsNamedInDebugMode() throws Exception {
        VirtualLoop virtual = new VirtualLoop();
        virtual.loop().setDebug(true);
        Recorder protocol = new Recorder();
        FakeDatagrams fake = new FakeDatagrams();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                DatagramTransport.over(fake, protocol);
            });
        }
        assertThat(virtual.reports()).hasSize(1);
        assertThat(virtual.reports().getFirst().message())
                .startsWith("unclosed transport <DatagramTransport open");
        assertThat(protocol.calls).containsExactly("made", "lost");
        assertThat(fake.closed).isTrue();
    }

    @Test
    void transportThatGetsNoTaskLeavesNothingOpen() {
        VirtualLoop.run(() -> {
            FakeDatagrams datagrams = new FakeDatagrams();
            Refusing.after(0, new IllegalStateException("no more tasks"));
            assertThatThrownBy(() -> DatagramTransport.over(datagrams, new DatagramProtocol() {}))
                    .hasMessage("no more tasks");
            Refusing.end();
            assertThat(datagrams.closed).isTrue();
        });
    }

    @Test
    void errorOfATaskFactoryLeavesMessagesToTheNext() {
        VirtualLoop.run(() -> {
            FakeDatagrams datagrams = new FakeDatagrams();
            DatagramTransport transport =
                    DatagramTransport.over(datagrams, new DatagramProtocol() {});
            datagrams.full = true;
            Refusing.after(0, new AssertionError("no more tasks"));
            assertThatThrownBy(() -> transport.sendTo(bytes("one"), PEER))
                    .hasMessage("no more tasks");
            Refusing.end();
            transport.sendTo(bytes("two"), PEER);
            datagrams.empty();
            settle();
            assertThat(datagrams.sent).hasSize(2);
            transport.abort();
        });
    }

    @Test
    void peerThatTakesNothingForAMinuteIsGivenUpByAClose() {
        VirtualLoop.run(() -> {
            FakeDatagrams datagrams = new FakeDatagrams();
            List<Throwable> lost = new ArrayList<>();
            DatagramTransport transport =
                    DatagramTransport.over(
                            datagrams,
                            new DatagramProtocol() {
                                @Override
                                public void connectionLost(Optional<Throwable> failure) {
                                    lost.add(failure.orElseThrow());
                                }
                            });
            datagrams.full = true;
            transport.sendTo(bytes("one"), PEER);
            transport.close();
            Rondo.sleep(59);
            assertThat(datagrams.closed).isFalse();
            Rondo.sleep(2);
            assertThat(datagrams.closed).isTrue();
            assertThat(lost.getFirst())
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("nothing was sent for PT1M");
        });
    }
}
