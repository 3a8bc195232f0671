package dev.rondo.sync;

import dev.rondo.EventLoop;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The place of a task that waits for an item or for room for one. The answer is whether it got
 * that, or the queue was shut down.
 */
final class ItemWaiter<T> extends Waiter<Boolean> {
    private @Nullable T item;

    /** Creates a place for one who puts an item, or for one who gets one and brings none. */
    ItemWaiter(EventLoop loop, @Nullable T item) {
        super(loop);
        this.item = item;
    }

    /** Gives the item that it waits for. */
    void deliver(T delivered) {
        item = delivered;
        answer(true);
    }

    /** Returns the item that it brought or was given. */
    T item() {
        return Objects.requireNonNull(item);
    }
}
