package dev.rondo.sync;

/**
 * Thrown by what puts into a queue that was shut down, and by what gets from it when it is empty
 * too.
 *
 * <p>asyncio: {@code QueueShutDown}.
 */
public final class QueueShutDownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates one. */
    public QueueShutDownException(String message) {
        super(message);
    }
}
