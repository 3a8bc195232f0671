package dev.rondo.bytes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bounds, growth, lent memory and letting go. */
class ByteQueueMemoryTest {
    private static void add(ByteQueue queue, String text) {
        queue.add(text.getBytes(ISO_8859_1), 0, text.length());
    }

    private static String rest(ByteQueue queue) {
        return new String(queue.takeAll(), ISO_8859_1);
    }

    // ---- The bound

    @Test
    void nothingIsAddedBeyondTheBound() {
        ByteQueue queue = new ByteQueue(4);
        assertThat(queue.maxBytes()).isEqualTo(4);
        add(queue, "abc");
        assertThat(queue.room()).isEqualTo(1);
        ByteBuffer two = ByteBuffer.wrap(new byte[2]);
        assertThatThrownBy(() -> queue.add(two))
                .isInstanceOfSatisfying(
                        TooManyBytesException.class, e -> assertThat(e.maxBytes()).isEqualTo(4))
                .hasMessage(
                        "A queue of at most 4 bytes holds 3 and cannot take 2 more\n"
                                + "Take bytes first, or set another bound with setMaxBytes()");
        assertThat(two.remaining()).isEqualTo(2);
        assertThatThrownBy(() -> add(queue, "de")).isInstanceOf(TooManyBytesException.class);
        assertThatThrownBy(() -> queue.space(2)).isInstanceOf(TooManyBytesException.class);
        add(queue, "d");
        assertThat(queue.room()).isZero();
        assertThat(queue.space(0).hasRemaining()).isFalse();
        queue.skip(1);
        add(queue, "e");
        assertThat(rest(queue)).isEqualTo("bcde");
    }

    @Test
    void spaceEndsAtTheBound() {
        ByteQueue queue = new ByteQueue(1000);
        add(queue, "abc");
        assertThat(queue.space(1).remaining()).isEqualTo(512 - 3);
        assertThat(queue.space(997).remaining()).isEqualTo(997);
        queue.skip(1);
        assertThat(queue.space(1).remaining()).isEqualTo(998);
    }

    @Test
    void boundCanBeMoved() {
        ByteQueue queue = new ByteQueue(4);
        add(queue, "abcd");
        queue.setMaxBytes(6);
        add(queue, "ef");
        queue.setMaxBytes(2);
        assertThat(queue.room()).isZero();
        assertThatThrownBy(() -> add(queue, "g"))
                .hasMessageStartingWith(
                        "A queue of at most 2 bytes holds 6 and cannot take 1 more");
        add(queue, "");
        assertThat(rest(queue)).isEqualTo("abcdef");
    }

    @Test
    void bytesBehindTheMarkCount() {
        ByteQueue queue = new ByteQueue(4);
        add(queue, "abcd");
        queue.mark();
        queue.skip(3);
        assertThat(queue.room()).isZero();
        assertThatThrownBy(() -> add(queue, "e")).isInstanceOf(TooManyBytesException.class);
        queue.unmark();
        assertThat(queue.room()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void boundIsPositive(int maxBytes) {
        String message = "maxBytes must be positive, but is " + maxBytes;
        assertThatThrownBy(() -> new ByteQueue(maxBytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        ByteQueue queue = new ByteQueue();
        assertThatThrownBy(() -> queue.setMaxBytes(maxBytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThat(queue.maxBytes()).isEqualTo(Integer.MAX_VALUE - 8);
    }

    @Test
    void negativeSpaceIsRefused() {
        assertThatThrownBy(() -> new ByteQueue().space(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("atLeast must not be negative, but is -1");
    }

    @Test
    void memoryIsAtMostTwiceTheBound() {
        ByteQueue queue = new ByteQueue(1000);
        for (int i = 0; i < 10_000; i++) {
            if (queue.room() < 7) {
                queue.skip(13);
            }
            add(queue, "1234567");
        }
        assertThat(queue.toString()).endsWith(" max=1000 memory=2000>");
    }

    // ---- Growth

    @Test
    void oneSpaceIsLentWhileTheMemoryIsTheSame() {
        ByteQueue queue = new ByteQueue();
        ByteBuffer space = queue.space(10);
        space.put((byte) 'a');
        queue.filled(1);
        assertThat(queue.space(10)).isSameAs(space);
        assertThat(space.position()).isEqualTo(1);
        assertThat(space.remaining()).isEqualTo(511);
        assertThat(queue.space(600)).isNotSameAs(space);
        assertThat(rest(queue)).isEqualTo("a");
    }

    @Test
    void spaceInFrontIsUsedAgain() {
        ByteQueue queue = new ByteQueue();
        for (int i = 0; i < 100; i++) {
            add(queue, "x".repeat(100) + i);
            add(queue, "y".repeat(50));
            queue.skip(100);
            assertThat(rest(queue)).isEqualTo(i + "y".repeat(50));
        }
        assertThat(queue).hasToString("<ByteQueue 0 bytes memory=512>");
    }

    @Test
    void emptyQueueLetsItsMemoryGo() {
        ByteQueue queue = new ByteQueue();
        add(queue, "ab");
        queue.trim();
        assertThat(queue.get(1)).isEqualTo((byte) 'b');
        queue.skip(2);
        queue.trim();
        assertThat(queue).hasToString("<ByteQueue 0 bytes memory=0>");
        add(queue, "cd");
        assertThat(rest(queue)).isEqualTo("cd");
    }

    // ---- Lent memory

    @Test
    void lentBufferIsTheSpace() {
        ByteQueue queue = new ByteQueue();
        ByteBuffer memory = ByteBuffer.allocate(100);
        queue.add(new byte[] {1, 2}, 0, 2);
        queue.borrow(memory);
        assertThat(queue.space(1)).isSameAs(memory);
        assertThat(memory.position()).isEqualTo(2);
        assertThat(memory.remaining()).isEqualTo(98);
        assertThat(queue.giveBack()).isSameAs(memory.array());
        assertThat(queue.takeAll()).containsExactly(1, 2);
        assertThat(queue.space(1)).isNotSameAs(memory);
    }

    @Test
    void partOfAnArrayIsNotLent() {
        ByteQueue queue = new ByteQueue();
        assertThatThrownBy(() -> queue.borrow(ByteBuffer.allocate(10).slice(1, 9)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.borrow(ByteBuffer.allocateDirect(10)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void lentMemoryIsFilledAndGivenBack() {
        ByteQueue queue = new ByteQueue();
        byte[] memory = new byte[1024];
        queue.borrow(memory);
        ByteBuffer space = queue.space(1);
        assertThat(space.array()).isSameAs(memory);
        assertThat(space.remaining()).isEqualTo(1024);
        space.put(new byte[] {1, 2, 3});
        queue.filled(3);
        queue.skip(3);
        assertThat(queue.giveBack()).isSameAs(memory);
        assertThat(queue).hasToString("<ByteQueue 0 bytes memory=0>");
    }

    @Test
    void whatIsLeftMovesToMemoryOfItsOwnAndIntoTheNextThatIsLent() {
        ByteQueue queue = new ByteQueue();
        byte[] memory = new byte[1024];
        queue.borrow(memory);
        add(queue, "abcdef");
        queue.skip(1);
        queue.mark();
        queue.skip(1);
        queue.giveBack();
        memory[1] = 'X';
        memory[2] = 'X';
        assertThat(queue).hasToString("<ByteQueue 4 bytes mark=-1 memory=512>");

        queue.borrow(memory);
        assertThat(queue).hasToString("<ByteQueue 4 bytes mark=-1 memory=1024 lent=1024>");
        add(queue, "gh");
        queue.giveBack();
        queue.reset();
        assertThat(rest(queue)).isEqualTo("bcdefgh");
    }

    @Test
    void queueOutgrowsWhatIsLent() {
        ByteQueue queue = new ByteQueue();
        byte[] memory = new byte[4];
        queue.borrow(memory);
        add(queue, "abc");
        add(queue, "def");
        assertThat(queue).hasToString("<ByteQueue 6 bytes memory=512 lent=4>");
        assertThat(queue.giveBack()).isSameAs(memory);
        queue.borrow(memory); // too small for what is there
        assertThat(queue).hasToString("<ByteQueue 6 bytes memory=512 lent=4>");
        assertThat(queue.giveBack()).isSameAs(memory);
        assertThat(rest(queue)).isEqualTo("abcdef");
    }

    @Test
    void trimmingKeepsWhatIsLent() {
        ByteQueue queue = new ByteQueue();
        add(queue, "a");
        byte[] memory = new byte[8];
        queue.borrow(memory);
        queue.skip(1);
        queue.trim();
        assertThat(queue).hasToString("<ByteQueue 0 bytes memory=8 lent=8>");
        assertThat(queue.giveBack()).isSameAs(memory);
        assertThat(queue).hasToString("<ByteQueue 0 bytes memory=0>");
    }

    @Test
    void memoryIsLentAndGivenBackInTurn() {
        ByteQueue queue = new ByteQueue();
        assertThatThrownBy(queue::giveBack)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("This queue has borrowed no memory: borrow() lends it");
        queue.borrow(new byte[8]);
        assertThatThrownBy(() -> queue.borrow(new byte[8]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "This queue has borrowed memory already\n"
                                + "Give that back first: giveBack()");
    }
}
