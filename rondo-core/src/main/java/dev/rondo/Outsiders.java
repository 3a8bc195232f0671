package dev.rondo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Who waits outside of a loop for something inside it: blocked threads and {@link
 * java.util.concurrent.CompletableFuture}s. A loop that closes tells them, since nothing else will.
 *
 * <p>No wait is forgotten: one enters the set and then looks whether the loop is closed; the loop
 * is closed and then empties the set.
 */
final class Outsiders {
    private final BooleanSupplier isClosed;
    private final Set<Runnable> waiting = Collections.synchronizedSet(new LinkedHashSet<>());

    Outsiders(BooleanSupplier isClosed) {
        this.isClosed = isClosed;
    }

    /** Has code run when the loop closes; at once if it is closed. Any thread. */
    void enter(Runnable atClose) {
        waiting.add(atClose);
        if (isClosed.getAsBoolean() && waiting.remove(atClose)) {
            atClose.run();
        }
    }

    /** Takes code out again. Any thread. */
    void leave(Runnable atClose) {
        waiting.remove(atClose);
    }

    /** Returns how many there are. */
    int count() {
        return waiting.size();
    }

    /** Tells all of them; the loop is closed. */
    void tellAll() {
        List<Runnable> left;
        synchronized (waiting) {
            left = new ArrayList<>(waiting);
            waiting.clear();
        }
        left.forEach(Runnable::run);
    }
}
