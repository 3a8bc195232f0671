package dev.rondo.postgres;

import org.jspecify.annotations.Nullable;

/** The connection ended before a statement was answered. */
public final class ConnectionLostException extends PostgresException {
    private static final long serialVersionUID = 1L;

    /** What is known of the statement. */
    public enum Fate {
        /** It was not sent: it had no effect and may be sent again. */
        NOT_SENT,
        /** It was sent: whether it took effect is not known. */
        UNKNOWN
    }

    private final Fate fate;

    ConnectionLostException(String message, Fate fate, @Nullable Throwable cause) {
        super(message, cause);
        this.fate = fate;
    }

    /** Returns what is known of the statement. */
    public Fate fate() {
        return fate;
    }
}
