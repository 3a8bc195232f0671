package dev.rondo.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteWriterTest {
    private final ByteWriter writer = new ByteWriter();

    private String written() {
        String text = new String(writer.toBytes(), UTF_8);
        writer.clear();
        return text;
    }

    @Test
    void newWriterIsEmpty() {
        assertThat(writer.isEmpty()).isTrue();
        assertThat(writer.buffers()).isEmpty();
        assertThat(writer.toBytes()).isEmpty();
        assertThat(writer).hasToString("<ByteWriter 0 bytes memory=0>");
    }

    @Test
    void bytesAreAppended() {
        ByteBuffer source = ByteBuffer.wrap(new byte[] {6, 7, 8}, 1, 2);
        writer.put(0x101).put(new byte[] {2, 3}).put(new byte[] {9, 4, 5, 9}, 1, 2).put(source);
        assertThat(source.hasRemaining()).isFalse();
        assertThat(writer.size()).isEqualTo(7);
        assertThat(writer.toBytes()).containsExactly(1, 2, 3, 4, 5, 7, 8);
        assertThatThrownBy(() -> writer.put(new byte[2], 1, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(writer.size()).isEqualTo(7);
    }

    @Test
    void numbersAreBigEndian() {
        writer.putShort(0x18102).putInt(0x83040586).putLong(0xf10203f405060708L);
        ByteBuffer expected = ByteBuffer.allocate(14);
        expected.putShort((short) 0x8102).putInt(0x83040586).putLong(0xf10203f405060708L);
        assertThat(writer.toBytes()).isEqualTo(expected.array());
    }

    // ---- Text

    /** Around the lengths where another way is taken. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 511, 512, 513, 1024, 5000})
    void textIsEncodedAtEveryLength(int length) {
        String text = "abcdefghij".repeat(length / 10 + 1).substring(0, length);
        assertThat(writer.put('<').putAscii(text).put('>').toBytes())
                .asString(UTF_8)
                .isEqualTo("<" + text + ">");
        writer.clear();
        for (String odd : new String[] {"\u00e9", "\u20ac", "\ud83d\ude00", "\ud83d", "\ude00"}) {
            for (int at = Math.max(0, length - 3); at <= length; at++) {
                String mixed = text.substring(0, at) + odd + text.substring(at);
                writer.put('<').putUtf8(mixed).put('>');
                assertThat(writer.toBytes()).isEqualTo(("<" + mixed + ">").getBytes(UTF_8));
                writer.clear();
            }
        }
    }

    @Test
    void pairsAreNotSplit() {
        String pairs = "\ud83d\ude00".repeat(700);
        assertThat(writer.putUtf8(pairs).toBytes()).isEqualTo(pairs.getBytes(UTF_8));
        writer.clear();
        writer.putUtf8("a" + pairs);
        assertThat(writer.toBytes()).isEqualTo(("a" + pairs).getBytes(UTF_8));
    }

    @Test
    void whatIsNotAsciiIsRefused() {
        writer.putAscii("head");
        assertThatThrownBy(() -> writer.putAscii("caf\u00e9 \u010a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Not ASCII at 3: \"caf\\xe9 \\u010a\"\n"
                                + "For other text there is UTF-8: putUtf8()");
        for (int length : new int[] {15, 16, 600}) {
            for (String odd : new String[] {"\u0080", "\u010a", "\uff0a", "\ud83d\ude00"}) {
                String text = "x".repeat(length);
                assertThatThrownBy(() -> writer.putAscii(text + odd))
                        .hasMessageStartingWith("Not ASCII at " + length + ": \"xxx");
                assertThatThrownBy(() -> writer.putAscii(odd + text))
                        .hasMessageStartingWith("Not ASCII at 0: \"\\");
            }
        }
        assertThat(written()).isEqualTo("head");
    }

    @Test
    void stringsEndWithZero() {
        writer.putZeroTerminated("").putZeroTerminated("j\u00f6rg");
        assertThatThrownBy(() -> writer.putZeroTerminated("a\0b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A zero at 1 would end the string early: \"a\\x00b\"");
        assertThat(written()).isEqualTo("\0j\u00f6rg\0");
    }

    // ---- Numbers as text

    @Test
    void numbersAreWrittenAsTheJdkDoes() {
        long[] bases = {0, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE};
        for (long base : bases) {
            for (long near = -200; near <= 200; near++) {
                assertNumber(base + near);
            }
        }
        for (long power = 1; power < Long.MAX_VALUE / 10; power *= 10) {
            for (long near = -1; near <= 1; near++) {
                assertNumber(power + near);
                assertNumber(-power + near);
            }
        }
        for (int shift = 0; shift < 64; shift++) {
            assertNumber(1L << shift);
            assertNumber((1L << shift) - 1);
        }
    }

    private void assertNumber(long number) {
        String expected = number + " " + Long.toHexString(number);
        assertThat(writer.putDecimal(number).put(' ').putHex(number).toBytes())
                .isEqualTo(expected.getBytes(UTF_8));
        writer.clear();
    }

    // ---- Lengths set later

    @Test
    void lengthIsSetWhenItIsKnown() {
        writer.put('Q').putInt(0).putZeroTerminated("select");
        writer.setInt(1, writer.size() - 1);
        assertThat(written()).isEqualTo("Q\0\0\0\13select\0");
    }

    @Test
    void lengthIsSetBeforeAfterAndBetweenBodies() {
        writer.putInt(1).reference(new byte[10]).putInt(2).putInt(3).reference(new byte[2]);
        writer.putInt(4);
        writer.setInt(0, -1).setInt(14, -2).setInt(18, -3).setInt(24, -4);
        ByteBuffer expected = ByteBuffer.allocate(28);
        expected.putInt(0, -1).putInt(14, -2).putInt(18, -3).putInt(24, -4);
        assertThat(writer.toBytes()).isEqualTo(expected.array());
        for (int position : new int[] {-1, 1, 4, 10, 13, 19, 21, 22, 23, 25, 28, 1 << 30}) {
            assertThatThrownBy(() -> writer.setInt(position, 99))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("No four bytes of the writer's own at %d of 28", position);
        }
        assertThat(writer.toBytes()).isEqualTo(expected.array());
    }

    // ---- Leaving

    @Test
    void bodiesLeaveInOrderWithoutACopy() {
        byte[] body = "body".getBytes(UTF_8);
        ByteBuffer direct = ByteBuffer.allocateDirect(3).put(new byte[] {'x', 'y', 'z'}).flip();
        writer.reference(body).putAscii("a").put('b').reference(direct.position(1));
        writer.reference(new byte[0]).reference(ByteBuffer.wrap(body).asReadOnlyBuffer());
        assertThat(writer).hasToString("<ByteWriter 12 bytes, by reference 10 memory=512>");
        assertThat(writer.toBytes()).asString(UTF_8).isEqualTo("bodyabyzbody");
        ByteBuffer[] pieces = writer.buffers();
        assertThat(pieces).hasSize(4);
        assertThat(pieces[0].array()).isSameAs(body);
        assertThat(pieces[2]).isSameAs(direct);
        writer.put('c');
        assertThat(writer.buffers()).hasSize(5);
    }

    @Test
    void writerIsUsedAgainWithoutNewObjects() {
        writer.putAscii("first");
        ByteBuffer[] pieces = writer.buffers();
        ByteBuffer piece = pieces[0];
        piece.position(piece.limit()); // it was sent
        writer.clear();
        writer.putAscii("second");
        assertThat(writer.buffers()).isSameAs(pieces);
        assertThat(pieces[0]).isSameAs(piece);
        assertThat(UTF_8.decode(piece).toString()).isEqualTo("second");
    }

    @Test
    void clearedWriterLetsBodiesGo() {
        byte[] body = new byte[1000];
        writer.reference(body);
        ByteBuffer[] first = writer.buffers();
        writer.clear();
        assertThat(writer.isEmpty()).isTrue();
        assertThat(writer.buffers()).isEmpty();
        writer.putAscii("head").reference(body).putAscii("tail");
        assertThat(writer.buffers()).isNotSameAs(first).hasSize(3);
        writer.clear();
        writer.putAscii("next");
        assertThat(writer.buffers()).hasSize(1);
        assertThat(written()).isEqualTo("next");
    }

    @Test
    void emptyWriterLetsItsMemoryGo() {
        writer.putAscii("text that is longer than sixteen");
        writer.trim();
        assertThat(written()).startsWith("text");
        writer.trim();
        assertThat(writer).hasToString("<ByteWriter 0 bytes memory=0>");
        assertThat(writer.putAscii("again and again and again").buffers()).hasSize(1);
        assertThat(written()).isEqualTo("again and again and again");
    }

    @Test
    void messageBeyondTwoGibibytesIsRefused() {
        ByteBuffer large = ByteBuffer.allocate(1 << 20);
        for (int i = 0; i < 2047; i++) {
            writer.reference(large.duplicate());
        }
        assertThatThrownBy(() -> writer.reference(large))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "A message of 2146435072 bytes cannot take 1048576 more\n"
                                + "Send what is there before: buffers(), then clear()");
        assertThatThrownBy(() -> writer.put(new byte[1 << 20]))
                .isInstanceOf(IllegalStateException.class);
        assertThat(writer.put(1).size()).isEqualTo(2146435073);
    }
}
