package dev.rondo.kernel;

import dev.rondo.engine.Strand;
import org.jspecify.annotations.Nullable;

/**
 * The strand that runs callbacks: the bare loop thread must not, since a callback that waits for a
 * lock which a suspended task holds would stop the loop for ever.
 *
 * <p>One runner takes all consecutive callbacks of a pass in one go. When its callback blocks in
 * foreign code the loop makes another, and the blocked one ends after its callback.
 */
final class CallbackRunner {
    private final Kernel kernel;
    private final Strand strand;
    private @Nullable Object current; // the callback that is running

    CallbackRunner(Kernel kernel) {
        this.kernel = kernel;
        this.strand = kernel.engine().newStrand(this, kernel.host().emptyContext());
    }

    Strand strand() {
        return strand;
    }

    void runAll() {
        while (kernel.isRunner(this)) {
            Runnable atPassEnd = kernel.nextAtPassEnd();
            Object handle = atPassEnd == null ? kernel.nextHandle() : null;
            if (atPassEnd != null) {
                runAtPassEnd(atPassEnd);
            } else if (handle != null) {
                runOne(handle);
            } else {
                strand.suspend();
            }
        }
        strand.ended();
    }

    private void runOne(Object handle) {
        current = handle;
        strand.switchContext(kernel.host().contextOf(handle));
        SlowSteps slow = kernel.slowSteps();
        long begin = slow == null ? 0 : slow.begin();
        try {
            kernel.host().runHandle(handle);
        } finally {
            current = null;
        }
        if (slow != null && kernel.isRunner(this)) {
            slow.end(begin, handle);
        }
    }

    private void runAtPassEnd(Runnable code) {
        current = code;
        try {
            code.run();
        } catch (Throwable e) { // one's failure must not keep the others from sending
            kernel.host().failed("Exception at the end of a pass in " + code, e);
        } finally {
            current = null;
        }
    }

    @Override
    public String toString() {
        Object handle = current;
        return handle == null ? "<idle callback runner>" : handle.toString();
    }
}
