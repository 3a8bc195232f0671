package dev.rondo.http.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.bytes.ByteQueue;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BodyDecoderTest {
    private final ByteQueue queue = new ByteQueue();

    private void add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        queue.add(bytes, 0, bytes.length);
    }

    private static BodyDecoder decoder(BodyFraming framing) {
        return BodyDecoder.of(framing, Http1Limits.defaults());
    }

    private String take(BodyDecoder body, int count) {
        byte[] taken = queue.take(count);
        body.took(count);
        return new String(taken, StandardCharsets.ISO_8859_1);
    }

    @Test
    void bodyOfALengthLiesInTheQueue() {
        BodyDecoder body = decoder(BodyFraming.ofLength(5));

        assertThat(body.available(queue)).isZero();
        add("hel");
        assertThat(body.announced()).isEqualTo(5);
        assertThat(body.available(queue)).isEqualTo(3);
        assertThat(take(body, 1)).isEqualTo("h");
        assertThat(body.available(queue)).isEqualTo(2);
        assertThat(take(body, 2)).isEqualTo("el");
        assertThat(body.isDone()).isFalse();
        add("loGET");
        assertThat(body.available(queue)).isEqualTo(2);
        assertThat(take(body, 2)).isEqualTo("lo");
        assertThat(body.isDone()).isTrue();
        assertThat(body.announced()).isZero();
        assertThat(body.available(queue)).isEqualTo(-1);
        assertThat(queue.size()).isEqualTo(3);
        body.end();
    }

    @Test
    void noBodyIsDoneAtOnce() {
        for (BodyFraming framing : new BodyFraming[] {BodyFraming.NONE, BodyFraming.ofLength(0)}) {
            BodyDecoder body = decoder(framing);
            assertThat(body.isDone()).isTrue();
            assertThat(body.available(queue)).isEqualTo(-1);
            assertThat(body.trailers()).isEmpty();
            body.end();
        }
    }

    @Test
    void bodyMayBeLargerThanAnyQueue() {
        BodyDecoder body = decoder(BodyFraming.ofLength(Long.MAX_VALUE));
        add("x");

        assertThat(body.available(queue)).isEqualTo(1);
        take(body, 1);
        assertThat(body.announced()).isEqualTo(Long.MAX_VALUE - 1);
    }

    @Test
    void bodyUntilTheEndIsDoneThen() {
        BodyDecoder body = decoder(BodyFraming.UNTIL_END);
        add("abc");

        assertThat(body.available(queue)).isEqualTo(3);
        body.end();
        assertThat(body.isDone()).isFalse(); // bytes are left
        assertThat(take(body, 3)).isEqualTo("abc");
        assertThat(body.isDone()).isTrue();
        assertThat(body.available(queue)).isEqualTo(-1);
    }

    @Test
    void chunksLieInTheQueueOneAfterAnother() {
        BodyDecoder body = decoder(BodyFraming.CHUNKED);
        add("3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nA: 1\r\n\r\nGET");

        assertThat(body.available(queue)).isEqualTo(3);
        assertThat(body.announced()).isEqualTo(3);
        assertThat(take(body, 2)).isEqualTo("ab");
        assertThat(body.available(queue)).isEqualTo(1);
        assertThat(take(body, 1)).isEqualTo("c");
        assertThat(body.available(queue)).isEqualTo(2);
        assertThat(take(body, 2)).isEqualTo("de");
        assertThat(body.isDone()).isFalse();
        assertThat(body.trailers()).isEmpty();
        assertThat(body.available(queue)).isEqualTo(-1);
        assertThat(body.isDone()).isTrue();
        assertThat(body.trailers().first("a")).contains("1");
        assertThat(body.available(queue)).isEqualTo(-1);
        assertThat(queue.size()).isEqualTo(3);
    }

    @Test
    void chunkThatIsTooLargeIsKnownBeforeItComes() {
        BodyDecoder body = decoder(BodyFraming.CHUNKED);
        add("7fffffffffffffff\r\n");

        assertThat(body.available(queue)).isZero();
        assertThat(body.announced()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void endBeforeTheBodysIsIncomplete() {
        for (BodyFraming framing :
                new BodyFraming[] {BodyFraming.ofLength(1), BodyFraming.CHUNKED}) {
            BodyDecoder body = decoder(framing);
            assertThatThrownBy(body::end)
                    .isInstanceOfSatisfying(
                            HttpSyntaxException.class,
                            e ->
                                    assertThat(e.kind())
                                            .isEqualTo(HttpSyntaxException.Kind.INCOMPLETE));
        }
    }

    @Test
    void moreThanThereIsCannotBeTaken() {
        for (BodyFraming framing :
                new BodyFraming[] {
                    BodyFraming.ofLength(5), BodyFraming.CHUNKED, BodyFraming.UNTIL_END
                }) {
            BodyDecoder body = decoder(framing);
            assertThatThrownBy(() -> body.took(1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("At the front are 0 bytes of the body, but 1 were taken");
            assertThatThrownBy(() -> body.took(-1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void framingIsTakenAtOnceAndNotHeld() {
        BodyDecoder body = decoder(BodyFraming.CHUNKED);
        for (byte b : "5;name=\"a long value\"".getBytes(StandardCharsets.US_ASCII)) {
            queue.add(new byte[] {b}, 0, 1);
            assertThat(body.available(queue)).isZero();
            assertThat(queue.isEmpty()).isTrue();
        }
    }
}
