package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;
import static dev.rondo.Rondo.waitAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Action;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.testing.TestTls;
import dev.rondo.testing.VirtualLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Closing while the peer takes nothing: how long that waits, and what it leaves behind. */
class ClosingTest {
    private static final int WINDOW = 1000;
    private static final byte[] MUCH = new byte[500_000];

    /** What a connection can be closed by. */
    enum Door {
        CONNECTION(connection -> connection),
        WRITER(connection ->
                () -> {
                    connection.writer().close();
                    connection.writer().waitClosed();
                }),
        OUTPUT(connection -> connection.writer().outputStream()),
        CHANNEL(Connection::byteChannel);

        private final Function<Connection, AutoCloseable> view;

        Door(Function<Connection, AutoCloseable> view) {
            this.view = view;
        }
    }

    private static Duration now() {
        return runningLoop().time();
    }

    private static <X extends Exception> Duration timed(Action<X> body) throws X {
        Duration before = now();
        body.run();
        return now().minus(before);
    }

    private record Ends(ByteStream near, ByteStream far) {
        static Ends of(boolean tls, MemoryStream.Pair pair) {
            return tls
                    ? TestTls.secure(
                            pair.first(),
                            pair.second(),
                            TestTls.client(),
                            TestTls.server(),
                            Ends::new)
                    : new Ends(pair.first(), pair.second());
        }
    }

    private static Connection connection(boolean tls, MemoryStream.Pair pair) {
        return new Connection(Ends.of(tls, pair).near());
    }

    private static void writeMuch(Connection connection) {
        connection.writer().write(MUCH);
        connection.writer().flush();
    }

    private static String endSeenBy(MemoryStream peer) {
        ByteBuffer target = ByteBuffer.allocate(100_000);
        try {
            while (peer.read(target.clear()) >= 0) {}
            return "end";
        } catch (ConnectionResetException e) {
            return "reset";
        }
    }

    private static void assertReset(Connection connection, MemoryStream peer) {
        assertThat(connection.stream().isClosed()).isTrue();
        assertThat(endSeenBy(peer)).isEqualTo("reset");
    }

    // ---- The peer takes nothing

    @ParameterizedTest
    @EnumSource
    void closeAfterATimeoutGivesUpAPeerThatTakesNothing(Door door) {
        VirtualLoop.run(() -> {
            for (boolean tls : new boolean[] {false, true}) {
                MemoryStream.Pair pair = MemoryStream.pair(WINDOW);
                Connection connection = connection(tls, pair);
                Duration before = now();
                assertThatThrownBy(
                                () -> {
                                    try (AutoCloseable view = door.view.apply(connection)) {
                                        timeout(0.5, () -> writeMuch(connection));
                                    }
                                })
                        .isInstanceOfSatisfying(
                                TimeoutException.class,
                                e ->
                                        assertThat(e.getSuppressed()[0])
                                                .isInstanceOf(TimeoutException.class)
                                                .hasMessageContaining(
                                                        "the peer took nothing for PT2S"));
                assertThat(now().minus(before)).isEqualTo(Duration.ofMillis(2500));
                assertReset(connection, pair.second());
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void timeoutAroundACloseIsOne(Door door) {
        VirtualLoop.run(() -> {
            for (boolean tls : new boolean[] {false, true}) {
                MemoryStream.Pair pair = MemoryStream.pair(WINDOW);
                Connection connection = connection(tls, pair);
                Duration before = now();
                assertThatThrownBy(() ->
                                timeout(
                                        0.5,
                                        () -> {
                                            try (AutoCloseable view = door.view.apply(connection)) {
                                                writeMuch(connection);
                                            }
                                        }))
                        .isInstanceOf(TimeoutException.class);
                assertThat(now().minus(before)).isEqualTo(Duration.ofMillis(500));
                sleep(0);
                assertReset(connection, pair.second());
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void deadlineThatComesDuringACloseAborts(boolean tls) {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(WINDOW);
            Connection connection = connection(tls, pair);
            connection.writer().write(new byte[50_000]); // below the mark: nobody waits
            Duration before = now();
            assertThatThrownBy(() -> timeout(1, connection::close))
                    .isInstanceOf(TimeoutException.class);
            assertThat(now().minus(before)).isEqualTo(Duration.ofSeconds(1));
            assertReset(connection, pair.second());
        });
    }

    @Test
    void bareTlsStreamGivesUpAPeerThatTakesNothing() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(WINDOW);
            ByteStream stream = connection(true, pair).stream();
            Duration before = now();
            assertThatThrownBy(
                            () -> {
                                try (stream) {
                                    timeout(0.5, () -> stream.write(ByteBuffer.wrap(MUCH)));
                                }
                            })
                    .isInstanceOf(TimeoutException.class);
            assertThat(now().minus(before)).isEqualTo(Duration.ofMillis(2500));
            assertThat(pair.first().isClosed()).isTrue();
        });
    }

    // ---- It takes a little

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void peerThatTakesALittleAtATimeGetsAll(boolean tls) {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(WINDOW);
            Task<ByteStream> accepting =
                    tls ? createTask(() -> Tls.server(pair.second(), TestTls.server())) : null;
            Connection connection =
                    new Connection(tls ? Tls.client(pair.first(), TestTls.client()) : pair.first());
            ByteStream far = accepting == null ? pair.second() : accepting.await();
            Task<Integer> reading =
                    createTask(() -> {
                        ByteBuffer target = ByteBuffer.allocate(16 * 1024); // a record
                        int total = 0;
                        for (int count = 0; count >= 0; count = far.read(target.clear())) {
                            total += count;
                            sleep(1);
                        }
                        return total;
                    });
            connection.writer().write(new byte[60_000]);
            connection.close();
            assertThat(connection.stream().isClosed()).isTrue();
            assertThat(reading.await()).isEqualTo(60_000);
        });
    }

    @Test
    void roomThatNobodyTellsOfIsFoundBeforeThePeerIsGivenUp() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            Sluggish stream = new Sluggish(pair.first());
            StreamWriter writer = new StreamWriter(stream);
            writer.write(new byte[60_000]);
            sleep(0); // a task sends, and waits for room
            createTask(() -> {
                for (int i = 0; i < 10; i++) {
                    sleep(1);
                    stream.room += 6_000;
                }
            });
            writer.close();
            writer.waitClosed();
            assertThat(new StreamReader(pair.second()).readAll()).hasSize(60_000);
        });
    }

    /** As a socket does with a third of its buffer: it has room and tells nobody. */
    private static final class Sluggish extends Wrapped {
        private int room;

        Sluggish(ByteStream inner) {
            super(inner);
        }

        @Override
        public int tryWrite(ByteBuffer source) {
            int length = Math.min(room, source.remaining());
            room -= length;
            int limit = source.limit();
            int count = super.tryWrite(source.limit(source.position() + length));
            source.limit(limit);
            return count;
        }

        @Override
        public void write(ByteBuffer source) {
            tryWrite(source);
            if (source.hasRemaining()) {
                sleep(1_000_000);
            }
        }
    }

    // ---- The task that closes is being cancelled

    @ParameterizedTest
    @EnumSource
    void cancelledTaskStillSendsWhatNeedsNoWaiting(Door door) {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            Connection connection = new Connection(pair.first());
            Task<?> task =
                    createTask(() -> {
                        try (AutoCloseable view = door.view.apply(connection)) {
                            connection.writer().write("last words");
                            sleep(100);
                        }
                    });
            sleep(0);
            task.cancel();
            waitAll(List.of(task));
            assertThat(task.cancelled()).isTrue();
            assertThat(connection.stream().isClosed()).isTrue();
            assertThat(new StreamReader(pair.second()).readAll()).hasSize(10);
        });
    }

    @Test
    void cancelledTaskSaysGoodByeOnTlsIfThatNeedsNoWaiting() {
        VirtualLoop.run(() -> {
            Ends ends = Ends.of(true, MemoryStream.pair());
            Connection connection = new Connection(ends.near());
            Task<?> task =
                    createTask(() -> {
                        try (connection) {
                            connection.writer().write("last words");
                            sleep(100);
                        }
                    });
            sleep(0);
            task.cancel();
            Duration took = timed(() -> waitAll(List.of(task)));
            assertThat(took).isZero();
            assertThat(new StreamReader(ends.far()).readAll()).hasSize(10);
        });
    }

    @Test
    void closerThatIsCancelledLeavesNoGoodEndBehindHalfAMessage() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(WINDOW);
            StreamWriter writer = new StreamWriter(pair.first());
            writer.write(new byte[50_000]);
            List<Task<?>> before = new ArrayList<>(runningLoop().allTasks());
            writer.close();
            List<Task<?>> closers = new ArrayList<>(runningLoop().allTasks());
            closers.removeAll(before);
            sleep(0);
            closers.getFirst().cancel();
            waitAll(closers);
            assertThat(endSeenBy(pair.second())).isEqualTo("reset");
        });
    }

    // ---- Elsewhere

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void callbackClosesWithoutWaiting(boolean tls) {
        VirtualLoop.run(() -> {
            Ends ends = Ends.of(tls, MemoryStream.pair());
            Connection connection = new Connection(ends.near());
            connection.writer().write("hello");
            runningLoop().callSoon(connection::close);
            assertThat(new StreamReader(ends.far()).readAll()).hasSize(5);
        });
    }

    @Test
    void transportGivesUpAPeerThatTakesNothingForAMinute() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(WINDOW);
            RecordingProtocol protocol = new RecordingProtocol();
            Transport transport = Transport.over(pair.first(), protocol);
            transport.write(MUCH);
            transport.close();
            Duration took = timed(() -> protocol.awaitCall("lost"));
            assertThat(took).isEqualTo(Duration.ofMinutes(1));
            assertThat(protocol.failure().orElseThrow())
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("the peer took nothing for PT1M");
            assertThat(endSeenBy(pair.second())).isEqualTo("reset");
        });
    }

    @Test
    void transportThatIsClosingLetsASlowPeerTakeAll() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(WINDOW);
            RecordingProtocol protocol = new RecordingProtocol();
            Transport transport = Transport.over(pair.first(), protocol);
            transport.write(new byte[10_000]);
            transport.close();
            StreamReader peer = new StreamReader(pair.second());
            int total = 0;
            for (int count = 1; count > 0; total += count) {
                sleep(50);
                count = peer.read(1000).length;
            }
            assertThat(total).isEqualTo(10_000);
            protocol.awaitCall("lost");
            assertThat(protocol.failure()).isEmpty();
        });
    }

    @Test
    void closeByAHandlerHasThePatienceOfItsServer() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(WINDOW);
            Server server =
                    new Server(
                            List.of(new OneConnection(pair.first())),
                            ServerOptions.defaults().withStallLimit(Duration.ofSeconds(20)),
                            connection -> {
                                connection.writer().write(new byte[50_000]);
                                connection.close();
                            });
            server.startServing();
            sleep(1);
            server.close();
            Duration took = timed(server::waitClosed);
            assertThat(took).isEqualTo(Duration.ofSeconds(19));
        });
    }
}
