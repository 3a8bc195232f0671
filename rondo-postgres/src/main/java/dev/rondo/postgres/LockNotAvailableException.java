package dev.rondo.postgres;

/** A lock was not to be had at once, or within lock_timeout: SQLSTATE 55P03. */
public final class LockNotAvailableException extends ObjectStateException {
    private static final long serialVersionUID = 1L;

    LockNotAvailableException(String message, Notice notice) {
        super(message, notice);
    }
}
