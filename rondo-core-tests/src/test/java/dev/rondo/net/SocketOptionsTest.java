package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.KeepAlive;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.SocketOptions;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The options of a socket reach the system, on both ends. */
class SocketOptionsTest {
    private static final KeepAlive PROBES =
            KeepAlive.ofSystem()
                    .withIdle(Duration.ofMillis(6_500))
                    .withInterval(Duration.ofSeconds(3))
                    .withCount(4);

    /** Asks the system for an option of a descriptor of the running loop's poller. */
    private static int ask(ByteStream end, int level, int option, String name) {
        try (Arena arena = Arena.ofConfined()) {
            return switch (((SocketStream) end).descriptor()) {
                case EpollDescriptor epoll -> new Libc(arena).option(epoll.number(), level, option);
                case NioDescriptor nio -> ask((SocketChannel) nio.channel(), name);
                default -> throw new AssertionError(end);
            };
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int ask(SocketChannel channel, String name) throws IOException {
        for (var option : channel.supportedOptions()) {
            if (option.name().equals(name)) {
                Object value = channel.getOption(option);
                return value instanceof Boolean on ? (on ? 1 : 0) : (Integer) value;
            }
        }
        throw new AssertionError("no option " + name);
    }

    private static List<ByteStream> connections(
            SocketAddress address, ListenOptions listen, ConnectOptions connect) {
        SystemNetwork network = SystemNetwork.instance();
        List<ByteStream> streams = new ArrayList<>();
        try (Listener listener = network.listen(address, listen)) {
            Task<ByteStream> accepting = createTask(listener::accept);
            streams.add(network.connect(listener.address(), connect));
            streams.add(accepting.await());
        }
        return streams;
    }

    private static void close(List<ByteStream> streams) {
        streams.forEach(ByteStream::close);
    }

    @ParameterizedTest
    @EnumSource(OnPoller.class)
    void bothEndsHaveWhatWasAskedFor(OnPoller poller) throws Exception {
        poller.run(() -> {
            List<ByteStream> both =
                    connections(
                            SystemSockets.tcp(),
                            ListenOptions.defaults().withKeepAlive(PROBES),
                            ConnectOptions.defaults().withKeepAlive(PROBES));
            for (ByteStream end : both) {
                assertThat(ask(end, 6, 1, "TCP_NODELAY")).isEqualTo(1);
                assertThat(ask(end, 1, 9, "SO_KEEPALIVE")).isEqualTo(1);
                assertThat(ask(end, 6, 4, "TCP_KEEPIDLE")).isEqualTo(7); // rounded up
                assertThat(ask(end, 6, 5, "TCP_KEEPINTERVAL")).isEqualTo(3);
                assertThat(ask(end, 6, 6, "TCP_KEEPCOUNT")).isEqualTo(4);
            }
            close(both);
        });
    }

    @ParameterizedTest
    @EnumSource(OnPoller.class)
    void bothEndsCanBeWithoutThem(OnPoller poller) throws Exception {
        poller.run(() -> {
            List<ByteStream> both =
                    connections(
                            SystemSockets.tcp(),
                            ListenOptions.defaults().withNoDelay(false),
                            ConnectOptions.defaults().withNoDelay(false));
            for (ByteStream end : both) {
                assertThat(ask(end, 6, 1, "TCP_NODELAY")).isZero();
                assertThat(ask(end, 1, 9, "SO_KEEPALIVE")).isZero();
            }
            close(both);
        });
    }

    @ParameterizedTest
    @EnumSource(OnPoller.class)
    void buffersAreSetOnUnixConnectionsToo(OnPoller poller) throws Exception {
        poller.run(() -> {
            SocketOptions small = SocketOptions.defaults().withSendBuffer(8_192);
            List<ByteStream> both =
                    connections(
                            SystemSockets.unix(),
                            ListenOptions.defaults(),
                            ConnectOptions.defaults().withSockets(small));
            assertThat(ask(both.getFirst(), 1, 7, "SO_SNDBUF"))
                    .isIn(8_192, 16_384); // Linux doubles it
            assertThat(ask(both.getLast(), 1, 7, "SO_SNDBUF")).isGreaterThan(2 * 8_192);
            close(both);
        });
    }

    @ParameterizedTest
    @EnumSource(OnPoller.class)
    void userTimeoutIsSetOrRefused(OnPoller poller) throws Exception {
        poller.run(() -> {
            ListenOptions listen = ListenOptions.defaults().withUserTimeout(Duration.ofSeconds(20));
            ConnectOptions connect =
                    ConnectOptions.defaults().withUserTimeout(Duration.ofSeconds(20));
            if (poller == OnPoller.NIO) {
                assertThatThrownBy(
                                () -> SystemNetwork.instance().listen(SystemSockets.tcp(), listen))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("TCP_USER_TIMEOUT");
                assertThatThrownBy(() ->
                                SystemNetwork.instance().connect(SystemSockets.tcp(), connect))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("TCP_USER_TIMEOUT");
                return;
            }
            List<ByteStream> both = connections(SystemSockets.tcp(), listen, connect);
            for (ByteStream end : both) {
                assertThat(ask(end, 6, 18, "TCP_USER_TIMEOUT")).isEqualTo(20_000);
            }
            close(both);
        });
    }

    @Test
    void valuesThatCannotBeAreRefused() {
        KeepAlive system = KeepAlive.ofSystem();
        assertThatThrownBy(() -> system.withIdle(Duration.ZERO))
                .hasMessage("idle must be positive and at most PT9H6M7S, but is PT0S");
        assertThatThrownBy(() -> system.withCount(0)).hasMessageContaining("from 1 to 127");
        assertThatThrownBy(() -> SocketOptions.defaults().withUserTimeout(Duration.ofNanos(1)))
                .hasMessageContaining("1 ms");
        assertThatThrownBy(() -> SocketOptions.defaults().withReceiveBuffer(0))
                .hasMessageContaining("receiveBuffer must be positive");
        assertThat(ConnectOptions.defaults().withKeepAlive(true).sockets().keepAlive())
                .isEqualTo(Optional.of(system));
    }
}
