package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.currentTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;
import static dev.rondo.Rondo.waitAll;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Runner;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.sync.Queue;
import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How {@link Server#drain} ends connections, as programs write them. */
class ServerDrainTest {
    private static final Duration TEN = Duration.ofSeconds(10);

    private final MemoryDoor door = new MemoryDoor();

    private Server serve(ConnectionHandler handler) {
        Server server = new Server(List.of(door), handler);
        server.startServing();
        return server;
    }

    private Connection client() {
        return new Connection(door.connect());
    }

    private static Duration now() {
        return runningLoop().time();
    }

    // ---- Three programs

    /** Answers one request after the other: a line, then a line back. */
    private static void keepAlive(Connection connection) {
        while (connection.awaitRequest()) {
            String request = connection.reader().nextLine().orElseThrow();
            sleep(request.equals("slow") ? 5 : 0);
            connection
                    .writer()
                    .write(request + (connection.draining() ? " close\n" : " keep-alive\n"));
        }
    }

    private static Optional<String> ask(Connection client, String request) {
        client.writer().write(request + "\n");
        return client.reader().nextLine();
    }

    @Test
    void idleConnectionEndsAtOnceAndBusyOneAfterItsAnswer() {
        VirtualLoop.run(() -> {
            Server server = serve(ServerDrainTest::keepAlive);
            Connection idle = client();
            Connection busy = client();
            assertThat(ask(idle, "one")).contains("one keep-alive");
            assertThat(ask(busy, "one")).contains("one keep-alive");
            Task<Optional<String>> answer = createTask(() -> ask(busy, "slow"));
            sleep(1);
            Duration begin = now();
            Task<Integer> drain = createTask(() -> server.drain(TEN));
            assertThat(idle.reader().nextLine()).isEmpty();
            assertThat(now()).isEqualTo(begin);
            assertThat(answer.await()).contains("slow close");
            assertThat(drain.await()).isZero();
            assertThat(now().minus(begin)).isEqualTo(Duration.ofSeconds(4));
            assertThat(busy.reader().nextLine()).isEmpty();
            assertThat(server.state()).isEqualTo(ServerState.CLOSED);
        });
    }

    @Test
    void requestThatHasArrivedIsAnswered() {
        VirtualLoop.run(() -> {
            Server server = serve(ServerDrainTest::keepAlive);
            Connection client = client();
            assertThat(ask(client, "one")).contains("one keep-alive");
            client.writer().write("two\nthree\n");
            sleep(0);
            Task<Integer> drain = createTask(() -> server.drain(TEN));
            assertThat(client.reader().nextLine()).get().asString().startsWith("two");
            assertThat(client.reader().nextLine()).contains("three close");
            assertThat(client.reader().nextLine()).isEmpty();
            assertThat(drain.await()).isZero();
        });
    }

    @Test
    void limitForTheNextRequestStaysTheHandlersOwn() {
        VirtualLoop.run(() -> {
            List<String> ends = new ArrayList<>();
            Server server =
                    serve(connection -> {
                        try {
                            ends.add("request " + timeout(3, () -> connection.awaitRequest()));
                        } catch (TimeoutException e) {
                            ends.add("idle too long");
                        }
                    });
            client();
            sleep(4);
            client();
            sleep(1);
            assertThat(server.drain(TEN)).isZero();
            assertThat(ends).containsExactly("idle too long", "request false");
        });
    }

    /** A member says a line, which all others get; the reader is a child of the handler. */
    private static void chat(List<Queue<String>> members, Connection connection) {
        Queue<String> mine = new Queue<>(10);
        members.add(mine);
        Task<Void> sender =
                createTask(() -> {
                    for (String line : mine) {
                        connection.writer().write(line + "\n");
                    }
                });
        while (connection.awaitRequest()) {
            String line = connection.reader().nextLine().orElseThrow();
            members.forEach(member -> member.tryPut(line));
        }
        mine.tryPut(connection.draining() ? "* the chat closes" : "* bye");
        mine.shutdown();
        sender.await();
    }

    @Test
    void chatSaysGoodByeToItsMembers() {
        VirtualLoop.run(() -> {
            List<Queue<String>> members = new ArrayList<>();
            Server server = serve(connection -> chat(members, connection));
            Connection ada = client();
            Connection bob = client();
            sleep(0);
            sleep(0);
            assertThat(ask(ada, "hello")).contains("hello");
            assertThat(bob.reader().nextLine()).contains("hello");
            assertThat(server.drain(TEN)).isZero();
            assertThat(ada.reader().lines()).containsExactly("* the chat closes");
            assertThat(bob.reader().lines()).containsExactly("* the chat closes");
        });
    }

    /** Knows nothing of drains. */
    private static void echo(Connection connection) {
        for (String line : connection.reader().lines()) {
            connection.writer().write(line + "\n");
        }
    }

    @Test
    void handlerThatNeverAsksIsCancelledAtTheDeadlineAndCounted() {
        VirtualLoop.run(() -> {
            Server server = serve(ServerDrainTest::echo);
            Connection client = client();
            Connection other = client();
            assertThat(ask(client, "one")).contains("one");
            assertThat(ask(other, "one")).contains("one");
            Duration begin = now();
            Task<Integer> drain = createTask(() -> server.drain(TEN));
            sleep(9);
            assertThat(ask(client, "two")).contains("two");
            other.close();
            assertThat(drain.await()).isEqualTo(1);
            assertThat(now().minus(begin)).isEqualTo(TEN);
            assertThat(client.reader().nextLine()).isEmpty();
        });
    }

    // ---- Bounds

    @Test
    void peerThatDoesNotReadIsAbortedAfterTheLastWords() {
        VirtualLoop.run(() -> {
            MemoryDoor narrow = new MemoryDoor(10);
            Server server =
                    new Server(
                            List.of(narrow),
                            ServerOptions.defaults().withLastWords(Duration.ofSeconds(3)),
                            connection -> {
                                connection.writer().write(new byte[1000]);
                                Rondo.createFuture().await();
                            });
            server.startServing();
            MemoryStream client = narrow.connect();
            sleep(1);
            Duration begin = now();
            assertThat(server.drain(TEN)).isEqualTo(1);
            assertThat(now().minus(begin)).isEqualTo(Duration.ofSeconds(13));
            assertThat(server.connections()).isZero();
            assertThatThrownBy(() -> new StreamReader(client).readAll())
                    .isInstanceOf(ConnectionResetException.class);
        });
    }

    @Test
    void answerThatIsBeingSentAtTheDeadlineHasTheTimeForLastWords() {
        VirtualLoop.run(() -> {
            MemoryDoor narrow = new MemoryDoor(10);
            Server server =
                    new Server(
                            List.of(narrow),
                            connection -> connection.writer().write(new byte[1000]));
            server.startServing();
            StreamReader client = new StreamReader(narrow.connect());
            sleep(1);
            Task<Integer> drain = createTask(() -> server.drain(TEN));
            sleep(11);
            assertThat(client.readAll()).hasSize(1000);
            assertThat(drain.await()).isEqualTo(1);
        });
    }

    @Test
    void handlerThatRefusesToEndIsReportedAndLeftBehind() {
        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Server server =
                        serve(connection -> {
                            try {
                                sleep(1000);
                            } catch (CancelledError e) {
                                sleep(100); // stubborn
                            }
                        });
                client();
                sleep(1);
                Duration begin = now();
                assertThat(server.drain(TEN)).isEqualTo(1);
                assertThat(now().minus(begin)).isEqualTo(Duration.ofSeconds(13));
                assertThat(server.state()).isEqualTo(ServerState.DRAINING);
                server.waitClosed();
                assertThat(server.state()).isEqualTo(ServerState.CLOSED);
                assertThat(now().minus(begin)).isEqualTo(Duration.ofSeconds(110));
            });
        }
        assertThat(virtual.reports()).hasSize(1);
        assertThat(virtual.reports().getFirst().message())
                .startsWith("server <Server draining on [memory")
                .contains("has drained, but handlers go on though they were cancelled")
                .endsWith("\nLet CancelledError pass when it is caught");
    }

    @Test
    void cancelledDrainGoesOnWithTheCancellationOfHandlers() {
        VirtualLoop.run(() -> {
            Server server = serve(ServerDrainTest::echo);
            client();
            sleep(1);
            Task<Integer> drain = createTask(() -> server.drain(TEN));
            sleep(1);
            Duration begin = now();
            drain.cancel();
            waitAll(List.of(drain));
            assertThat(drain.cancelled()).isTrue();
            assertThat(now()).isEqualTo(begin);
            assertThat(server.connections()).isZero();
        });
    }

    @Test
    void secondCancellationAbortsWhatIsLeft() {
        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                MemoryDoor narrow = new MemoryDoor(10);
                Server server =
                        new Server(
                                List.of(narrow),
                                connection -> connection.writer().write(new byte[1000]));
                server.startServing();
                narrow.connect();
                sleep(1);
                Task<Integer> drain = createTask(() -> server.drain(TEN));
                sleep(1);
                drain.cancel();
                sleep(1);
                Duration begin = now();
                drain.cancel();
                waitAll(List.of(drain));
                server.waitClosed();
                assertThat(now()).isEqualTo(begin);
            });
        }
        virtual.assertNoReports();
    }

    @Test
    void deadlineOfNothingCancelsAtOnce() {
        VirtualLoop.run(() -> {
            Server server = serve(ServerDrainTest::echo);
            client();
            sleep(1);
            Duration begin = now();
            assertThat(server.drain(Duration.ZERO)).isEqualTo(1);
            assertThat(now()).isEqualTo(begin);
            assertThatThrownBy(() -> server.drain(Duration.ofSeconds(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("deadline must not be negative, but is PT-1S");
        });
    }

    @Test
    void shortestOfSeveralDeadlinesCountsAndAllGetTheSameNumber() {
        VirtualLoop.run(() -> {
            Server server = serve(ServerDrainTest::echo);
            client();
            client();
            sleep(1);
            Duration begin = now();
            Task<Integer> patient = createTask(() -> server.drain(TEN));
            Task<Integer> hasty = createTask(() -> server.drain(Duration.ofSeconds(2)));
            assertThat(patient.await()).isEqualTo(2);
            assertThat(hasty.await()).isEqualTo(2);
            assertThat(now().minus(begin)).isEqualTo(Duration.ofSeconds(2));
        });
    }

    @Test
    void handshakeThatGoesOnIsIdle() {
        VirtualLoop.run(() -> {
            Server server =
                    serve(Tls.handler(dev.rondo.testing.TestTls.server(), ServerDrainTest::echo));
            client();
            sleep(1);
            Duration begin = now();
            assertThat(server.drain(TEN)).isZero();
            assertThat(now()).isEqualTo(begin);
        });
    }

    // ---- With the server's other ends

    @Test
    void connectionsThatACloseLeftLiveAreDrained() {
        VirtualLoop.run(() -> {
            Server server = serve(ServerDrainTest::keepAlive);
            Connection client = client();
            assertThat(ask(client, "one")).contains("one keep-alive");
            server.close();
            assertThat(ask(client, "two")).contains("two keep-alive");
            assertThat(server.drain(TEN)).isZero();
            assertThat(client.reader().nextLine()).isEmpty();
            assertThat(server.drain(TEN)).isZero();
        });
    }

    @Test
    void serveForeverEndsWhenTheServerHasDrained() {
        VirtualLoop.run(() -> {
            Server server = new Server(List.of(door), ServerDrainTest::echo);
            Task<Void> forever = createTask(server::serveForever);
            sleep(1);
            client();
            sleep(1);
            Task<Integer> drain = createTask(() -> server.drain(TEN));
            sleep(1);
            assertThat(server.isServing()).isFalse();
            assertThat(server.addresses()).isEmpty();
            assertThat(forever.done()).isFalse();
            forever.await();
            assertThat(drain.await()).isEqualTo(1);
        });
    }

    @Test
    void handlerMayNotWaitForItself() {
        VirtualLoop.run(() -> {
            List<Server> servers = new ArrayList<>();
            List<String> refusals = new ArrayList<>();
            servers.add(
                    serve(connection -> {
                        for (Runnable wait :
                                List.<Runnable>of(
                                        () -> servers.getFirst().waitClosed(),
                                        () -> servers.getFirst().drain(TEN))) {
                            try {
                                wait.run();
                            } catch (IllegalStateException e) {
                                refusals.add(e.getMessage());
                            }
                        }
                        createTask(() -> servers.getFirst().drain(TEN)); // another task may
                        refusals.add(currentTask().orElseThrow().name());
                    }));
            client();
            sleep(1);
            String text =
                    "Task %s serves a connection of <Server serving on [memory/<unresolved>:1]"
                            + " connections=1>, so %s would wait for itself\n"
                            + "Let another task call it, one of createTask()";
            assertThat(refusals)
                    .containsExactly(
                            text.formatted(refusals.getLast(), "waitClosed()"),
                            text.formatted(refusals.getLast(), "drain()"),
                            refusals.getLast());
            assertThat(servers.getFirst().state()).isEqualTo(ServerState.CLOSED);
        });
    }

    // ---- Marked idle

    @Test
    void handlerThatSaysItIsIdleIsCancelledAndNotCounted() {
        VirtualLoop.run(() -> {
            Server server =
                    serve(connection -> {
                        connection.writer().write("welcome\n");
                        connection.setIdle(true);
                        Rondo.createFuture().await(); // a push that never comes
                    });
            Connection client = client();
            sleep(1);
            Duration begin = now();
            assertThat(server.drain(TEN)).isZero();
            assertThat(now()).isEqualTo(begin);
            assertThat(client.reader().lines()).containsExactly("welcome");
        });
    }

    /** Answers each piece, and is idle between two. */
    private static final class Answers implements Protocol {
        private final Connection connection;
        private Transport transport;

        Answers(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void connectionMade(Transport transport) {
            this.transport = transport;
            connection.setIdle(true);
        }

        @Override
        public void dataReceived(byte[] data) {
            connection.setIdle(false);
            sleep(5);
            transport.write(data);
            connection.setIdle(true);
        }
    }

    @Test
    void protocolThatSaysItIsIdleIsClosedAndABusyOneAfterItsAnswer() {
        VirtualLoop.run(() -> {
            Server server = serve(ProtocolHandler.ofConnection(Answers::new));
            Connection idle = client();
            Connection busy = client();
            busy.writer().write("x");
            sleep(1);
            Duration begin = now();
            Task<Integer> drain = createTask(() -> server.drain(TEN));
            assertThat(idle.reader().readAll()).isEmpty();
            assertThat(now()).isEqualTo(begin);
            assertThat(busy.reader().readAll()).hasSize(1);
            assertThat(drain.await()).isZero();
            assertThat(now().minus(begin)).isEqualTo(Duration.ofSeconds(4));
        });
    }

    @Test
    void protocolThatIsBusyIsClosedAtTheDeadline() {
        VirtualLoop.run(() -> {
            Server server = serve(new ProtocolHandler(RecordingProtocol::new));
            Connection client = client();
            sleep(1);
            Duration begin = now();
            assertThat(server.drain(TEN)).isEqualTo(1);
            assertThat(now().minus(begin)).isEqualTo(TEN);
            assertThat(client.reader().readAll()).isEmpty();
        });
    }

    @Test
    void awaitRequestOfAConnectionThatIsNoServersWaitsForBytesOrTheEnd() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair ends = MemoryStream.pair();
            Connection near = new Connection(ends.first());
            Connection far = new Connection(ends.second());
            far.writer().write("x");
            assertThat(near.awaitRequest()).isTrue();
            assertThat(near.draining()).isFalse();
            assertThat(near.reader().readExactly(1)).isEqualTo(new byte[] {'x'});
            far.close();
            assertThat(near.awaitRequest()).isFalse();
            near.close();
        });
    }

    @Test
    void requestThatHasArrivedUnreadIsAnsweredDuringADrain() {
        VirtualLoop.run(() -> {
            Server server = serve(ServerDrainTest::keepAlive);
            Connection busy = client();
            busy.writer().write("slow\n");
            sleep(1);
            Task<Integer> drain = createTask(() -> server.drain(TEN));
            sleep(1);
            busy.writer().write("two\n"); // before it can know
            assertThat(busy.reader().nextLine()).contains("slow close");
            assertThat(busy.reader().nextLine()).contains("two close");
            assertThat(busy.reader().nextLine()).isEmpty();
            assertThat(drain.await()).isZero();
        });
    }

    @Test
    void requestThatComesInTheMomentOfTheDrainIsAnswered() {
        VirtualLoop.run(() -> {
            Server server = serve(ServerDrainTest::keepAlive);
            Connection idle = client();
            sleep(0.1);
            Task<Integer> drain = createTask(() -> server.drain(TEN));
            idle.stream().tryWrite(java.nio.ByteBuffer.wrap("one\n".getBytes(UTF_8)));
            assertThat(idle.reader().nextLine()).contains("one close");
            assertThat(drain.await()).isZero();
        });
    }
}
