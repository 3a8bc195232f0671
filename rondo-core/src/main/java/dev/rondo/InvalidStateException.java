package dev.rondo;

/**
 * Thrown when a future or a task is asked for what its state does not allow: the result of a
 * pending one, a second result.
 *
 * <p>asyncio: {@code InvalidStateError}.
 */
public final class InvalidStateException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** Creates one. */
    public InvalidStateException(String message) {
        super(message);
    }
}
