package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.net.Net.openConnection;
import static dev.rondo.net.Net.startServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.Connection;
import dev.rondo.stream.ConnectionRefusedException;
import dev.rondo.stream.ConnectionSnapshot;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Server;
import dev.rondo.stream.ServerOptions;
import dev.rondo.testing.CapturedLog;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that drain and have bounds, on the system's sockets, with each poller. */
class ServerDrainTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private static void keepAlive(Connection connection) {
        while (connection.awaitRequest()) {
            String request = connection.reader().nextLine().orElseThrow();
            if (request.equals("slow")) {
                connection.reader().nextLine(); // its end comes later
            }
            connection.writer().write(request + (connection.draining() ? " close\n" : "\n"));
        }
    }

    private static Connection connect(SocketAddress address) {
        return openConnection(address, ConnectOptions.defaults());
    }

    private static void ask(Connection client, String request) {
        client.writer().write(request + "\n");
        client.writer().drain();
    }

    @ParameterizedTest
    @EnumSource
    void idleConnectionsEndAtOnceAndBusyOnesAfterTheirAnswer(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server =
                    startServer(
                            List.of(SystemSockets.tcp()),
                            ListenOptions.defaults(),
                            ServerOptions.defaults(),
                            ServerDrainTest::keepAlive);
            SocketAddress address = server.addresses().getFirst();
            Connection idle = connect(address);
            Connection busy = connect(address);
            ask(idle, "one");
            assertThat(idle.reader().nextLine()).contains("one");
            ask(busy, "slow");
            while (server.snapshot().connections().stream()
                            .filter(c -> c.state() == ConnectionSnapshot.State.BUSY)
                            .count()
                    != 1) {
                OnPoller.passes(1);
            }
            assertThat(server.snapshot().connections())
                    .extracting(ConnectionSnapshot::peer)
                    .containsExactly(idle.info().local(), busy.info().local());
            Task<Integer> drain = createTask(() -> server.drain(LONG));
            assertThat(idle.reader().nextLine()).isEmpty();
            assertThatThrownBy(() -> connect(address))
                    .isInstanceOf(ConnectionRefusedException.class);
            ask(busy, "end");
            assertThat(busy.reader().nextLine()).contains("slow close");
            assertThat(busy.reader().nextLine()).isEmpty();
            assertThat(drain.await()).isZero();
            idle.close();
            busy.close();
        });
    }

    @ParameterizedTest
    @EnumSource
    void handlersThatGoOnAreCancelledAndTheirPeersSeeTheEnd(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server =
                    startServer(
                            List.of(SystemSockets.tcp()),
                            ListenOptions.defaults(),
                            connection -> {
                                connection.writer().write("!");
                                connection.reader().readAll();
                            });
            Connection client = connect(server.addresses().getFirst());
            assertThat(client.reader().readExactly(1)).hasSize(1);
            assertThat(server.drain(Duration.ofMillis(1))).isEqualTo(1);
            assertThat(client.reader().readAll()).isEmpty();
            assertThat(server.connections()).isZero();
            client.close();
        });
    }

    @ParameterizedTest
    @EnumSource
    void whoIsOverTheBoundWaitsInTheSystem(OnPoller poller) throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            poller.run(ServerDrainTest::meetTheBound);
            assertThat(log.messages()).as("the server says so, once").hasSize(1);
        }
    }

    private static void meetTheBound() {
        Server server =
                startServer(
                        "127.0.0.1",
                        0,
                        ServerOptions.defaults().withMaxConnections(1),
                        ServerDrainTest::keepAlive);
        SocketAddress address = server.addresses().getFirst();
        Connection first = connect(address);
        ask(first, "one");
        assertThat(first.reader().nextLine()).contains("one");
        Connection second = connect(address);
        ask(second, "two");
        OnPoller.passes(20);
        assertThat(server.connections()).isEqualTo(1);
        Task<Optional<String>> answer = createTask(() -> second.reader().nextLine());
        first.close();
        assertThat(answer.await()).contains("two");
        second.close();
        assertThat(server.drain(LONG)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void serverStartsOnAnyNetworkInOneLine(OnPoller poller) throws Exception {
        poller.run(() -> {
            SystemNetwork network = SystemNetwork.instance();
            Server one = Server.start(network, SystemSockets.tcp(), ServerDrainTest::keepAlive);
            Server two =
                    Server.start(
                            network,
                            List.of("127.0.0.1", "127.0.0.2"),
                            0,
                            ListenOptions.defaults(),
                            ServerOptions.defaults(),
                            ServerDrainTest::keepAlive);
            assertThat(one.isServing()).isTrue();
            assertThat(two.addresses()).hasSize(2);
            for (SocketAddress address : two.addresses()) {
                Connection client = connect(address);
                ask(client, "hello");
                assertThat(client.reader().nextLine()).contains("hello");
                client.close();
            }
            assertThat(one.drain(LONG)).isZero();
            assertThat(two.drain(LONG)).isZero();
        });
    }
}
