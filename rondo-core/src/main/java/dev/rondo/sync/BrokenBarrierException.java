package dev.rondo.sync;

/**
 * Thrown by {@link Barrier#await} when the barrier is broken, or is reset while the task waits.
 * Unlike {@link java.util.concurrent.BrokenBarrierException} it is unchecked.
 *
 * <p>asyncio: {@code BrokenBarrierError}.
 */
public final class BrokenBarrierException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates one. */
    public BrokenBarrierException(String message) {
        super(message);
    }
}
