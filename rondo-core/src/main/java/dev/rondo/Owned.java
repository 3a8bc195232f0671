package dev.rondo;

import java.util.Collection;

/**
 * Something that tasks wait for and that only certain tasks will end: a lock that one holds, a
 * group that ends with its tasks. The wait graph follows it, so that tasks that wait for each other
 * in a circle are found and named.
 *
 * <p>Implemented by what is given to {@link Parking} or {@link EventLoop#createFuture(Object)}.
 */
public interface Owned {
    /**
     * Returns the tasks without all of which the wait does not end, in a stable order; empty when
     * anybody may end it. Called on the loop's thread; never suspends.
     */
    Collection<? extends Task<?>> owners();

    /** Returns how such a task stands to it, in a message: "which Task-1 holds". */
    default String bond() {
        return "holds";
    }
}
