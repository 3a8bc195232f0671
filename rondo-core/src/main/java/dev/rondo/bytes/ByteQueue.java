package dev.rondo.bytes;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A first-in, first-out queue of bytes in one array: appended at the end, searched, taken from the
 * front.
 *
 * <p>One array, not a list of chunks, because readers search for separators that may lie anywhere,
 * and because the bytes of a message are mostly taken as one piece. Space in front is reclaimed by
 * moving the rest when the end is reached.
 */
public final class ByteQueue {
    private static final int SMALLEST = 512;
    private static final byte[] NOTHING = {};

    // Invariant: 0 <= head <= tail <= array.length; the bytes are array[head..tail).
    private byte[] array = NOTHING;
    private int head;
    private int tail;

    /** Creates an empty queue, which holds no array yet. */
    public ByteQueue() {}

    /** Returns the number of bytes. */
    public int size() {
        return tail - head;
    }

    /** Returns whether there is no byte. */
    public boolean isEmpty() {
        return head == tail;
    }

    /** Appends bytes. */
    public void add(byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        reserve(length);
        System.arraycopy(source, offset, array, tail, length);
        tail += length;
    }

    /** Appends all that remains in a buffer. */
    public void add(ByteBuffer source) {
        int length = source.remaining();
        reserve(length);
        source.get(array, tail, length);
        tail += length;
    }

    /**
     * Returns a buffer of free space at the end, to be filled and then counted with {@link
     * #filled}. Valid until the next call of any other method.
     *
     * @param atLeast how many bytes there must be room for
     */
    public ByteBuffer space(int atLeast) {
        reserve(atLeast);
        return ByteBuffer.wrap(array, tail, array.length - tail);
    }

    /** Counts bytes that were written into the last {@link #space}. */
    public void filled(int length) {
        Objects.checkFromIndexSize(tail, length, array.length);
        tail += length;
    }

    /**
     * Returns a view of all bytes, valid until the next change. Taking from it takes nothing from
     * the queue.
     */
    public ByteBuffer view() {
        return ByteBuffer.wrap(array, head, size());
    }

    /** Returns the byte at a position counted from the front. */
    public byte get(int index) {
        Objects.checkIndex(index, size());
        return array[head + index];
    }

    /**
     * Returns the position of a pattern, counted from the front, or -1.
     *
     * @param pattern not empty
     * @param from where to begin
     */
    public int indexOf(byte[] pattern, int from) {
        byte first = pattern[0];
        int last = tail - pattern.length;
        for (int i = head + from; i <= last; i++) {
            if (array[i] == first
                    && Arrays.equals(array, i, i + pattern.length, pattern, 0, pattern.length)) {
                return i - head;
            }
        }
        return -1;
    }

    /**
     * Removes and returns bytes from the front.
     *
     * @throws IndexOutOfBoundsException if there are not so many
     */
    public byte[] take(int length) {
        Objects.checkFromIndexSize(0, length, size());
        byte[] taken = Arrays.copyOfRange(array, head, head + length);
        skip(length);
        return taken;
    }

    /** Moves bytes from the front into a buffer, as many as fit, and returns how many. */
    public int drainTo(ByteBuffer target) {
        int length = Math.min(size(), target.remaining());
        target.put(array, head, length);
        skip(length);
        return length;
    }

    /**
     * Removes bytes from the front.
     *
     * @throws IndexOutOfBoundsException if there are not so many
     */
    public void skip(int length) {
        Objects.checkFromIndexSize(0, length, size());
        head += length;
        if (head == tail) {
            head = 0;
            tail = 0;
        }
    }

    /** Lets the array go when the queue is empty: for connections that wait long. */
    public void trim() {
        if (isEmpty()) {
            array = NOTHING;
        }
    }

    private void reserve(int length) {
        if (array.length - tail >= length) {
            return;
        }
        int needed = Math.addExact(size(), length);
        byte[] target = needed <= array.length / 2 ? array : new byte[capacityFor(needed)];
        System.arraycopy(array, head, target, 0, size());
        tail = size();
        head = 0;
        array = target;
    }

    private int capacityFor(int needed) {
        int doubled =
                Math.max(
                        SMALLEST,
                        array.length <= Integer.MAX_VALUE / 2
                                ? array.length * 2
                                : Integer.MAX_VALUE - 8);
        return Math.max(needed, doubled);
    }
}
