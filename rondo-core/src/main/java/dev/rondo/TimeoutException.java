package dev.rondo;

/**
 * Thrown when a deadline passed before the work was done. Unlike {@link
 * java.util.concurrent.TimeoutException} it is unchecked, so that a body in a {@link Rondo#timeout
 * timeout} needs no {@code throws}.
 *
 * <p>asyncio: {@code TimeoutError}.
 */
public final class TimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates one. */
    public TimeoutException(String message) {
        super(message);
    }

    TimeoutException(String message, Throwable cause) {
        super(message, cause);
    }
}
