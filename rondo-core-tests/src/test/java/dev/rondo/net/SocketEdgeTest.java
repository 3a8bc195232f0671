package dev.rondo.net;

import static dev.rondo.Rondo.toThread;
import static dev.rondo.net.SystemSockets.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.ConnectionResetException;
import dev.rondo.stream.DatagramOptions;
import dev.rondo.stream.DatagramProtocol;
import dev.rondo.stream.DatagramTransport;
import dev.rondo.stream.Datagrams;
import dev.rondo.stream.Ends;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.StreamException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Buffers and addresses that no socket can use, and a socket that broke. With each poller. */
class SocketEdgeTest {
    private static final SystemNetwork NETWORK = SystemNetwork.instance();
    private static final SocketAddress UNRESOLVED =
            InetSocketAddress.createUnresolved("localhost", 9);
    private static final SocketAddress HERE =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
    private static final SocketAddress FILE = UnixDomainSocketAddress.of("/does/not/exist");
    private static final SocketAddress NO_PATH = UnixDomainSocketAddress.of("");
    private static final SocketAddress LONG_PATH =
            UnixDomainSocketAddress.of("/" + "x".repeat(108));

    private static ConnectOptions from(SocketAddress local) {
        return ConnectOptions.defaults().withLocal(local);
    }

    private static DatagramOptions at(SocketAddress local) {
        return DatagramOptions.defaults().withLocal(local);
    }

    @ParameterizedTest
    @EnumSource
    void readOnlyBufferIsRefusedAndTakesNoByte(OnPoller poller) throws Exception {
        poller.run(() -> {
            Ends ends = SystemSockets.connect(tcp());
            ends.far().write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            for (ByteBuffer target :
                    List.of(ByteBuffer.allocate(1), ByteBuffer.allocateDirect(1))) {
                assertThatThrownBy(() -> ends.near().read(target.asReadOnlyBuffer()))
                        .isInstanceOf(ReadOnlyBufferException.class);
                assertThat(target.get(0)).isZero();
            }
            ByteBuffer target = ByteBuffer.allocate(10);
            assertThat(ends.near().read(target)).isEqualTo(3);
            assertThat(target.get(0)).isEqualTo((byte) 1);
            ends.near().close();
            ends.far().close();
        });
    }

    @ParameterizedTest
    @EnumSource
    void readOnlyBufferTakesNoByteOfAChannelEither(OnPoller poller) throws Exception {
        poller.run(() -> {
            Channels.Pair pair = Channels.Pair.open();
            try (SocketChannel near = pair.near();
                    SocketChannel far = pair.far()) {
                Sockets.sockSendAll(far, ByteBuffer.wrap(new byte[] {1, 2, 3}));
                assertThatThrownBy(() ->
                                Sockets.sockRecv(near, ByteBuffer.allocate(1).asReadOnlyBuffer()))
                        .isInstanceOf(ReadOnlyBufferException.class);
                assertThat(Sockets.sockRecv(near, ByteBuffer.allocate(10))).isEqualTo(3);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void endAfterAResetHasNothingLeftToEnd(OnPoller poller) throws Exception {
        poller.run(() -> {
            Ends ends = SystemSockets.connect(tcp());
            ends.far().abort();
            assertThatThrownBy(() -> ends.near().read(ByteBuffer.allocate(1)))
                    .isInstanceOf(ConnectionResetException.class);
            ends.near().writeEof();
            ends.near().close();
        });
    }

    @ParameterizedTest
    @EnumSource
    void addressesThatTheSocketCannotHaveAreRefused(OnPoller poller) throws Exception {
        poller.run(() -> {
            try (Datagrams datagrams =
                    NETWORK.datagrams(
                            at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))) {
                ByteBuffer data = ByteBuffer.allocate(1);
                List<ThrowingCallable> calls =
                        List.of(
                                () -> NETWORK.connect(HERE, from(UNRESOLVED)),
                                () -> NETWORK.connect(HERE, from(FILE)),
                                () -> NETWORK.connect(FILE, from(HERE)),
                                () -> NETWORK.connect(NO_PATH, ConnectOptions.defaults()),
                                () -> NETWORK.listen(NO_PATH, ListenOptions.defaults()),
                                () -> NETWORK.datagrams(at(UNRESOLVED)),
                                () ->
                                        NETWORK.datagrams(
                                                DatagramOptions.defaults().withPeer(UNRESOLVED)),
                                () -> NETWORK.datagrams(at(HERE).withPeer(FILE)),
                                () -> datagrams.send(data, UNRESOLVED),
                                () -> datagrams.send(data, LONG_PATH),
                                () -> datagrams.send(data, FILE));
                for (int i = 0; i < calls.size(); i++) {
                    assertThatThrownBy(calls.get(i))
                            .as("call " + i)
                            .isInstanceOf(IllegalArgumentException.class);
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void pathThatIsTooLongIsTheSystemsRefusal(OnPoller poller) throws Exception {
        poller.run(() -> {
            assertThatThrownBy(() -> NETWORK.connect(LONG_PATH, ConnectOptions.defaults()))
                    .isInstanceOf(StreamException.class)
                    .hasMessageContaining("path");
            assertThatThrownBy(() -> NETWORK.listen(LONG_PATH, ListenOptions.defaults()))
                    .isInstanceOf(StreamException.class)
                    .hasMessageContaining("path");
        });
    }

    @ParameterizedTest
    @EnumSource
    void datagramTransportRefusesOtherThreadsAndIsNotDisturbed(OnPoller poller) throws Exception {
        poller.run(() -> {
            DatagramTransport transport =
                    DatagramTransport.over(
                            NETWORK.datagrams(
                                    at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))),
                            new DatagramProtocol() {});
            List<ThrowingCallable> calls =
                    List.of(
                            () -> transport.sendTo(new byte[1], HERE),
                            transport::close,
                            transport::abort);
            toThread(() ->
                    calls.forEach(call ->
                            assertThatThrownBy(call)
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasMessageContaining("Use callSoonThreadsafe()")));
            assertThat(transport.isClosing()).isFalse();
            transport.close();
            OnPoller.passes(3);
        });
    }
}
