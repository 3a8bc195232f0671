package dev.rondo;

import dev.rondo.engine.Strand;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Runs steps that lead to further steps one after the other instead of one inside the other: a
 * future that completes those that follow it, a task that is cancelled with what it waits on. Such
 * chains may be long, and a call for each link would overflow the stack.
 *
 * <p>The order is that of calls: what a step leads to comes before what comes after the step. All
 * is done when the call that began it returns. Belongs to a loop.
 */
final class Chain {
    private final ArrayDeque<Runnable> ahead = new ArrayDeque<>();
    private final ArrayDeque<Runnable> led = new ArrayDeque<>(); // to by the step that runs
    private boolean running;
    private @Nullable Strand strand; // that runs it, or null for the bare loop

    /** Runs a step: now, or after the one that runs and leads to it. */
    void run(Runnable step) {
        Strand current = Strand.current();
        if (!running) {
            running = true;
            strand = current;
            try {
                for (Runnable next = step; next != null; next = ahead.poll()) {
                    next.run();
                    while (!led.isEmpty()) {
                        ahead.push(led.removeLast());
                    }
                }
            } finally {
                running = false;
                strand = null;
            }
        } else if (strand == current) {
            led.add(step);
        } else {
            step.run(); // the other stands still in a lock of the JDK
        }
    }
}
