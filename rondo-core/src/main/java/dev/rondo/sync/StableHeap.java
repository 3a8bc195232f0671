package dev.rondo.sync;

import java.util.AbstractQueue;
import java.util.Comparator;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * A heap in which equal items keep the order in which they were added. {@link
 * java.util.PriorityQueue} alone does not promise that.
 */
final class StableHeap<T> extends AbstractQueue<T> {
    private record Entry<T>(T item, long number) {}

    private final java.util.PriorityQueue<Entry<T>> entries;
    private final Comparator<? super T> order;
    private long added;

    StableHeap(Comparator<? super T> order) {
        this.order = order;
        this.entries =
                new java.util.PriorityQueue<>((a, b) -> {
                    int compared = order.compare(a.item(), b.item());
                    return compared == 0 ? Long.compare(a.number(), b.number()) : compared;
                });
    }

    @Override
    public boolean offer(T item) {
        if (entries.isEmpty()) {
            order.compare(item, item); // an item without an order fails here, not at the next one
        }
        return entries.offer(new Entry<>(item, added++));
    }

    @Override
    public @Nullable T poll() {
        Entry<T> first = entries.poll();
        return first == null ? null : first.item();
    }

    @Override
    public @Nullable T peek() {
        Entry<T> first = entries.peek();
        return first == null ? null : first.item();
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public void clear() {
        entries.clear();
    }

    @Override
    public Iterator<T> iterator() {
        return entries.stream().map(Entry::item).iterator();
    }
}
