package dev.rondo.sync;

import dev.rondo.Parking;
import dev.rondo.Rondo;
import dev.rondo.Task;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A meeting point: tasks wait at it until so many have come, then all go on, and it is ready for
 * the next meeting when all have left.
 *
 * <pre>
 *   state       new tasks    who waits   until
 *   FILLING     wait         waits       the last party comes: DRAINING
 *   DRAINING    wait         goes on     all have left: OPENING
 *   RESETTING   wait         is broken   all have left: OPENING
 *   OPENING     wait         waits       the next pass: FILLING, or DRAINING if enough came
 *   BROKEN      are broken   is broken   reset(): FILLING, or RESETTING while some have not left
 *
 *   reset() in FILLING and DRAINING: RESETTING, if there are tasks to break; abort(): BROKEN
 * </pre>
 *
 * <p>A task has left when it has run again. Those that come while others leave belong to the next
 * meeting, in the order of their calls. A reset does not break them, not even one by the last task
 * that leaves, for which OPENING is there; an abort does. Belongs to one loop; see the {@link
 * dev.rondo.sync package}. asyncio: {@code Barrier}.
 *
 * {@snippet :
 * Barrier start = new Barrier(3);
 * taskGroup(g -> {
 *     for (int i = 0; i < 3; i++) {
 *         g.createTask(() -> {
 *             prepare(); // suspends, each for its own time
 *             if (start.await() == 0) {
 *                 println("all are prepared"); // one of them says so
 *             }
 *         });
 *     }
 * });
 * }
 */
public final class Barrier extends LoopBound {
    /** The states of the table above. */
    enum State {
        FILLING,
        DRAINING,
        RESETTING,
        OPENING,
        BROKEN
    }

    /** How a wait ends. */
    private sealed interface Outcome {
        record Passed(int index) implements Outcome {}

        record Broken(String why) implements Outcome {}
    }

    /** What a task leaves in line, for its outcome. */
    private static final class Party {
        @Nullable Outcome outcome;
    }

    private static final String RESET = "The barrier was reset";
    private static final String ABORTED = "The barrier was aborted";

    private final int parties;
    // The loop's thread.
    private final Parking line = new Parking(this); // of the next meeting
    // Invariant: fewer than parties wait while FILLING; nobody waits while BROKEN
    private State state = State.FILLING;
    private int leaving; // who was let go and has not run since

    // Invariant: leaving is 0 while FILLING and OPENING, above 0 while DRAINING and RESETTING

    /**
     * Creates one for a number of tasks. Any thread.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Barrier(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException("parties must be > 0, but it is " + parties);
        }
        this.parties = parties;
    }

    /** Returns how many tasks it takes. */
    public int parties() {
        return parties;
    }

    /** Returns how many tasks have come; 0 while it is not filling. asyncio: {@code n_waiting}. */
    public int waiting() {
        return state == State.FILLING ? line.waiters() : 0;
    }

    /** Returns whether it was aborted and not reset since. */
    public boolean broken() {
        return state == State.BROKEN;
    }

    /**
     * Suspends until as many tasks have come as it takes; the last one goes on without suspending.
     * A cancelled wait counts no longer and breaks nothing. asyncio: {@code wait}.
     *
     * @return a number from 0 to parties - 1 that no other task of this meeting gets, in the order
     *     of their calls
     * @throws BrokenBarrierException if the barrier is broken, or is aborted or reset before the
     *     task goes on
     * @throws IllegalStateException if it has to wait and the caller is not a task, or if the
     *     barrier is bound to another loop
     */
    public int await() {
        Task<?> caller = checkCaller("await()");
        if (state == State.BROKEN) {
            throw broken("The barrier is broken");
        }
        if (state == State.FILLING && line.waiters() + 1 == parties) {
            letGo(parties - 1);
            state = leaving == 0 ? State.FILLING : State.DRAINING;
            return parties - 1;
        }
        toWait(caller, "await()");
        Party place = new Party();
        line.awaitWith(place);
        State found = state;
        left();
        return switch (Objects.requireNonNull(place.outcome)) {
            case Outcome.Passed(int index) ->
                    switch (found) {
                        case FILLING, DRAINING, OPENING -> index;
                        case RESETTING -> throw broken(RESET);
                        case BROKEN -> throw broken(ABORTED);
                    };
            case Outcome.Broken(String why) -> throw broken(why);
        };
    }

    private void letGo(int tasks) {
        for (int index = 0; index < tasks; index++) {
            wakeFirst(new Outcome.Passed(index));
        }
    }

    private void wakeFirst(Outcome outcome) {
        ((Party) Objects.requireNonNull(line.firstPlace())).outcome = outcome;
        line.wakeOne();
        leaving++;
    }

    /** Counts a task that has run again. After the last one the next meeting begins. */
    private void left() {
        leaving--;
        if (leaving == 0 && state != State.BROKEN) {
            if (line.isEmpty()) {
                state = State.FILLING;
            } else {
                state = State.OPENING;
                Rondo.callSoon(this::open);
            }
        }
    }

    private void open() {
        if (state == State.OPENING) {
            state = State.FILLING;
            if (line.waiters() >= parties) {
                state = State.DRAINING;
                letGo(parties);
            }
        }
    }

    /**
     * Makes it as new: who waits gets {@link BrokenBarrierException}, who comes later meets as
     * usual. Never suspends. asyncio: {@code reset}, which is a coroutine.
     *
     * @throws IllegalStateException if it is bound to another loop
     */
    public void reset() {
        checkCaller("reset()");
        if (state == State.OPENING) {
            return;
        }
        if (state == State.FILLING) {
            breakWaits(RESET);
        }
        state = leaving == 0 ? State.FILLING : State.RESETTING;
    }

    /**
     * Breaks it: who waits, and who comes later, gets {@link BrokenBarrierException} until {@link
     * #reset}. Never suspends. asyncio: {@code abort}, which is a coroutine.
     *
     * @throws IllegalStateException if it is bound to another loop
     */
    public void abort() {
        checkCaller("abort()");
        breakWaits(ABORTED);
        state = State.BROKEN;
    }

    private void breakWaits(String why) {
        while (!line.isEmpty()) {
            wakeFirst(new Outcome.Broken(why));
        }
    }

    private BrokenBarrierException broken(String why) {
        return new BrokenBarrierException(why + ": " + this);
    }

    @Override
    void forgetWaiters() {
        line.forgetAll();
        leaving = 0;
        state = state == State.BROKEN ? State.BROKEN : State.FILLING;
    }

    /** Returns what is known of it now. */
    public BarrierSnapshot snapshot() {
        return new BarrierSnapshot(parties, waiting(), broken());
    }

    @Override
    public String toString() {
        String name =
                switch (state) {
                    case FILLING, OPENING -> "filling";
                    case DRAINING -> "draining";
                    case RESETTING -> "resetting";
                    case BROKEN -> "broken";
                };
        return show(broken() ? name : name + " waiters=" + waiting() + "/" + parties, 0);
    }
}
