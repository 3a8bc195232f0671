package dev.rondo.http.websocket;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rondo.CancelledError;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.http.wire.Frames;
import dev.rondo.stream.StreamException;
import dev.rondo.test.RondoTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

class WebSocketCloseTest {
    private static final Duration LIMIT = WebSocketOptions.defaults().closeTimeout();

    private static RawPeer.Pair server() {
        return RawPeer.Pair.server(WebSocketOptions.defaults());
    }

    // ---- This end closes

    @RondoTest
    void closingWaitsForThePeersGoodbye() {
        RawPeer.Pair pair = server();
        Task<@Nullable Void> close = createTask(() -> pair.socket().close(4000, "enough"));
        assertThat(pair.peer().next()).isEqualTo("CLOSE 4000 enough");
        sleep(Duration.ofSeconds(5));
        assertThat(close.done()).isFalse();
        assertThat(pair.socket().snapshot().state()).isEqualTo(WebSocketSnapshot.State.CLOSING);
        pair.peer().send(pair.peer().frames().hexFrame(0x88, "0fa0"));
        close.await();
        assertThat(pair.peer().next()).isEqualTo("END");
        assertThat(pair.socket().closeCode()).hasValue(4000);
        pair.socket().close();
        pair.socket().abort();
        assertThat(pair.socket().closeCode()).hasValue(4000);
    }

    @RondoTest
    void aPeerThatSaysNothingIsWaitedForNoLongerThanTheTimeout() {
        RawPeer.Pair pair = server();
        Duration start = runningLoop().time();
        pair.socket().close();
        assertThat(runningLoop().time().minus(start)).isEqualTo(LIMIT);
        assertThat(pair.socket().isClosed()).isTrue();
        assertThat(pair.socket().closeCode()).hasValue(CloseCode.ABNORMAL_CLOSURE);
    }

    @RondoTest
    void aPeerThatTakesNothingIsWaitedForNoLongerThanTheTimeout() {
        RawPeer.Pair pair = RawPeer.Pair.of(true, WebSocketOptions.defaults(), 100);
        Task<@Nullable Void> stuck = createTask(() -> pair.socket().send("x".repeat(200)));
        sleep(Duration.ofSeconds(1));
        Duration start = runningLoop().time();
        pair.socket().close();
        assertThat(runningLoop().time().minus(start)).isEqualTo(LIMIT);
        assertThatExceptionOfType(WebSocketClosedException.class).isThrownBy(stuck::await);
    }

    @RondoTest
    void aPeerThatNeverStopsSendingIsNoReasonToWait() {
        RawPeer.Pair pair = server();
        Task<@Nullable Void> flood =
                createTask(() -> {
                    while (true) {
                        pair.peer().send(pair.peer().frames().frame(0x82, new byte[5000]));
                        sleep(Duration.ofMillis(10));
                    }
                });
        Duration start = runningLoop().time();
        pair.socket().close();
        assertThat(runningLoop().time().minus(start)).isEqualTo(LIMIT);
        assertThatExceptionOfType(StreamException.class).isThrownBy(flood::await);
    }

    @RondoTest
    void messagesOfTheMeantimeGoToWhoReceives() {
        RawPeer.Pair pair = server();
        List<Message> received = new ArrayList<>();
        Task<@Nullable Void> receiver = createTask(() -> pair.socket().forEach(received::add));
        Task<@Nullable Void> close = createTask(() -> pair.socket().close());
        assertThat(pair.peer().next()).isEqualTo("CLOSE 1000 ");
        pair.peer().send(pair.peer().frames().frame(0x81, "a").frame(0x81, "b"));
        sleep(Duration.ofSeconds(1));
        pair.peer().send(pair.peer().frames().frame(0x88, ""));
        close.await();
        receiver.await();
        assertThat(received).containsExactly(Message.of("a"), Message.of("b"));
        assertThat(pair.socket().closeCode()).hasValue(CloseCode.OK);
    }

    @RondoTest
    void messagesOfTheMeantimeAreDroppedIfNobodyReceives() {
        RawPeer.Pair pair = server();
        Task<@Nullable Void> close = createTask(() -> pair.socket().close());
        pair.peer().send(pair.peer().frames().frame(0x81, "a").frame(0x81, "b").frame(0x88, ""));
        close.await();
        assertThatExceptionOfType(WebSocketClosedException.class)
                .isThrownBy(() -> pair.socket().receive())
                .withMessage("This end closed the WebSocket: 1000");
    }

    @RondoTest
    void nothingIsSentBehindAGoodbye() {
        RawPeer.Pair pair = RawPeer.Pair.of(true, WebSocketOptions.defaults(), 100);
        Task<@Nullable Void> begun = createTask(() -> pair.socket().send("x".repeat(200)));
        sleep(Duration.ofSeconds(1));
        Task<@Nullable Void> close = createTask(() -> pair.socket().close());
        sleep(Duration.ofSeconds(1));
        Task<@Nullable Void> late = createTask(() -> pair.socket().send("late"));
        assertThatExceptionOfType(WebSocketClosedException.class).isThrownBy(late::await);
        assertThat(pair.peer().next()).isEqualTo("TEXT 200*x");
        assertThat(pair.peer().next()).isEqualTo("CLOSE 1000 ");
        begun.await();
        pair.peer().send(pair.peer().frames().frame(0x88, ""));
        close.await();
        assertThatExceptionOfType(WebSocketClosedException.class)
                .isThrownBy(() -> pair.socket().send("later"));
        assertThatExceptionOfType(WebSocketClosedException.class)
                .isThrownBy(() -> pair.socket().ping());
    }

    @RondoTest
    void codesAndReasonsAreChecked() {
        RawPeer.Pair pair = server();
        for (int code : new int[] {999, 1004, 1005, 1006, 1015, 2000, 5000}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> pair.socket().close(code, ""))
                    .withMessageContaining("4000 to 4999");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pair.socket().close(1000, "x".repeat(124)));
        pair.socket().abort();
    }

    // ---- The peer closes

    @RondoTest
    void aGoodbyeIsAnsweredWithItsCode() {
        RawPeer.Pair pair = server();
        pair.peer().send(pair.peer().frames().hexFrame(0x88, "0fa0 6f0a6b").frame(0x81, "x"));
        pair.peer().stream().writeEof();
        assertThatExceptionOfType(WebSocketClosedException.class)
                .isThrownBy(() -> pair.socket().receive())
                .withMessage("The peer closed the WebSocket: 4000 \"o\\u000ak\"")
                .satisfies(e -> assertThat(e.wasClean()).isTrue())
                .satisfies(e -> assertThat(e.reason()).isEqualTo("o\nk"));
        assertThat(pair.peer().rest()).containsExactly("CLOSE 4000 ");
    }

    @RondoTest
    void aClientWaitsForTheServerToCloseTheStream() {
        RawPeer.Pair pair = RawPeer.Pair.of(false, WebSocketOptions.defaults(), 1000);
        Task<Message> receiver = createTask(() -> pair.socket().receive());
        pair.peer().send(Frames.ofServer().hexFrame(0x88, "03e8"));
        assertThat(pair.peer().next()).isEqualTo("CLOSE 1000 ");
        sleep(Duration.ofSeconds(3));
        assertThat(receiver.done()).isFalse();
        pair.peer().stream().close();
        assertThatExceptionOfType(WebSocketClosedException.class).isThrownBy(receiver::await);
        assertThat(pair.socket().stream().isClosed()).isTrue();
    }

    @RondoTest
    void aClientDoesNotWaitForEver() {
        RawPeer.Pair pair = RawPeer.Pair.of(false, WebSocketOptions.defaults(), 1000);
        pair.peer().send(Frames.ofServer().hexFrame(0x88, "03e8"));
        Duration start = runningLoop().time();
        assertThatExceptionOfType(WebSocketClosedException.class)
                .isThrownBy(() -> pair.socket().receive())
                .satisfies(e -> assertThat(e.wasClean()).isTrue());
        assertThat(runningLoop().time().minus(start)).isEqualTo(LIMIT);
    }

    @RondoTest
    void aPeerThatSaysGoodbyeAndReadsNoMoreHoldsNobodyForLong() {
        RawPeer.Pair pair = RawPeer.Pair.of(true, WebSocketOptions.defaults(), 100);
        Task<@Nullable Void> stuck = createTask(() -> pair.socket().send("x".repeat(200)));
        sleep(Duration.ofSeconds(1));
        pair.peer().send(pair.peer().frames().frame(0x88, ""));
        Duration start = runningLoop().time();
        assertThatExceptionOfType(WebSocketClosedException.class)
                .isThrownBy(() -> pair.socket().receive());
        assertThat(runningLoop().time().minus(start)).isEqualTo(LIMIT);
        assertThatExceptionOfType(WebSocketClosedException.class).isThrownBy(stuck::await);
    }

    // ---- Broken peers

    @RondoTest
    void aBrokenRuleIsToldAndTheRestIsDropped() {
        RawPeer.Pair pair = server();
        Task<Message> receiver = createTask(() -> pair.socket().receive());
        pair.peer().send(pair.peer().frames().frame(0xf1, "").frame(0x81, "more"));
        assertThat(pair.peer().next()).isEqualTo("CLOSE 1002 A frame with a reserved bit");
        assertThat(pair.peer().next()).isEqualTo("END");
        pair.peer().send(pair.peer().frames().frame(0x81, "still more"));
        sleep(Duration.ofSeconds(1));
        assertThat(receiver.done()).isFalse(); // it lingers, so that its goodbye is no reset
        pair.peer().stream().close();
        assertThatExceptionOfType(WebSocketProtocolException.class)
                .isThrownBy(receiver::await)
                .withMessage("A frame with a reserved bit; the WebSocket was closed with 1002")
                .satisfies(e -> assertThat(e.code()).isEqualTo(CloseCode.PROTOCOL_ERROR));
        assertThatExceptionOfType(WebSocketProtocolException.class)
                .isThrownBy(() -> pair.socket().send("x"));
        assertThat(pair.socket().closeCode()).hasValue(CloseCode.PROTOCOL_ERROR);
    }

    @RondoTest
    void lingeringIsBoundedInTime() {
        RawPeer.Pair pair = server();
        pair.peer().send(pair.peer().frames().frame(0xf1, ""));
        Duration start = runningLoop().time();
        assertThatExceptionOfType(WebSocketProtocolException.class)
                .isThrownBy(() -> pair.socket().receive());
        assertThat(runningLoop().time().minus(start)).isEqualTo(LIMIT);
        assertThat(pair.socket().stream().isClosed()).isTrue();
    }

    @RondoTest
    void lingeringIsBoundedInBytes() {
        RawPeer.Pair pair = server();
        Task<Message> receiver = createTask(() -> pair.socket().receive());
        pair.peer().send(pair.peer().frames().frame(0xf1, ""));
        byte[] flood = new byte[64 * 1024];
        assertThatExceptionOfType(StreamException.class)
                .isThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        pair.peer().send(flood);
                    }
                });
        assertThatExceptionOfType(WebSocketProtocolException.class).isThrownBy(receiver::await);
        assertThat(pair.socket().snapshot().receivedBytes()).isLessThan(1_200_000);
    }

    @RondoTest
    void aResetIsToldAsItsCause() {
        RawPeer.Pair pair = server();
        pair.peer().stream().abort();
        assertThatExceptionOfType(WebSocketClosedException.class)
                .isThrownBy(() -> pair.socket().receive())
                .withCauseInstanceOf(StreamException.class);
        assertThatExceptionOfType(WebSocketClosedException.class)
                .isThrownBy(() -> pair.socket().send("x"))
                .withCauseInstanceOf(StreamException.class);
        pair.socket().close();
    }

    @RondoTest
    void whatAPeerSentBeforeItClosedIsReceivedThoughSendingFails() {
        RawPeer.Pair pair = server();
        pair.peer().send(pair.peer().frames().frame(0x81, "last").hexFrame(0x88, "03e8"));
        pair.peer().stream().close();
        assertThatExceptionOfType(WebSocketClosedException.class)
                .isThrownBy(() -> pair.socket().send("x"))
                .withMessageContaining("does not take messages");
        assertThat(pair.socket().receiveText()).isEqualTo("last");
        assertThat(pair.socket().iterator().hasNext()).isFalse();
        assertThat(pair.socket().closeCode()).hasValue(CloseCode.OK);
    }

    @RondoTest
    void aGoodbyeThatCameBeforeTheStreamFailedInTheMiddleOfAMessageIsReceived() {
        RawPeer.Pair pair = RawPeer.Pair.of(true, WebSocketOptions.defaults(), 100);
        Task<@Nullable Void> stuck = createTask(() -> pair.socket().send("x".repeat(200)));
        sleep(Duration.ofSeconds(1));
        pair.peer().send(pair.peer().frames().frame(0x81, "last").hexFrame(0x88, "03e9"));
        pair.peer().stream().close();
        assertThatExceptionOfType(WebSocketClosedException.class).isThrownBy(stuck::await);
        assertThat(pair.socket().receiveText()).isEqualTo("last");
        assertThat(pair.socket().iterator().hasNext()).isFalse();
        assertThat(pair.socket().closeCode()).hasValue(CloseCode.GOING_AWAY);
    }

    // ---- Cancelled

    @RondoTest
    void aCancelledCloseBreaksOff() {
        RawPeer.Pair pair = server();
        Task<@Nullable Void> close = createTask(() -> pair.socket().close());
        pair.peer().next();
        close.cancel();
        assertThatExceptionOfType(CancelledError.class).isThrownBy(close::await);
        assertThat(pair.socket().isClosed()).isTrue();
        assertThat(pair.socket().stream().isClosed()).isTrue();
    }

    @RondoTest
    void aTaskThatIsBeingCancelledSaysGoodbyeAndDoesNotWait() {
        RawPeer.Pair pair = server();
        Task<@Nullable Void> handler =
                createTask(() -> {
                    try (WebSocket socket = pair.socket()) {
                        socket.receive();
                    }
                });
        sleep(Duration.ofSeconds(1));
        Duration start = runningLoop().time();
        handler.cancel();
        assertThatExceptionOfType(CancelledError.class).isThrownBy(handler::await);
        assertThat(runningLoop().time()).isEqualTo(start);
        assertThat(pair.peer().rest()).containsExactly("CLOSE 1000 ");
    }

    @RondoTest
    void aDeadlineAroundCloseHolds() {
        RawPeer.Pair pair = server();
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> timeout(Duration.ofSeconds(1), () -> pair.socket().close()));
        assertThat(pair.socket().isClosed()).isTrue();
    }

    @RondoTest
    void twoClosesEndTogether() {
        RawPeer.Pair pair = server();
        Task<@Nullable Void> first = createTask(() -> pair.socket().close(4001, ""));
        Task<@Nullable Void> second = createTask(() -> pair.socket().close(4002, ""));
        assertThat(pair.peer().next()).isEqualTo("CLOSE 4001 ");
        pair.peer().send(pair.peer().frames().frame(0x88, ""));
        first.await();
        second.await();
        assertThat(pair.peer().next()).isEqualTo("END");
        assertThat(pair.socket().closeCode()).hasValue(4001);
    }

    @RondoTest
    void bothSidesMayCloseAtOnce() {
        Sockets sockets = Sockets.pair();
        Task<@Nullable Void> client = createTask(() -> sockets.client().close(4001, "client"));
        Task<@Nullable Void> server = createTask(() -> sockets.server().close(4002, "server"));
        client.await();
        server.await();
        assertThat(sockets.client().closeCode()).hasValue(4001);
        assertThat(sockets.server().closeCode()).hasValue(4002);
    }

    @RondoTest
    void aCallbackMayClose() {
        RawPeer.Pair pair = server();
        runningLoop().callSoon(() -> pair.socket().close(CloseCode.GOING_AWAY, "shutdown"));
        assertThat(pair.peer().rest()).containsExactly("CLOSE 1001 shutdown");
    }
}
