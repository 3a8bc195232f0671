package dev.rondo.sync;

/**
 * Thrown by {@link Queue#getNow} when there is no item.
 *
 * <p>asyncio: {@code QueueEmpty}.
 */
public final class QueueEmptyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates one. */
    public QueueEmptyException(String message) {
        super(message);
    }
}
