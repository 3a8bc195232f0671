package dev.rondo;

import org.jspecify.annotations.Nullable;

/**
 * The strand that runs callbacks: the bare loop thread must not, since a callback that waits for a
 * lock which a suspended task holds would stop the loop for ever.
 *
 * <p>One runner takes all consecutive callbacks of a pass in one go. One whose callback blocks in
 * foreign code loses its office: the loop makes another, and the blocked one ends after its
 * callback.
 */
final class CallbackRunner implements StrandOwner {
    private final EventLoop loop;
    private final Kernel kernel;
    private final Strand strand;
    private @Nullable Handle current; // the callback that is running

    CallbackRunner(Kernel kernel) {
        this.kernel = kernel;
        this.loop = kernel.loop;
        this.strand = kernel.engine.newStrand(this, "rondo-callbacks", new Context());
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    Strand strand() {
        return strand;
    }

    void runAll() {
        while (kernel.isRunner(this)) {
            Runnable atPassEnd = kernel.nextAtPassEnd();
            Handle handle = atPassEnd == null ? kernel.nextHandle() : null;
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

    private void runOne(Handle handle) {
        current = handle;
        strand.switchContext(handle.context());
        SlowCallbacks slow = kernel.slowCallbacks();
        long begin = slow == null ? 0 : slow.begin();
        try {
            handle.run();
        } finally {
            current = null;
        }
        if (slow != null && kernel.isRunner(this)) {
            slow.end(begin, handle);
        }
    }

    private void runAtPassEnd(Runnable code) {
        try {
            code.run();
        } catch (KeyboardInterrupt e) {
            kernel.endRun(e);
        } catch (Throwable e) { // one's failure must not keep the others from sending
            loop.callExceptionHandler(
                    new ExceptionContext("Exception at the end of a pass in " + code, e));
        }
    }

    @Override
    public String toString() {
        Handle handle = current;
        return handle == null ? "<idle callback runner>" : handle.toString();
    }
}
