package dev.rondo.net;

import static dev.rondo.Rondo.callSoon;
import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.waitAll;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.ExceptionContext;
import dev.rondo.Future;
import dev.rondo.Task;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.Connection;
import dev.rondo.stream.ConnectionHandler;
import dev.rondo.stream.ConnectionRefusedException;
import dev.rondo.stream.ConnectionResetException;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Server;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server from its start to its last connection, with each poller. */
class ServerLifeTest {
    private static final ConnectionHandler UNTIL_EOF = connection -> connection.reader().readAll();

    private static Server idle(SocketAddress address, ConnectionHandler handler) {
        return new Server(
                List.of(SystemNetwork.instance().listen(address, ListenOptions.defaults())),
                handler);
    }

    private static Server serve(ConnectionHandler handler) {
        Server server = idle(SystemSockets.tcp(), handler);
        server.startServing();
        return server;
    }

    private static Connection connect(Server server) {
        return Net.openConnection(server.addresses().getFirst(), ConnectOptions.defaults());
    }

    /** Connects, and waits until the handler runs. */
    private static Connection greeted(Server server) {
        Connection client = connect(server);
        assertThat(client.reader().readExactly(1)).isEqualTo(new byte[] {'!'});
        return client;
    }

    private static void greet(Connection connection) {
        connection.writer().write("!");
        connection.writer().flush();
    }

    private static void end(Server server) {
        server.close();
        server.closeClients();
        server.waitClosed();
    }

    private static void servesUntilItsHandlerCancelsIt(SocketAddress address) {
        List<Task<?>> main = new ArrayList<>();
        Server server =
                idle(
                        address,
                        connection -> {
                            connection.reader().readLine();
                            main.getFirst().cancel();
                            connection.writer().write("1");
                        });
        SocketAddress at = server.addresses().getFirst();
        assertThat(server.isServing()).isFalse();
        main.add(createTask(server::serveForever));
        Connection client = Net.openConnection(at, ConnectOptions.defaults());
        client.writer().write("1".repeat(5 * 1024) + "\n");
        assertThat(client.reader().readAll()).isEqualTo(new byte[] {'1'});
        client.close();
        assertThatThrownBy(() -> main.getFirst().await()).isInstanceOf(CancelledError.class);
        assertThat(server.addresses()).isEmpty();
        assertThat(server.isServing()).isFalse();
        assertThatThrownBy(server::serveForever)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
    }

    @ParameterizedTest
    @EnumSource
    void serveForeverEndsByCancellationAndSendsWhatWasWritten(OnPoller poller) throws Exception {
        poller.run(() -> servesUntilItsHandlerCancelsIt(SystemSockets.tcp()));
    }

    @ParameterizedTest
    @EnumSource
    void serveForeverOnASocketFile(OnPoller poller) throws Exception {
        poller.run(() -> servesUntilItsHandlerCancelsIt(SystemSockets.unix()));
    }

    @ParameterizedTest
    @EnumSource
    void startServingIsDoneOnce(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server = idle(SystemSockets.tcp(), UNTIL_EOF);
            assertThat(server.isServing()).isFalse();
            server.startServing();
            server.startServing();
            assertThat(server.isServing()).isTrue();
            assertThat(runningLoop().allTasks().stream().filter(t -> t.name().startsWith("accept")))
                    .hasSize(1);
            assertThat(server.loop()).isSameAs(runningLoop());
            end(server);
            assertThatThrownBy(server::startServing)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is closed");
        });
    }

    @ParameterizedTest
    @EnumSource
    void waitClosedBlocksUntilClosedAndTheLastConnectionEnded(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server =
                    serve(connection -> {
                        greet(connection);
                        connection.reader().readAll();
                    });
            Task<?> first = createTask(server::waitClosed); // nothing connected, not closed
            sleep(0);
            assertThat(first.done()).isFalse();
            Connection client = greeted(server);
            Task<?> second = createTask(server::waitClosed); // connected, not closed
            sleep(0);
            server.close();
            Task<?> third = createTask(server::waitClosed); // connected, closed
            OnPoller.passes(2);
            assertThat(List.of(first.done(), second.done(), third.done())).containsOnly(false);
            client.close();
            waitAll(List.of(first, second, third));
            server.waitClosed();
            assertThat(server.connections()).isZero();
        });
    }

    @ParameterizedTest
    @EnumSource
    void waitClosedSeesACloseAndAnEndThatComeTogether(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server =
                    serve(connection -> {
                        greet(connection);
                        connection.reader().readAll();
                    });
            Connection client = greeted(server);
            callSoon(server::close);
            callSoon(() -> client.writer().close());
            server.waitClosed();
            client.writer().waitClosed();
        });
    }

    @ParameterizedTest
    @EnumSource
    void waitClosedLeavesNoTaskOfTheServerBehind(OnPoller poller) throws Exception {
        poller.run(() -> {
            int tasks = runningLoop().allTasks().size();
            Server server = serve(UNTIL_EOF);
            sleep(0);
            server.close();
            server.waitClosed();
            assertThat(runningLoop().allTasks()).hasSize(tasks);
        });
    }

    @ParameterizedTest
    @EnumSource
    void closeClientsEndsTheConnectionsAndSendsWhatWasWritten(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server =
                    serve(connection -> {
                        greet(connection);
                        connection.writer().write("good-bye");
                        connection.reader().readAll();
                    });
            Connection client = greeted(server);
            server.close();
            server.closeClients();
            server.waitClosed();
            assertThat(new String(client.reader().readAll(), UTF_8)).isEqualTo("good-bye");
            client.close();
        });
    }

    @ParameterizedTest
    @EnumSource
    void abortClientsDropsWhatAPeerDoesNotRead(OnPoller poller) throws Exception {
        List<ExceptionContext> reports = new ArrayList<>();
        poller.run(() -> {
            runningLoop().setExceptionHandler(Optional.of((loop, report) -> reports.add(report)));
            Server server =
                    serve(connection -> {
                        greet(connection);
                        connection.writer().setWriteBufferLimits(0, 100_000_000);
                        connection.writer().write(new byte[20_000_000]);
                        connection.writer().drain();
                    });
            Connection client = greeted(server);
            server.close();
            Task<?> closed = createTask(server::waitClosed);
            server.closeClients();
            OnPoller.passes(20);
            assertThat(closed.done()).as("what was written is to be sent").isFalse();
            server.abortClients();
            closed.await();
            assertThatThrownBy(() -> client.reader().readAll())
                    .isInstanceOf(ConnectionResetException.class);
            client.stream().abort();
        });
        assertThat(reports).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void abortIsNoFailureOfAHandlerThatReadsLater(OnPoller poller) throws Exception {
        List<ExceptionContext> reports = new ArrayList<>();
        poller.run(() -> {
            runningLoop().setExceptionHandler(Optional.of((loop, report) -> reports.add(report)));
            Future<Void> go = createFuture();
            Server server =
                    serve(connection -> {
                        greet(connection);
                        try {
                            go.await();
                        } catch (CancelledError e) {
                            connection.reader().readAll(); // stubborn
                        }
                    });
            Connection client = greeted(server);
            server.abortClients();
            end(server);
            client.stream().abort();
        });
        assertThat(reports).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void failedHandlerIsReportedAndWhatItWroteIsSent(OnPoller poller) throws Exception {
        List<ExceptionContext> reports = new ArrayList<>();
        poller.run(() -> {
            runningLoop().setExceptionHandler(Optional.of((loop, report) -> reports.add(report)));
            Server server =
                    serve(connection -> {
                        connection.writer().write("500 sorry");
                        throw new IllegalArgumentException("bug");
                    });
            Connection client = connect(server);
            assertThat(new String(client.reader().readAll(), UTF_8)).isEqualTo("500 sorry");
            client.close();
            end(server);
        });
        assertThat(reports).hasSize(1);
        assertThat(reports.getFirst().exception().orElseThrow()).hasMessage("bug");
    }

    @ParameterizedTest
    @EnumSource
    void closedServerRefusesAndWhoWaitedInItsBacklogIsReset(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server = idle(SystemSockets.tcp(), UNTIL_EOF);
            SocketAddress address = server.addresses().getFirst();
            Connection waiting = connect(server);
            server.close();
            server.close();
            OnPoller.passes(2);
            assertThatThrownBy(() -> waiting.reader().readAll())
                    .isInstanceOf(ConnectionResetException.class);
            waiting.close();
            assertThatThrownBy(() -> SocketChannel.open(address))
                    .isInstanceOf(java.net.ConnectException.class);
            assertThatThrownBy(() -> Net.openConnection(address, ConnectOptions.defaults()))
                    .isInstanceOf(ConnectionRefusedException.class);
            server.waitClosed();
        });
    }

    @ParameterizedTest
    @EnumSource
    void serveForeverIsAwaitedOnceAndEndsWithClose(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server = serve(UNTIL_EOF);
            Task<?> forever = createTask(server::serveForever);
            sleep(0);
            assertThatThrownBy(server::serveForever)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is already being awaited on serveForever()");
            server.close();
            forever.await();
            server.waitClosed();
        });
    }

    @ParameterizedTest
    @EnumSource
    void handlersMayCloseTheirServer(OnPoller poller) throws Exception {
        poller.run(() -> {
            List<Server> servers = new ArrayList<>();
            servers.add(
                    serve(connection -> {
                        greet(connection);
                        servers.getFirst().close();
                        connection.writer().write("closed");
                    }));
            Connection client = greeted(servers.getFirst());
            assertThat(client.reader().readAll()).hasSize(6);
            client.close();
            servers.getFirst().waitClosed();
        });
    }

    @ParameterizedTest
    @EnumSource
    void cancelAtEveryPointOfStartServerLeavesNoListener(OnPoller poller) throws Exception {
        poller.run(() -> {
            int cancelled = 0;
            for (int point = 0; point < 8; point++) {
                Task<Server> starting =
                        createTask(() ->
                                Net.startServer(
                                        List.of("127.0.0.1", "localhost"),
                                        0,
                                        ListenOptions.defaults(),
                                        UNTIL_EOF));
                OnPoller.passes(point);
                starting.cancel();
                waitAll(List.of(starting));
                if (starting.cancelled()) {
                    cancelled++;
                } else {
                    end(starting.result());
                }
            }
            assertThat(cancelled).isPositive();
        });
    }
}
