package dev.rondo.sync;

import dev.rondo.struct.Linked;

/**
 * A meeting point: tasks wait at it until so many have come, then all go on at once, and it is
 * ready for the next meeting.
 *
 * <pre>
 *              the last party comes: all go on
 *                  +------+
 *                  v      |
 *   (new) ------> FILLING-+ --- abort() ---> BROKEN
 *                  ^  reset() breaks the      |
 *                  |  waits, not the barrier  |
 *                  +-------- reset() ---------+
 * </pre>
 *
 * <p>A meeting that was complete is complete: a reset, an abort or a newcomer that follows before
 * its tasks have run does not touch them. (asyncio keeps them in a "draining" state, in which an
 * abort still reaches them.) Belongs to one loop; see the {@link dev.rondo.sync package}. asyncio:
 * {@code Barrier}.
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
    /** How a wait ends. */
    private sealed interface Outcome {
        record Passed(int index) implements Outcome {}

        record Broken(String why) implements Outcome {}
    }

    private final int parties;
    // The loop's thread.
    private final Linked<Waiter<Outcome>> waiters = new Linked<>(); // Invariant: fewer than parties
    private boolean broken; // Invariant: nobody waits while it is broken

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

    /** Returns how many tasks wait at it. asyncio: {@code n_waiting}. */
    public int waiting() {
        return Waiter.count(waiters);
    }

    /** Returns whether it was aborted and not reset since. */
    public boolean broken() {
        return broken;
    }

    /**
     * Suspends until as many tasks have come as it takes; the last one goes on without suspending.
     * A cancelled wait counts no longer and breaks nothing. asyncio: {@code wait}.
     *
     * @return a number from 0 to parties - 1 that no other task of this meeting gets, in the order
     *     of their calls
     * @throws BrokenBarrierException if the barrier is broken, or is aborted or reset meanwhile
     * @throws IllegalStateException if it has to wait and the caller is not a task, or if the
     *     barrier is bound to another loop
     */
    public int await() {
        checkCaller("await()");
        if (broken) {
            throw new BrokenBarrierException("The barrier is broken: " + this);
        }
        if (waiters.size() + 1 >= parties && Waiter.sweep(waiters) + 1 == parties) {
            return letAllPass();
        }
        return switch (Waiter.awaitIn(waiters, new Waiter<>(bind("await()")))) {
            case Outcome.Passed(int index) -> index;
            case Outcome.Broken(String why) -> throw new BrokenBarrierException(why + ": " + this);
        };
    }

    private int letAllPass() {
        int index = 0;
        for (Waiter<Outcome> next = Waiter.takeFirst(waiters);
                next != null;
                next = Waiter.takeFirst(waiters)) {
            next.answer(new Outcome.Passed(index++));
        }
        return index;
    }

    /**
     * Makes it as new: who waits gets {@link BrokenBarrierException}, who comes later meets as
     * usual. Never suspends. asyncio: {@code reset}, which is a coroutine.
     *
     * @throws IllegalStateException if it is bound to another loop
     */
    public void reset() {
        checkCaller("reset()");
        broken = false;
        breakWaits("The barrier was reset while the task waited");
    }

    /**
     * Breaks it: who waits, and who comes later, gets {@link BrokenBarrierException} until {@link
     * #reset}. Never suspends. asyncio: {@code abort}, which is a coroutine.
     *
     * @throws IllegalStateException if it is bound to another loop
     */
    public void abort() {
        checkCaller("abort()");
        broken = true;
        breakWaits("The barrier was aborted");
    }

    private void breakWaits(String why) {
        for (Waiter<Outcome> next = Waiter.takeFirst(waiters);
                next != null;
                next = Waiter.takeFirst(waiters)) {
            next.answer(new Outcome.Broken(why));
        }
    }

    @Override
    void forgetWaiters() {
        Waiter.forget(waiters);
    }

    /** Returns what is known of it now. */
    public BarrierSnapshot snapshot() {
        return new BarrierSnapshot(parties, waiting(), broken);
    }

    @Override
    public String toString() {
        return show(broken ? "broken" : "filling, waiting:" + waiting() + "/" + parties, 0);
    }
}
