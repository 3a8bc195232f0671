package dev.rondo.sim;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.stream.BrokenPipeException;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Connection;
import dev.rondo.stream.ConnectionResetException;
import dev.rondo.stream.StreamClosedException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections keep TCP's promises, whatever the links do. */
class SimStreamTest {
    private static final int WINDOW = 64 * 1024;
    private static final double PATIENCE_SECONDS = 924.6;

    private static int read(ByteStream stream) {
        return stream.read(ByteBuffer.allocate(100_000));
    }

    private static int tryWrite(ByteStream stream, int count) {
        return stream.tryWrite(ByteBuffer.allocate(count));
    }

    /** Writes as long as there is room, and returns how much there was. */
    private static int fill(ByteStream stream) {
        int sum = 0;
        for (int n = tryWrite(stream, 10_000); n > 0; n = tryWrite(stream, 10_000)) {
            sum += n;
        }
        return sum;
    }

    private static void sendAll(Simulation simulation, ByteStream stream, byte[] all) {
        for (int at = 0; at < all.length; ) {
            int length = Math.min(1 + simulation.random(20_000), all.length - at);
            stream.write(ByteBuffer.wrap(all, at, length));
            at += length;
            sleep(Duration.ofMillis(simulation.random(5)));
        }
        stream.writeEof();
    }

    private static void cutNowAndThen(Simulation simulation, Host server) {
        while (true) {
            sleep(Duration.ofMillis(simulation.random(60)));
            if (simulation.chance(0.5)) {
                simulation.links().partition(simulation.main(), server);
            } else {
                simulation.links().cut(simulation.main(), server);
            }
            sleep(Duration.ofMillis(simulation.random(60)));
            simulation.links().heal();
        }
    }

    @Test
    void bytesArriveOnceAndInOrder() {
        byte[] all = Peers.bytes(200_000);
        Exploration.run(
                30,
                simulation -> {
                    List<byte[]> received = new ArrayList<>();
                    Host server =
                            Peers.server(
                                    simulation,
                                    connection -> received.add(connection.reader().readAll()));
                    simulation.links().setLatency(Duration.ofMillis(1), Duration.ofMillis(80));
                    simulation.links().setLoss(0.2);
                    simulation.links().setBandwidth(1_000_000);
                    ByteStream stream = Peers.connect(simulation);
                    Task<Void> cuts = createTask(() -> cutNowAndThen(simulation, server));
                    sendAll(simulation, stream, all);
                    read(stream); // the end, once the server has it all
                    cuts.cancel();
                    stream.close();
                    assertThat(received).containsExactly(all);
                });
    }

    @Test
    void bandwidthBoundsHowFastBytesArrive() {
        Simulation.run(
                1,
                simulation -> {
                    Peers.server(simulation, connection -> connection.reader().readAll());
                    simulation.links().setBandwidth(10_000);
                    ByteStream stream = Peers.connect(simulation);
                    Duration begin = simulation.time();
                    stream.write(ByteBuffer.allocate(50_000));
                    stream.writeEof();
                    assertThat(read(stream)).isEqualTo(-1);
                    assertThat(simulation.time().minus(begin))
                            .isBetween(Duration.ofSeconds(5), Duration.ofMillis(5_010));
                });
    }

    @Test
    void writerWaitsWhileWindowIsFull() {
        Simulation.run(
                1,
                simulation -> {
                    Peers.server(
                            simulation,
                            connection -> {
                                sleep(10);
                                connection.reader().readAll();
                            });
                    ByteStream stream = Peers.connect(simulation);
                    Duration begin = simulation.time();
                    assertThat(fill(stream)).isEqualTo(WINDOW);
                    sleep(5);
                    assertThat(tryWrite(stream, 1)).isZero();
                    stream.write(ByteBuffer.allocate(1));
                    assertThat(simulation.time().minus(begin)).isGreaterThan(Duration.ofSeconds(9));
                    stream.close();
                });
    }

    @Test
    void oneDirectionEndsAndTheOtherGoesOn() {
        Simulation.run(
                1,
                simulation -> {
                    Peers.server(
                            simulation,
                            connection -> {
                                byte[] all = connection.reader().readAll();
                                sleep(1);
                                connection.writer().write(all);
                            });
                    try (Connection connection = new Connection(Peers.connect(simulation))) {
                        connection.writer().write("question");
                        connection.writer().writeEof();
                        assertThat(connection.reader().readAll()).asString().isEqualTo("question");
                    }
                    sleep(1);
                    assertThat(simulation.links().connections()).isZero();
                });
    }

    @Test
    void writingToOneThatClosedBreaksThePipe() {
        Simulation.run(
                1,
                simulation -> {
                    Peers.server(simulation, connection -> {});
                    try (ByteStream stream = Peers.connect(simulation)) {
                        assertThat(read(stream)).isEqualTo(-1);
                        assertThat(tryWrite(stream, 1)).isEqualTo(1);
                        sleep(1);
                        assertThatThrownBy(() -> tryWrite(stream, 1))
                                .isInstanceOf(BrokenPipeException.class);
                    }
                });
    }

    @Test
    void resetBreaksBothEnds() {
        Simulation.run(
                1,
                simulation -> {
                    List<Object> seen = new ArrayList<>();
                    Host server =
                            Peers.server(
                                    simulation,
                                    connection -> {
                                        try {
                                            connection.reader().readAll();
                                        } catch (ConnectionResetException e) {
                                            seen.add(e);
                                        }
                                    });
                    try (ByteStream stream = Peers.connect(simulation)) {
                        sleep(1);
                        simulation.links().reset(simulation.main(), server);
                        assertThatThrownBy(() -> read(stream))
                                .isInstanceOf(ConnectionResetException.class);
                        assertThatThrownBy(() -> tryWrite(stream, 1))
                                .isInstanceOf(ConnectionResetException.class);
                    }
                    sleep(1);
                    assertThat(seen).hasSize(1);
                    assertThat(simulation.links().connections()).isZero();
                });
    }

    @Test
    void partitionHoldsBytesUntilItHeals() {
        Simulation.run(
                1,
                simulation -> {
                    Host server = Peers.server(simulation, Peers::echo);
                    try (ByteStream stream = Peers.connect(simulation)) {
                        simulation.links().partition(simulation.main(), server);
                        tryWrite(stream, 5);
                        assertThatThrownBy(() -> timeout(60, () -> read(stream)))
                                .isInstanceOf(TimeoutException.class);
                        simulation.links().heal(simulation.main(), server);
                        assertThat(timeout(1, () -> read(stream))).isPositive();
                    }
                });
    }

    @Test
    void whatWasSentBeforeTheHealIsNotOvertaken() {
        Exploration.run(
                50,
                simulation -> {
                    List<String> received = new ArrayList<>();
                    Host server =
                            Peers.server(
                                    simulation,
                                    connection ->
                                            connection.reader().lines().forEach(received::add));
                    simulation.links().setLatency(Duration.ofMillis(1), Duration.ofMillis(20));
                    try (Connection connection = new Connection(Peers.connect(simulation))) {
                        simulation.links().partition(simulation.main(), server);
                        connection.writer().write("first\n");
                        connection.writer().flush();
                        sleep(1);
                        connection.writer().write("second\n");
                        connection.writer().flush();
                        simulation.links().heal(); // the second one is on its way
                        sleep(1);
                    }
                    assertThat(received).containsExactly("first", "second");
                });
    }

    @Test
    void oneWayCutStopsTheAnswersAndTheAcknowledgements() {
        Simulation.run(
                1,
                simulation -> {
                    int[] received = {0};
                    Host server =
                            Peers.server(
                                    simulation,
                                    connection -> {
                                        while (true) {
                                            received[0] += read(connection.stream());
                                            connection.stream().write(ByteBuffer.allocate(1));
                                        }
                                    });
                    ByteStream stream = Peers.connect(simulation);
                    simulation.links().cut(server, simulation.main());
                    assertThat(fill(stream)).isEqualTo(WINDOW);
                    sleep(10);
                    assertThat(received[0]).isEqualTo(WINDOW);
                    assertThat(tryWrite(stream, 1)).as("nothing was acknowledged").isZero();
                    simulation.links().heal();
                    assertThat(timeout(1, () -> read(stream))).isPositive();
                    assertThat(tryWrite(stream, 1)).isOne();
                    stream.abort();
                });
    }

    @Test
    void writerOfAHalfOpenConnectionLosesItsPatience() {
        Simulation.run(
                1,
                simulation -> {
                    Host server = Peers.server(simulation, Peers::echo);
                    try (ByteStream stream = Peers.connect(simulation)) {
                        simulation.links().forget(simulation.main(), server);
                        Duration begin = simulation.time();
                        tryWrite(stream, 1);
                        assertThatThrownBy(() -> read(stream))
                                .isInstanceOf(ConnectionResetException.class)
                                .hasMessageContaining("does not answer");
                        assertThat(simulation.time().minus(begin).toMillis() / 1e3)
                                .isBetween(PATIENCE_SECONDS, PATIENCE_SECONDS + 1);
                        assertThat(Peers.connect(simulation).isClosed()).isFalse();
                    }
                });
    }

    @Test
    void readerOfAHalfOpenConnectionIsNotTold() {
        Simulation.run(
                1,
                simulation -> {
                    Host server = Peers.server(simulation, Peers::echo);
                    try (ByteStream stream = Peers.connect(simulation)) {
                        simulation.links().forget(simulation.main(), server);
                        assertThatThrownBy(() -> timeout(10_000, () -> read(stream)))
                                .isInstanceOf(TimeoutException.class);
                    }
                });
    }

    @Test
    void whatTheWriterGaveUpDoesNotArriveLater() {
        Simulation.run(
                1,
                simulation -> {
                    List<Integer> received = new ArrayList<>();
                    Host server =
                            Peers.server(
                                    simulation,
                                    connection -> received.add(read(connection.stream())));
                    try (ByteStream stream = Peers.connect(simulation)) {
                        simulation.links().partition(simulation.main(), server);
                        tryWrite(stream, 1);
                        sleep(1_000);
                        assertThatThrownBy(() -> tryWrite(stream, 1))
                                .isInstanceOf(ConnectionResetException.class);
                        simulation.links().heal();
                        sleep(100);
                        assertThat(received).isEmpty();
                    }
                });
    }

    @Test
    void endOfADirectionEndsTheWriteThatWaitsInIt() {
        Simulation.run(
                1,
                simulation -> {
                    Peers.server(simulation, connection -> sleep(1000));
                    ByteStream stream = Peers.connect(simulation);
                    Task<?> writing =
                            createTask(() -> stream.write(ByteBuffer.allocate(2 * WINDOW)));
                    sleep(1);
                    stream.writeEof();
                    assertThatThrownBy(writing::await)
                            .isInstanceOf(StreamClosedException.class)
                            .hasMessageEndingWith("writeEof() was called");
                    stream.abort();
                });
    }
}
