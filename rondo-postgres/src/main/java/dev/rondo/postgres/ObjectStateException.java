package dev.rondo.postgres;

/** An object is in no state for this: SQLSTATE class 55. */
public class ObjectStateException extends ServerException {
    private static final long serialVersionUID = 1L;

    ObjectStateException(String message, Notice notice) {
        super(message, notice);
    }
}
