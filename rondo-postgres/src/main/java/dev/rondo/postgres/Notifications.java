package dev.rondo.postgres;

import java.util.Iterator;

/** What a pool hears on its channels. For one task. */
public interface Notifications extends Iterable<Notifications.Event>, AutoCloseable {
    /** What was heard. */
    sealed interface Event {}

    /** A notification. */
    record Heard(Notification notification) implements Event {}

    /** The connection was lost and made anew: what was sent in between was not heard. */
    record Gap(Throwable cause) implements Event {}

    /** Returns the next event. Suspends; a cancelled wait loses nothing. */
    Event next();

    /** Returns all events, without end. The iterator suspends. */
    @Override
    Iterator<Event> iterator();

    /** Listens no more. Suspends, bounded. */
    @Override
    void close();
}
