package dev.rondo.postgres.test;

import dev.rondo.Rondo;
import dev.rondo.TimeoutException;
import dev.rondo.sync.Event;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a statement waits, and what ends it early: a cancel, or the end of its session. What comes
 * while none runs is not heard, as on a real server.
 */
final class Interrupts {
    private final Event event = new Event();
    private boolean running;
    private @Nullable Report pending;

    void begin() {
        running = true;
        pending = null;
        event.clear();
    }

    void end() {
        running = false;
    }

    boolean isRunning() {
        return running;
    }

    /** Ends the statement that runs, and returns whether there is one. */
    boolean raise(Report report) {
        if (!running) {
            return false;
        }
        pending = report;
        event.set();
        return true;
    }

    /** Throws what was raised, if something was. */
    void check() {
        Report raised = pending;
        if (raised != null) {
            pending = null;
            throw new StatementFailure(raised);
        }
    }

    /** Suspends for a time, unless something is raised. */
    void pause(Duration time) {
        if (!time.isZero()) {
            try {
                Rondo.timeout(time, event::await);
            } catch (TimeoutException e) {
                // the time is over
            }
        }
        check();
    }

    /** Suspends until something is raised. */
    void pauseForever() {
        event.await();
        check();
    }
}
