package dev.rondo.stream;

import dev.rondo.Parking;
import org.jspecify.annotations.Nullable;

/** Those who wait at an {@link Outbox}; most never have one, so each place is made when needed. */
final class OutboxWaits {
    private final Object what; // that the bytes go out of, for names
    private @Nullable Parking drains;
    private @Nullable Parking flushes;

    OutboxWaits(Object what) {
        this.what = what;
    }

    /** Suspends until something may have come below the low mark. */
    void forTheMark() {
        Parking waiting = drains;
        if (waiting == null) {
            waiting = new Parking("drain of", what);
            drains = waiting;
        }
        waiting.await();
    }

    /** Suspends until nothing may be left. */
    void forTheEnd() {
        Parking waiting = flushes;
        if (waiting == null) {
            waiting = new Parking("flush of", what);
            flushes = waiting;
        }
        waiting.await();
    }

    void wakeForTheMark() {
        wake(drains);
    }

    void wakeForTheEnd() {
        wake(flushes);
    }

    void wakeAll() {
        wake(drains);
        wake(flushes);
    }

    private static void wake(@Nullable Parking waiting) {
        if (waiting != null) {
            waiting.wakeAll();
        }
    }

    /** Returns how many tasks wait. */
    int count() {
        return (drains == null ? 0 : drains.waiters()) + (flushes == null ? 0 : flushes.waiters());
    }
}
