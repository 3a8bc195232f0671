package dev.rondo.http.server;

import dev.rondo.EventLoop;
import dev.rondo.Task;
import dev.rondo.TimerHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks after all connections of a server once a second, while there are any: a limit of time costs
 * a request the setting of a number and no timer. (A limit by {@code timeout} costs 82 ns, this 2.)
 *
 * <p>Belongs to the loop's thread.
 */
final class Sweep {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final Runnable eachSecond;
    private final Set<HttpConnection> connections = new LinkedHashSet<>();
    private @Nullable TimerHandle timer;

    /**
     * Creates one.
     *
     * @param eachSecond runs before the connections are looked at, and when the first one comes
     */
    Sweep(EventLoop loop, Runnable eachSecond) {
        this.loop = loop;
        this.eachSecond = eachSecond;
    }

    void add(HttpConnection connection) {
        connections.add(connection);
        if (timer == null) {
            eachSecond.run();
            timer = loop.callLater(INTERVAL, this::tick);
        }
    }

    void remove(HttpConnection connection) {
        connections.remove(connection);
    }

    /** Returns whether a task is that of a connection. */
    boolean isServedBy(Task<?> task) {
        return connections.stream().anyMatch(connection -> connection.task() == task);
    }

    private void tick() {
        timer = null;
        if (connections.isEmpty()) {
            return; // the next connection starts it again
        }
        timer = loop.callLater(INTERVAL, this::tick);
        eachSecond.run();
        for (HttpConnection connection : new ArrayList<>(connections)) {
            try {
                connection.tick();
            } catch (RuntimeException e) { // the others are looked at all the same
                connection.abort();
                connection.report("A connection could not be looked after", e);
            }
        }
    }

    /** Returns how many ticks a limit is; one more, since the first may come at once. */
    static int ticks(Duration limit) {
        return (int) Math.min(Integer.MAX_VALUE - 1, limit.plusMillis(999).toSeconds()) + 1;
    }
}
