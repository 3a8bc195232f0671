package dev.rondo.http.client;

import dev.rondo.Parking;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The connections to one place, and who waits for one. The loop's thread. */
final class HostPool {
    /** A request that waits; filled by who wakes it. */
    static final class Waiter {
        private final long turn;
        private @Nullable PooledConnection given;
        private boolean hasPlace; // for a new one

        Waiter(long turn) {
            this.turn = turn;
        }

        void give(PooledConnection connection) {
            given = connection;
        }

        void givePlace() {
            hasPlace = true;
        }

        boolean hasPlace() {
            return hasPlace;
        }

        @Nullable PooledConnection given() {
            return given;
        }
    }

    private final PoolKey key;
    private final Parking waiting;
    private final Deque<PooledConnection> idle = new ArrayDeque<>(); // the last one was used last
    private int open; // in use, being made and idle

    HostPool(PoolKey key) {
        this.key = key;
        this.waiting = new Parking("connection to", key.origin());
    }

    PoolKey key() {
        return key;
    }

    Parking waiting() {
        return waiting;
    }

    /** Returns the turn of who has waited longest; {@link Long#MAX_VALUE} if nobody does. */
    long firstTurn() {
        Waiter first = (Waiter) waiting.firstPlace();
        return first == null ? Long.MAX_VALUE : first.turn;
    }

    Deque<PooledConnection> idle() {
        return idle;
    }

    int open() {
        return open;
    }

    void opened() {
        open++;
    }

    void closed() {
        open--;
        assert open >= 0 : key;
    }

    boolean isUnused() {
        return open == 0 && waiting.isEmpty();
    }

    PoolSnapshot.Host snapshot() {
        return new PoolSnapshot.Host(key.origin(), open, idle.size(), waiting.waiters());
    }
}
