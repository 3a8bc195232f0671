package dev.rondo.postgres;

import java.util.Iterator;

/** What a pool hears on its channels, in the order in which it came. For one task. */
public interface Notifications extends Iterable<Notifications.Event>, AutoCloseable {
    /** What was heard. */
    sealed interface Event {}

    /** A notification. */
    record Heard(Notification notification) implements Event {}

    /** The connection was lost and made anew: what was sent in between was not heard. */
    record Gap(Throwable cause) implements Event {}

    /**
     * More came than was asked for, and {@link PoolOptions#maxEvents} were kept: so many that came
     * after those before this, and before those after it, were not.
     *
     * @param lost how many, positive
     */
    record Overflow(long lost) implements Event {}

    /**
     * Returns the next event. Suspends if there is none; a cancelled wait loses nothing.
     *
     * @throws IllegalStateException if this or the pool is closed
     */
    Event next();

    /** Returns all events, until this or the pool is closed. The iterator suspends. */
    @Override
    Iterator<Event> iterator();

    /** Listens no more, and gives the connection back. Suspends, bounded. */
    @Override
    void close();
}
