package dev.rondo.postgres;

import dev.rondo.EventLoop;
import dev.rondo.ExceptionContext;
import dev.rondo.Parking;
import dev.rondo.Rondo;
import dev.rondo.Task;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Listens on channels by a connection of the pool that it keeps. When that is lost, a task takes
 * another one, again and again with pauses, and tells of the gap when it listens again.
 *
 * <p>What nobody asks for is kept up to a limit; then what comes is counted, and the number stands
 * as an event of its own in the place of what is missing.
 */
final class PoolListening implements Notifications {
    private static final int SPARE = 16; // for gaps, which are told of even if it is full

    private final ConnectionPool pool;
    private final EventLoop loop;
    private final List<String> channels;
    private final int maxEvents;
    private final Deque<Event> events = new ArrayDeque<>();
    private final Parking arrival = new Parking("event of", this);
    private long lost; // came when it was full, and is not told of yet
    private @Nullable Connection connection;
    private @Nullable Task<?> again;
    private boolean closed;

    PoolListening(ConnectionPool pool, List<String> channels) {
        this.pool = pool;
        this.loop = pool.loop();
        this.channels = channels;
        this.maxEvents = pool.options().maxEvents();
    }

    /** Returns who has the connection, for the pool's holders. */
    String name() {
        return "listen on " + String.join(", ", channels);
    }

    /** Takes a connection and listens by it. Suspends; leaves nothing behind when it throws. */
    void begin() {
        Lease lease = pool.leaseToListen(this);
        PooledConnection taken = new PooledConnection(lease, lease.member().connection());
        boolean listens = false;
        try {
            for (String channel : channels) {
                taken.addListener(channel, this::heard);
            }
            listens = !taken.isClosed();
            if (!listens) {
                throw lossOf(lease.member());
            }
            taken.addTerminationListener(() -> lost(taken, lease.member()));
            connection = taken;
        } finally {
            if (!listens) {
                lease.terminate(); // it may listen on some
            }
        }
        if (closed) {
            taken.close();
        }
    }

    // ---- What comes

    private void heard(Notification notification) {
        put(new Heard(notification), maxEvents);
    }

    private void put(Event event, int limit) {
        if (closed) {
            return;
        }
        if (events.size() >= limit) {
            lost++;
        } else {
            tellOfLost();
            events.add(event);
        }
        arrival.wakeAll();
    }

    private void tellOfLost() {
        if (lost > 0) {
            events.add(new Overflow(lost));
            lost = 0;
        }
    }

    @Override
    public Event next() {
        if (!awaitEvent()) {
            throw new IllegalStateException(this + " is closed");
        }
        return events.remove();
    }

    /** Suspends until there is an event; returns false if there will be none. */
    private boolean awaitEvent() {
        while (events.isEmpty() && lost == 0 && !closed) {
            arrival.await();
        }
        if (events.isEmpty()) {
            tellOfLost();
        }
        return !events.isEmpty();
    }

    @Override
    public Iterator<Event> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return awaitEvent();
            }

            @Override
            public Event next() {
                if (!awaitEvent()) {
                    throw new NoSuchElementException();
                }
                return events.remove();
            }
        };
    }

    // ---- Its connection is lost

    private static RuntimeException lossOf(PoolMember member) {
        RuntimeException known = member.lost();
        return known == null
                ? new ConnectionLostException(
                        "The connection that listened is at its end",
                        ConnectionLostException.Fate.NOT_SENT,
                        null)
                : known;
    }

    private void lost(Connection which, PoolMember member) {
        if (connection == which && !closed) {
            connection = null;
            RuntimeException cause = lossOf(member);
            again = pool.places().start(name() + " again", () -> listenAgain(cause));
        }
    }

    private void listenAgain(RuntimeException cause) {
        boolean told = false;
        for (int failures = 1; !closed; failures++) {
            try {
                begin();
                again = null;
                put(new Gap(cause), maxEvents + SPARE);
                return;
            } catch (RuntimeException e) { // whatever it is, it may be over the next time
                if (pool.isClosed()) {
                    return;
                }
                if (!told) {
                    told = true;
                    loop.callExceptionHandler(
                            new ExceptionContext(this + " tries to listen again", e));
                }
            }
            Rondo.sleep(PoolFilling.PAUSES.after(failures, loop));
        }
    }

    // ---- Its end

    /** The pool is closed: gives the connection back, and wakes who waits. Never suspends. */
    void end() {
        if (!closed) {
            closed = true;
            arrival.wakeAll();
            Connection had = connection;
            connection = null;
            if (again != null) {
                again.cancel();
                again = null;
            }
            if (had != null) {
                had.terminate();
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            pool.listensNoMore(this);
            Connection had = connection;
            connection = null;
            end();
            events.clear();
            lost = 0;
            if (had != null) {
                had.close();
            }
        }
    }

    @Override
    public String toString() {
        return "<listening on "
                + String.join(", ", channels)
                + (closed ? ", closed" : again != null ? ", connection lost" : "")
                + " events="
                + events.size()
                + ">";
    }
}
