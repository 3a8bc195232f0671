package dev.rondo.http.websocket;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rondo.CancelledError;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.test.InLoop;
import dev.rondo.test.RondoTest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketCancelTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static void cancel(Task<?> task) {
        task.cancel();
        assertThatExceptionOfType(CancelledError.class).isThrownBy(task::await);
    }

    @RondoTest
    void aCancelledReceiveLosesNoByteWhereverItWas() {
        RawPeer.Pair pair = RawPeer.Pair.server(WebSocketOptions.defaults().withCompress());
        byte[] bytes =
                pair.peer()
                        .frames()
                        .frame(0x01, "κό")
                        .frame(0x89, "p")
                        .frame(0x80, "σμε")
                        .hexFrame(0xc1, "f248cdc9c90700")
                        .bytes();
        int received = 0;
        for (byte one : bytes) {
            Task<Message> receiver = createTask(() -> pair.socket().receive());
            sleep(SECOND);
            pair.peer().send(new byte[] {one});
            sleep(SECOND);
            if (receiver.done()) {
                String expected = received++ == 0 ? "κόσμε" : "Hello";
                assertThat(receiver.await()).isEqualTo(Message.of(expected));
            } else {
                cancel(receiver);
            }
        }
        assertThat(received).isEqualTo(2);
        assertThat(pair.peer().next()).isEqualTo("PONG p");
        pair.socket().abort();
    }

    @RondoTest
    void aMessageThatComesWithTheCancellationIsThereForTheNext() {
        RawPeer.Pair pair = RawPeer.Pair.server(WebSocketOptions.defaults());
        Task<Message> receiver = createTask(() -> pair.socket().receive());
        sleep(SECOND);
        pair.peer().send(pair.peer().frames().frame(0x81, "a"));
        receiver.cancel();
        Message message;
        try {
            message = receiver.await();
        } catch (CancelledError e) {
            message = pair.socket().receive();
        }
        assertThat(message).isEqualTo(Message.of("a"));
        pair.socket().abort();
    }

    @RondoTest
    void aSendThatWaitsForItsTurnIsTakenBack() {
        RawPeer.Pair pair = RawPeer.Pair.of(true, WebSocketOptions.defaults(), 100);
        Task<@Nullable Void> first = createTask(() -> pair.socket().send("x".repeat(200)));
        Task<@Nullable Void> second = createTask(() -> pair.socket().send("second"));
        Task<@Nullable Void> third = createTask(() -> pair.socket().send("third"));
        sleep(SECOND);
        assertThat(pair.socket().snapshot().waitingSenders()).isEqualTo(2);
        cancel(second);
        assertThat(pair.peer().next()).isEqualTo("TEXT 200*x");
        assertThat(pair.peer().next()).isEqualTo("TEXT third");
        first.await();
        third.await();
        pair.socket().abort();
    }

    @InLoop
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSendOfWhichNoByteLeftIsTakenBack(boolean compressed) {
        WebSocketOptions options = WebSocketOptions.defaults();
        RawPeer.Pair pair =
                RawPeer.Pair.of(true, compressed ? options.withCompress() : options, 102);
        Task<@Nullable Void> filler = createTask(() -> pair.socket().send(new byte[100]));
        if (compressed) {
            filler.await();
            assertThat(pair.peer().next()).startsWith("BINARY");
            pair.socket().stream().write(java.nio.ByteBuffer.wrap(fullWindow()));
        }
        filler.await(); // the window is full
        String text = "a text that is compressed by itself ".repeat(3);
        Task<@Nullable Void> cancelled = createTask(() -> pair.socket().send(text));
        sleep(SECOND);
        cancel(cancelled);
        assertThat(pair.socket().isClosed()).isFalse();
        Task<@Nullable Void> next = createTask(() -> pair.socket().send(text));
        assertThat(pair.peer().next()).startsWith("BINARY");
        assertThat(pair.peer().next()).isEqualTo("TEXT 108*a");
        next.await();
        pair.socket().abort();
    }

    private static byte[] fullWindow() {
        return dev.rondo.http.wire.Frames.ofServer().frame(0x82, new byte[100]).bytes();
    }

    @InLoop
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSendThatIsCancelledInTheMiddleBreaksTheSocketOff(boolean fragments) {
        WebSocketOptions options = WebSocketOptions.defaults();
        RawPeer.Pair pair =
                RawPeer.Pair.of(true, fragments ? options.withFragmentSize(98) : options, 100);
        Task<@Nullable Void> sender = createTask(() -> pair.socket().send(new byte[200]));
        Task<@Nullable Void> waiting = createTask(() -> pair.socket().send("x"));
        Task<Message> receiver = createTask(() -> pair.socket().receive());
        sleep(SECOND);
        cancel(sender);
        assertThatExceptionOfType(WebSocketClosedException.class)
                .isThrownBy(waiting::await)
                .withMessageContaining("middle of a message");
        assertThatExceptionOfType(WebSocketClosedException.class).isThrownBy(receiver::await);
        assertThat(pair.socket().closeCode()).hasValue(CloseCode.ABNORMAL_CLOSURE);
        assertThat(pair.socket().stream().isClosed()).isTrue();
    }

    @RondoTest
    void aCancelledPingLeavesNothing() {
        RawPeer.Pair pair = RawPeer.Pair.server(WebSocketOptions.defaults());
        Task<Duration> ping = createTask(() -> pair.socket().ping(new byte[] {'a'}));
        assertThat(pair.peer().next()).isEqualTo("PING a");
        cancel(ping);
        pair.peer().send(pair.peer().frames().frame(0x8a, "a").frame(0x81, "b"));
        assertThat(pair.socket().receiveText()).isEqualTo("b");
        pair.socket().abort();
    }

    @RondoTest
    void whoReadsForAPingHandsOverWhenCancelled() {
        RawPeer.Pair pair = RawPeer.Pair.server(WebSocketOptions.defaults());
        Task<Duration> ping = createTask(() -> pair.socket().ping());
        sleep(SECOND);
        Task<Message> receiver = createTask(() -> pair.socket().receive());
        sleep(SECOND);
        cancel(ping);
        pair.peer().send(pair.peer().frames().frame(0x81, "a"));
        assertThat(receiver.await()).isEqualTo(Message.of("a"));
        pair.socket().abort();
    }

    @RondoTest
    void aDeadlineEndsAReceiveAndTheSocketGoesOn() {
        Sockets sockets = Sockets.pair();
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> timeout(SECOND, () -> sockets.server().receive()));
        sockets.client().send("a");
        assertThat(sockets.server().receiveText()).isEqualTo("a");
        sockets.client().abort();
        sockets.server().abort();
    }
}
