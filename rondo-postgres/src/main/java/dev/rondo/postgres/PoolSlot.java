package dev.rondo.postgres;

import dev.rondo.Task;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place in a pool, and the connection in it. Which states follow on which:
 *
 * <pre>
 *   CONNECTING --made--> IDLE
 *   IDLE --a statement of the pool's own--> SHARED --all are answered--> IDLE, RELEASING, CLOSING
 *   IDLE --acquire--> LEASED --close--> RELEASING --reset--> IDLE, CLOSING
 *   IDLE --over, too many--> CLOSING
 *   each --lost, cut off, not made--> GONE
 * </pre>
 *
 * <p>{@link PoolPlaces} moves it. The loop's thread.
 */
final class PoolSlot {
    /** What is done with it. */
    enum State {
        CONNECTING,
        IDLE,
        SHARED,
        LEASED,
        RELEASING,
        CLOSING,
        GONE
    }

    /**
     * Who has it for himself.
     *
     * @param task his name
     * @param sinceNanos since when, on the loop's clock
     */
    record Holder(String task, long sinceNanos) {}

    private final int number;
    private final int generation; // how often the pool was told to replace all, before it
    private State state = State.CONNECTING;
    private @Nullable Task<?> connecting; // makes it
    private @Nullable PoolMember member; // from IDLE on
    private long madeNanos;
    private long idleSinceNanos;
    private boolean given; // to anybody, ever
    private long uses; // statements
    private int calls; // of the pool's own, that have not returned
    private boolean reserved; // takes no more of them: somebody waits to have it for himself
    private boolean settling; // a task waits for what is in flight
    private boolean retiring; // takes no more of them: it is to be replaced
    private @Nullable Holder holder; // while it is LEASED

    PoolSlot(int number, int generation) {
        this.number = number;
        this.generation = generation;
    }

    int number() {
        return number;
    }

    int generation() {
        return generation;
    }

    State state() {
        return state;
    }

    boolean is(State other) {
        return state == other;
    }

    void move(State from, State to) {
        assert state == from : this + " is not " + from;
        state = to;
    }

    void gone() {
        state = State.GONE;
    }

    void madeBy(@Nullable Task<?> task) {
        connecting = task;
    }

    void cancelConnecting() {
        if (connecting != null) {
            connecting.cancel();
        }
    }

    /** Returns the connection; not while it is being made. */
    PoolMember member() {
        return Objects.requireNonNull(member, "member");
    }

    @Nullable PoolMember memberOrNull() {
        return member;
    }

    void made(PoolMember connection, long nowNanos) {
        member = connection;
        madeNanos = nowNanos;
    }

    long madeNanos() {
        return madeNanos;
    }

    long idleSinceNanos() {
        return idleSinceNanos;
    }

    void idleSince(long nowNanos) {
        idleSinceNanos = nowNanos;
    }

    boolean wasGiven() {
        return given;
    }

    void give() {
        given = true;
    }

    long uses() {
        return uses;
    }

    void used() {
        uses++;
    }

    // ---- Shared

    int calls() {
        return calls;
    }

    void join() {
        calls++;
        uses++;
    }

    void leave() {
        calls--;
        assert calls >= 0 : this;
    }

    /** Returns how many statements are on their way by it, those of cancelled calls included. */
    int load() {
        return Math.max(calls, member().inFlight());
    }

    boolean isReserved() {
        return reserved;
    }

    void reserve(boolean on) {
        reserved = on;
    }

    boolean isSettling() {
        return settling;
    }

    void settle(boolean on) {
        settling = on;
    }

    boolean isRetiring() {
        return retiring;
    }

    void retire() {
        retiring = true;
    }

    // ---- Leased

    @Nullable Holder holder() {
        return holder;
    }

    void heldBy(@Nullable Holder who) {
        holder = who;
    }

    @Override
    public String toString() {
        return "<connection "
                + number
                + " of the pool, "
                + state
                + (calls > 0 ? " calls=" + calls : "")
                + (holder == null ? "" : " held by " + holder.task())
                + ">";
    }
}
