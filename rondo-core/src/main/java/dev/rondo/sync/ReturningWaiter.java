package dev.rondo.sync;

import dev.rondo.CancelledError;
import dev.rondo.EventLoop;
import dev.rondo.struct.Linked;
import org.jspecify.annotations.Nullable;

/**
 * The place of a task that must have its lock back before it goes on, cancelled or not. A
 * cancellation does not cost it its place in line.
 */
final class ReturningWaiter extends Waiter<@Nullable Void> {
    private boolean answered;

    ReturningWaiter(EventLoop loop) {
        super(loop);
    }

    @Override
    boolean waits() {
        return !answered;
    }

    @Override
    void answer(@Nullable Void nothing) {
        answered = true;
        if (super.waits()) {
            super.answer(null);
        } // else it was cancelled and finds the answer when it runs
    }

    /** Suspends in line until there is an answer; returns the last cancellation that came. */
    @Nullable CancelledError awaitAnyway(Linked<Waiter<@Nullable Void>> line) {
        CancelledError cancelled = null;
        line.add(this);
        try {
            while (!answered) {
                try {
                    await();
                } catch (CancelledError e) { // kept for the caller, who throws it
                    cancelled = e;
                    if (!answered) {
                        renew();
                    }
                }
            }
        } finally {
            line.remove(this);
        }
        return cancelled;
    }
}
