package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.Runner;
import dev.rondo.Task;
import dev.rondo.TaskFactory;
import dev.rondo.TaskOptions;
import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What a server is doing, and what it shows of that. */
class ServerStateTest {
    private final MemoryDoor door = new MemoryDoor();

    @Test
    void statesFollowEachOtherAndClosedOnesDoNotServe() {
        VirtualLoop.run(() -> {
            Server server = new Server(List.of(door), connection -> {});
            assertThat(server.state()).isEqualTo(ServerState.NOT_SERVING);
            assertThat(server)
                    .hasToString("<Server not serving on [memory/<unresolved>:1] connections=0>");
            server.startServing();
            server.startServing();
            assertThat(server.state()).isEqualTo(ServerState.SERVING);
            server.close();
            server.close();
            assertThat(server.state()).isEqualTo(ServerState.CLOSED);
            assertThatThrownBy(server::startServing)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "server <Server closed on [memory/<unresolved>:1] connections=0> is"
                                    + " closed\nListen again, and make a new one");
            server.waitClosed();
        });
    }

    @Test
    void serverThatNeverServedDrains() {
        VirtualLoop.run(() -> {
            Server server = new Server(List.of(door), connection -> {});
            assertThat(server.drain(Duration.ofSeconds(1))).isZero();
            assertThat(server.state()).isEqualTo(ServerState.CLOSED);
            assertThat(door.isClosed()).isTrue();
        });
    }

    @Test
    void drainingServerIsClosedForItsHandlersToo() {
        VirtualLoop.run(() -> {
            Server server = new Server(List.of(door), connection -> sleep(5));
            server.startServing();
            door.connect();
            sleep(1);
            Task<Integer> drain = createTask(() -> server.drain(Duration.ofSeconds(10)));
            sleep(1);
            assertThat(server.state()).isEqualTo(ServerState.DRAINING);
            server.close(); // nothing is left to close
            assertThat(server.state()).isEqualTo(ServerState.DRAINING);
            assertThatThrownBy(server::startServing).hasMessageContaining("is closed");
            assertThat(drain.await()).isZero();
        });
    }

    @Test
    void snapshotShowsConnectionsSinceWhenAndWhatTheyDo() {
        VirtualLoop.run(() -> {
            Server server =
                    new Server(
                            List.of(door),
                            connection -> {
                                connection.awaitRequest();
                                connection.reader().readExactly(1);
                                connection.writer().setWriteBufferLimits(0, 1_000_000);
                                connection.writer().write(new byte[70_000]);
                                sleep(5);
                            });
            assertThat(server.snapshot())
                    .isEqualTo(
                            new ServerSnapshot(
                                    ServerState.NOT_SERVING,
                                    List.of(door.address()),
                                    10_000,
                                    List.of()));
            server.startServing();
            sleep(1);
            Duration begin = runningLoop().time();
            Connection client = new Connection(door.connect());
            sleep(1);
            assertThat(server.snapshot().connections())
                    .containsExactly(
                            new ConnectionSnapshot(
                                    Optional.empty(),
                                    ConnectionSnapshot.State.IDLE,
                                    Optional.of(begin),
                                    0,
                                    0));
            client.writer().write("xyz");
            sleep(1);
            ConnectionSnapshot busy = server.snapshot().connections().getFirst();
            assertThat(busy.state()).isEqualTo(ConnectionSnapshot.State.BUSY);
            assertThat(busy.received()).isEqualTo(2);
            assertThat(busy.unsent()).isEqualTo(70_000 - MemoryStream.DEFAULT_WINDOW);
            sleep(5);
            assertThat(server.snapshot().connections().getFirst().state())
                    .isEqualTo(ConnectionSnapshot.State.CLOSING);
            assertThat(client.snapshot().since()).isEmpty();
            client.reader().readAll();
            client.close();
            assertThat(client.snapshot().state()).isEqualTo(ConnectionSnapshot.State.CLOSED);
            server.close();
            server.waitClosed();
            assertThat(server.snapshot().addresses()).isEmpty();
        });
    }

    @Test
    void waitsSayWhatTheyAreFor() {
        VirtualLoop.run(() -> {
            Server server = new Server(List.of(door), connection -> sleep(5));
            Task<?> forever = createTask(server::serveForever);
            sleep(1);
            assertThat(forever.snapshot().waitingOn())
                    .isEqualTo(
                            "close of <Server serving on [memory/<unresolved>:1] connections=0>");
            door.connect();
            sleep(1);
            server.close();
            Task<?> closed = createTask(server::waitClosed);
            sleep(0);
            assertThat(closed.snapshot().waitingOn())
                    .isEqualTo(
                            "end of the connections of <Server closed on"
                                    + " [memory/<unresolved>:1] connections=1>");
            closed.await();
            forever.await();
        });
    }

    @Test
    void whoWaitsForTheEndWaitsForTheHandlersOnceItIsClosed() {
        VirtualLoop.run(() -> {
            List<Task<?>> handlers = new ArrayList<>();
            Server server =
                    new Server(
                            List.of(door),
                            connection -> {
                                handlers.add(Rondo.currentTask().orElseThrow());
                                sleep(5);
                            });
            server.startServing();
            door.connect();
            door.connect();
            sleep(1);
            assertThat(server.owners()).as("anybody may close it").isEmpty();
            server.close();
            assertThat(List.<Object>copyOf(server.owners())).isEqualTo(handlers);
            server.waitClosed();
            assertThat(server.owners()).isEmpty();
        });
    }

    @Test
    void connectionThatGetsNoTaskIsResetAndTheServerGoesOn() {
        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Server server =
                        new Server(List.of(door), connection -> connection.writer().write("hello"));
                server.startServing();
                sleep(0);
                runningLoop().setTaskFactory(Optional.of(new Refusing()));
                MemoryStream first = door.connect();
                sleep(1);
                runningLoop().setTaskFactory(Optional.empty());
                assertThatThrownBy(() -> new StreamReader(first).readAll())
                        .isInstanceOf(ConnectionResetException.class);
                assertThat(server.connections()).isZero();
                assertThat(new StreamReader(door.connect()).readAll()).hasSize(5);
                server.close();
                server.waitClosed();
            });
        }
        assertThat(virtual.reports()).hasSize(1);
        assertThat(virtual.reports().getFirst().message())
                .startsWith("accept: no task for the connection <MemoryStream");
        assertThat(virtual.reports().getFirst().exception().orElseThrow()).hasMessage("no more");
    }

    private static final class Refusing implements TaskFactory {
        @Override
        public <T> Task<T> create(EventLoop loop, Callable<T> body, TaskOptions options) {
            throw new IllegalStateException("no more");
        }
    }
}
