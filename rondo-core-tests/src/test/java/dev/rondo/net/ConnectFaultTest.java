package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.timeout;
import static dev.rondo.Rondo.waitAll;
import static dev.rondo.net.Net.openConnection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.stream.AddressInUseException;
import dev.rondo.stream.AddressNotAvailableException;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.ConnectionRefusedException;
import dev.rondo.stream.HostUnreachableException;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.UnknownHostException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections and listeners that cannot be had. */
class ConnectFaultTest {
    private static ByteStream connect(SocketAddress address) {
        return SystemNetwork.instance().connect(address, ConnectOptions.defaults());
    }

    private static Listener listen(SocketAddress address) {
        return SystemNetwork.instance().listen(address, ListenOptions.defaults());
    }

    @ParameterizedTest
    @EnumSource
    void refusedByTcp(OnPoller poller) throws Exception {
        poller.run(() -> {
            Listener listener = listen(SystemSockets.tcp());
            SocketAddress address = listener.address();
            listener.close();
            OnPoller.passes(2);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> connect(address))
                        .isInstanceOf(ConnectionRefusedException.class)
                        .hasMessage("connect to " + address + ": Connection refused");
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void refusedByAFileThatNobodyListensOn(OnPoller poller) throws Exception {
        poller.run(() -> {
            UnixDomainSocketAddress address = (UnixDomainSocketAddress) SystemSockets.unix();
            try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                left.bind(address);
            }
            assertThatThrownBy(() -> connect(address))
                    .isInstanceOf(ConnectionRefusedException.class)
                    .hasMessage("connect to " + address + ": Connection refused");
        });
    }

    @ParameterizedTest
    @EnumSource
    void fileThatIsNotThere(OnPoller poller) throws Exception {
        poller.run(() -> {
            SocketAddress address = SystemSockets.unix();
            assertThatThrownBy(() -> connect(address))
                    .isInstanceOf(StreamException.class)
                    .hasMessage("connect to " + address + ": No such file or directory");
        });
    }

    @ParameterizedTest
    @EnumSource
    void unreachable(OnPoller poller) throws Exception {
        poller.run(() -> {
            // TCP to a group of hosts: the system has no way for it, whatever its routes are.
            InetSocketAddress address = new InetSocketAddress("224.0.0.1", 9);
            assertThatThrownBy(() -> connect(address))
                    .isInstanceOf(HostUnreachableException.class)
                    .hasMessage("connect to " + address + ": Network is unreachable");
        });
    }

    @ParameterizedTest
    @EnumSource
    void unknownHost(OnPoller poller) throws Exception {
        poller.run(() ->
                assertThatThrownBy(() -> openConnection("no-such-host.invalid", 80))
                        .isInstanceOf(UnknownHostException.class)
                        .hasMessage("look up no-such-host.invalid: the host has no address"));
    }

    /** Connects to a listener until it takes no more, and returns what keeps it full. */
    private static List<SocketChannel> fill(SocketAddress address) throws Exception {
        List<SocketChannel> waiting = new ArrayList<>();
        boolean full = false;
        while (!full) {
            assertThat(waiting).hasSizeLessThan(20);
            SocketChannel channel = SocketChannel.open();
            waiting.add(channel);
            channel.configureBlocking(false);
            full = !channel.connect(address);
            for (int i = 0; full && i < 2000; i++) { // on loopback it is there in microseconds
                full = !channel.finishConnect();
                Thread.onSpinWait();
            }
        }
        return waiting;
    }

    @ParameterizedTest
    @EnumSource
    void timeoutOfAConnectThatNobodyAnswers(OnPoller poller) throws Exception {
        poller.run(() -> {
            try (ServerSocketChannel listener = ServerSocketChannel.open()) {
                listener.bind(SystemSockets.tcp(), 1);
                SocketAddress address = listener.getLocalAddress();
                List<SocketChannel> waiting = fill(address);
                assertThatThrownBy(() -> timeout(Duration.ofMillis(20), () -> connect(address)))
                        .isInstanceOf(TimeoutException.class);
                Task<ByteStream> connecting = createTask(() -> connect(address));
                OnPoller.passes(3);
                assertThat(connecting.done()).isFalse();
                connecting.cancel();
                waitAll(List.of(connecting));
                assertThat(connecting.cancelled()).isTrue();
                for (SocketChannel channel : waiting) {
                    channel.close();
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void addressInUseByTcp(OnPoller poller) throws Exception {
        poller.run(() -> {
            try (Listener listener = listen(SystemSockets.tcp())) {
                SocketAddress address = listener.address();
                assertThatThrownBy(() -> listen(address))
                        .isInstanceOf(AddressInUseException.class)
                        .hasMessage("listen on " + address + ": Address already in use");
                assertThatThrownBy(() ->
                                SystemNetwork.instance()
                                        .connect(
                                                address,
                                                ConnectOptions.defaults().withLocal(address)))
                        .isInstanceOf(AddressInUseException.class)
                        .hasMessage("connect to " + address + ": Address already in use");
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void addressInUseByAFile(OnPoller poller) throws Exception {
        poller.run(() -> {
            UnixDomainSocketAddress address = (UnixDomainSocketAddress) SystemSockets.unix();
            Files.writeString(address.getPath(), "not a socket");
            assertThatThrownBy(() -> listen(address))
                    .isInstanceOf(AddressInUseException.class)
                    .hasMessage("listen on " + address + ": Address already in use");
            assertThat(address.getPath()).hasContent("not a socket");
        });
    }

    @ParameterizedTest
    @EnumSource
    void addressOfAnotherMachine(OnPoller poller) throws Exception {
        poller.run(() -> {
            InetSocketAddress elsewhere = new InetSocketAddress("203.0.113.1", 0);
            assertThatThrownBy(() -> listen(elsewhere))
                    .isInstanceOf(AddressNotAvailableException.class)
                    .hasMessage("listen on " + elsewhere + ": Cannot assign requested address");
            InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
            assertThatThrownBy(() ->
                            SystemNetwork.instance()
                                    .connect(here, ConnectOptions.defaults().withLocal(elsewhere)))
                    .isInstanceOf(AddressNotAvailableException.class)
                    .hasMessage("connect to " + here + ": Cannot assign requested address");
        });
    }

    @ParameterizedTest
    @EnumSource
    void fullUnixBacklogIsNotTakenForAConnection(OnPoller poller) throws Exception {
        poller.run(() -> {
            SocketAddress address = SystemSockets.unix();
            try (ServerSocketChannel listener =
                    ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                listener.bind(address, 1);
                List<ByteStream> taken = new ArrayList<>();
                assertThatThrownBy(
                                () -> {
                                    for (int i = 0; i < 20; i++) {
                                        taken.add(connect(address));
                                    }
                                })
                        .isInstanceOf(StreamException.class)
                        .hasMessageStartingWith("connect to " + address + ": ");
                assertThat(taken).hasSizeLessThan(20);
                taken.forEach(ByteStream::abort);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void cancelAtEveryPointOfAConnectLeavesNothing(OnPoller poller) throws Exception {
        poller.run(() -> {
            int cancelled = 0;
            for (boolean byName : new boolean[] {false, true}) {
                Listener listener = listen(SystemSockets.tcp());
                InetSocketAddress address = (InetSocketAddress) listener.address();
                SocketAddress asked =
                        byName
                                ? InetSocketAddress.createUnresolved("localhost", address.getPort())
                                : address;
                for (int point = 0; point < 12; point++) {
                    Task<ByteStream> connecting = createTask(() -> connect(asked));
                    OnPoller.passes(point);
                    connecting.cancel();
                    waitAll(List.of(connecting));
                    if (connecting.cancelled()) {
                        cancelled++;
                    } else {
                        connecting.result().abort();
                    }
                }
                listener.close();
            }
            assertThat(cancelled).isPositive();
        });
    }
}
