// A semaphore written by hand loses a wake-up: release() hands the slot to the first in the queue,
// and that one has been cancelled. The slot is gone; in the end everybody waits for ever.
// asyncio's own had such bugs from 2016 (bpo-27585, Lock) to 2022 (python/cpython #90155).
//
// Prints how the broken one fails, and that the mended one does not.
import static dev.rondo.Rondo.*;

import dev.rondo.*;
import dev.rondo.sim.*;

static class BrokenSlots {
    final Deque<Future<Void>> waiters = new ArrayDeque<>();
    int free = 2;

    void acquire() {
        if (free > 0) {
            free--;
            return;
        }
        Future<Void> turn = createFuture();
        waiters.add(turn);
        turn.await(); // release() has taken the slot for us
    }

    void release() {
        Future<Void> next = waiters.poll();
        if (next == null) {
            free++;
        } else if (!next.done()) {
            next.setResult(null);
        } // else: it was cancelled, and the slot is lost
    }
}

static class MendedSlots extends BrokenSlots {
    @Override
    void release() {
        for (Future<Void> next = waiters.poll(); next != null; next = waiters.poll()) {
            if (!next.done()) {
                next.setResult(null);
                return;
            }
        }
        free++;
    }
}

/** Six users, some of whom do not wait for long; then one more, who must get a slot. */
void program(Simulation simulation, BrokenSlots slots) {
    taskGroup(users -> {
        for (int i = 1; i <= 6; i++) {
            double patience = 0.001 * (10 + simulation.random(200));
            double work = 0.001 * (1 + simulation.random(50));
            users.createTask("user " + i, () -> use(slots, patience, work));
        }
    });
    slots.acquire();
}

void use(BrokenSlots slots, double patience, double work) {
    try {
        timeout(patience, () -> slots.acquire());
    } catch (TimeoutException e) {
        return;
    }
    try {
        sleep(work);
    } finally {
        slots.release();
    }
}

void broken(Simulation simulation) {
    program(simulation, new BrokenSlots());
}

void mended(Simulation simulation) {
    program(simulation, new MendedSlots());
}

void main() {
    Exploration.find(ExplorationOptions.defaults(), this::broken)
            .ifPresent(failure -> IO.println(failure.getMessage()));
    Exploration.run(1_000, this::mended);
    IO.println("\nThe mended one holds.");
}
