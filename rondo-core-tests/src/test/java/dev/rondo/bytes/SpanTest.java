package dev.rondo.bytes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanTest {
    private final ByteQueue queue = new ByteQueue();
    private final Span span = new Span();

    private Span of(String text) {
        byte[] bytes = ("<" + text + ">").getBytes(ISO_8859_1);
        return span.set(bytes, 1, bytes.length - 1);
    }

    private void add(String text) {
        queue.add(text.getBytes(UTF_8), 0, text.getBytes(UTF_8).length);
    }

    @Test
    void newSpanIsEmpty() {
        assertThat(span.isEmpty()).isTrue();
        assertThat(span.toAscii()).isEmpty();
        assertThat(span.equalsAscii("")).isTrue();
        assertThat(span).hasToString("<Span 0 bytes \"\">");
    }

    @Test
    void spanIsAPartOfAQueueAnArrayOrASpan() {
        add("xabcdef");
        queue.skip(1);
        assertThat(span.set(queue, 1, 4).toAscii()).isEqualTo("bcd");
        assertThat(span.length()).isEqualTo(3);
        assertThat(span.get(2)).isEqualTo((byte) 'd');
        assertThat(new Span().set(span, 1, 3).toAscii()).isEqualTo("cd");
        assertThat(span.set(span, 2, 3).toAscii()).isEqualTo("d");
        byte[] array = {1, 2, 3};
        assertThat(span.set(array, 1, 3).toBytes()).containsExactly(2, 3);
        span.clear();
        assertThat(span.isEmpty()).isTrue();
    }

    @Test
    void partsThatAreNotThereAreRefused() {
        add("abc");
        span.set(queue, 1, 3);
        assertOutOfBounds(() -> span.set(queue, 1, 4));
        assertOutOfBounds(() -> span.set(queue, -1, 2));
        assertOutOfBounds(() -> span.set(queue, 2, 1));
        assertOutOfBounds(() -> span.set(new byte[2], 1, 3));
        assertOutOfBounds(() -> span.set(span, 0, 3));
        assertOutOfBounds(() -> span.get(2));
        assertOutOfBounds(() -> span.get(-1));
        assertOutOfBounds(() -> span.indexOf('b', 3));
        assertOutOfBounds(() -> span.indexOf(ByteSet.of("b"), -1));
        assertThat(span.toAscii()).isEqualTo("bc");
    }

    private static void assertOutOfBounds(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void spanOutlivesTheTakingOfItsBytes() {
        add("line\nnext");
        span.set(queue, 0, 4);
        queue.skip(5);
        assertThat(span.toAscii()).isEqualTo("line");
        queue.takeAll();
        assertThat(span.toAscii()).isEqualTo("line");
    }

    @Test
    void spanEndsWhenItsBytesMayHaveMoved() {
        add("line");
        assertEnds(() -> add("x"));
        assertEnds(() -> queue.space(0));
        assertEnds(() -> queue.borrow(new byte[16]));
        assertEnds(queue::giveBack);
        queue.mark();
        assertEnds(() -> {
            queue.takeAll();
            queue.unmark();
            queue.trim();
        });
    }

    private void assertEnds(Runnable change) {
        span.set(queue, 0, 4);
        assertThat(span.get(0)).isEqualTo((byte) 'l');
        change.run();
        String message =
                "The bytes of this span may have moved: its queue was added to, or its memory was"
                        + " changed\nTake what has to last before, or set the span again";
        assertInvalid(message, () -> span.get(0));
        assertInvalid(message, span::strip);
        assertInvalid(message, span::toLatin1);
        assertInvalid(message, span::parseHex);
        assertInvalid(message, () -> span.equalsAscii("line"));
        assertInvalid(message, () -> new Span().set(span, 0, 1).toBytes());
        assertThat(span).hasToString("<Span 4 bytes that may have moved>");
    }

    private static void assertInvalid(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalStateException.class).hasMessage(message);
    }

    @Test
    void bytesAreFoundWithinIt() {
        of("a=b>c");
        assertThat(span.indexOf('=', 0)).isEqualTo(1);
        assertThat(span.indexOf('>', 0)).isEqualTo(3);
        assertThat(span.indexOf('>', 4)).isEqualTo(-1);
        assertThat(span.indexOf('<', 0)).isEqualTo(-1);
        assertThat(span.indexOf(ByteSet.of("bc"), 3)).isEqualTo(4);
        assertThat(span.indexOf(ByteSet.of("<"), 0)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "' \t', ''", "'a', a", "' a b\t ', 'a b'", "'\r\n', '\r\n'"})
    void blanksAreStripped(String text, String stripped) {
        assertThat(of(text).strip().toAscii()).isEqualTo(stripped);
    }

    @Test
    void comparesWithAscii() {
        of("Content-Length");
        assertThat(span.equalsAscii("Content-Length")).isTrue();
        assertThat(span.equalsAscii("content-length")).isFalse();
        assertThat(span.equalsAscii("Content-Lengt")).isFalse();
        assertThat(span.equalsAscii("Content-Length ")).isFalse();
        assertThat(span.equalsIgnoreCaseAscii("cONTENT-lENGTH")).isTrue();
        assertThat(span.equalsIgnoreCaseAscii("content length")).isFalse();
        assertThat(span.equalsIgnoreCaseAscii("content-lengt")).isFalse();
    }

    @Test
    void onlyLettersHaveACase() {
        for (int one = 0; one < 256; one++) {
            for (int other = 0; other < 0x180; other++) {
                span.set(new byte[] {(byte) one}, 0, 1);
                String text = String.valueOf((char) other);
                boolean same = one == other && one < 128;
                assertThat(span.equalsAscii(text)).isEqualTo(same);
                boolean letters = other < 128 && Character.isLetter(other) && (one ^ 0x20) == other;
                assertThat(span.equalsIgnoreCaseAscii(text)).isEqualTo(same || letters);
            }
        }
    }

    @Test
    void textIsDecoded() {
        assertThat(of("caf\u00e9").toLatin1()).isEqualTo("caf\u00e9");
        assertThatThrownBy(span::toAscii)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Not ASCII at 3: \"caf\\xe9\"");
        assertThat(span.toUtf8()).isEqualTo("caf\ufffd");
        add("\u00e9\u20ac\ud83d\ude00");
        assertThat(span.set(queue, 0, queue.size()).toUtf8()).isEqualTo("\u00e9\u20ac\ud83d\ude00");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "007, 7", "42, 42", "9223372036854775807, 9223372036854775807"})
    void decimalNumbersAreParsed(String text, long number) {
        assertThat(of(text).parseDecimal()).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "a, 10", "F0, 240", "DeadBeef, 3735928559"})
    void hexadecimalNumbersAreParsed(String text, long number) {
        assertThat(of(text).parseHex()).isEqualTo(number);
        assertThat(of("00000000000000000" + text).parseHex()).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", " 1", "1 ", "1a", "\u00b2", "/", ":"})
    void whatIsNoDecimalNumberIsRefused(String text) {
        assertThatThrownBy(() -> of(text).parseDecimal())
                .isInstanceOf(NumberFormatException.class)
                .hasMessageStartingWith("Not a decimal number: \"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "0x1", "g", "@", "`", "1 ", "\u0001", "\u00e1", "\u0010"})
    void whatIsNoHexadecimalNumberIsRefused(String text) {
        assertThatThrownBy(() -> of(text).parseHex())
                .isInstanceOf(NumberFormatException.class)
                .hasMessageStartingWith("Not a hexadecimal number: \"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "9223372036854775810", "99999999999999999999"})
    void decimalNumbersThatAreTooLargeAreRefused(String text) {
        assertThatThrownBy(() -> of(text).parseDecimal())
                .isInstanceOf(NumberFormatException.class)
                .hasMessage("Larger than 9223372036854775807: \"" + text + "\"");
    }

    @Test
    void hexadecimalNumbersThatAreTooLargeAreRefused() {
        assertThat(of("7fffffffffffffff").parseHex()).isEqualTo(Long.MAX_VALUE);
        for (String text : new String[] {"8000000000000000", "10000000000000000"}) {
            assertThatThrownBy(() -> of(text).parseHex())
                    .isInstanceOf(NumberFormatException.class)
                    .hasMessage("Larger than 9223372036854775807: \"" + text + "\"");
        }
    }

    @Test
    void messagesShowNoMoreThanALine() {
        assertThat(of("x".repeat(1000)))
                .hasToString("<Span 1000 bytes \"" + "x".repeat(64) + "\"... (1000)>");
        assertThat(of("\"\\\r\n\0\u007f"))
                .hasToString("<Span 6 bytes \"\\\"\\\\\\x0d\\x0a\\x00\\x7f\">");
    }
}
