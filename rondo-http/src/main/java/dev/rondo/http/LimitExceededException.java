package dev.rondo.http;

/**
 * Thrown for more than a limit allows of what the peer may send: fields of a form, parts, bytes. If
 * it came from a client, the answer is 413.
 */
public final class LimitExceededException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates one.
     *
     * @param message what is too much, how much is allowed, and where that is set
     */
    public LimitExceededException(String message) {
        super(message);
    }
}
