package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.net.Channels.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Poller;
import dev.rondo.Task;
import dev.rondo.stream.AddressInUseException;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.ConnectionRefusedException;
import dev.rondo.stream.ConnectionResetException;
import dev.rondo.stream.Ends;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.StreamReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Abstract Unix names, and IPv6 listeners with and without IPv4. */
class AddressKindTest {
    private static final SystemNetwork NETWORK = SystemNetwork.instance();
    private static final AbstractUnixAddress NAME =
            AbstractUnixAddress.of("rondo-test-ü-" + ProcessHandle.current().pid());

    static Stream<Supplier<Poller>> pollers() {
        return Channels.pollers();
    }

    @Test
    void abstractNamesConnectWithoutAFile() throws Exception {
        on(
                Pollers::epoll,
                () -> {
                    Ends ends = SystemSockets.connect(NAME);
                    assertThat(ends.near().info().peer()).contains(NAME);
                    assertThat(ends.far().info().local()).contains(NAME);
                    Task<byte[]> reading = createTask(() -> new StreamReader(ends.far()).readAll());
                    ends.near().write(Channels.bytes("hello"));
                    ends.near().close();
                    assertThat(reading.await()).asString().isEqualTo("hello");
                    ends.far().abort();
                });
    }

    @Test
    void abstractNameIsTakenOnceAndGoneWithItsSocket() throws Exception {
        on(
                Pollers::epoll,
                () -> {
                    try (Listener listener = NETWORK.listen(NAME, ListenOptions.defaults())) {
                        assertThat(listener.address()).isEqualTo(NAME);
                        assertThatThrownBy(() -> NETWORK.listen(NAME, ListenOptions.defaults()))
                                .isInstanceOf(AddressInUseException.class)
                                .hasMessageContaining(NAME.toString());
                    }
                    assertThatThrownBy(() -> NETWORK.connect(NAME, ConnectOptions.defaults()))
                            .isInstanceOf(ConnectionRefusedException.class);
                });
    }

    @Test
    void abstractNamesAreRefusedByNioWithAdvice() throws Exception {
        on(
                Pollers::nio,
                () -> {
                    assertThatThrownBy(() -> NETWORK.listen(NAME, ListenOptions.defaults()))
                            .isInstanceOf(UnsupportedOperationException.class)
                            .hasMessageContaining("epoll");
                    assertThatThrownBy(() -> NETWORK.connect(NAME, ConnectOptions.defaults()))
                            .isInstanceOf(UnsupportedOperationException.class);
                });
    }

    @Test
    void abstractNamesHaveALength() {
        assertThatThrownBy(() -> AbstractUnixAddress.of(""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AbstractUnixAddress.of("x".repeat(108)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("108");
        assertThat(AbstractUnixAddress.of("x".repeat(107)).name()).hasSize(107);
        assertThat(AbstractUnixAddress.of("a"))
                .isEqualTo(AbstractUnixAddress.of("a"))
                .isNotEqualTo(AbstractUnixAddress.of("b"))
                .hasToString("@a")
                .hasSameHashCodeAs(AbstractUnixAddress.of("a"));
    }

    private static void assumeIpv6() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            assertThat(probe.isBound()).isTrue();
        } catch (IOException e) {
            Assumptions.abort("no IPv6 here: " + e);
        }
    }

    private static SocketAddress loopback4(Listener listener) throws IOException {
        return new InetSocketAddress(
                InetAddress.getByName("127.0.0.1"),
                ((InetSocketAddress) listener.address()).getPort());
    }

    private static SocketAddress loopback6(Listener listener) throws IOException {
        return new InetSocketAddress(
                InetAddress.getByName("::1"), ((InetSocketAddress) listener.address()).getPort());
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void ipv6OnlyTakesNoIpv4(Supplier<Poller> poller) throws Exception {
        assumeIpv6();
        on(
                poller,
                () -> {
                    SocketAddress any = new InetSocketAddress(InetAddress.getByName("::"), 0);
                    try (Listener listener = NETWORK.listen(any, ListenOptions.defaults())) {
                        Task<ByteStream> accepting = createTask(listener::accept);
                        SocketAddress with4 = loopback4(listener);
                        assertThatThrownBy(
                                        () -> {
                                            try (ByteStream stream =
                                                    NETWORK.connect(
                                                            with4, ConnectOptions.defaults())) {
                                                stream.read(ByteBuffer.allocate(1));
                                            }
                                        })
                                .isInstanceOfAny(
                                        ConnectionRefusedException.class, // epoll: the system
                                        ConnectionResetException.class); // NIO: Rondo
                        assertThat(accepting.done()).isFalse();
                        NETWORK.connect(loopback6(listener), ConnectOptions.defaults()).close();
                        accepting.await().close();
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void ipv6ListenerMayTakeBoth(Supplier<Poller> poller) throws Exception {
        assumeIpv6();
        on(
                poller,
                () -> {
                    SocketAddress any = new InetSocketAddress(InetAddress.getByName("::"), 0);
                    ListenOptions both = ListenOptions.defaults().withIpv6Only(false);
                    try (Listener listener = NETWORK.listen(any, both)) {
                        for (SocketAddress to :
                                new SocketAddress[] {loopback4(listener), loopback6(listener)}) {
                            Task<ByteStream> accepting = createTask(listener::accept);
                            NETWORK.connect(to, ConnectOptions.defaults()).close();
                            accepting.await().close();
                        }
                    }
                });
    }
}
