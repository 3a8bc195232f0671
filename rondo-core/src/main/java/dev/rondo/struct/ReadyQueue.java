package dev.rondo.struct;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A first-in, first-out queue on a growable ring, with a door at the front for what must run next.
 *
 * <p>{@link java.util.ArrayDeque} would do but for one thing: {@link #moveToFront} lets a seeded
 * schedule choose who is next.
 *
 * @param <E> the members
 */
public final class ReadyQueue<E> {
    private static final int INITIAL_CAPACITY = 64; // a power of two; small programs never grow it

    // Invariant: elements.length is a power of two, and members sit at (head + i) & mask for 0 <= i
    // < size.
    private @Nullable Object[] elements = new @Nullable Object[INITIAL_CAPACITY];
    private int head;
    private int size;

    /** Creates an empty queue. */
    public ReadyQueue() {}

    /** Returns the number of members. */
    public int size() {
        return size;
    }

    /** Returns whether there is no member. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Appends a member. */
    public void add(E element) {
        if (size == elements.length) {
            grow();
        }
        elements[(head + size) & (elements.length - 1)] = element;
        size++;
    }

    /** Puts a member before all others. */
    public void addFirst(E element) {
        if (size == elements.length) {
            grow();
        }
        head = (head - 1) & (elements.length - 1);
        elements[head] = element;
        size++;
    }

    /** Returns the first member without removing it, or null when empty. */
    @SuppressWarnings("unchecked")
    public @Nullable E peek() {
        return size == 0 ? null : (E) elements[head];
    }

    /** Removes and returns the first member, or returns null when empty. */
    @SuppressWarnings("unchecked")
    public @Nullable E poll() {
        if (size == 0) {
            return null;
        }
        E element = (E) elements[head];
        elements[head] = null;
        head = (head + 1) & (elements.length - 1);
        size--;
        return element;
    }

    /**
     * Returns the member at a position, counted from the front.
     *
     * @throws IndexOutOfBoundsException if it is not in {@code [0, size)}
     */
    @SuppressWarnings("unchecked")
    public E get(int index) {
        Objects.checkIndex(index, size);
        return (E) Objects.requireNonNull(elements[(head + index) & (elements.length - 1)]);
    }

    /**
     * Moves a member to the front, in O(index); the others keep their order.
     *
     * @throws IndexOutOfBoundsException if the position is not in {@code [0, size)}
     */
    public void moveToFront(int index) {
        Object moved = get(index);
        int mask = elements.length - 1;
        for (int i = index; i > 0; i--) {
            elements[(head + i) & mask] = elements[(head + i - 1) & mask];
        }
        elements[head] = moved;
    }

    /** Removes the first member that is this object, in O(n), and returns whether there was one. */
    public boolean remove(E element) {
        int mask = elements.length - 1;
        for (int i = 0; i < size; i++) {
            if (elements[(head + i) & mask] == element) {
                for (int j = i; j < size - 1; j++) {
                    elements[(head + j) & mask] = elements[(head + j + 1) & mask];
                }
                size--;
                elements[(head + size) & mask] = null;
                return true;
            }
        }
        return false;
    }

    private void grow() {
        @Nullable Object[] larger = new @Nullable Object[elements.length * 2];
        int tail = elements.length - head;
        System.arraycopy(elements, head, larger, 0, tail);
        System.arraycopy(elements, 0, larger, tail, head);
        elements = larger;
        head = 0;
    }
}
