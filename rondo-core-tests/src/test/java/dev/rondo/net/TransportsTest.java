package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.net.Net.startServer;
import static dev.rondo.net.Net.startUnixServer;
import static dev.rondo.net.Transports.connectAcceptedSocket;
import static dev.rondo.net.Transports.createConnection;
import static dev.rondo.net.Transports.createUnixConnection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import dev.rondo.stream.AddressInUseException;
import dev.rondo.stream.BufferedProtocol;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.Connected;
import dev.rondo.stream.ConnectionHandler;
import dev.rondo.stream.ConnectionRefusedException;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.Protocol;
import dev.rondo.stream.RecordingProtocol;
import dev.rondo.stream.Server;
import dev.rondo.stream.StreamException;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Protocols that connect, on the system's sockets, with each poller. */
class TransportsTest {
    private static final ConnectionHandler GREETER =
            connection -> {
                try {
                    connection.writer().write("hello");
                    connection.writer().flush();
                    connection.reader().read(1); // until the peer has enough
                } catch (StreamException e) {
                    // Some clients leave without reading.
                }
            };

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Server greeter() {
        return startServer(List.of(SystemSockets.tcp()), ListenOptions.defaults(), GREETER);
    }

    private static void end(Server server) {
        server.close();
        server.waitClosed();
    }

    private static void leave(Connected<RecordingProtocol> connected) {
        connected.transport().close();
        connected.protocol().awaitCall("lost");
    }

    @ParameterizedTest
    @EnumSource
    void connectionCarriesBytesBetweenProtocolAndServer(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server = greeter();
            SocketAddress address = server.addresses().getFirst();
            Connected<RecordingProtocol> connected =
                    createConnection(RecordingProtocol::new, "localhost", server.port());
            assertThat(connected.protocol().transport()).isSameAs(connected.transport());
            connected.protocol().awaitText("hello");
            assertThat(connected.transport().info().peer()).contains(address);
            assertThat(connected.transport().info().local()).isPresent();
            leave(connected);
            end(server);
            assertThat(connected.protocol().calls()).containsExactly("made", "data", "lost");
        });
    }

    @ParameterizedTest
    @EnumSource
    void unixConnectionCarriesBytes(OnPoller poller) throws Exception {
        poller.run(() -> {
            Path path = ((UnixDomainSocketAddress) SystemSockets.unix()).getPath();
            Server server = startUnixServer(path, GREETER);
            Connected<RecordingProtocol> connected =
                    createUnixConnection(RecordingProtocol::new, path);
            connected.protocol().awaitText("hello");
            assertThat(connected.transport().info().peer())
                    .contains(UnixDomainSocketAddress.of(path));
            leave(connected);
            end(server);
        });
    }

    @ParameterizedTest
    @EnumSource
    void peersEndClosesTheTransport(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server =
                    startServer(
                            List.of(SystemSockets.tcp()),
                            ListenOptions.defaults(),
                            connection -> connection.writer().write("bye"));
            Connected<RecordingProtocol> connected =
                    createConnection(
                            RecordingProtocol::new,
                            server.addresses().getFirst(),
                            ConnectOptions.defaults());
            connected.protocol().awaitCall("lost");
            assertThat(connected.protocol().text()).isEqualTo("bye");
            assertThat(connected.protocol().calls()).endsWith("eof", "lost");
            assertThat(connected.protocol().failure()).isEmpty();
            end(server);
        });
    }

    @ParameterizedTest
    @EnumSource
    void megabytesGoThroughAProtocolThatIsPausedAndResumed(OnPoller poller) throws Exception {
        poller.run(() -> {
            int length = 16_000_000;
            Server server =
                    startServer(
                            List.of(SystemSockets.tcp()),
                            ListenOptions.defaults(),
                            connection -> {
                                byte[] all = connection.reader().readExactly(length);
                                connection.writer().write(all);
                                connection.reader().read(1);
                            });
            Connected<RecordingProtocol> connected =
                    createConnection(
                            RecordingProtocol::new,
                            server.addresses().getFirst(),
                            ConnectOptions.defaults());
            connected.transport().write(new byte[length]);
            assertThat(connected.protocol().calls()).containsExactly("made", "pause");
            connected.protocol().await(() -> connected.protocol().length() == length);
            assertThat(connected.protocol().calls()).contains("resume");
            assertThat(connected.transport().buffered()).isZero();
            leave(connected);
            end(server);
        });
    }

    @ParameterizedTest
    @EnumSource
    void pauseLeavesTheBytesInTheSystem(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server = greeter();
            Connected<RecordingProtocol> connected =
                    createConnection(
                            () ->
                                    new RecordingProtocol() {
                                        @Override
                                        public void connectionMade(
                                                dev.rondo.stream.Transport transport)
                                                throws Exception {
                                            super.connectionMade(transport);
                                            transport.pauseReading();
                                        }
                                    },
                            server.addresses().getFirst(),
                            ConnectOptions.defaults());
            OnPoller.passes(20);
            assertThat(connected.protocol().text()).isEmpty();
            connected.transport().resumeReading();
            connected.protocol().awaitText("hello");
            connected.transport().close();
            connected.protocol().awaitCall("lost");
            end(server);
        });
    }

    /** CPython's buffered protocol: a new small buffer for each read. */
    private static final class Collector implements BufferedProtocol {
        private final RecordingProtocol calls = new RecordingProtocol();
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();
        private ByteBuffer buffer = ByteBuffer.allocate(0);

        @Override
        public ByteBuffer getBuffer(int sizeHint) {
            buffer = ByteBuffer.allocate(100);
            return buffer;
        }

        @Override
        public void bufferUpdated(int count) throws Exception {
            all.write(buffer.array(), 0, count);
            calls.dataReceived(new byte[0]);
        }

        @Override
        public void connectionLost(Optional<Throwable> failure) throws Exception {
            calls.connectionLost(failure);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bufferedProtocolGetsAllBytesOverManyBuffers(OnPoller poller) throws Exception {
        poller.run(() -> {
            byte[] noise = bytes("12345678+".repeat(1024));
            Server server =
                    startServer(
                            List.of(SystemSockets.tcp()),
                            ListenOptions.defaults(),
                            connection -> {
                                connection.writer().write(noise);
                                connection.reader().readExactly(1);
                            });
            Connected<Collector> connected =
                    createConnection(
                            Collector::new,
                            server.addresses().getFirst(),
                            ConnectOptions.defaults());
            Collector collector = connected.protocol();
            collector.calls.await(() -> collector.all.size() == noise.length);
            connected.transport().write(bytes("1"));
            collector.calls.awaitCall("lost");
            assertThat(collector.all.toByteArray()).isEqualTo(noise);
            assertThat(collector.calls.failure()).isEmpty();
            end(server);
        });
    }

    @ParameterizedTest
    @EnumSource
    void localAddressIsTheOneThatWasAskedFor(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server = greeter();
            int free;
            try (Listener listener =
                    SystemNetwork.instance()
                            .listen(SystemSockets.tcp(), ListenOptions.defaults())) {
                free = ((InetSocketAddress) listener.address()).getPort();
            }
            InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), free);
            Connected<RecordingProtocol> connected =
                    createConnection(
                            RecordingProtocol::new,
                            server.addresses().getFirst(),
                            ConnectOptions.defaults().withLocal(local));
            assertThat(connected.transport().info().local()).contains(local);
            leave(connected);
            end(server);
        });
    }

    @ParameterizedTest
    @EnumSource
    void localAddressThatIsTakenIsNamed(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server = greeter();
            SocketAddress address = server.addresses().getFirst();
            assertThatThrownBy(() ->
                            createConnection(
                                    RecordingProtocol::new,
                                    address,
                                    ConnectOptions.defaults().withLocal(address)))
                    .isInstanceOf(AddressInUseException.class)
                    .hasMessageContaining(address.toString());
            end(server);
        });
    }

    @ParameterizedTest
    @EnumSource
    void localAddressOfAnotherFamilyConnectsNowhere(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server = greeter(); // on 127.0.0.1
            InetSocketAddress six = new InetSocketAddress(InetAddress.getByName("::1"), 0);
            assertThatThrownBy(() ->
                            createConnection(
                                    RecordingProtocol::new,
                                    server.addresses().getFirst(),
                                    ConnectOptions.defaults().withLocal(six)))
                    .isInstanceOf(StreamException.class);
            end(server);
        });
    }

    @ParameterizedTest
    @EnumSource
    void refusedConnectionMakesNoProtocol(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server = greeter();
            SocketAddress address = server.addresses().getFirst();
            end(server);
            assertThatThrownBy(() ->
                            createConnection(
                                    () -> {
                                        throw new AssertionError("made");
                                    },
                                    address,
                                    ConnectOptions.defaults()))
                    .isInstanceOf(ConnectionRefusedException.class);
        });
    }

    @ParameterizedTest
    @EnumSource
    void factoryThatFailsLeavesNoConnection(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server = greeter();
            assertThatThrownBy(() ->
                            createConnection(
                                    () -> {
                                        throw new IllegalArgumentException("mine");
                                    },
                                    server.addresses().getFirst(),
                                    ConnectOptions.defaults()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("mine");
            end(server);
        });
    }

    @ParameterizedTest
    @EnumSource
    void acceptedStreamIsServedByAProtocol(OnPoller poller) throws Exception {
        poller.run(() -> {
            Listener listener =
                    SystemNetwork.instance().listen(SystemSockets.tcp(), ListenOptions.defaults());
            Task<String> client =
                    createTask(() -> {
                        ByteStream stream =
                                SystemNetwork.instance()
                                        .connect(listener.address(), ConnectOptions.defaults());
                        stream.write(ByteBuffer.wrap(bytes("test data")));
                        ByteBuffer answer = ByteBuffer.allocate(99);
                        stream.read(answer);
                        stream.close();
                        return new String(answer.array(), 0, answer.position());
                    });
            Connected<RecordingProtocol> connected =
                    connectAcceptedSocket(RecordingProtocol::new, listener.accept());
            connected.protocol().awaitText("test data");
            connected.transport().write(bytes("roger"));
            assertThat(client.await()).isEqualTo("roger");
            connected.protocol().awaitCall("lost");
            listener.close();
        });
    }

    @ParameterizedTest
    @EnumSource
    void loopThatEndsClosesTransports(OnPoller poller) throws Exception {
        RecordingProtocol[] left = new RecordingProtocol[1];
        poller.runLeaving(() -> {
            Server server = greeter();
            left[0] =
                    createConnection(
                                    RecordingProtocol::new,
                                    server.addresses().getFirst(),
                                    ConnectOptions.defaults())
                            .protocol();
            createConnection(
                    () -> new Protocol() {},
                    server.addresses().getFirst(),
                    ConnectOptions.defaults());
        });
        assertThat(left[0].calls()).startsWith("made").endsWith("lost");
    }

    @ParameterizedTest
    @EnumSource
    void errorOfAProtocolFactoryLeavesNoConnectionBehind(OnPoller poller) throws Exception {
        poller.run(() -> {
            Listener listener =
                    SystemNetwork.instance().listen(SystemSockets.tcp(), ListenOptions.defaults());
            Task<ByteStream> accepted = createTask(listener::accept);
            assertThatThrownBy(() ->
                            createConnection(
                                    () -> {
                                        throw new NoClassDefFoundError("of the protocol");
                                    },
                                    listener.address(),
                                    ConnectOptions.defaults()))
                    .isInstanceOf(NoClassDefFoundError.class);
            ByteStream far = accepted.await();
            assertThatThrownBy(() -> far.read(ByteBuffer.allocate(1)))
                    .isInstanceOf(StreamException.class);
            far.close();
            listener.close();
        });
    }
}
