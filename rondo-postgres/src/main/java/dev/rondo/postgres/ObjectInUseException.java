package dev.rondo.postgres;

/** An object is in use: SQLSTATE 55006. */
public final class ObjectInUseException extends ObjectStateException {
    private static final long serialVersionUID = 1L;

    ObjectInUseException(String message, Notice notice) {
        super(message, notice);
    }
}
