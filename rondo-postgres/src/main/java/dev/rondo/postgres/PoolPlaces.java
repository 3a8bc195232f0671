package dev.rondo.postgres;

import dev.rondo.Action;
import dev.rondo.Context;
import dev.rondo.EventLoop;
import dev.rondo.Parking;
import dev.rondo.Task;
import dev.rondo.TaskOptions;
import dev.rondo.postgres.PoolSlot.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a pool and who gets which. One set for both kinds of use: a connection belongs
 * to one task, or carries statements of several, and changes from the one to the other only when
 * nothing is in flight.
 *
 * <p>Who comes first is served first. A task that wants a connection of its own has the one that
 * was used last of those that are idle. If there is none, one of those that carry statements is
 * reserved for it: that takes no more, and is the task's when they are answered. A statement goes
 * by an idle connection, else by the one that carries least, below the depth. So neither kind can
 * keep the other out: statements that come after a task in line pass it only on connections that it
 * has not reserved.
 *
 * <p>The loop's thread; nothing here suspends.
 */
final class PoolPlaces {
    // Invariant: nobody waits while there is a connection that he could have.
    // Invariant: slots.size() <= maxSize; it has those that are being made and being closed.
    private final EventLoop loop;
    private final PoolOptions options;
    private final PoolLine line;
    private final PoolFilling filling;
    private final PoolEnding ending;
    private final Set<PoolSlot> slots = new LinkedHashSet<>();
    private final Deque<PoolSlot> idle = new ArrayDeque<>(); // the last one was used last
    private final List<PoolSlot> shared = new ArrayList<>(); // with statements in flight
    private final Parking emptied;
    private final Context context = Context.copyCurrent(); // the pool's tasks are no user's
    private int closing;
    private int generation;
    private boolean closed;

    PoolPlaces(Object pool, EventLoop loop, PoolOptions options, PoolFilling.Dialer dialer) {
        this.loop = loop;
        this.options = options;
        this.line = new PoolLine(pool);
        this.emptied = new Parking("end of", pool);
        this.filling = new PoolFilling(this, loop, options, dialer);
        this.ending = new PoolEnding(this, loop, options);
    }

    EventLoop loop() {
        return loop;
    }

    PoolOptions options() {
        return options;
    }

    /** Starts a task of the pool's: in the context of whoever made the pool. */
    Task<?> start(String name, Action<?> body) {
        return loop.createTask(TaskOptions.named(name).withContext(context.copy()), body);
    }

    PoolLine line() {
        return line;
    }

    PoolFilling filling() {
        return filling;
    }

    PoolEnding ending() {
        return ending;
    }

    Set<PoolSlot> slots() {
        return slots;
    }

    Deque<PoolSlot> idle() {
        return idle;
    }

    List<PoolSlot> shared() {
        return shared;
    }

    Parking emptied() {
        return emptied;
    }

    boolean isClosed() {
        return closed;
    }

    int generation() {
        return generation;
    }

    // ---- Taking

    /** Returns an idle connection for one task, or null: also if others came before. */
    @Nullable PoolSlot tryLease(String task) {
        PoolSlot free = line.isEmpty() ? lastUsed() : null;
        if (free != null) {
            lease(free, task);
        }
        return free;
    }

    /** Takes the idle connection that was used last and is not known to be at its end, or null. */
    private @Nullable PoolSlot lastUsed() {
        for (PoolSlot last = idle.pollLast(); last != null; last = idle.pollLast()) {
            if (!last.member().isClosed()) {
                return last;
            }
            ending.cutOff(last); // the server has said that it goes
        }
        return null;
    }

    private void lease(PoolSlot slot, String task) {
        slot.move(State.IDLE, State.LEASED);
        given(slot);
        slot.heldBy(new PoolSlot.Holder(task, loop.passNanos()));
    }

    /** Returns a connection for a statement, or null: also if others came before. */
    @Nullable PoolSlot tryJoin() {
        PoolSlot open = line.hasSharing() ? null : open();
        if (open != null) {
            boolean busy = open.is(State.SHARED);
            join(open);
            if (busy) {
                filling.growBehind();
            }
        }
        return open;
    }

    /** Returns an idle connection, taken from the idle ones, else one below the depth, or null. */
    private @Nullable PoolSlot open() {
        PoolSlot free = lastUsed();
        return free == null ? leastLoaded(options.depth()) : free;
    }

    private @Nullable PoolSlot leastLoaded(int limit) {
        PoolSlot least = null;
        int lowest = limit;
        for (int i = 0; i < shared.size(); i++) {
            PoolSlot slot = shared.get(i);
            if (takesMore(slot) && slot.load() < lowest) {
                least = slot;
                lowest = slot.load();
            }
        }
        return least;
    }

    private static boolean takesMore(PoolSlot slot) {
        return !slot.isReserved()
                && !slot.isRetiring()
                && !slot.member().isInTransaction()
                && !slot.member().isClosed();
    }

    private void join(PoolSlot slot) {
        if (slot.is(State.IDLE)) {
            slot.move(State.IDLE, State.SHARED);
            given(slot);
            shared.add(slot);
        }
        slot.join();
    }

    private void given(PoolSlot slot) {
        if (!slot.wasGiven()) {
            slot.give();
            filling.proved();
        }
    }

    /** Prepares for one more that is about to wait. */
    void expect(boolean forItself) {
        reserve(forItself ? 1 : 0);
        filling.grow(1);
    }

    /** Gives those in line what they can have. Called after each change that may be for one. */
    void admit() {
        if (!closed) {
            while (!line.isEmpty() && admitOne()) {
                // one more has gone on
            }
            reserve(0);
            filling.grow(0);
        }
    }

    private boolean admitOne() {
        boolean ownFirst = line.isOwnFirst();
        if (ownFirst) {
            PoolSlot free = lastUsed();
            if (free != null) {
                lease(free, line.give(free, true).task());
                return true;
            }
            reserve(0); // first, that those behind do not keep it from coming free
        }
        PoolSlot open = line.hasSharing() ? open() : null;
        if (open != null) {
            join(open);
            line.give(open, false);
        }
        return open != null;
    }

    /**
     * Reserves as many shared connections as tasks wait for one of their own, if those come first.
     */
    private void reserve(int more) {
        boolean ownFirst = line.isEmpty() ? more > 0 : line.isOwnFirst();
        int wanted = ownFirst ? line.waitersForOwn() + more - filling.connecting() : 0;
        int reserved = 0;
        for (PoolSlot slot : shared) {
            reserved += slot.isReserved() ? 1 : 0;
        }
        for (int i = shared.size() - 1; i >= 0 && reserved > Math.max(0, wanted); i--) {
            if (shared.get(i).isReserved()) {
                shared.get(i).reserve(false);
                reserved--;
            }
        }
        for (PoolSlot next = leastLoaded(Integer.MAX_VALUE);
                next != null && reserved < wanted;
                next = leastLoaded(Integer.MAX_VALUE)) {
            next.reserve(true);
            reserved++;
        }
    }

    // ---- Giving back

    /** A statement that {@link #tryJoin} or the line let in has its answer, or was cancelled. */
    void leave(PoolSlot slot) {
        slot.leave();
        if (slot.is(State.SHARED)) {
            if (slot.uses() >= maxUses()) {
                slot.retire();
            }
            if (slot.calls() > 0) {
                if (line.hasSharing()) {
                    admit();
                }
            } else if (slot.member().inFlight() > 0) {
                ending.settle(slot);
            } else {
                quiet(slot);
            }
        }
    }

    private long maxUses() {
        return options.maxQueries() == 0 ? Long.MAX_VALUE : options.maxQueries();
    }

    /** Nothing is in flight any more on a shared connection. */
    void quiet(PoolSlot slot) {
        shared.remove(slot);
        slot.reserve(false);
        if (slot.member().isInTransaction()) {
            slot.move(State.SHARED, State.RELEASING);
            ending.reset(slot, null);
        } else {
            slot.move(State.SHARED, State.IDLE);
            free(slot);
        }
    }

    /** A connection that was made, or reset, can be used: its state is IDLE. */
    void free(PoolSlot slot) {
        long now = loop.passNanos();
        if (closed || isOver(slot, now)) {
            ending.close(slot);
        } else {
            slot.idleSince(now);
            idle.addLast(slot);
        }
        admit();
    }

    /** Returns whether a connection is to be replaced. */
    boolean isOver(PoolSlot slot, long now) {
        return slot.isRetiring()
                || slot.generation() != generation
                || slot.uses() >= maxUses()
                || now - slot.madeNanos() >= lifetime(slot);
    }

    /** Those that were made at once do not end at once. */
    private long lifetime(PoolSlot slot) {
        if (options.maxLifetime().isEmpty()) {
            return Long.MAX_VALUE;
        }
        long nanos = PoolTimes.nanos(options.maxLifetime().get());
        return nanos - nanos / 80 * (slot.number() % 8);
    }

    /** A connection is at its end, or was not made: its place is free. Does nothing twice. */
    void gone(PoolSlot slot) {
        if (slot.is(State.GONE)) {
            return;
        }
        closing -= slot.is(State.CLOSING) ? 1 : 0;
        slots.remove(slot);
        idle.remove(slot);
        shared.remove(slot);
        slot.gone();
        slot.heldBy(null);
        if (closed && slots.isEmpty()) {
            emptied.wakeAll();
        }
    }

    /** The connection of a place has ended by itself, or was cut off. */
    void ended(PoolSlot slot) {
        if (!slot.is(State.GONE)) {
            boolean stillborn = slot.is(State.IDLE) && !slot.wasGiven();
            gone(slot);
            if (stillborn) {
                filling.diedUnused(slot);
            }
            admit();
        }
    }

    /** Moves one that nobody uses to its end, which {@link PoolEnding} brings about. */
    void toClosing(PoolSlot slot) {
        idle.remove(slot);
        slot.move(slot.is(State.RELEASING) ? State.RELEASING : State.IDLE, State.CLOSING);
        closing++;
    }

    /** Returns how many there are that are not being closed. */
    int live() {
        return slots.size() - closing;
    }

    // ---- Its end

    /** Has all be replaced that are there now: idle ones at once, others when they come back. */
    void expire() {
        generation++;
        for (PoolSlot slot : new ArrayList<>(idle)) {
            ending.close(slot);
        }
        for (PoolSlot slot : shared) {
            slot.retire();
        }
        admit();
    }

    /** Lets nobody in any more, and makes no more. */
    void shut() {
        closed = true;
        filling.stop();
        line.fail(new PoolClosedException());
    }

    /** Closes what is idle, and gives up what is being made. */
    void closeIdle() {
        for (PoolSlot slot : new ArrayList<>(slots)) {
            if (slot.is(State.IDLE)) {
                ending.close(slot);
            } else if (slot.is(State.CONNECTING)) {
                slot.cancelConnecting();
            }
        }
    }

    /** Cuts all connections off. */
    void terminate() {
        for (PoolSlot slot : new ArrayList<>(slots)) {
            PoolMember member = slot.memberOrNull();
            gone(slot);
            if (member != null) {
                member.terminate();
            } else {
                slot.cancelConnecting();
            }
        }
    }

    /** The pool was closed while somebody waited. Made anew for the caller at once. */
    static final class PoolClosedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PoolClosedException() {
            super("the pool is closed", null, false, false);
        }
    }
}
