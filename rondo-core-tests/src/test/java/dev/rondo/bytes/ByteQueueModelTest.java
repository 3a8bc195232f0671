package dev.rondo.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random calls, against a list of bytes. */
class ByteQueueModelTest {
    private static final int MAX = 3000;
    private static final ByteSet SET = ByteSet.of("\0\2");

    private final ByteQueue queue = new ByteQueue(MAX);
    private final List<Byte> model = new ArrayList<>();
    private final Span span = new Span();
    private Random random = new Random(0);
    private List<Byte> behindMark = new ArrayList<>(); // taken since the mark
    private boolean marked;
    private boolean borrowed;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void queueBehavesAsAListOfBytes(long seed) {
        random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> add();
                case 3, 4 -> take();
                case 5, 6 -> search();
                case 7 -> numbers();
                case 8 -> mark();
                default -> memory();
            }
            check();
        }
    }

    private int length() {
        return random.nextInt(10) == 0 ? random.nextInt(1500) : random.nextInt(20);
    }

    /** Bytes of few values, so that searches find some. */
    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) random.nextInt(random.nextBoolean() ? 3 : 256);
        }
        return bytes;
    }

    private void add() {
        byte[] bytes = bytes(length());
        if (model.size() + behindMark.size() + bytes.length > MAX) {
            assertThatThrownBy(() -> queue.add(bytes, 0, bytes.length))
                    .isInstanceOf(TooManyBytesException.class);
            return;
        }
        switch (random.nextInt(3)) {
            case 0 -> queue.add(bytes, 0, bytes.length);
            case 1 -> queue.add(ByteBuffer.wrap(bytes));
            default -> {
                queue.space(bytes.length).put(bytes);
                queue.filled(bytes.length);
            }
        }
        for (byte b : bytes) {
            model.add(b);
        }
    }

    private byte[] takeFromModel(int length) {
        byte[] taken = new byte[length];
        List<Byte> front = model.subList(0, length);
        for (int i = 0; i < length; i++) {
            taken[i] = front.get(i);
        }
        if (marked) {
            behindMark.addAll(front);
        }
        front.clear();
        return taken;
    }

    private void take() {
        int length = Math.min(length(), model.size());
        switch (random.nextInt(5)) {
            case 0 -> assertThat(queue.take(length)).isEqualTo(takeFromModel(length));
            case 1 -> {
                queue.skip(length);
                takeFromModel(length);
            }
            case 2 -> {
                byte[] target = new byte[length];
                queue.take(target, 0, length);
                assertThat(target).isEqualTo(takeFromModel(length));
            }
            case 3 -> {
                ByteBuffer target = ByteBuffer.allocate(length);
                assertThat(queue.drainTo(target)).isEqualTo(length);
                assertThat(target.array()).isEqualTo(takeFromModel(length));
            }
            default -> {
                span.set(queue, 0, length);
                queue.skip(length);
                assertThat(span.toBytes()).isEqualTo(takeFromModel(length));
            }
        }
    }

    private void search() {
        int from = random.nextInt(model.size() + 1);
        byte[] pattern = bytes(1 + random.nextInt(3));
        int found = -1;
        for (int i = from; found < 0 && i <= model.size() - pattern.length; i++) {
            found = matches(i, pattern) ? i : -1;
        }
        assertThat(queue.indexOf(pattern, from)).isEqualTo(found);

        int single = model.subList(from, model.size()).indexOf(pattern[0]);
        assertThat(queue.indexOf(pattern[0], from)).isEqualTo(single < 0 ? -1 : single + from);
        assertThat(span.set(queue, from, model.size()).indexOf(pattern[0], 0)).isEqualTo(single);

        int any = from;
        while (any < model.size() && !SET.contains(model.get(any))) {
            any++;
        }
        assertThat(queue.indexOf(SET, from)).isEqualTo(any == model.size() ? -1 : any);
    }

    private boolean matches(int at, byte[] pattern) {
        for (int i = 0; i < pattern.length; i++) {
            if (model.get(at + i) != pattern[i]) {
                return false;
            }
        }
        return true;
    }

    private void numbers() {
        if (model.size() >= 8) {
            int at = random.nextInt(model.size() - 7);
            byte[] eight = new byte[8];
            for (int i = 0; i < 8; i++) {
                eight[i] = model.get(at + i);
            }
            ByteBuffer expected = ByteBuffer.wrap(eight);
            assertThat(queue.getShort(at)).isEqualTo(expected.getShort(0));
            assertThat(queue.getInt(at)).isEqualTo(expected.getInt(0));
            assertThat(queue.getLong(at)).isEqualTo(expected.getLong(0));
            assertThat(queue.slice(at, at + 8)).isEqualTo(expected);
        }
    }

    private void mark() {
        switch (random.nextInt(3)) {
            case 0 -> {
                queue.mark();
                marked = true;
            }
            case 1 -> {
                queue.unmark();
                marked = false;
            }
            default -> {
                if (marked) {
                    queue.reset();
                    model.addAll(0, behindMark);
                    marked = false;
                }
            }
        }
        behindMark = new ArrayList<>();
    }

    private void memory() {
        if (random.nextInt(4) == 0) {
            queue.trim();
        } else if (borrowed) {
            byte[] memory = queue.giveBack();
            random.nextBytes(memory);
            borrowed = false;
        } else {
            queue.borrow(new byte[length()]);
            borrowed = true;
        }
    }

    private void check() {
        assertThat(queue.size()).isEqualTo(model.size());
        assertThat(queue.room()).isEqualTo(MAX - model.size() - behindMark.size());
        if (!model.isEmpty()) {
            int at = random.nextInt(model.size());
            assertThat(queue.get(at)).isEqualTo(model.get(at));
        }
    }
}
