package dev.rondo.bytes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Looking, searching, taking and marking; the memory under it has {@link ByteQueueMemoryTest}. */
class ByteQueueTest {
    private final ByteQueue queue = new ByteQueue();

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private void add(String text) {
        queue.add(bytes(text), 0, text.length());
    }

    private String rest() {
        return new String(queue.takeAll(), ISO_8859_1);
    }

    private void assertOutOfBounds(ThrowingCallable call) {
        int size = queue.size();
        assertThatThrownBy(call).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(queue.size()).isEqualTo(size);
    }

    @Test
    void newQueueIsEmpty() {
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.size()).isZero();
        assertThat(queue.takeAll()).isEmpty();
        assertThat(queue.view().hasRemaining()).isFalse();
        assertThat(queue.indexOf('a')).isEqualTo(-1);
        assertThat(queue).hasToString("<ByteQueue 0 bytes memory=0>");
    }

    @Test
    void bytesComeOutInTheOrderOfAdding() {
        queue.add(bytes("-ab-"), 1, 2);
        queue.add(ByteBuffer.wrap(bytes("-cd"), 1, 2));
        queue.space(2).put(bytes("ef"));
        queue.filled(2);
        assertThat(queue.takeByte()).isEqualTo((byte) 'a');
        assertThat(queue.take(2)).isEqualTo(bytes("bc"));
        ByteBuffer target = ByteBuffer.allocate(2);
        assertThat(queue.drainTo(target)).isEqualTo(2);
        assertThat(target.array()).isEqualTo(bytes("de"));
        assertThat(rest()).isEqualTo("f");
    }

    @Test
    void drainingGivesNoMoreThanThereIs() {
        add("ab");
        ByteBuffer target = ByteBuffer.allocate(3);
        assertThat(queue.drainTo(target)).isEqualTo(2);
        assertThat(queue.drainTo(target)).isZero();
        assertThat(target.position()).isEqualTo(2);
    }

    @Test
    void takesIntoPartsOfArrays() {
        add("abcd");
        byte[] target = bytes("....");
        queue.take(target, 1, 2);
        assertThat(target).isEqualTo(bytes(".ab."));
        queue.get(1, target, 3, 1);
        assertThat(target).isEqualTo(bytes(".abd"));
        assertThat(rest()).isEqualTo("cd");
    }

    @Test
    void numbersAreBigEndianAndKeepTheirSign() {
        byte[] numbers = {
            (byte) 0x81,
            2,
            (byte) 0x83,
            4,
            5,
            (byte) 0x86,
            (byte) 0xf1,
            2,
            3,
            (byte) 0xf4,
            5,
            6,
            7,
            8
        };
        queue.add(new byte[] {99}, 0, 1);
        queue.add(numbers, 0, numbers.length);
        ByteBuffer expected = ByteBuffer.wrap(numbers);
        assertThat(queue.getShort(1)).isEqualTo(expected.getShort(0)).isEqualTo((short) 0x8102);
        assertThat(queue.getInt(3)).isEqualTo(expected.getInt(2)).isEqualTo(0x83040586);
        assertThat(queue.getLong(7)).isEqualTo(expected.getLong(6)).isEqualTo(0xf10203f405060708L);
        assertThat(queue.size()).isEqualTo(15);

        assertThat(queue.takeByte()).isEqualTo((byte) 99);
        assertThat(queue.takeShort()).isEqualTo((short) 0x8102);
        assertThat(queue.takeInt()).isEqualTo(0x83040586);
        assertThat(queue.takeLong()).isEqualTo(0xf10203f405060708L);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void whatIsNotThereIsNeitherSeenNorTaken() {
        add("abcdefgh");
        queue.skip(1);
        assertOutOfBounds(() -> queue.get(7));
        assertOutOfBounds(() -> queue.get(-1));
        assertOutOfBounds(() -> queue.getShort(6));
        assertOutOfBounds(() -> queue.getInt(4));
        assertOutOfBounds(() -> queue.getLong(0));
        assertOutOfBounds(queue::takeLong);
        assertOutOfBounds(() -> queue.skip(8));
        assertOutOfBounds(() -> queue.skip(-1));
        assertOutOfBounds(() -> queue.take(8));
        assertOutOfBounds(() -> queue.take(new byte[8], 0, 8));
        assertOutOfBounds(() -> queue.take(new byte[2], 1, 2));
        assertOutOfBounds(() -> queue.slice(0, 8));
        assertOutOfBounds(() -> queue.slice(2, 1));
        assertOutOfBounds(() -> queue.indexOf('a', 8));
        assertOutOfBounds(() -> queue.indexOf('a', -1));
        assertOutOfBounds(() -> queue.add(new byte[2], 1, 2));
        assertOutOfBounds(() -> queue.filled(-1));
        assertOutOfBounds(() -> queue.filled(512));
        assertThat(rest()).isEqualTo("bcdefgh");
        assertOutOfBounds(queue::takeByte);
        assertOutOfBounds(queue::takeShort);
        assertOutOfBounds(queue::takeInt);
    }

    @Test
    void bytesAreFoundFromAPositionOn() {
        add("xab\nab\n");
        queue.skip(1);
        assertThat(queue.indexOf('\n')).isEqualTo(2);
        assertThat(queue.indexOf('\n', 2)).isEqualTo(2);
        assertThat(queue.indexOf('\n', 3)).isEqualTo(5);
        assertThat(queue.indexOf('\n', 6)).isEqualTo(-1);
        assertThat(queue.indexOf('x')).isEqualTo(-1);
        add("\u00e9");
        assertThat(queue.indexOf(0xe9)).isEqualTo(6);
        assertThat(queue.indexOf((byte) 0xe9)).isEqualTo(6);
    }

    @Test
    void byteIsFoundAtEveryPlaceAmongBytesLikeIt() {
        // Neighbours in value are what comparing many at a time gets wrong.
        for (int filler : new int[] {0, 1, 0x7f, 0x80, 0x81, 0xff, 'a' - 1, 'a' + 1, 'a' ^ 0x80}) {
            for (int wanted : new int[] {'a', 0x55, 0xfe, 2}) {
                for (int at = 0; at < 40; at++) {
                    byte[] content = new byte[41];
                    Arrays.fill(content, (byte) filler);
                    content[at] = (byte) wanted;
                    ByteQueue searched = new ByteQueue();
                    searched.add(content, 0, 41);
                    assertThat(searched.indexOf(wanted)).isEqualTo(at);
                    assertThat(searched.indexOf(wanted, at)).isEqualTo(at);
                    assertThat(searched.indexOf(wanted, at + 1)).isEqualTo(-1);
                }
            }
        }
    }

    @Test
    void bytesBeyondTheEndAreNotFound() {
        add("a".repeat(30) + "\n");
        queue.skip(31);
        add("a".repeat(20)); // the newline is still in the memory
        assertThat(queue.indexOf('\n')).isEqualTo(-1);
        assertThat(queue.indexOf(bytes("a\n"), 0)).isEqualTo(-1);
        assertThat(queue.indexOf(ByteSet.of("\n"), 0)).isEqualTo(-1);
    }

    @Test
    void patternsAreFoundAsAWhole() {
        add("-ab\r\r\n\r\nab\r\n");
        queue.skip(1);
        assertThat(queue.indexOf(bytes("\r\n"), 0)).isEqualTo(3);
        assertThat(queue.indexOf(bytes("\r\n"), 4)).isEqualTo(5);
        assertThat(queue.indexOf(bytes("\r\n\r\n"), 0)).isEqualTo(3);
        assertThat(queue.indexOf(bytes("ab\r\n"), 0)).isEqualTo(7);
        assertThat(queue.indexOf(bytes("ab\r\n-"), 0)).isEqualTo(-1);
        assertThat(queue.indexOf(bytes("\n"), queue.size())).isEqualTo(-1);
        assertThat(queue.indexOf(bytes("ab\r\r\n\r\nab\r\n"), 0)).isZero();
        assertThatThrownBy(() -> queue.indexOf(new byte[0], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The pattern to be found is empty");
    }

    @Test
    void anyOfASetIsFound() {
        add("-name: value\u00e9");
        queue.skip(1);
        assertThat(queue.indexOf(ByteSet.of(" :"), 0)).isEqualTo(4);
        assertThat(queue.indexOf(ByteSet.of(" :"), 5)).isEqualTo(5);
        assertThat(queue.indexOf(ByteSet.of("x"), 0)).isEqualTo(-1);
        assertThat(queue.indexOf(ByteSet.range(0, 127).complement(), 0)).isEqualTo(11);
    }

    @Test
    void viewsTakeNothing() {
        add("abcd");
        queue.skip(1);
        ByteBuffer slice = queue.slice(1, 3);
        assertThat(slice.isReadOnly()).isTrue();
        assertThat(ISO_8859_1.decode(slice).toString()).isEqualTo("cd");
        assertThat(ISO_8859_1.decode(queue.view()).toString()).isEqualTo("bcd");
        assertThat(rest()).isEqualTo("bcd");
    }

    @Test
    void resetPutsBackWhatWasTakenSinceTheMark() {
        add("abcdef");
        queue.skip(1);
        queue.mark();
        assertThat(queue.take(2)).isEqualTo(bytes("bc"));
        assertThat(queue).hasToString("<ByteQueue 3 bytes mark=-2 memory=512>");
        queue.reset();
        assertThat(queue.take(5)).isEqualTo(bytes("bcdef"));
        assertThatThrownBy(queue::reset)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("No mark to go back to\nSet one with mark()");
    }

    @Test
    void markHoldsAllThatIsTakenWhileMoreComes() {
        add("ab");
        queue.mark();
        queue.skip(2);
        assertThat(queue.isEmpty()).isTrue();
        queue.trim();
        for (int i = 0; i < 1000; i++) {
            add("cd");
            queue.skip(2);
        }
        queue.reset();
        assertThat(rest()).isEqualTo("ab" + "cd".repeat(1000));
    }

    @Test
    void newMarkReplacesTheFormerAndUnmarkingKeepsWhatWasTaken() {
        add("abc");
        queue.mark();
        queue.skip(1);
        queue.mark();
        queue.skip(1);
        queue.reset();
        assertThat(queue.get(0)).isEqualTo((byte) 'b');
        queue.mark();
        queue.skip(1);
        queue.unmark();
        queue.unmark();
        assertThat(rest()).isEqualTo("c");
        assertThatThrownBy(queue::reset).isInstanceOf(IllegalStateException.class);
    }
}
