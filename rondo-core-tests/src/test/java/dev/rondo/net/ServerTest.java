package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static dev.rondo.Rondo.waitAll;
import static dev.rondo.net.Net.openConnection;
import static dev.rondo.net.Net.startServer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Action;
import dev.rondo.ExceptionContext;
import dev.rondo.Poller;
import dev.rondo.Task;
import dev.rondo.stream.AddressInUseException;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.Connection;
import dev.rondo.stream.ConnectionHandler;
import dev.rondo.stream.ConnectionRefusedException;
import dev.rondo.stream.DatagramOptions;
import dev.rondo.stream.Datagrams;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Server;
import dev.rondo.stream.UnknownHostException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers, connections and datagrams on the system's sockets, with each poller. */
class ServerTest {
    static Stream<Supplier<Poller>> pollers() {
        return Stream.of(Pollers::nio, Pollers::epoll, KernelRings::poller);
    }

    private static void on(Supplier<Poller> poller, Action<Exception> body) throws Exception {
        run(SystemSockets.with(poller), body);
    }

    private static SocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static Server serve(ConnectionHandler handler) {
        return startServer(List.of(anyPort()), ListenOptions.defaults(), handler);
    }

    private static Server echo() {
        return serve(connection -> {
            for (byte[] data = connection.reader().read(1000);
                    data.length > 0;
                    data = connection.reader().read(1000)) {
                connection.writer().write(data);
                connection.writer().drain();
            }
        });
    }

    private static Connection connect(Server server) {
        return openConnection(server.addresses().getFirst(), ConnectOptions.defaults());
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void manyClientsAtOnceGetTheirBytesBack(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Server server = echo();
                    taskGroup(group -> {
                        for (int i = 0; i < 50; i++) {
                            String line = "client " + i + "\n";
                            group.createTask(() -> {
                                Connection connection = connect(server);
                                for (int n = 0; n < 5; n++) {
                                    connection.writer().write(line);
                                    connection.writer().drain();
                                    assertThat(new String(connection.reader().readLine(), UTF_8))
                                            .isEqualTo(line);
                                }
                                connection.close();
                            });
                        }
                    });
                    server.close();
                    server.waitClosed();
                    assertThat(server.connections()).isZero();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void failureOfAHandlerIsReportedAndTheServerGoesOn(Supplier<Poller> poller) throws Exception {
        List<ExceptionContext> reports = new ArrayList<>();
        on(
                poller,
                () -> {
                    runningLoop()
                            .setExceptionHandler(
                                    Optional.of((loop, report) -> reports.add(report)));
                    Server server =
                            serve(connection -> {
                                throw new IllegalArgumentException("handler");
                            });
                    for (int i = 0; i < 2; i++) {
                        Connection connection = connect(server);
                        assertThatThrownBy(
                                        () -> {
                                            if (connection.reader().read(1).length == 0) {
                                                throw new dev.rondo.stream.IncompleteReadException(
                                                        new byte[0], 1);
                                            }
                                        })
                                .isInstanceOf(RuntimeException.class);
                        connection.stream().abort();
                    }
                    server.close();
                    server.waitClosed();
                });
        assertThat(reports).hasSize(2);
        assertThat(reports.getFirst().message())
                .startsWith("Unhandled exception in connection handler");
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void waitClosedWaitsForTheLastConnection(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Server server = echo();
                    Connection connection = connect(server);
                    connection.writer().write("x");
                    connection.writer().drain();
                    connection.reader().readExactly(1);
                    server.close();
                    assertThat(server.isServing()).isFalse();
                    Task<?> closed = createTask(server::waitClosed);
                    sleep(0);
                    sleep(0);
                    assertThat(closed.done()).isFalse();
                    connection.close();
                    closed.await();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void closeClientsEndsTheirHandlers(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Server server = echo();
                    Connection connection = connect(server);
                    connection.writer().write("x");
                    connection.writer().drain();
                    connection.reader().readExactly(1);
                    server.close();
                    server.closeClients();
                    server.waitClosed();
                    assertThat(server.connections()).isZero();
                    connection.stream().abort();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void cancellingServeForeverClosesTheServer(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Server server = echo();
                    SocketAddress address = server.addresses().getFirst();
                    Task<?> serving = createTask(server::serveForever);
                    sleep(0);
                    serving.cancel();
                    waitAll(List.of(serving));
                    assertThat(serving.cancelled()).isTrue();
                    assertThat(server.isServing()).isFalse();
                    assertThatThrownBy(() -> openConnection(address, ConnectOptions.defaults()))
                            .isInstanceOf(ConnectionRefusedException.class);
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void refusedConnectionNamesTheAddress(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Server server = echo();
                    SocketAddress address = server.addresses().getFirst();
                    server.close();
                    assertThatThrownBy(() -> openConnection(address, ConnectOptions.defaults()))
                            .isInstanceOf(ConnectionRefusedException.class)
                            .hasMessage("connect to " + address + ": Connection refused");
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void addressInUseIsItsOwnException(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Server server = echo();
                    assertThatThrownBy(() ->
                                    startServer(
                                            server.addresses(),
                                            ListenOptions.defaults(),
                                            connection -> {}))
                            .isInstanceOf(AddressInUseException.class)
                            .hasMessageStartingWith("listen on " + server.addresses().getFirst());
                    server.close();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void unknownHostIsItsOwnException(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () ->
                        assertThatThrownBy(() -> openConnection("no-such-host.invalid", 1))
                                .isInstanceOf(UnknownHostException.class)
                                .hasMessageStartingWith("look up no-such-host.invalid"));
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void cancelledConnectLeavesNothingBehind(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Server server = echo();
                    Set<String> before = OnPoller.sockets();
                    int tasks = runningLoop().allTasks().size();
                    for (int point = 0; point < 4; point++) {
                        Task<Connection> connecting = createTask(() -> connect(server));
                        OnPoller.passes(point);
                        connecting.cancel();
                        waitAll(List.of(connecting));
                        if (!connecting.cancelled()) { // the system was as fast
                            connecting.result().stream().abort();
                        }
                    }
                    for (int i = 0; i < 1000 && !isQuiet(server, tasks, before); i++) {
                        sleep(0); // the server sees that they have gone, a selector polls
                    }
                    assertThat(runningLoop().allTasks()).as("tasks").hasSize(tasks);
                    assertThat(OnPoller.sockets()).as("sockets left open").isSubsetOf(before);
                    server.close();
                    server.waitClosed();
                    assertThat(server.connections()).isZero();
                });
    }

    private static boolean isQuiet(Server server, int tasks, Set<String> sockets) {
        return server.connections() == 0
                && runningLoop().allTasks().size() == tasks
                && sockets.containsAll(OnPoller.sockets());
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void datagramsArriveWithTheirSender(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    SystemNetwork network = SystemNetwork.instance();
                    Datagrams server =
                            network.datagrams(DatagramOptions.defaults().withLocal(anyPort()));
                    Datagrams client =
                            network.datagrams(
                                    DatagramOptions.defaults().withPeer(server.address()));
                    client.send(ByteBuffer.wrap("ping".getBytes(UTF_8)));
                    var received = server.receive();
                    assertThat(new String(received.bytes(), UTF_8)).isEqualTo("ping");
                    server.send(ByteBuffer.allocate(0), received.from());
                    assertThat(client.receive().bytes()).isEmpty();
                    client.close();
                    server.close();
                    assertThat(server.isClosed()).isTrue();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void closingRemovesTheSocketFileUnlessAnotherTookItsPlace(Supplier<Poller> poller)
            throws Exception {
        on(
                poller,
                () -> {
                    var address = (java.net.UnixDomainSocketAddress) SystemSockets.unix();
                    var path = address.getPath();
                    var first = SystemNetwork.instance().listen(address, ListenOptions.defaults());
                    java.nio.file.Files.move(path, path.resolveSibling("moved"));
                    var second = SystemNetwork.instance().listen(address, ListenOptions.defaults());
                    first.close();
                    assertThat(path).exists();
                    second.close();
                    assertThat(path).doesNotExist();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void wakingFromAnotherThreadEndsThePoll(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Server server = echo(); // the loop sleeps in its selector now
                    assertThat(
                                    dev.rondo.Rondo.<String, RuntimeException>toThread(
                                            () -> "from a thread"))
                            .isEqualTo("from a thread");
                    server.close();
                });
    }
}
