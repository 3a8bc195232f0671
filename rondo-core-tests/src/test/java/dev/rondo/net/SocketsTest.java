package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.gather;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.net.Channels.bytes;
import static dev.rondo.net.Channels.datagrams;
import static dev.rondo.net.Channels.listening;
import static dev.rondo.net.Channels.on;
import static dev.rondo.net.Channels.text;
import static dev.rondo.net.Channels.unconnected;
import static dev.rondo.net.Sockets.sockAccept;
import static dev.rondo.net.Sockets.sockConnect;
import static dev.rondo.net.Sockets.sockRecv;
import static dev.rondo.net.Sockets.sockRecvFrom;
import static dev.rondo.net.Sockets.sockSendAll;
import static dev.rondo.net.Sockets.sockSendTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Poller;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.net.Channels.Pair;
import dev.rondo.stream.BrokenPipeException;
import dev.rondo.stream.ConnectionRefusedException;
import dev.rondo.stream.ConnectionResetException;
import dev.rondo.stream.StreamClosedException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Raw operations on channels of the JDK, with each poller. */
class SocketsTest {
    private static final int HUGE = 4 << 20; // more than any socket buffer holds

    static Stream<Supplier<Poller>> pollers() {
        return Channels.pollers();
    }

    /** Reads up to the end. */
    private static byte[] readAll(SocketChannel channel) {
        ByteBuffer all = ByteBuffer.allocate(HUGE + 1);
        while (sockRecv(channel, all) >= 0) {}
        return java.util.Arrays.copyOf(all.array(), all.position());
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void clientAndServerTalk(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (ServerSocketChannel server = listening();
                            SocketChannel client = unconnected()) {
                        Task<SocketChannel> accepting = createTask(() -> sockAccept(server));
                        sockConnect(client, server.getLocalAddress());
                        try (SocketChannel served = accepting.await()) {
                            assertThat(served.isBlocking()).isFalse();
                            ByteBuffer received = ByteBuffer.allocate(100);
                            Task<Integer> receiving = createTask(() -> sockRecv(served, received));
                            sleep(0);
                            sockSendAll(client, bytes("ping"));
                            assertThat(receiving.await()).isEqualTo(4);
                            assertThat(text(received)).isEqualTo("ping");
                            client.shutdownOutput();
                            assertThat(sockRecv(served, ByteBuffer.allocate(1))).isEqualTo(-1);
                        }
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void theyTalkOverASocketFile(Supplier<Poller> poller, @TempDir Path folder) throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
        on(
                poller,
                () -> {
                    try (ServerSocketChannel server =
                                    ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                            SocketChannel client =
                                    SocketChannel.open(StandardProtocolFamily.UNIX)) {
                        server.bind(address);
                        server.configureBlocking(false);
                        client.configureBlocking(false);
                        Task<SocketChannel> accepting = createTask(() -> sockAccept(server));
                        sockConnect(client, address);
                        try (SocketChannel served = accepting.await()) {
                            sockSendAll(served, bytes("hello"));
                        }
                        ByteBuffer received = ByteBuffer.allocate(100);
                        while (sockRecv(client, received) > 0) {}
                        assertThat(text(received)).isEqualTo("hello");
                    }
                    Files.delete(address.getPath());
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void hostNamesAreLookedUp(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (ServerSocketChannel server = listening();
                            SocketChannel client = unconnected()) {
                        int port = server.socket().getLocalPort();
                        sockConnect(client, InetSocketAddress.createUnresolved("127.0.0.1", port));
                        assertThat(client.isConnected()).isTrue();
                        sockAccept(server).close();
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void refusedConnectionIsTold(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    SocketAddress gone;
                    try (ServerSocketChannel server = listening()) {
                        gone = server.getLocalAddress();
                    }
                    SocketChannel client = unconnected();
                    assertThatThrownBy(() -> sockConnect(client, gone))
                            .isInstanceOf(ConnectionRefusedException.class);
                    assertThat(client.isOpen()).isFalse();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void hugeContentArrivesWhole(Supplier<Poller> poller) throws Exception {
        byte[] content = new byte[HUGE];
        new java.util.Random(1).nextBytes(content);
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open()) {
                        Task<byte[]> receiving = createTask(() -> readAll(pair.far()));
                        ByteBuffer source = ByteBuffer.wrap(content);
                        sockSendAll(pair.near(), source);
                        assertThat(source.hasRemaining()).isFalse();
                        pair.near().shutdownOutput();
                        assertThat(receiving.await()).isEqualTo(content);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void channelInBlockingModeIsRefused(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open();
                            ServerSocketChannel server = ServerSocketChannel.open();
                            DatagramChannel datagrams = DatagramChannel.open()) {
                        SocketChannel blocking = pair.near();
                        blocking.configureBlocking(true);
                        SocketAddress address = blocking.getLocalAddress();
                        ByteBuffer buffer = ByteBuffer.allocate(1);
                        for (dev.rondo.Action<?> call :
                                java.util.List.<dev.rondo.Action<?>>of(
                                        () -> sockRecv(blocking, buffer),
                                        () -> sockSendAll(blocking, buffer),
                                        () -> sockConnect(blocking, address),
                                        () -> sockAccept(server),
                                        () -> sockRecvFrom(datagrams, buffer),
                                        () -> sockSendTo(datagrams, buffer, address),
                                        () -> Sockets.addReader(blocking, () -> {}),
                                        () -> Sockets.addWriter(blocking, () -> {}))) {
                            assertThatThrownBy(call::run)
                                    .isInstanceOf(IllegalArgumentException.class)
                                    .hasMessageContaining("the socket must be non-blocking");
                        }
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void cancelledReceiveLosesNoByte(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open()) {
                        ByteBuffer first = ByteBuffer.allocate(10);
                        Task<Integer> receiving = createTask(() -> sockRecv(pair.near(), first));
                        sleep(0);
                        pair.far().write(bytes("abc"));
                        receiving.cancel();
                        assertThatThrownBy(receiving::await).isInstanceOf(CancelledError.class);
                        assertThat(first.position()).isZero();
                        ByteBuffer second = ByteBuffer.allocate(10);
                        assertThat(sockRecv(pair.near(), second)).isEqualTo(3);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void cancelledSendSaysWhatWasSent(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open()) {
                        ByteBuffer source = ByteBuffer.allocate(16 << 20);
                        Task<?> sending = createTask(() -> sockSendAll(pair.near(), source));
                        sleep(0);
                        sending.cancel();
                        assertThatThrownBy(sending::await).isInstanceOf(CancelledError.class);
                        assertThat(source.position()).isPositive();
                        assertThat(source.hasRemaining()).isTrue();
                        pair.near().shutdownOutput();
                        long received = 0;
                        ByteBuffer target = ByteBuffer.allocate(1 << 20);
                        for (int n = sockRecv(pair.far(), target);
                                n >= 0;
                                n = sockRecv(pair.far(), target.clear())) {
                            received += n;
                        }
                        assertThat(received).isEqualTo(source.position());
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void cancelledAcceptLosesNoConnection(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (ServerSocketChannel server = listening();
                            SocketChannel client = unconnected()) {
                        Task<SocketChannel> accepting = createTask(() -> sockAccept(server));
                        sleep(0);
                        accepting.cancel();
                        assertThatThrownBy(accepting::await).isInstanceOf(CancelledError.class);
                        gather(
                                        createTask(() ->
                                                sockConnect(client, server.getLocalAddress())),
                                        createTask(() -> sockAccept(server).close()))
                                .await();
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void closingEndsTheWaits(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open();
                            ServerSocketChannel server = listening()) {
                        Task<?> receiving =
                                createTask(() -> sockRecv(pair.near(), ByteBuffer.allocate(1)));
                        Task<?> sending =
                                createTask(() ->
                                        sockSendAll(pair.near(), ByteBuffer.allocate(16 << 20)));
                        Task<?> accepting = createTask(() -> sockAccept(server));
                        sleep(0);
                        pair.near().close();
                        server.close();
                        assertThatThrownBy(receiving::await)
                                .isInstanceOf(StreamClosedException.class);
                        assertThatThrownBy(sending::await)
                                .isInstanceOf(StreamClosedException.class);
                        assertThatThrownBy(accepting::await)
                                .isInstanceOf(StreamClosedException.class);
                        assertThatThrownBy(() -> sockRecv(pair.near(), ByteBuffer.allocate(1)))
                                .isInstanceOf(StreamClosedException.class);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void secondTaskInOneDirectionIsRefused(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open()) {
                        Task<Integer> receiving =
                                createTask(() -> sockRecv(pair.near(), ByteBuffer.allocate(9)));
                        sleep(0);
                        pair.far().write(bytes("x"));
                        assertThatThrownBy(() -> sockRecv(pair.near(), ByteBuffer.allocate(1)))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("another task waits for it");
                        assertThatThrownBy(() -> Sockets.addReader(pair.near(), () -> {}))
                                .isInstanceOf(IllegalStateException.class);
                        sockSendAll(pair.near(), bytes("the other direction is free"));
                        assertThat(receiving.await()).isEqualTo(1);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void writingToAPeerThatIsGoneFails(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open()) {
                        pair.far().close();
                        assertThatThrownBy(
                                        () -> {
                                            while (true) {
                                                sockSendAll(
                                                        pair.near(), ByteBuffer.allocate(1 << 20));
                                            }
                                        })
                                .isInstanceOfAny(
                                        BrokenPipeException.class, ConnectionResetException.class);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void datagramsGoToAndFro(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (DatagramChannel one = datagrams();
                            DatagramChannel two = datagrams()) {
                        ByteBuffer target = ByteBuffer.allocate(100);
                        Task<SocketAddress> receiving = createTask(() -> sockRecvFrom(two, target));
                        sleep(0);
                        assertThat(sockSendTo(one, bytes("hello"), two.getLocalAddress()))
                                .isEqualTo(5);
                        assertThat(receiving.await()).isEqualTo(one.getLocalAddress());
                        assertThat(text(target)).isEqualTo("hello");
                        Task<Integer> empty =
                                createTask(() -> sockRecv(two, ByteBuffer.allocate(10)));
                        sleep(0);
                        assertThat(sockSendTo(one, ByteBuffer.allocate(0), two.getLocalAddress()))
                                .isZero();
                        assertThat(empty.await()).isZero();
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void pipesWork(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Pipe pipe = Pipe.open();
                    pipe.source().configureBlocking(false);
                    pipe.sink().configureBlocking(false);
                    ByteBuffer target = ByteBuffer.allocate(10);
                    Task<Integer> receiving = createTask(() -> sockRecv(pipe.source(), target));
                    sleep(0);
                    sockSendAll(pipe.sink(), bytes("abc"));
                    assertThat(receiving.await()).isEqualTo(3);
                    pipe.sink().close();
                    assertThat(sockRecv(pipe.source(), target)).isEqualTo(-1);
                    pipe.source().close();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void channelsOutliveTheLoop(Supplier<Poller> poller) throws Exception {
        try (Pair pair = Pair.open()) {
            for (int i = 0; i < 2; i++) {
                on(
                        poller,
                        () -> {
                            Task<Integer> receiving =
                                    createTask(() -> sockRecv(pair.near(), ByteBuffer.allocate(9)));
                            sleep(0);
                            sockSendAll(pair.far(), bytes("x"));
                            assertThat(receiving.await()).isEqualTo(1);
                        });
            }
            assertThat(pair.near().isOpen()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void nothingIsLeftOpen(Supplier<Poller> poller) throws Exception {
        on(poller, SocketsTest::waitOnceAndClose); // what the JDK opens once
        long before = Channels.open();
        for (int i = 0; i < 5; i++) {
            on(poller, SocketsTest::waitOnceAndClose);
        }
        assertThat(Channels.open()).isLessThanOrEqualTo(before);
    }

    private static void waitOnceAndClose() throws Exception {
        try (Pair pair = Pair.open()) {
            Task<Integer> receiving =
                    createTask(() -> sockRecv(pair.near(), ByteBuffer.allocate(9)));
            sleep(0);
            sockSendAll(pair.far(), bytes("x"));
            receiving.await();
        }
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void closedChannelIsGivenBackAtOnce(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open()) {
                        Task<Integer> receiving =
                                createTask(() -> sockRecv(pair.near(), ByteBuffer.allocate(9)));
                        sleep(0);
                        receiving.cancel();
                        pair.near().close();
                        // The peer sees the end, so the system's socket is closed indeed.
                        assertThat(sockRecv(pair.far(), ByteBuffer.allocate(1))).isEqualTo(-1);
                        Rondo.waitAll(java.util.List.of(receiving));
                    }
                });
    }
}
