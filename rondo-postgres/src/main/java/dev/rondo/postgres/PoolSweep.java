package dev.rondo.postgres;

import dev.rondo.EventLoop;
import dev.rondo.TimerHandle;
import java.time.Duration;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all connections of a pool once a second, while there are some: idle ones that are over
 * are closed, here and on the server; shared ones that are over take no more; and those that nobody
 * has any more are told of. One timer a pool, none a connection.
 */
final class PoolSweep {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final PoolPlaces places;
    private final EventLoop loop;
    private final UnclosedLeases unclosed;
    private final long inactiveNanos;
    private @Nullable TimerHandle timer;

    PoolSweep(PoolPlaces places, EventLoop loop, PoolOptions options, UnclosedLeases unclosed) {
        this.places = places;
        this.loop = loop;
        this.unclosed = unclosed;
        Duration inactive = options.maxInactiveConnectionLifetime();
        this.inactiveNanos = inactive.isZero() ? Long.MAX_VALUE : PoolTimes.nanos(inactive);
    }

    /** Looks again in a second, if it is not to already. */
    void start() {
        if (timer == null && !places.isClosed()) {
            timer = loop.callLater(INTERVAL, this::tick);
        }
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void tick() {
        timer = null;
        unclosed.report();
        long now = loop.passNanos();
        for (PoolSlot slot : new ArrayList<>(places.idle())) {
            if (now - slot.madeNanos() >= PoolFilling.STILLBORN_NANOS) {
                places.filling().proved();
            }
            boolean inactive = now - slot.idleSinceNanos() >= inactiveNanos;
            if (places.isOver(slot, now)
                    || (inactive && places.live() > places.options().minSize())) {
                places.ending().close(slot);
            }
        }
        for (PoolSlot slot : places.shared()) {
            if (places.isOver(slot, now)) {
                slot.retire();
            }
        }
        places.admit();
        if (!places.slots().isEmpty()) {
            start();
        }
    }
}
