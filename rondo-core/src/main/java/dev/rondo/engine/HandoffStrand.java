package dev.rondo.engine;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.locks.LockSupport;

/**
 * A strand that is a stock virtual thread and runs while it holds the baton.
 *
 * <pre>
 *            resume()           park(), end            the loop goes on
 *   LOOP --------------> STRAND -----------> RETURNED -----------------> LOOP
 *                          ^                    |
 *                          `----- WATCHDOG <----'  failPinned()
 * </pre>
 */
final class HandoffStrand extends Strand {
    private static final int LOOP = 0;
    private static final int STRAND = 1;
    private static final int RETURNED = 2;
    private static final int WATCHDOG = 3;
    private static final AtomicIntegerFieldUpdater<HandoffStrand> BATON =
            AtomicIntegerFieldUpdater.newUpdater(HandoffStrand.class, "baton");

    private final HandoffEngine engine;
    private final Thread thread;
    // Its volatile accesses order what the loop, the strand and the watchdog did before them.
    private volatile int baton = LOOP;
    private boolean started; // loop thread

    HandoffStrand(
            Carrier carrier, Object owner, HandoffEngine engine, String name, Object context) {
        super(carrier, owner, context);
        this.engine = engine;
        this.thread = Thread.ofVirtual().name(name).unstarted(this);
        thread.setUncaughtExceptionHandler(this);
    }

    @Override
    public void run() {
        try {
            super.run();
        } catch (Throwable e) { // handled here, while the baton is held
            uncaughtException(Thread.currentThread(), e);
        } finally {
            giveBack();
        }
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
    public void resume() {
        running();
        baton = STRAND;
        if (started) {
            LockSupport.unpark(thread);
        } else {
            started = true;
            thread.start();
        }
        boolean interrupted = false;
        while (!BATON.compareAndSet(this, RETURNED, LOOP)) {
            LockSupport.park();
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    void park() {
        giveBack();
        boolean interrupted = false;
        while (baton != STRAND) {
            LockSupport.park();
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            thread.interrupt();
        }
    }

    private void giveBack() {
        Thread loop = engine.loopThread();
        baton = RETURNED;
        LockSupport.unpark(loop);
    }

    /**
     * Takes the baton back if the loop did not take it: the pinned thread holds the carrier that
     * the loop would run on.
     */
    @Override
    public boolean failPinned() {
        if (!BATON.compareAndSet(this, RETURNED, WATCHDOG)) {
            return false;
        }
        beginPinFailure();
        baton = STRAND;
        LockSupport.unpark(thread);
        return true;
    }
}
