package dev.rondo.sync;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Takes items out of a queue until its end. */
final class QueueIterator<T> implements Iterator<T> {
    private final Queue<T> queue;
    private @Nullable T taken; // by hasNext() for next()

    QueueIterator(Queue<T> queue) {
        this.queue = queue;
    }

    @Override
    public boolean hasNext() {
        if (taken == null) {
            taken = queue.takeOrEnd("hasNext()");
        }
        return taken != null;
    }

    @Override
    public T next() {
        T item = taken == null ? queue.takeOrEnd("next()") : taken;
        if (item == null) {
            throw new NoSuchElementException("Queue is shut down: next() on " + queue);
        }
        taken = null;
        return item;
    }
}
