package dev.rondo.sync;

/**
 * Thrown by {@link Queue#putNow} when there is no room.
 *
 * <p>asyncio: {@code QueueFull}.
 */
public final class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates one. */
    public QueueFullException(String message) {
        super(message);
    }
}
