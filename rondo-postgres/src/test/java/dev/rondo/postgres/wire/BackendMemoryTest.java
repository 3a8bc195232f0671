package dev.rondo.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.bytes.ByteQueue;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Memory follows the bytes that have come, not those that a server claims. */
class BackendMemoryTest {
    private static final int PIECE = 8 * 1024;

    @Test
    void claimedLengthReservesNothing() {
        long before = Allocated.bytes();
        for (int i = 0; i < 100; i++) {
            BackendReader reader = BackendReaderTest.inSession();
            assertThat(reader.next(BackendReaderTest.queue("D<4:1073741823><2:1><4:1073741813>")))
                    .isNull();
            assertThat(BackendReaderTest.inSession().next(BackendReaderTest.queue("E<4:67108863>")))
                    .isNull();
            assertThat(
                            BackendReaderTest.inSession()
                                    .next(BackendReaderTest.queue("d<4:1073741823>")))
                    .isNull();
        }
        assertThat(Allocated.bytes() - before).isLessThan(10 << 20);
    }

    @Test
    void claimedColumnsReserveNothing() {
        String rows = "D<4:6><2:65535>".repeat(1_000);
        long before = Allocated.bytes();
        assertThatThrownBy(() -> BackendReaderTest.inSession().next(BackendReaderTest.queue(rows)))
                .isInstanceOf(WireException.class);
        assertThat(Allocated.bytes() - before).isLessThan(10 << 20);
    }

    @Test
    void claimedColumnsBehindARowThatHasThemReserveNothing() {
        String row = "D<4:240006><2:60000>" + "<4:-1>".repeat(60_000);
        String rows = row + "D<4:6><2:60000>".repeat(1_000);
        BackendReader reader = BackendReaderTest.inSession();
        ByteQueue queue = BackendReaderTest.queue(rows);
        long read = Allocated.bytes();
        assertThat(((RowBatch) reader.next(queue)).rows()).isOne();
        assertThat(Allocated.bytes() - read).isLessThan(1 << 20);
        assertThatThrownBy(() -> reader.next(queue)).isInstanceOf(WireException.class);
    }

    @Test
    void largeRowLeavesTheQueueSmall() {
        BackendReader reader = BackendReaderTest.inSession();
        ByteQueue queue = new ByteQueue();
        byte[] head = WireText.bytes("D<4:3000010><2:1><4:3000000>");
        queue.add(head, 0, head.length);
        byte[] piece = new byte[PIECE];
        Arrays.fill(piece, (byte) 'x');
        int left = 3_000_000;
        BackendMessage row = null;
        while (row == null) {
            row = reader.next(queue);
            assertThat(queue.size()).isLessThanOrEqualTo(PIECE);
            assertThat(reader.isWithin()).isEqualTo(row == null);
            int count = Math.min(left, PIECE);
            queue.add(piece, 0, count);
            left -= count;
        }
        RowBatch batch = (RowBatch) row;
        assertThat(batch.length(0, 0)).isEqualTo(3_000_000);
        assertThat(batch.bytes()).hasSize(3_000_011); // not what doubling made of it
    }

    @Test
    void memoryOfALargeRowIsAtMostTwiceWhatHasCome() {
        BackendReader reader = BackendReaderTest.inSession();
        ByteQueue queue = new ByteQueue();
        byte[] head = WireText.bytes("D<4:1000000010><2:1><4:1000000000>");
        queue.add(head, 0, head.length);
        byte[] piece = new byte[PIECE];
        long before = Allocated.bytes();
        for (int i = 0; i < 256; i++) { // 2 MiB
            assertThat(reader.next(queue)).isNull();
            queue.add(piece, 0, PIECE);
        }
        // 4 KiB, 8 KiB, ... 4 MiB, one after the other.
        assertThat(Allocated.bytes() - before).isLessThan(9 << 20);
    }

    @Test
    void copysDataIsHandedOverAsItComes() {
        BackendReader reader = BackendReaderTest.inSession();
        ByteQueue queue = BackendReaderTest.queue("d<4:1000000004>abc");
        assertThat(((BackendMessage.CopyData) reader.next(queue)).bytes())
                .isEqualTo(new byte[] {'a', 'b', 'c'});
        assertThat(queue.isEmpty()).isTrue();
        queue.add(new byte[PIECE], 0, PIECE);
        assertThat(((BackendMessage.CopyData) reader.next(queue)).bytes()).hasSize(PIECE);
        assertThat(reader.next(queue)).isNull();
        assertThat(reader.isWithin()).isTrue();
    }

    @Test
    void rowsCostNoObjectEach() {
        String rows = "D{<2:2><4:4>abcd<4:4>efgh}".repeat(1_000);
        byte[] bytes = WireText.bytes(rows);
        BackendReader reader = BackendReaderTest.inSession();
        ByteQueue queue = new ByteQueue();
        for (int i = 0; i < 3; i++) {
            queue.add(bytes, 0, bytes.length);
            long before = Allocated.bytes();
            RowBatch batch = (RowBatch) reader.next(queue);
            long allocated = Allocated.bytes() - before;
            assertThat(batch.rows()).isEqualTo(1_000);
            if (i > 0) { // classes are loaded by then
                assertThat(allocated).isLessThan(bytes.length + 2 * 4 * 1_000 + 500);
            }
        }
    }
}
