package dev.rondo.stream;

import dev.rondo.CancelledError;
import dev.rondo.KeyboardInterrupt;
import dev.rondo.Parking;
import dev.rondo.Rondo;
import dev.rondo.Task;
import org.jspecify.annotations.Nullable;

/**
 * The task that reads for a transport and calls its protocol, and how others get it out of a wait.
 *
 * <pre>
 *   BUSY --read()--> READING --bytes, or wake()--> BUSY
 *   BUSY --park()--> PARKED  --wake()-->           BUSY
 * </pre>
 *
 * <p>A task in READING waits inside a stream, of which only cancellation is known to end a wait and
 * to lose nothing. So a wake-up is a request to cancel that the task takes back, as {@link
 * dev.rondo.Timeout} does. Never in BUSY: there it would hit what the protocol waits for.
 */
final class ReadingTask {
    private enum State {
        BUSY,
        READING,
        PARKED
    }

    private final Parking parked;
    private final Parking left; // for those who wait until READING ends
    private @Nullable Task<?> task; // from begin() on
    private State state = State.BUSY;
    private boolean woken; // in READING: this asked for a cancellation

    /** Creates one for a transport, which the waits name. */
    ReadingTask(Object transport) {
        this.parked = new Parking("go-ahead of", transport);
        this.left = new Parking("end of a read of", transport);
    }

    /** Says that the current task is the one. */
    void begin() {
        task = Rondo.currentTask().orElseThrow();
    }

    /**
     * Runs what waits for bytes; returns false if it was woken before it had any.
     *
     * @throws CancelledError if somebody else cancelled the task
     */
    boolean read(Runnable wait) {
        assert state == State.BUSY : state;
        state = State.READING;
        try {
            wait.run();
            endReading();
            return true;
        } catch (CancelledError e) {
            if (!woken || endReading() > 0) {
                throw e;
            }
            return false;
        } finally {
            endReading();
        }
    }

    /** Leaves READING, takes the own request back, and returns how many others there are. */
    private int endReading() {
        if (state != State.READING) {
            return 0;
        }
        state = State.BUSY;
        left.wakeAll();
        Task<?> current = task;
        if (!woken || current == null) {
            return 0;
        }
        woken = false;
        return current.uncancel();
    }

    /** Suspends until it is woken. */
    void park() {
        assert state == State.BUSY : state;
        state = State.PARKED;
        try {
            parked.await();
        } finally {
            state = State.BUSY;
        }
    }

    /** Rethrows what a callback threw if it is for the task: an interrupt, its cancellation. */
    void passOn(Throwable thrown) {
        Task<?> current = task;
        switch (thrown) {
            case KeyboardInterrupt interrupt -> throw interrupt;
            case CancelledError cancelled when current != null && current.cancelling() > 0 ->
                    throw cancelled;
            default -> {} // the callback's own failure
        }
    }

    /** Gets the task out of a park; a read goes on. */
    void unpark() {
        if (state == State.PARKED) {
            wake();
        }
    }

    /** Gets the task out of a read or a park; does nothing while it is busy. Never suspends. */
    void wake() {
        Task<?> current = task;
        if (state == State.READING && !woken && current != null) {
            woken = true;
            current.cancel();
        } else {
            parked.wakeOne();
        }
    }

    /** Gets the task out of a read and suspends until it has left it. */
    void stopReading() {
        if (state == State.READING) {
            wake();
            left.await();
        }
    }
}
