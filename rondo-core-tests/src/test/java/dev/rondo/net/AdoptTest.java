package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.net.Channels.bytes;
import static dev.rondo.net.Channels.on;
import static dev.rondo.net.Net.adopt;
import static dev.rondo.net.Net.openConnection;
import static dev.rondo.net.Sockets.sockRecv;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Action;
import dev.rondo.Poller;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.net.Channels.Pair;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.Connection;
import dev.rondo.stream.Datagram;
import dev.rondo.stream.Datagrams;
import dev.rondo.stream.Listener;
import dev.rondo.stream.Server;
import dev.rondo.stream.StreamClosedException;
import dev.rondo.testing.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Channels that come from elsewhere become streams, listeners and ends for datagrams. */
class AdoptTest {
    static Stream<Supplier<Poller>> pollers() {
        return Channels.pollers();
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void channelIsSwitchedToNonBlockingAndBecomesAConnection(Supplier<Poller> poller)
            throws Exception {
        on(
                poller,
                () -> {
                    Pair pair = Pair.open();
                    pair.near().configureBlocking(true);
                    try (Connection near = adopt(pair.near());
                            Connection far = adopt(pair.far())) {
                        assertThat(pair.near().isBlocking()).isFalse();
                        Task<byte[]> line = createTask(() -> far.reader().readLine());
                        near.writer().write("hello\n");
                        assertThat(line.await()).asString().isEqualTo("hello\n");
                        assertThat(near.info().peer()).contains(pair.far().getLocalAddress());
                    }
                    assertThat(pair.near().isOpen()).isFalse();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void boundChannelServesConnections(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    ServerSocketChannel channel = Channels.listening();
                    channel.configureBlocking(false);
                    Server server =
                            new Server(
                                    List.of(adopt(channel)),
                                    connection ->
                                            connection
                                                    .writer()
                                                    .write(connection.reader().readLine()));
                    server.startServing();
                    for (int i = 0; i < 3; i++) {
                        try (Connection client =
                                openConnection(
                                        channel.getLocalAddress(), ConnectOptions.defaults())) {
                            client.writer().write("line\n");
                            assertThat(client.reader().readLine()).asString().isEqualTo("line\n");
                        }
                    }
                    server.close();
                    server.waitClosed();
                    assertThat(channel.isOpen()).isFalse();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void datagramChannelReceivesAndSends(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Datagrams one = adopt(Channels.datagrams());
                            Datagrams two = adopt(Channels.datagrams())) {
                        Task<Datagram> receiving = createTask(two::receive);
                        sleep(0);
                        one.send(bytes("hello"), two.address());
                        assertThat(receiving.await().bytes()).asString().isEqualTo("hello");
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void channelBelongsToItsStream(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Pair pair = Pair.open();
                    try (Connection near = adopt(pair.near());
                            SocketChannel far = pair.far()) {
                        assertThatThrownBy(() -> adopt(pair.near()))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("was adopted");
                        assertThatThrownBy(() -> sockRecv(pair.near(), ByteBuffer.allocate(1)))
                                .isInstanceOf(IllegalStateException.class);
                        for (Action<?> call :
                                List.<Action<?>>of(
                                        () -> Sockets.addReader(pair.near(), () -> {}),
                                        () -> Sockets.addWriter(pair.near(), () -> {}),
                                        () -> Sockets.removeReader(pair.near()),
                                        () -> Sockets.removeWriter(pair.near()))) {
                            assertThatThrownBy(call::run)
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasMessageContaining("belongs to its stream");
                        }
                        near.writer().write("x");
                        near.writer().drain();
                        assertThat(sockRecv(far, ByteBuffer.allocate(9))).isEqualTo(1);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void channelThatATaskWaitsForIsNotAdopted(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open()) {
                        Task<Integer> receiving =
                                createTask(() -> sockRecv(pair.near(), ByteBuffer.allocate(9)));
                        sleep(0);
                        assertThatThrownBy(() -> adopt(pair.near()))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("another task waits for it");
                        pair.far().write(bytes("x"));
                        receiving.await();
                        adopt(pair.near()).close();
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void whatCannotBeAStreamIsRefusedAndStaysOpen(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (SocketChannel unconnected = SocketChannel.open();
                            ServerSocketChannel unbound = ServerSocketChannel.open()) {
                        assertThatThrownBy(() -> adopt(unconnected))
                                .isInstanceOf(IllegalArgumentException.class);
                        assertThatThrownBy(() -> adopt(unbound))
                                .isInstanceOf(IllegalArgumentException.class);
                        assertThat(unconnected.isOpen()).isTrue();
                        assertThat(unconnected.isBlocking()).isTrue();
                        assertThat(unbound.isOpen()).isTrue();
                    }
                    DatagramChannel closed = Channels.datagrams();
                    closed.close();
                    assertThatThrownBy(() -> adopt(closed))
                            .isInstanceOf(StreamClosedException.class);
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void loopClosesWhatItAdopted(Supplier<Poller> poller) throws Exception {
        Pair pair = Pair.open();
        ServerSocketChannel server = Channels.listening();
        on(
                poller,
                () -> {
                    adopt(pair.near());
                    adopt(server);
                });
        assertThat(pair.near().isOpen()).isFalse();
        assertThat(server.isOpen()).isFalse();
        pair.far().close();
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void loopClosesSocketsThatWereNeverWaitedFor(Supplier<Poller> poller) throws Exception {
        on(poller, AdoptTest::leaveAllOpen);
        long before = Channels.open();
        for (int i = 0; i < 5; i++) {
            on(poller, AdoptTest::leaveAllOpen);
        }
        assertThat(Channels.open()).isLessThanOrEqualTo(before);
    }

    private static void leaveAllOpen() {
        SystemNetwork network = SystemNetwork.instance();
        Listener listener =
                network.listen(Channels.anyPort(), dev.rondo.stream.ListenOptions.defaults());
        ByteStream stream = network.connect(listener.address(), ConnectOptions.defaults());
        assertThat(stream.isClosed()).isFalse();
        network.datagrams(dev.rondo.stream.DatagramOptions.defaults());
    }

    // ---- Inherited channels

    /** Answers one line on the connection that is its standard input. */
    static final class InheritsConnection {
        static void main() {
            Rondo.run(() -> {
                try (Connection connection = Net.inheritedConnection().orElseThrow()) {
                    connection.writer().write(connection.reader().readLine());
                }
            });
        }
    }

    /** Answers one line on the first connection to the listener that is its standard input. */
    static final class InheritsListener {
        static void main() {
            Rondo.run(() -> {
                try (Listener listener = Net.inheritedListener().orElseThrow()) {
                    System.out.println(((InetSocketAddress) listener.address()).getPort());
                    try (Connection connection = new Connection(listener.accept())) {
                        connection.writer().write(connection.reader().readLine());
                    }
                }
            });
        }
    }

    private static void answersALine(SocketChannel channel) throws IOException {
        channel.write(bytes("hello\n"));
        ByteBuffer answer = ByteBuffer.allocate(100);
        while (channel.read(answer) >= 0) {}
        assertThat(Channels.text(answer)).isEqualTo("hello\n");
    }

    @Test
    void connectionIsInherited() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash");
        try (ServerSocketChannel listening = ServerSocketChannel.open()) {
            listening.bind(Channels.anyPort());
            ChildJvm.Running child =
                    new ChildJvm(InheritsConnection.class)
                            .option("--enable-native-access=ALL-UNNAMED")
                            .through(
                                    "/bin/bash",
                                    "-c",
                                    "exec 0<>/dev/tcp/127.0.0.1/%d; exec \"$@\""
                                            .formatted(listening.socket().getLocalPort()),
                                    "child")
                            .start();
            try (SocketChannel channel = listening.accept()) {
                answersALine(channel);
            }
            assertThat(child.end()).isEqualTo(new ChildJvm.Result(0, ""));
        }
    }

    @Test
    void listenerIsInherited() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "no perl");
        ChildJvm.Running child =
                new ChildJvm(InheritsListener.class)
                        .option("-Drondo.poller=nio")
                        .through(
                                "/usr/bin/perl",
                                "-MIO::Socket::INET",
                                "-MPOSIX",
                                "-e",
                                "$s = IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1')"
                                        + " or die; POSIX::dup2(fileno($s), 0); exec @ARGV")
                        .start();
        int port = Integer.parseInt(child.nextLine());
        try (SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            answersALine(channel);
        }
        assertThat(child.end().exitCode()).isZero();
    }
}
