package dev.rondo.http.websocket;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.bytes.ByteQueue;
import dev.rondo.http.Headers;
import dev.rondo.http.wire.Frames;
import dev.rondo.stream.MemoryStream;
import dev.rondo.test.InLoop;
import dev.rondo.test.RondoTest;
import dev.rondo.test.VirtualClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketTest {
    // ---- Messages

    @RondoTest
    void messagesGoBothWays() {
        Sockets sockets = Sockets.pair();
        sockets.client().send("κόσμε");
        sockets.server().send(new byte[] {1, 2, 3});
        sockets.server().send(ByteBuffer.wrap(new byte[] {0, 1, 2, 3}, 1, 2));
        sockets.server().send(ByteBuffer.allocateDirect(2).put(0, (byte) 7));
        sockets.server().send(Message.of("text"));
        sockets.server().send(Message.of(new byte[] {9}));
        assertThat(sockets.server().receive()).isEqualTo(Message.of("κόσμε"));
        assertThat(sockets.client().receiveBytes()).containsExactly(1, 2, 3);
        assertThat(sockets.client().receiveBytes()).containsExactly(1, 2);
        assertThat(sockets.client().receiveBytes()).containsExactly(7, 0);
        assertThat(sockets.client().receiveText()).isEqualTo("text");
        assertThat(sockets.client().receive()).isEqualTo(Message.of(new byte[] {9}));
        close(sockets);
    }

    private static void close(Sockets sockets) {
        Task<@Nullable Void> closing = createTask(() -> sockets.client().close());
        sockets.server().close();
        closing.await();
        assertThat(sockets.server().closeCode()).hasValue(CloseCode.OK);
        assertThat(sockets.client().closeCode()).hasValue(CloseCode.OK);
    }

    @RondoTest
    void aBufferIsTakenAndItsBytesStay() {
        Sockets sockets = Sockets.pair();
        ByteBuffer buffer = ByteBuffer.wrap("hello".getBytes(UTF_8));
        sockets.client().send(buffer);
        assertThat(buffer.hasRemaining()).isFalse();
        assertThat(buffer.array()).isEqualTo("hello".getBytes(UTF_8)); // not masked in place
        assertThat(sockets.server().receiveBytes()).isEqualTo("hello".getBytes(UTF_8));
        close(sockets);
    }

    @RondoTest
    void theWrongKindIsHandedOver() {
        Sockets sockets = Sockets.pair();
        sockets.client().send("text");
        sockets.client().send(new byte[] {1});
        assertThatExceptionOfType(UnexpectedMessageException.class)
                .isThrownBy(() -> sockets.server().receiveBytes())
                .satisfies(e -> assertThat(e.received()).isEqualTo(Message.of("text")));
        assertThatExceptionOfType(UnexpectedMessageException.class)
                .isThrownBy(() -> sockets.server().receiveText())
                .withMessageContaining("the peer sent bytes");
        close(sockets);
    }

    @RondoTest
    void iterationEndsAtAGoodbye() {
        Sockets sockets = Sockets.pair();
        Task<List<Message>> all =
                createTask(() -> {
                    List<Message> messages = new ArrayList<>();
                    for (Message message : sockets.server()) {
                        messages.add(message);
                    }
                    return messages;
                });
        sockets.client().send("a");
        sockets.client().send("b");
        sockets.client().close(CloseCode.GOING_AWAY, "bye");
        assertThat(all.await()).containsExactly(Message.of("a"), Message.of("b"));
        assertThat(sockets.server().closeCode()).hasValue(CloseCode.GOING_AWAY);
        assertThat(sockets.client().closeCode()).hasValue(CloseCode.GOING_AWAY);
    }

    @RondoTest
    void iterationThrowsWhenTheStreamEndsWithoutAGoodbye() {
        RawPeer.Pair pair = RawPeer.Pair.server(WebSocketOptions.defaults());
        pair.peer().send(pair.peer().frames().frame(0x81, "a"));
        pair.peer().stream().close();
        var messages = pair.socket().iterator();
        assertThat(messages.next()).isEqualTo(Message.of("a"));
        assertThatExceptionOfType(WebSocketClosedException.class)
                .isThrownBy(messages::hasNext)
                .satisfies(e -> assertThat(e.code()).isEqualTo(CloseCode.ABNORMAL_CLOSURE))
                .satisfies(e -> assertThat(e.wasClean()).isFalse());
    }

    @RondoTest
    void framesThatCameWithTheHandshakeAreNotLost() {
        MemoryStream.Pair pair = MemoryStream.pair();
        ByteQueue rest = new ByteQueue();
        byte[] bytes = Frames.ofClient().frame(0x81, "first").frame(0x01, "sec").bytes();
        rest.add(bytes, 0, bytes.length);
        WebSocket socket =
                WebSocket.over(
                        pair.first(), rest, true, WebSocketOptions.defaults(), Headers.none());
        assertThat(rest.isEmpty()).isTrue();
        pair.second().write(ByteBuffer.wrap(Frames.ofClient().frame(0x80, "ond").bytes()));
        assertThat(socket.receiveText()).isEqualTo("first");
        assertThat(socket.receiveText()).isEqualTo("second");
        socket.abort();
    }

    @RondoTest
    void oneTaskReceives() {
        Sockets sockets = Sockets.pair();
        Task<Message> first = createTask(() -> sockets.server().receive());
        sleep(Duration.ofSeconds(1));
        assertThatIllegalStateException()
                .isThrownBy(() -> sockets.server().receive())
                .withMessageContaining("by a Queue");
        sockets.client().send("for the first");
        assertThat(first.await()).isEqualTo(Message.of("for the first"));
        close(sockets);
    }

    @RondoTest
    void waitingForAMessageHasALimitIfWanted(VirtualClock clock) {
        Sockets sockets =
                Sockets.pair(WebSocketOptions.defaults().withReceiveTimeout(Duration.ofSeconds(3)));
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> sockets.server().receive());
        sockets.client().send("late");
        assertThat(sockets.server().receiveText()).isEqualTo("late");
        close(sockets);
    }

    @RondoTest
    void messagesOfManyTasksLeaveWholeAndInOrder() {
        Sockets sockets = Sockets.pair(WebSocketOptions.defaults().withFragmentSize(1000));
        List<Task<@Nullable Void>> senders = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String text = (char) ('a' + i) + "x".repeat(50_000);
            senders.add(createTask(() -> sockets.client().send(text)));
        }
        for (int i = 0; i < 20; i++) {
            String text = sockets.server().receiveText();
            assertThat(text).hasSize(50_001).startsWith((char) ('a' + i) + "x");
        }
        senders.forEach(Task::await);
        close(sockets);
    }

    // ---- Compression

    @InLoop
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void compressedMessagesArriveAsTheyWere(boolean forgets) {
        Compression compression = Compression.standard().withMinBytes(0);
        WebSocketOptions options =
                WebSocketOptions.defaults()
                        .withCompress(forgets ? compression.withoutContext() : compression)
                        .withFragmentSize(100);
        Sockets sockets = Sockets.pair(options);
        String text = "the same again, ".repeat(1000);
        for (int i = 0; i < 3; i++) {
            sockets.client().send(text);
            sockets.client().send("");
            sockets.client().send(new byte[i]);
            assertThat(sockets.server().receiveText()).isEqualTo(text);
            assertThat(sockets.server().receiveText()).isEmpty();
            assertThat(sockets.server().receiveBytes()).isEqualTo(new byte[i]);
            sockets.server().send(text);
            assertThat(sockets.client().receiveText()).isEqualTo(text);
        }
        assertThat(sockets.client().snapshot().sentBytes()).isLessThan(1000);
        assertThat(sockets.client().snapshot().compressed()).isTrue();
        close(sockets);
    }

    @RondoTest
    void whoDoesNotCompressIsNotCompressedFor() {
        WebSocketOptions plain = WebSocketOptions.defaults();
        for (Sockets sockets :
                List.of(
                        Sockets.pair(plain, plain.withCompress()),
                        Sockets.pair(plain.withCompress(), plain))) {
            sockets.client().send("x".repeat(1000));
            assertThat(sockets.server().receiveText()).hasSize(1000);
            assertThat(sockets.client().snapshot().sentBytes()).isGreaterThan(1000);
            assertThat(sockets.server().snapshot().compressed()).isFalse();
            close(sockets);
        }
    }

    @RondoTest
    void aCompressedMessageHasTheLimitThatAnotherHas() {
        RawPeer.Pair pair =
                RawPeer.Pair.server(
                        WebSocketOptions.defaults().withCompress().withMaxMessageSize(4));
        pair.peer().send(pair.peer().frames().hexFrame(0xc1, "f248cdc9c90700"));
        assertThatExceptionOfType(WebSocketProtocolException.class)
                .isThrownBy(() -> pair.socket().receive())
                .satisfies(e -> assertThat(e.code()).isEqualTo(CloseCode.MESSAGE_TOO_BIG));
    }

    // ---- Pings

    @RondoTest
    void pingsAreAnsweredWhileReceiving() {
        Sockets sockets = Sockets.pair();
        Task<Message> receiver = createTask(() -> sockets.server().receive());
        assertThat(sockets.client().ping()).isEqualTo(Duration.ZERO);
        assertThat(sockets.client().ping("own".getBytes(UTF_8))).isEqualTo(Duration.ZERO);
        sockets.client().send("end");
        receiver.await();
        close(sockets);
    }

    @RondoTest
    void aPingReadsWhileNobodyReceivesAndKeepsOneMessage() {
        RawPeer.Pair pair = RawPeer.Pair.server(WebSocketOptions.defaults());
        Task<Duration> ping = createTask(() -> pair.socket().ping("p".getBytes(UTF_8)));
        assertThat(pair.peer().next()).isEqualTo("PING p");
        Frames frames = pair.peer().frames().frame(0x81, "1").frame(0x81, "2");
        pair.peer().send(frames.frame(0x8a, "p").frame(0x81, "3"));
        sleep(Duration.ofSeconds(1));
        assertThat(ping.done()).isFalse(); // the first message is in the way
        assertThat(pair.socket().receiveText()).isEqualTo("1");
        sleep(Duration.ofSeconds(1));
        assertThat(ping.done()).isFalse();
        assertThat(pair.socket().receiveText()).isEqualTo("2");
        assertThat(ping.await()).isEqualTo(Duration.ofSeconds(2));
        assertThat(pair.socket().receiveText()).isEqualTo("3");
        pair.socket().abort();
    }

    @RondoTest
    void aPongAnswersAllPingsBeforeIt() {
        RawPeer.Pair pair = RawPeer.Pair.server(WebSocketOptions.defaults());
        Task<Duration> first = createTask(() -> pair.socket().ping());
        Task<Duration> second = createTask(() -> pair.socket().ping("b".getBytes(UTF_8)));
        Task<Duration> third = createTask(() -> pair.socket().ping("c".getBytes(UTF_8)));
        pair.peer().next();
        pair.peer().next();
        pair.peer().next();
        pair.peer().send(pair.peer().frames().frame(0x8a, "x").frame(0x8a, "b"));
        first.await();
        second.await();
        assertThat(third.done()).isFalse();
        third.cancel();
        pair.socket().abort();
    }

    @RondoTest
    void aPingEndsWithTheSocket() {
        RawPeer.Pair pair = RawPeer.Pair.server(WebSocketOptions.defaults());
        Task<Duration> ping = createTask(() -> pair.socket().ping());
        pair.peer().next();
        pair.peer().send(pair.peer().frames().hexFrame(0x88, "03e8"));
        assertThatExceptionOfType(WebSocketClosedException.class).isThrownBy(ping::await);
        assertThat(pair.socket().isClosed()).isTrue();
    }

    @RondoTest
    void pongsThatNobodyAskedForMayBeSent() {
        RawPeer.Pair pair = RawPeer.Pair.server(WebSocketOptions.defaults());
        pair.socket().pong("alive".getBytes(UTF_8));
        assertThat(pair.peer().next()).isEqualTo("PONG alive");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pair.socket().pong(new byte[126]))
                .withMessageContaining("125");
        pair.socket().abort();
    }

    @RondoTest
    void pingsAreDroppedIfWanted() {
        RawPeer.Pair pair = RawPeer.Pair.server(WebSocketOptions.defaults().withAutoPing(false));
        pair.peer().send(pair.peer().frames().frame(0x89, "p").frame(0x81, "a"));
        assertThat(pair.socket().receiveText()).isEqualTo("a");
        pair.socket().send("b");
        assertThat(pair.peer().next()).isEqualTo("TEXT b");
        pair.socket().abort();
    }

    // ---- Looking

    @RondoTest
    void whatIsKnownIsShown() {
        WebSocketOptions options = WebSocketOptions.defaults().withSubprotocols("chat");
        Sockets sockets = Sockets.pair(options);
        assertThat(sockets.client().subprotocol()).contains("chat");
        assertThat(sockets.server().subprotocol()).contains("chat");
        assertThat(sockets.client().closeCode()).isEmpty();
        sockets.client().send("hello");
        sockets.server().receive();
        WebSocketSnapshot snapshot = sockets.server().snapshot();
        assertThat(snapshot.receivedMessages()).isEqualTo(1);
        assertThat(snapshot.receivedBytes()).isEqualTo(11);
        assertThat(snapshot.sentBytes()).isZero();
        assertThat(snapshot.state()).isEqualTo(WebSocketSnapshot.State.OPEN);
        assertThat(sockets.server()).asString().startsWith("<WebSocket server open over <Memory");
        close(sockets);
        assertThat(sockets.client()).asString().startsWith("<WebSocket client closed 1000 over");
    }

    @RondoTest
    void optionsAreChecked() {
        WebSocketOptions options = WebSocketOptions.defaults();
        assertThatIllegalArgumentException().isThrownBy(() -> options.withMaxMessageSize(0));
        assertThatIllegalArgumentException().isThrownBy(() -> options.withFragmentSize(0));
        assertThatIllegalArgumentException().isThrownBy(() -> options.withSubprotocols("a b"));
        assertThatIllegalArgumentException().isThrownBy(() -> options.withHeartbeat(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> Compression.standard().withLevel(10));
        assertThat(options.withCompress().withoutCompress()).isEqualTo(options);
        assertThat(options.withHeartbeat(Duration.ofSeconds(1)).withoutHeartbeat())
                .isEqualTo(options);
    }
}
