package dev.rondo.http.websocket;

import static dev.rondo.Rondo.allTasks;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Task;
import dev.rondo.sim.Seed;
import dev.rondo.stream.BufferPool;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.MemoryStream;
import dev.rondo.test.Faults;
import dev.rondo.test.FaultyStream;
import dev.rondo.test.InLoop;
import dev.rondo.test.LockstepStream;
import dev.rondo.test.RondoTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackPressureTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @RondoTest
    void sendingWaitsForAPeerThatDoesNotRead() {
        RawPeer.Pair pair = RawPeer.Pair.of(true, WebSocketOptions.defaults(), 1000);
        Task<Integer> sender =
                createTask(() -> {
                    int sent = 0;
                    while (sent < 100) {
                        pair.socket().send(new byte[98]);
                        sent++;
                    }
                    return sent;
                });
        sleep(SECOND);
        assertThat(pair.socket().snapshot().sentMessages()).isEqualTo(10);
        for (int i = 0; i < 100; i++) {
            assertThat(pair.peer().next()).startsWith("BINARY");
        }
        assertThat(sender.await()).isEqualTo(100);
        pair.socket().abort();
    }

    @RondoTest
    void aPeerIsSlowedDownByAProgramThatDoesNotReceive() {
        RawPeer.Pair pair = RawPeer.Pair.of(true, WebSocketOptions.defaults(), 1000);
        Task<@Nullable Void> flood =
                createTask(() -> {
                    for (int i = 0; i < 100; i++) {
                        pair.peer().send(pair.peer().frames().frame(0x82, new byte[94]));
                    }
                });
        Task<Duration> ping = createTask(() -> pair.socket().ping());
        sleep(SECOND);
        assertThat(flood.done()).isFalse();
        assertThat(pair.socket().snapshot().receivedMessages()).isEqualTo(1);
        for (int i = 0; i < 100; i++) {
            pair.socket().receive();
        }
        flood.await();
        assertThat(pair.peer().next()).startsWith("PING");
        pair.peer().send(pair.peer().frames().hexFrame(0x8a, "0000000000000001"));
        ping.await();
        pair.socket().abort();
    }

    @RondoTest
    void aPeerThatPingsAndDoesNotReadMakesNothingGrow() {
        RawPeer.Pair pair = RawPeer.Pair.of(true, WebSocketOptions.defaults(), 1000);
        Task<Message> receiver = createTask(() -> pair.socket().receive());
        for (int i = 0; i < 10_000; i++) {
            pair.peer().send(pair.peer().frames().frame(0x89, "ping " + i));
        }
        pair.peer().send(pair.peer().frames().frame(0x81, "and a message"));
        assertThat(receiver.await()).isEqualTo(Message.of("and a message")); // was never held up
        assertThat(allTasks()).hasSize(2);
        assertThat(pair.socket().snapshot().sentBytes()).isLessThanOrEqualTo(1000);
        List<String> pongs = new ArrayList<>();
        do {
            pongs.add(pair.peer().next());
        } while (!pongs.getLast().equals("PONG ping 9999"));
        assertThat(pongs).hasSizeLessThan(120);
        pair.socket().abort();
    }

    @RondoTest
    void anAnswerToAPingLeavesBetweenTheFramesOfAMessage() {
        RawPeer.Pair pair =
                RawPeer.Pair.of(true, WebSocketOptions.defaults().withFragmentSize(98), 100);
        Task<@Nullable Void> sender = createTask(() -> pair.socket().send(new byte[980]));
        Task<Message> receiver = createTask(() -> pair.socket().receive());
        sleep(SECOND);
        pair.peer().send(pair.peer().frames().frame(0x89, "p"));
        sleep(SECOND);
        assertThat(pair.peer().next()).isEqualTo("PONG p");
        assertThat(pair.peer().next()).startsWith("BINARY 980");
        sender.await();
        pair.peer().send(pair.peer().frames().frame(0x81, "a"));
        receiver.await();
        pair.socket().abort();
    }

    @RondoTest
    void whatWaitsHoldsNoMemory() {
        List<RawPeer.Pair> pairs = new ArrayList<>();
        List<Task<Message>> receivers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            RawPeer.Pair pair = RawPeer.Pair.server(WebSocketOptions.defaults());
            pairs.add(pair);
            receivers.add(createTask(() -> pair.socket().receive()));
            byte[] half = pair.peer().frames().frame(0x81, "half of it").bytes();
            pair.peer().send(Arrays.copyOf(half, 9));
        }
        sleep(SECOND);
        assertThat(BufferPool.current().spareBytes()).isEqualTo(BufferPool.LARGE);
        receivers.forEach(Task::cancel);
        sleep(SECOND);
        pairs.forEach(pair -> pair.socket().abort());
    }

    @RondoTest
    void streamsThatHoldNothingAreNoObstacle() {
        LockstepStream.Pair pair = LockstepStream.pair();
        talk(pair.first(), pair.second());
    }

    @InLoop
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void streamsThatTakeAndGiveFewBytesAreNoObstacle(int seed) {
        MemoryStream.Pair pair = MemoryStream.pair(300);
        Faults faults = Faults.seeded(Seed.of(seed), Faults.Odds.harmless());
        talk(new FaultyStream(pair.first(), faults), new FaultyStream(pair.second(), faults));
    }

    /** Both sides send, ping and receive at once, and say goodbye. */
    private static void talk(ByteStream clients, ByteStream servers) {
        WebSocketOptions options =
                WebSocketOptions.defaults()
                        .withFragmentSize(700)
                        .withCompress()
                        .withHeartbeat(Duration.ofSeconds(5))
                        .withCloseTimeout(Duration.ofHours(1));
        Sockets sockets = Sockets.over(clients, servers, options, options);
        Task<@Nullable Void> echo =
                createTask(() -> {
                    for (Message message : sockets.server()) {
                        sockets.server().pong(new byte[3]);
                        sockets.server().send(message);
                    }
                });
        WebSocket client = sockets.client();
        Task<@Nullable Void> sender =
                createTask(() -> {
                    for (int i = 0; i < 30; i++) {
                        client.send("κόσμε " + i + "x".repeat(i * i * 3));
                    }
                });
        Task<Duration> ping = createTask(() -> client.ping());
        for (int i = 0; i < 30; i++) {
            assertThat(client.receiveText()).isEqualTo("κόσμε " + i + "x".repeat(i * i * 3));
        }
        sender.await();
        ping.await();
        client.close(4000, "done");
        echo.await();
        assertThat(sockets.server().closeCode()).hasValue(4000);
        assertThat(client.closeCode()).hasValue(4000);
    }
}
