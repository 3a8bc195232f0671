package dev.rondo.http.websocket;

import static dev.rondo.Rondo.allTasks;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.test.RondoTest;
import java.nio.ByteBuffer;
import java.time.Duration;

class HeartbeatTest {
    private static final WebSocketOptions OPTIONS =
            WebSocketOptions.defaults().withHeartbeat(Duration.ofSeconds(20));

    @RondoTest
    void aSilentPeerIsPingedAndGivenUp() {
        RawPeer.Pair pair = RawPeer.Pair.server(OPTIONS);
        Duration start = runningLoop().time();
        Task<Message> receiver = createTask(() -> pair.socket().receive());
        assertThat(pair.peer().next()).isEqualTo("PING ");
        assertThat(runningLoop().time().minus(start)).isEqualTo(Duration.ofSeconds(20));
        assertThatExceptionOfType(WebSocketClosedException.class)
                .isThrownBy(receiver::await)
                .withCauseInstanceOf(TimeoutException.class)
                .withMessageContaining("did not answer a ping within PT10S")
                .satisfies(e -> assertThat(e.code()).isEqualTo(CloseCode.ABNORMAL_CLOSURE));
        assertThat(runningLoop().time().minus(start)).isEqualTo(Duration.ofSeconds(30));
        assertThat(pair.socket().stream().isClosed()).isTrue();
    }

    @RondoTest
    void aPeerThatAnswersIsKept() {
        Sockets sockets = Sockets.pair(OPTIONS, WebSocketOptions.defaults());
        Task<Message> client = createTask(() -> sockets.client().receive());
        Task<Message> server = createTask(() -> sockets.server().receive());
        sleep(Duration.ofHours(24));
        assertThat(client.done()).isFalse();
        assertThat(sockets.client().snapshot().sentBytes()).isEqualTo((24 * 3600 / 20 - 1) * 6);
        sockets.client().abort();
        assertThatExceptionOfType(WebSocketClosedException.class).isThrownBy(client::await);
        assertThatExceptionOfType(WebSocketClosedException.class).isThrownBy(server::await);
    }

    @RondoTest
    void everyByteIsASignOfLife() {
        RawPeer.Pair pair = RawPeer.Pair.server(OPTIONS);
        Task<Message> receiver = createTask(() -> pair.socket().receive());
        for (byte one : pair.peer().frames().frame(0x81, "slow but alive").bytes()) {
            sleep(Duration.ofSeconds(19));
            pair.peer().send(new byte[] {one});
        }
        assertThat(receiver.await()).isEqualTo(Message.of("slow but alive"));
        assertThat(pair.socket().snapshot().sentBytes()).isZero();
        pair.socket().abort();
    }

    @RondoTest
    void anAnswerAtTheLastMomentIsOne() {
        RawPeer.Pair pair = RawPeer.Pair.server(OPTIONS);
        Task<Message> receiver = createTask(() -> pair.socket().receive());
        pair.peer().next();
        sleep(Duration.ofMillis(9_999));
        pair.peer().send(pair.peer().frames().frame(0x8a, ""));
        pair.peer().next();
        assertThat(receiver.done()).isFalse();
        pair.socket().abort();
        assertThatExceptionOfType(WebSocketClosedException.class).isThrownBy(receiver::await);
    }

    @RondoTest
    void whatWasNotReadIsASignOfLife() {
        RawPeer.Pair pair = RawPeer.Pair.server(OPTIONS);
        pair.peer().send(pair.peer().frames().frame(0x81, "a"));
        sleep(Duration.ofHours(1)); // the handler is busy
        assertThat(pair.socket().receiveText()).isEqualTo("a");
        pair.socket().abort();
    }

    @RondoTest
    void aSilentPeerIsGivenUpThoughNobodyReceives() {
        RawPeer.Pair pair = RawPeer.Pair.server(OPTIONS);
        sleep(Duration.ofSeconds(31));
        assertThat(pair.socket().isClosed()).isTrue();
        assertThatExceptionOfType(WebSocketClosedException.class)
                .isThrownBy(() -> pair.socket().send("x"))
                .withCauseInstanceOf(TimeoutException.class);
    }

    @RondoTest
    void aPeerThatTakesNothingIsGivenUp() {
        RawPeer.Pair pair = RawPeer.Pair.of(true, OPTIONS, 100);
        Task<?> sender = createTask(() -> pair.socket().send("x".repeat(200)));
        sleep(Duration.ofSeconds(31));
        assertThatExceptionOfType(WebSocketClosedException.class).isThrownBy(sender::await);
    }

    @RondoTest
    void aPeerThatTakesALargeMessageSlowlyIsKept() {
        RawPeer.Pair pair = RawPeer.Pair.of(true, OPTIONS, 100);
        Task<Message> receiver = createTask(() -> pair.socket().receive());
        Task<?> sender = createTask(() -> pair.socket().send("x".repeat(1000)));
        ByteBuffer some = ByteBuffer.allocate(10);
        for (int i = 0; i < 90; i++) {
            sleep(Duration.ofSeconds(5)); // 450 s in all
            pair.peer().stream().read(some.clear());
        }
        assertThat(sender.done()).isFalse();
        assertThat(receiver.done()).isFalse();
        sleep(Duration.ofSeconds(31)); // and then no more
        assertThatExceptionOfType(WebSocketClosedException.class).isThrownBy(sender::await);
        assertThatExceptionOfType(WebSocketClosedException.class).isThrownBy(receiver::await);
    }

    @RondoTest
    void itNeedsNoTaskAndLeavesNoTimer() {
        RawPeer.Pair pair = RawPeer.Pair.server(OPTIONS);
        assertThat(runningLoop().timers()).hasSize(1);
        assertThat(allTasks()).hasSize(1);
        Task<?> close = createTask(() -> pair.socket().close());
        pair.peer().send(pair.peer().frames().frame(0x88, ""));
        close.await();
        assertThat(runningLoop().timers()).isEmpty();
    }
}
