package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.net.Transports.createServer;
import static dev.rondo.net.Transports.createUnixServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.ExceptionContext;
import dev.rondo.Task;
import dev.rondo.stream.AddressInUseException;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.ConnectionResetException;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.ProtocolHandler;
import dev.rondo.stream.RecordingProtocol;
import dev.rondo.stream.Server;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that give each connection a protocol, on the system's sockets, with each poller. */
class TransportServerTest {
    private final List<RecordingProtocol> protocols = new ArrayList<>();

    private RecordingProtocol make() {
        RecordingProtocol protocol = new RecordingProtocol();
        protocols.add(protocol);
        return protocol;
    }

    private Server serve(ListenOptions options) {
        return createServer(this::make, List.of(SystemSockets.tcp()), options);
    }

    private static ByteStream connect(SocketAddress address) {
        return SystemNetwork.instance().connect(address, ConnectOptions.defaults());
    }

    private static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Connects, says something, and returns when its protocol has heard it. */
    private ByteStream client(Server server, int address) {
        int before = protocols.size();
        ByteStream stream = connect(server.addresses().get(address));
        stream.write(buffer("xxx"));
        while (protocols.size() == before) {
            OnPoller.passes(1);
        }
        protocols.get(before).awaitText("xxx");
        return stream;
    }

    @ParameterizedTest
    @EnumSource
    void eachConnectionGetsAProtocol(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server = createServer(this::make, "localhost", 0);
            assertThat(server.isServing()).isTrue();
            ByteStream one = client(server, 0);
            ByteStream two = client(server, 0);
            assertThat(protocols).hasSize(2);
            assertThat(server.connections()).isEqualTo(2);
            InetSocketAddress seen =
                    (InetSocketAddress)
                            protocols.getFirst().transport().info().local().orElseThrow();
            assertThat(seen).isEqualTo(server.addresses().getFirst());
            one.close();
            two.close();
            protocols.get(0).awaitCall("lost");
            protocols.get(1).awaitCall("lost");
            assertThat(protocols.getFirst().calls()).containsExactly("made", "data", "eof", "lost");
            server.close();
            server.waitClosed();
            assertThat(server.addresses())
                    .allSatisfy(address ->
                            assertThatThrownBy(() -> connect(address))
                                    .isInstanceOf(RuntimeException.class));
        });
    }

    @ParameterizedTest
    @EnumSource
    void unixServerGivesProtocols(OnPoller poller) throws Exception {
        poller.run(() -> {
            Path path = ((UnixDomainSocketAddress) SystemSockets.unix()).getPath();
            Server server = createUnixServer(this::make, path);
            ByteStream stream = client(server, 0);
            stream.close();
            protocols.getFirst().awaitCall("lost");
            server.close();
            server.waitClosed();
            assertThat(path).doesNotExist();
        });
    }

    @ParameterizedTest
    @EnumSource
    void unixServerTakesThePlaceOfASocketThatIsGone(OnPoller poller) throws Exception {
        poller.run(() -> {
            UnixDomainSocketAddress address = (UnixDomainSocketAddress) SystemSockets.unix();
            SystemNetwork.instance()
                    .listen(address, ListenOptions.defaults().withUnlink(false))
                    .close();
            assertThat(address.getPath()).exists();
            Server server = createUnixServer(this::make, address.getPath());
            assertThat(server.addresses()).containsExactly(address);
            client(server, 0).close();
            server.close();
            server.waitClosed();
            assertThat(protocols).hasSize(1);
            assertThat(protocols.getFirst().calls()).endsWith("lost");
            assertThat(address.getPath()).as("the file is the new server's").doesNotExist();
        });
    }

    @ParameterizedTest
    @EnumSource
    void unixServerLeavesAFileThatIsNoSocket(OnPoller poller) throws Exception {
        poller.run(() -> {
            Path path = ((UnixDomainSocketAddress) SystemSockets.unix()).getPath();
            Files.createFile(path);
            assertThatThrownBy(() -> createUnixServer(this::make, path))
                    .isInstanceOf(AddressInUseException.class)
                    .hasMessageContaining(path.toString());
        });
    }

    @ParameterizedTest
    @EnumSource
    void severalHostsAreServedAtOnce(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server =
                    createServer(
                            this::make,
                            List.of("127.0.0.1", "127.0.0.2", "::1"),
                            0,
                            ListenOptions.defaults());
            assertThat(server.addresses())
                    .extracting(
                            address -> ((InetSocketAddress) address).getAddress().getHostAddress())
                    .containsExactly("127.0.0.1", "127.0.0.2", "0:0:0:0:0:0:0:1");
            for (int i = 0; i < 3; i++) {
                client(server, i).close();
            }
            server.close();
            server.waitClosed();
            assertThat(protocols).hasSize(3);
        });
    }

    @ParameterizedTest
    @EnumSource
    void bothFamiliesMayHaveOnePort(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server four =
                    createServer(this::make, List.of("127.0.0.1"), 0, ListenOptions.defaults());
            Server six =
                    createServer(this::make, List.of("::1"), four.port(), ListenOptions.defaults());
            assertThat(six.port()).isEqualTo(four.port());
            client(four, 0).close();
            protocols.getFirst().awaitCall("lost");
            client(six, 0).close();
            protocols.getLast().awaitCall("lost");
            assertThat(protocols)
                    .extracting(protocol -> protocol.transport().info().local().orElseThrow())
                    .containsExactly(four.addresses().getFirst(), six.addresses().getFirst());
            four.close();
            six.close();
            four.waitClosed();
            six.waitClosed();
        });
    }

    @ParameterizedTest
    @EnumSource
    void addressInUseIsRefusedAndMayBeSharedByReusePort(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server first = serve(ListenOptions.defaults());
            SocketAddress taken = first.addresses().getFirst();
            assertThatThrownBy(() ->
                            createServer(this::make, List.of(taken), ListenOptions.defaults()))
                    .isInstanceOf(AddressInUseException.class);
            first.close();
            first.waitClosed();
            Server sharing = serve(ListenOptions.defaults().withReusePort(true));
            Server other =
                    createServer(
                            this::make,
                            sharing.addresses(),
                            ListenOptions.defaults().withReusePort(true));
            assertThat(other.addresses()).isEqualTo(sharing.addresses());
            sharing.close();
            other.close();
            sharing.waitClosed();
            other.waitClosed();
        });
    }

    @ParameterizedTest
    @EnumSource
    void serverMayBeginLater(OnPoller poller) throws Exception {
        poller.run(() -> {
            Listener listener =
                    SystemNetwork.instance().listen(SystemSockets.tcp(), ListenOptions.defaults());
            Server server = new Server(List.of(listener), new ProtocolHandler(this::make));
            ByteStream early = connect(listener.address());
            OnPoller.passes(20);
            assertThat(protocols).isEmpty();
            server.startServing();
            early.write(buffer("xxx"));
            while (protocols.isEmpty()) {
                OnPoller.passes(1);
            }
            protocols.getFirst().awaitText("xxx");
            early.close();
            server.close();
            server.waitClosed();
        });
    }

    @ParameterizedTest
    @EnumSource
    void closedServerLetsItsProtocolsGoOn(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server = serve(ListenOptions.defaults());
            ByteStream stream = client(server, 0);
            SocketAddress address = server.addresses().getFirst();
            server.close();
            assertThat(server.isServing()).isFalse();
            OnPoller.passes(3); // a selector gives closed channels back when it polls
            assertThatThrownBy(() -> connect(address)).isInstanceOf(RuntimeException.class);
            Task<?> closed = createTask(server::waitClosed);
            protocols.getFirst().transport().write("yyy".getBytes(StandardCharsets.UTF_8));
            assertThat(stream.read(ByteBuffer.allocate(10))).isEqualTo(3);
            assertThat(closed.done()).isFalse();
            stream.close();
            closed.await();
        });
    }

    @ParameterizedTest
    @EnumSource
    void closeClientsSendsWhatIsBuffered(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server = serve(ListenOptions.defaults());
            ByteStream stream = client(server, 0);
            RecordingProtocol protocol = protocols.getFirst();
            protocol.transport().write(new byte[16_000_000]);
            assertThat(protocol.transport().buffered()).isPositive();
            server.close();
            server.closeClients();
            assertThat(protocol.transport().isClosing()).isTrue();
            Task<?> closed = createTask(server::waitClosed);
            ByteBuffer target = ByteBuffer.allocate(16_000_001);
            while (stream.read(target) >= 0) {}
            assertThat(target.position()).isEqualTo(16_000_000);
            closed.await();
            assertThat(protocol.failure()).isEmpty();
            assertThat(protocol.calls()).endsWith("lost");
            stream.close();
        });
    }

    @ParameterizedTest
    @EnumSource
    void abortClientsDropsWhatIsBuffered(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server = serve(ListenOptions.defaults());
            ByteStream stream = client(server, 0);
            RecordingProtocol protocol = protocols.getFirst();
            protocol.transport().write(new byte[16_000_000]);
            server.close();
            server.abortClients();
            server.waitClosed();
            assertThat(protocol.calls()).endsWith("lost");
            assertThat(protocol.failure()).isEmpty();
            ByteBuffer target = ByteBuffer.allocate(16_000_001);
            assertThatThrownBy(
                            () -> {
                                while (stream.read(target) >= 0) {}
                                throw new AssertionError("it ended in good order");
                            })
                    .isInstanceOf(ConnectionResetException.class);
            stream.abort();
        });
    }

    @ParameterizedTest
    @EnumSource
    void factoryThatFailsEndsItsConnectionOnly(OnPoller poller) throws Exception {
        List<ExceptionContext> reports = new ArrayList<>();
        poller.run(() -> {
            runningLoop().setExceptionHandler(Optional.of((loop, report) -> reports.add(report)));
            boolean[] failed = new boolean[1];
            Server server =
                    createServer(
                            () -> {
                                if (!failed[0]) {
                                    failed[0] = true;
                                    throw new IllegalArgumentException("mine");
                                }
                                return make();
                            },
                            List.of(SystemSockets.tcp()),
                            ListenOptions.defaults());
            ByteStream first = connect(server.addresses().getFirst());
            assertThat(first.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            first.close();
            client(server, 0).close();
            server.close();
            server.waitClosed();
        });
        assertThat(reports).hasSize(1);
        assertThat(reports.getFirst().exception().orElseThrow()).hasMessage("mine");
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsListenedOnWhenOneAddressCannotBeHad(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server taken = serve(ListenOptions.defaults());
            assertThatThrownBy(() ->
                            createServer(
                                    this::make,
                                    List.of(
                                            new InetSocketAddress(
                                                    InetAddress.getLoopbackAddress(), 0),
                                            taken.addresses().getFirst()),
                                    ListenOptions.defaults()))
                    .isInstanceOf(AddressInUseException.class);
            taken.close();
            taken.waitClosed();
        });
    }
}
