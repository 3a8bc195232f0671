package dev.rondo.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.http.Headers;
import dev.rondo.stream.MemoryStream;
import dev.rondo.test.RondoTest;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WebSocketUpgradeTest {
    private static final WebSocketOptions OPTIONS =
            WebSocketOptions.defaults().withSubprotocols("chat").withCompress();

    @Test
    void aRequestSaysWhatTheOptionsSay() {
        Headers request = WebSocketUpgrade.request(OPTIONS, new Random(1)).headers();
        assertThat(request.first("Upgrade")).contains("websocket");
        assertThat(request.first("Sec-WebSocket-Version")).contains("13");
        assertThat(request.first("Sec-WebSocket-Protocol")).contains("chat");
        assertThat(request.first("Sec-WebSocket-Extensions")).contains("permessage-deflate");
        assertThat(WebSocketUpgrade.isRequested(request)).isTrue();
        assertThat(WebSocketUpgrade.isRequested(Headers.none())).isFalse();
    }

    @Test
    void everyRequestHasItsOwnKey() {
        assertThat(WebSocketUpgrade.request(OPTIONS).headers().first("Sec-WebSocket-Key"))
                .isNotEqualTo(
                        WebSocketUpgrade.request(OPTIONS).headers().first("Sec-WebSocket-Key"));
    }

    @Test
    void aRefusalTellsTheStatusAndTheFieldsOfTheAnswer() {
        Headers request =
                WebSocketUpgrade.request(OPTIONS).headers().with("Sec-WebSocket-Version", "8");
        assertThatExceptionOfType(WebSocketHandshakeException.class)
                .isThrownBy(() -> WebSocketUpgrade.answer("GET", request, OPTIONS))
                .satisfies(e -> assertThat(e.status()).isEqualTo(426))
                .satisfies(
                        e -> assertThat(e.headers().first("Sec-WebSocket-Version")).contains("13"));
    }

    @Test
    void anAnswerToAnotherKeyIsRefused() {
        WebSocketUpgrade mine = WebSocketUpgrade.request(OPTIONS);
        Headers others = WebSocketUpgrade.request(OPTIONS).headers();
        Headers answer = WebSocketUpgrade.answer("GET", others, OPTIONS);
        assertThatExceptionOfType(WebSocketHandshakeException.class)
                .isThrownBy(() -> mine.check(101, answer));
        assertThatExceptionOfType(WebSocketHandshakeException.class)
                .isThrownBy(() -> mine.check(404, Headers.none()))
                .withMessageContaining("answered 404")
                .satisfies(e -> assertThat(e.status()).isEqualTo(404));
    }

    @RondoTest
    void noSocketIsMadeOfAnAnswerThatNobodyUnderstands() {
        MemoryStream.Pair pair = MemoryStream.pair();
        Headers answer = Headers.of("Sec-WebSocket-Extensions", "other");
        assertThatExceptionOfType(WebSocketHandshakeException.class)
                .isThrownBy(
                        () -> WebSocket.over(pair.first(), new ByteQueue(), true, OPTIONS, answer));
    }
}
