package dev.rondo.postgres;

import dev.rondo.postgres.PoolSlot.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a pool tells of itself: snapshots, and why somebody got no connection. Loop's thread. */
final class PoolReport {
    private static final int NAMED = 10; // more would hide the message

    private final PoolPlaces places;
    private long acquires;
    private long statements;
    private long timeouts;
    private long waitedNanos;

    PoolReport(PoolPlaces places) {
        this.places = places;
    }

    void acquired() {
        acquires++;
    }

    void shared() {
        statements++;
    }

    void waited(long nanos) {
        waitedNanos += nanos;
    }

    PoolSnapshot snapshot() {
        int leased = 0;
        int connecting = 0;
        int inFlight = 0;
        List<PoolSnapshot.Holder> holders = new ArrayList<>();
        long now = places.loop().time().toNanos();
        for (PoolSlot slot : places.slots()) {
            leased += slot.is(State.LEASED) ? 1 : 0;
            connecting += slot.is(State.CONNECTING) ? 1 : 0;
            inFlight += slot.is(State.SHARED) ? slot.load() : 0;
            PoolSlot.Holder holder = slot.holder();
            if (holder != null) {
                holders.add(
                        new PoolSnapshot.Holder(
                                holder.task(),
                                Duration.ofNanos(now - holder.sinceNanos()),
                                slot.member().processId()));
            }
        }
        holders.sort(Comparator.comparing(PoolSnapshot.Holder::since).reversed());
        return new PoolSnapshot(
                places.slots().size(),
                places.idle().size(),
                leased,
                places.shared().size(),
                connecting,
                places.line().waiters(),
                inFlight,
                holders,
                acquires,
                statements,
                timeouts,
                Duration.ofNanos(waitedNanos),
                places.isClosed());
    }

    /** Returns the failure of a task's wait that took too long. */
    PoolTimeoutException late(Duration limit, String task) {
        timeouts++;
        PoolSnapshot state = snapshot();
        Throwable cause = places.filling().lastFailure();
        StringBuilder text = new StringBuilder("No connection of the pool came free in ");
        text.append(PoolTimes.text(limit)).append(": ");
        text.append(state.size()).append(" of ").append(places.options().maxSize());
        text.append(" are there, ").append(state.acquired()).append(" acquired, ");
        text.append(state.shared()).append(" shared by ").append(state.inFlight());
        text.append(" statements, ").append(state.connecting()).append(" being made; ");
        text.append(state.waiting()).append(" more tasks wait");
        holders(text, state.holders());
        if (state.holders().stream().anyMatch(holder -> holder.task().equals(task))) {
            text.append("\nThis task has one itself: pass that on, or give it back first");
        }
        cause(text, cause);
        return new PoolTimeoutException(text.toString(), cause);
    }

    private static void holders(StringBuilder text, List<PoolSnapshot.Holder> holders) {
        for (int i = 0; i < Math.min(NAMED, holders.size()); i++) {
            PoolSnapshot.Holder holder = holders.get(i);
            text.append("\n  ").append(holder.task()).append(" has one for ");
            text.append(PoolTimes.text(holder.since()));
            text.append(" (process ").append(holder.processId()).append(')');
        }
        if (holders.size() > NAMED) {
            text.append("\n  and ").append(holders.size() - NAMED).append(" more");
        }
    }

    private static void cause(StringBuilder text, @Nullable Throwable cause) {
        if (cause != null) {
            text.append("\nThe last one could not be made: ").append(cause.getMessage());
        }
    }
}
