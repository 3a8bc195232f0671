package dev.rondo.sync;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a task leaves in the line of a {@link Queue}, or among its watches: room for the item that
 * it waits for, or the item that waits for room. Whoever wakes the task has filled the one or
 * emptied the other before, unless the queue was shut down.
 *
 * <p>The loop's thread.
 */
final class ItemPlace<T> {
    private final int turn; // may wrap round: 8 bytes less a get that waits
    private @Nullable T item;
    private @Nullable RuntimeException failure;

    private ItemPlace(int turn, @Nullable T item) {
        this.turn = turn;
        this.item = item;
    }

    /** Returns one for an item that is waited for, with its number among all that wait. */
    static <T> ItemPlace<T> forItem(int turn) {
        return new ItemPlace<>(turn, null);
    }

    /** Returns one with the item that is brought. */
    static <T> ItemPlace<T> with(T item) {
        return new ItemPlace<>(0, item);
    }

    /** Returns whether it was there before another one that waits for an item. */
    boolean isBefore(ItemPlace<T> other) {
        return turn - other.turn < 0;
    }

    /** Gives the item that is waited for. */
    void deliver(T delivered) {
        item = delivered;
    }

    /** Takes the item that was brought. */
    T take() {
        T taken = Objects.requireNonNull(item);
        item = null;
        return taken;
    }

    /** Turns the item that was taken away, with the failure of the one who looked at it. */
    void refuse(RuntimeException why) {
        failure = why;
    }

    /** Returns the item that was delivered; null if none was. */
    @Nullable T delivered() {
        return item;
    }

    /** Returns whether the item that was brought was let in; throws what it was refused with. */
    boolean wasLetIn() {
        if (failure != null) {
            throw failure;
        }
        return item == null;
    }
}
