package dev.rondo.struct;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A four-ary heap of deadlines whose nodes know their place, so that removing one costs O(log n).
 *
 * <p>Four children a node halve the depth of a binary heap and keep siblings on one cache line.
 * asyncio leaves cancelled timers in a binary heap and purges them when they are more than half of
 * over 100; removing at once needs no purge and holds no garbage. Nodes with equal deadlines come
 * out in the order of insertion, which determinism depends on.
 *
 * @param <N> the nodes
 */
public final class TimerHeap<N extends TimerHeap.Node> {
    private static final int ARITY = 4;
    private static final int INITIAL_CAPACITY = 16;

    /** A member of at most one heap. */
    public abstract static class Node {
        private long deadlineNanos;
        private int sequence; // may wrap round: a million sleeping tasks save 8 MB
        private int index = -1;

        /** Creates a node that is in no heap. */
        protected Node() {}

        /** Returns the deadline given when it was last added. */
        public final long deadlineNanos() {
            return deadlineNanos;
        }

        /** Returns whether it is in a heap now. */
        public final boolean isQueued() {
            return index >= 0;
        }
    }

    // Invariant: nodes[i].index == i, and no node is before its parent nodes[(i - 1) / ARITY].
    private @Nullable Node[] nodes = new @Nullable Node[INITIAL_CAPACITY];
    private int size;
    private int nextSequence;

    /** Creates an empty heap. */
    public TimerHeap() {}

    /** Returns the number of nodes. */
    public int size() {
        return size;
    }

    /** Returns whether there is no node. */
    public boolean isEmpty() {
        return size == 0;
    }

    /**
     * Adds a node.
     *
     * @throws IllegalStateException if the node is in a heap already
     */
    public void add(N node, long deadlineNanos) {
        Node inner = node;
        if (inner.index >= 0) {
            throw new IllegalStateException("The node is in a heap already");
        }
        inner.deadlineNanos = deadlineNanos;
        inner.sequence = nextSequence++;
        if (size == nodes.length) {
            nodes = Arrays.copyOf(nodes, size * 2);
        }
        siftUp(size++, inner);
    }

    /** Returns the node with the earliest deadline without removing it, or null when empty. */
    @SuppressWarnings("unchecked")
    public @Nullable N peek() {
        return (N) nodes[0];
    }

    /** Returns the nodes by a time of theirs, equal ones in the order in which they were added. */
    @SuppressWarnings("unchecked")
    public List<N> toList(ToLongFunction<? super N> time) {
        List<N> nodes = (List<N>) (List<?>) Arrays.asList(Arrays.copyOf(this.nodes, size));
        nodes.sort(
                Comparator.<N>comparingLong(time)
                        .thenComparing((a, b) -> ((Node) a).sequence - ((Node) b).sequence));
        return nodes;
    }

    /** Removes and returns the node with the earliest deadline, or returns null when empty. */
    public @Nullable N poll() {
        N first = peek();
        if (first != null) {
            remove(first);
        }
        return first;
    }

    /** Removes a node and returns whether it was in this heap. */
    public boolean remove(N node) {
        Node inner = node;
        int index = inner.index;
        if (index < 0 || index >= size || nodes[index] != inner) {
            return false;
        }
        inner.index = -1;
        Node last = nodes[--size];
        nodes[size] = null;
        if (index != size && last != null) {
            siftDown(index, last);
            if (nodes[index] == last) {
                siftUp(index, last);
            }
        }
        return true;
    }

    private void siftUp(int start, Node node) {
        int index = start;
        while (index > 0) {
            int parentIndex = (index - 1) / ARITY;
            Node parent = nodes[parentIndex];
            if (parent == null || !before(node, parent)) {
                break;
            }
            place(index, parent);
            index = parentIndex;
        }
        place(index, node);
    }

    private void siftDown(int start, Node node) {
        int index = start;
        for (int child = index * ARITY + 1; child < size; child = index * ARITY + 1) {
            int leastIndex = child;
            Node least = nodes[child];
            int end = Math.min(child + ARITY, size);
            for (int i = child + 1; i < end; i++) {
                Node candidate = nodes[i];
                if (candidate != null && least != null && before(candidate, least)) {
                    leastIndex = i;
                    least = candidate;
                }
            }
            if (least == null || !before(least, node)) {
                break;
            }
            place(index, least);
            index = leastIndex;
        }
        place(index, node);
    }

    private void place(int index, Node node) {
        nodes[index] = node;
        node.index = index;
    }

    private static boolean before(Node a, Node b) {
        return a.deadlineNanos < b.deadlineNanos
                || (a.deadlineNanos == b.deadlineNanos && a.sequence - b.sequence < 0);
    }
}
