package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.waitAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.testing.CapturedLog;
import dev.rondo.testing.TestTls;
import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerOptionsTest {
    private static final ServerOptions DEFAULTS = ServerOptions.defaults();

    private final List<Connection> served = new ArrayList<>();

    private Server serve(List<MemoryDoor> doors, ServerOptions options) {
        Server server =
                new Server(
                        doors,
                        options,
                        connection -> {
                            served.add(connection);
                            connection.reader().readAll();
                        });
        server.startServing();
        return server;
    }

    private static void passes() {
        for (int i = 0; i < 5; i++) {
            sleep(0);
        }
    }

    private static void end(Server server) {
        server.close();
        server.closeClients();
        server.waitClosed();
    }

    @Test
    void acceptPausesAtTheBoundAndGoesOn() {
        try (CapturedLog log = new CapturedLog()) {
            VirtualLoop.run(() -> {
                MemoryDoor door = new MemoryDoor();
                Server server = serve(List.of(door), DEFAULTS.withMaxConnections(2));
                List<MemoryStream> clients = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    clients.add(door.connect());
                }
                passes();
                assertThat(served).hasSize(2);
                assertThat(door.waiting()).as("wait in the system").isEqualTo(2);
                clients.getFirst().close();
                passes();
                assertThat(served).hasSize(3);
                assertThat(server.connections()).isEqualTo(2);
                clients.get(1).close();
                clients.get(2).close();
                passes();
                assertThat(served).hasSize(4);
                assertThat(door.waiting()).isZero();
                end(server);
            });
            assertThat(log.messages())
                    .as("once a minute")
                    .containsExactly(
                            "server <Server serving on [memory/<unresolved>:1] connections=2> has"
                                    + " as many connections as it may, so new ones wait\n"
                                    + "ServerOptions.withMaxConnections(n) allows more");
        }
    }

    @Test
    void boundHoldsOverAllListeners() {
        try (CapturedLog log = new CapturedLog()) {
            VirtualLoop.run(() -> {
                MemoryDoor one = new MemoryDoor();
                MemoryDoor other = new MemoryDoor();
                Server server = serve(List.of(one, other), DEFAULTS.withMaxConnections(1));
                passes(); // both acceptors have looked for room
                MemoryStream first = one.connect();
                MemoryStream second = other.connect();
                passes();
                assertThat(served).hasSize(1);
                first.close();
                passes();
                assertThat(served).hasSize(2);
                second.close();
                passes();
                one.connect();
                passes();
                assertThat(served).hasSize(3);
                end(server);
            });
            assertThat(log.messages()).hasSize(1);
        }
    }

    @Test
    void closeEndsTheWaitForRoomAndWhoWasAcceptedIsReset() {
        try (CapturedLog log = new CapturedLog()) {
            VirtualLoop.run(() -> {
                MemoryDoor one = new MemoryDoor();
                MemoryDoor other = new MemoryDoor();
                Server server = serve(List.of(one, other), DEFAULTS.withMaxConnections(1));
                passes();
                one.connect();
                MemoryStream late = other.connect();
                passes();
                end(server);
                assertThatThrownBy(() -> new StreamReader(late).readAll())
                        .isInstanceOf(ConnectionResetException.class);
            });
            assertThat(log.messages()).hasSize(1);
        }
    }

    @Test
    void connectionWhoseBytesTheStreamTakesIsClosedByItsOwnTask() {
        VirtualLoop.run(() -> {
            MemoryDoor door = new MemoryDoor();
            Server server =
                    new Server(
                            List.of(door),
                            DEFAULTS,
                            connection -> connection.writer().write("hello"));
            server.startServing();
            passes();
            long before = number();
            MemoryStream client = door.connect();
            assertThat(new StreamReader(client).readAll()).asString().isEqualTo("hello");
            assertThat(number() - before).isEqualTo(2); // the connection's, and this one
            end(server);
        });
    }

    /** Returns how many tasks have been made. */
    private static long number() {
        String name = dev.rondo.Rondo.createTask(() -> 0).name();
        return Long.parseLong(name.substring("Task-".length()));
    }

    @Test
    void stallLimitIsForPeersThatTakeNothing() {
        VirtualLoop.run(() -> {
            MemoryDoor door = new MemoryDoor(10);
            Server server =
                    new Server(
                            List.of(door),
                            DEFAULTS.withStallLimit(Duration.ofSeconds(5)),
                            connection -> connection.writer().write(new byte[1000]));
            server.startServing();
            Duration begin = runningLoop().time();
            door.connect();
            passes();
            server.close();
            server.waitClosed();
            assertThat(runningLoop().time().minus(begin))
                    .as("it took its window at once, and nothing from then on")
                    .isEqualTo(Duration.ofSeconds(5));
        });
    }

    @Test
    void noTimeForLastWordsSendsWhatNeedsNoWaiting() {
        VirtualLoop.run(() -> {
            MemoryDoor door = new MemoryDoor();
            Server server =
                    new Server(
                            List.of(door),
                            DEFAULTS.withLastWords(Duration.ZERO),
                            connection -> {
                                connection.writer().write("bye");
                                connection.writer().flush();
                                Rondo.createFuture().await();
                            });
            server.startServing();
            StreamReader client = new StreamReader(door.connect());
            passes();
            Duration begin = runningLoop().time();
            end(server);
            assertThat(runningLoop().time()).isEqualTo(begin);
            assertThat(client.readExactly(3)).isEqualTo("bye".getBytes());
        });
    }

    @Test
    void shorterOfBothHandshakeLimitsCounts() {
        VirtualLoop.run(() -> {
            for (int seconds : List.of(3, 90)) {
                MemoryDoor door = new MemoryDoor();
                Server server =
                        new Server(
                                List.of(door),
                                DEFAULTS.withHandshakeLimit(Duration.ofSeconds(seconds)),
                                Tls.handler(TestTls.server(), connection -> {}));
                server.startServing();
                Duration begin = runningLoop().time();
                MemoryStream client = door.connect();
                Task<?> reading =
                        createTask(() -> {
                            client.read(java.nio.ByteBuffer.allocate(1));
                        });
                waitAll(List.of(reading));
                assertThat(runningLoop().time().minus(begin))
                        .isEqualTo(Duration.ofSeconds(Math.min(seconds, 60)));
                reading.exception();
                end(server);
            }
        });
    }

    @Test
    void valuesAreChecked() {
        assertThat(DEFAULTS)
                .isEqualTo(
                        new ServerOptions(
                                10_000,
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(2),
                                Duration.ofMinutes(1)));
        assertThatThrownBy(() -> DEFAULTS.withMaxConnections(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxConnections must be positive, but is 0");
        assertThatThrownBy(() -> DEFAULTS.withStallLimit(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("stallLimit must be positive, but is PT0S");
        assertThatThrownBy(() -> DEFAULTS.withHandshakeLimit(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("handshakeLimit must be positive, but is PT-0.001S");
        assertThatThrownBy(() -> DEFAULTS.withLastWords(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lastWords must not be negative, but is PT-0.001S");
    }
}
