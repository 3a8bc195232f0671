package dev.rondo.bytes;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A first-in, first-out queue of bytes in one array, which parsers read in place: filled at the
 * end, searched and looked at anywhere, taken from the front.
 *
 * <p>Positions count from the front. Adding does not change them, taking does: a parser that ran
 * out of bytes goes on where it stopped when more have come. A {@link Span} looks at a part without
 * copying it.
 *
 * <p>One array, not a chain of chunks: what is searched for may lie anywhere, a message's bytes are
 * then always in one piece, and the chain was slower for everything but single messages of a
 * megabyte, which nobody should collect (decision 12). Space in front is reclaimed by moving the
 * rest when the end is reached. The memory is the queue's own, and grows with what it holds, or is
 * {@linkplain #borrow lent} for as long as there is something to parse: then a connection that
 * waits holds none.
 *
 * {@snippet :
 * ByteQueue queue = new ByteQueue(8192);
 * Span line = new Span();
 * int count;
 * while ((count = stream.read(queue.space(1))) >= 0) {
 *     queue.filled(count);
 *     for (int end; (end = queue.indexOf('\n')) >= 0; queue.skip(end + 1)) {
 *         handle(line.set(queue, 0, end));
 *     }
 * }
 * }
 */
public final class ByteQueue {
    private static final int SMALLEST = 512;
    private static final int LARGEST = Integer.MAX_VALUE - 8; // of an array, in HotSpot
    static final byte[] NOTHING = {};

    // Invariant: 0 <= front() <= head <= tail <= array.length; the bytes are array[head..tail).
    private byte[] array = NOTHING;
    private int head;
    private int tail;
    private int mark = -1; // an index of the array, at most head; -1: none
    private int maxBytes;

    private byte @Nullable [] lent; // to be given back; the array, unless that has outgrown it
    private byte[] own = NOTHING; // rests here while the lent one is the array

    private @Nullable ByteBuffer space; // of the array, reused: a read makes no object
    private int additions; // the spans made before one are void

    /** Creates an empty queue without a bound, which holds no memory yet. */
    public ByteQueue() {
        this.maxBytes = LARGEST;
    }

    /**
     * Creates an empty queue, which holds no memory yet.
     *
     * @param maxBytes how many bytes it holds at most; positive. Its own memory may become twice as
     *     large
     */
    public ByteQueue(int maxBytes) {
        this.maxBytes = checkBound(maxBytes);
    }

    private static int checkBound(int maxBytes) {
        if (maxBytes <= 0) {
            throw new IllegalArgumentException("maxBytes must be positive, but is " + maxBytes);
        }
        return Math.min(maxBytes, LARGEST);
    }

    /**
     * Sets how many bytes it holds at most. What it holds already stays, even if it is more.
     *
     * @param maxBytes positive
     */
    public void setMaxBytes(int maxBytes) {
        this.maxBytes = checkBound(maxBytes);
    }

    /** Returns how many bytes it holds at most; those behind the mark count. */
    public int maxBytes() {
        return maxBytes;
    }

    /** Returns how many bytes can be added before the bound is reached. */
    public int room() {
        return Math.max(0, maxBytes - held());
    }

    /** Returns the number of bytes, from the front on. */
    public int size() {
        return tail - head;
    }

    /** Returns whether there is no byte. */
    public boolean isEmpty() {
        return head == tail;
    }

    // ---- Adding

    /**
     * Appends bytes.
     *
     * @throws TooManyBytesException if they are more than {@link #room}; none is added
     */
    public void add(byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        reserve(length);
        System.arraycopy(source, offset, array, tail, length);
        tail += length;
    }

    /**
     * Appends all that remains in a buffer.
     *
     * @throws TooManyBytesException if it is more than {@link #room}; none is added
     */
    public void add(ByteBuffer source) {
        int length = source.remaining();
        reserve(length);
        source.get(array, tail, length);
        tail += length;
    }

    /**
     * Returns a buffer of the free memory at the end, as much as there is below the bound, to be
     * filled (by a read of a socket) and then counted with {@link #filled}. Valid until the next
     * call of a method that adds, takes, trims or gives back; it is the same object each time.
     *
     * @param atLeast how many bytes there must be room for
     * @throws TooManyBytesException if that is more than {@link #room}
     */
    public ByteBuffer space(int atLeast) {
        if (atLeast < 0) {
            throw new IllegalArgumentException("atLeast must not be negative, but is " + atLeast);
        }
        reserve(atLeast);
        ByteBuffer buffer = space;
        if (buffer == null) {
            buffer = ByteBuffer.wrap(array);
            space = buffer;
        }
        return buffer.clear().position(tail).limit(tail + Math.min(array.length - tail, room()));
    }

    /**
     * Counts bytes that were written into the last {@link #space}.
     *
     * @throws IndexOutOfBoundsException if there was no space for so many
     */
    public void filled(int length) {
        Objects.checkFromIndexSize(tail, length, array.length);
        tail += length;
    }

    // ---- Looking

    /**
     * Returns a view of all bytes, valid until the next change; its array is the queue's memory,
     * for loops that look at every byte. Taking from it takes nothing from the queue.
     */
    public ByteBuffer view() {
        return ByteBuffer.wrap(array, head, size());
    }

    /**
     * Returns a read-only view of a part, valid until the next change. See {@link Span} for one
     * that makes no object.
     */
    public ByteBuffer slice(int from, int to) {
        Objects.checkFromToIndex(from, to, size());
        return ByteBuffer.wrap(array, head + from, to - from).slice().asReadOnlyBuffer();
    }

    /** Returns the byte at a position. */
    public byte get(int index) {
        Objects.checkIndex(index, size());
        return array[head + index];
    }

    /** Returns the two bytes at a position, the first one high. */
    public short getShort(int index) {
        return BigEndian.getShort(array, at(index, Short.BYTES));
    }

    /** Returns the four bytes at a position, the first one highest. */
    public int getInt(int index) {
        return BigEndian.getInt(array, at(index, Integer.BYTES));
    }

    /** Returns the eight bytes at a position, the first one highest. */
    public long getLong(int index) {
        return BigEndian.getLong(array, at(index, Long.BYTES));
    }

    /** Copies bytes at a position into a part of an array. */
    public void get(int index, byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        System.arraycopy(array, at(index, length), target, offset, length);
    }

    private int at(int index, int length) {
        return head + Objects.checkFromIndexSize(index, length, size());
    }

    /** Returns the position of a byte, or -1. See {@link #indexOf(int, int)}. */
    public int indexOf(int value) {
        return fromFront(ByteSearch.indexOf(array, head, tail, (byte) value));
    }

    /**
     * Returns the first position of a byte, or -1.
     *
     * @param value the low eight bits count, so that {@code '\n'} can be said
     * @param from where to begin, 0 to {@link #size}
     */
    public int indexOf(int value, int from) {
        return fromFront(ByteSearch.indexOf(array, at(from, 0), tail, (byte) value));
    }

    /**
     * Returns the first position of a pattern, or -1.
     *
     * @param pattern not empty
     * @param from where to begin, 0 to {@link #size}
     */
    public int indexOf(byte[] pattern, int from) {
        if (pattern.length == 0) {
            throw new IllegalArgumentException("The pattern to be found is empty");
        }
        return fromFront(ByteSearch.indexOf(array, at(from, 0), tail, pattern));
    }

    /**
     * Returns the first position of a byte that is in a set, or -1.
     *
     * @param from where to begin, 0 to {@link #size}
     */
    public int indexOf(ByteSet set, int from) {
        return fromFront(ByteSearch.indexOf(array, at(from, 0), tail, set));
    }

    private int fromFront(int index) {
        return index < 0 ? -1 : index - head;
    }

    // ---- Taking

    /**
     * Removes bytes from the front.
     *
     * @throws IndexOutOfBoundsException if there are not so many
     */
    public void skip(int length) {
        Objects.checkFromIndexSize(0, length, size());
        head += length;
        rewindIfEmpty();
    }

    /** Removes and returns bytes from the front. See {@link #skip}. */
    public byte[] take(int length) {
        Objects.checkFromIndexSize(0, length, size());
        byte[] taken = Arrays.copyOfRange(array, head, head + length);
        skip(length);
        return taken;
    }

    /**
     * Moves bytes from the front into a part of an array. See {@link #skip}.
     *
     * @throws IndexOutOfBoundsException if there is no such part, or there are not so many
     */
    public void take(byte[] target, int offset, int length) {
        get(0, target, offset, length);
        skip(length);
    }

    /** Removes and returns all: to hand over what has arrived to who reads on. */
    public byte[] takeAll() {
        return take(size());
    }

    /** Moves bytes from the front into a buffer, as many as fit, and returns how many. */
    public int drainTo(ByteBuffer target) {
        int length = Math.min(size(), target.remaining());
        target.put(array, head, length);
        skip(length);
        return length;
    }

    /** Removes and returns the first byte. See {@link #skip}. */
    public byte takeByte() {
        byte value = get(0);
        skip(1);
        return value;
    }

    /** Removes and returns two bytes, the first one high. See {@link #skip}. */
    public short takeShort() {
        short value = getShort(0);
        skip(Short.BYTES);
        return value;
    }

    /** Removes and returns four bytes, the first one highest. See {@link #skip}. */
    public int takeInt() {
        int value = getInt(0);
        skip(Integer.BYTES);
        return value;
    }

    /** Removes and returns eight bytes, the first one highest. See {@link #skip}. */
    public long takeLong() {
        long value = getLong(0);
        skip(Long.BYTES);
        return value;
    }

    /** Marks the front: what is taken from now on can be put back with {@link #reset}. */
    public void mark() {
        mark = head;
    }

    /**
     * Puts back what was taken since the mark, and removes the mark.
     *
     * @throws IllegalStateException if there is none
     */
    public void reset() {
        if (mark < 0) {
            throw new IllegalStateException("No mark to go back to\nSet one with mark()");
        }
        head = mark;
        mark = -1;
    }

    /** Removes the mark, if there is one: what was taken stays taken. */
    public void unmark() {
        mark = -1;
        rewindIfEmpty();
    }

    private void rewindIfEmpty() {
        if (head == tail && mark < 0) {
            head = 0;
            tail = 0;
        }
    }

    // ---- Memory

    /**
     * Goes on in memory that is lent, with what is there moved to its start, until {@link
     * #giveBack}. If more is added than fits, the queue grows into memory of its own.
     *
     * @throws IllegalStateException if it has borrowed already
     */
    public void borrow(byte[] memory) {
        Objects.requireNonNull(memory, "memory");
        checkNotLent();
        lent = memory;
        if (held() <= memory.length) {
            own = array;
            moveTo(memory);
        }
    }

    /**
     * Goes on in the array of a buffer, which is the {@link #space} then: so no object is made.
     * Until {@link #giveBack} its position and limit are the queue's. See {@link #borrow(byte[])}.
     *
     * @throws IllegalArgumentException if it is not the whole of an array
     */
    @SuppressWarnings("ByteBufferBackingArray") // without an offset, or it is refused
    public void borrow(ByteBuffer memory) {
        if (!memory.hasArray() || memory.array().length != memory.capacity()) {
            throw new IllegalArgumentException("Only the whole of an array is lent: " + memory);
        }
        borrow(memory.array());
        if (array == memory.array()) {
            space = memory;
        }
    }

    private void checkNotLent() {
        if (lent != null) {
            throw new IllegalStateException(
                    "This queue has borrowed memory already\nGive that back first: giveBack()");
        }
    }

    /**
     * Returns the memory that was lent; what is left in it moves to memory of the queue's own.
     *
     * @throws IllegalStateException if there is none
     */
    public byte[] giveBack() {
        byte[] memory = lent;
        if (memory == null) {
            throw new IllegalStateException("This queue has borrowed no memory: borrow() lends it");
        }
        if (array == memory) {
            moveTo(held() <= own.length ? own : new byte[Math.max(SMALLEST, held())]);
        }
        own = NOTHING;
        lent = null;
        return memory;
    }

    /** Lets its own memory go when the queue is empty: for connections that wait long. */
    public void trim() {
        if (held() == 0) {
            own = NOTHING;
            if (array != lent) {
                moveTo(NOTHING);
            }
        }
    }

    /** Returns how many bytes must be kept: those behind the mark too. */
    private int held() {
        return tail - front();
    }

    private int front() {
        return mark < 0 ? head : mark;
    }

    private void reserve(int length) {
        additions++;
        if (length > room()) {
            throw new TooManyBytesException(held(), length, maxBytes);
        }
        if (length > array.length - tail) {
            int needed = held() + length;
            moveTo(needed <= array.length / 2 ? array : new byte[capacityFor(needed)]);
        }
    }

    /** At most twice the bound: then what is held fits a half, and moving it pays off. */
    private int capacityFor(int needed) {
        long doubled = Math.max(SMALLEST, 2L * array.length);
        return (int) Math.max(needed, Math.min(Math.min(doubled, 2L * maxBytes), LARGEST));
    }

    private void moveTo(byte[] target) {
        int front = front();
        System.arraycopy(array, front, target, 0, tail - front);
        head -= front;
        tail -= front;
        mark = mark < 0 ? -1 : 0;
        space = array == target ? space : null;
        array = target;
        additions++;
    }

    // ---- For spans, which look at the memory itself

    byte[] array() {
        return array;
    }

    /** Returns where in the array a part begins that is there. */
    int indexOfPart(int from, int to) {
        return head + Objects.checkFromToIndex(from, to, size());
    }

    int additions() {
        return additions;
    }

    @Override
    public String toString() {
        return "<ByteQueue "
                + size()
                + " bytes"
                + (mark < 0 ? "" : " mark=" + (mark - head))
                + (maxBytes == LARGEST ? "" : " max=" + maxBytes)
                + " memory="
                + array.length
                + (lent == null ? "" : " lent=" + lent.length)
                + ">";
    }
}
