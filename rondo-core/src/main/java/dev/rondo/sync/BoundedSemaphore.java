package dev.rondo.sync;

import java.util.OptionalInt;

/**
 * A {@link Semaphore} that never has more permits than it began with: a release without an acquire
 * is an error instead of one task more than meant. asyncio: {@code BoundedSemaphore}.
 *
 * {@snippet :
 * BoundedSemaphore connections = new BoundedSemaphore(5);
 * connections.acquire();
 * try {
 *     query(); // suspends
 * } finally {
 *     connections.release();
 * }
 * }
 */
public final class BoundedSemaphore extends Semaphore {
    private final int bound;

    /** Creates one with a single permit. Any thread. */
    public BoundedSemaphore() {
        this(1);
    }

    /**
     * Creates one with a number of permits. Any thread.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public BoundedSemaphore(int value) {
        super(value);
        this.bound = value;
    }

    @Override
    OptionalInt bound() {
        return OptionalInt.of(bound);
    }

    /**
     * Like {@link Semaphore#release}.
     *
     * @throws IllegalStateException if it was not acquired, or is bound to another loop
     */
    @Override
    public void release() {
        if (value() >= bound) {
            checkCaller("release()");
            throw new IllegalStateException(
                    "BoundedSemaphore released too many times: "
                            + this
                            + "\nsemaphore.with(() -> ...) acquires and releases in pairs");
        }
        super.release();
    }
}
