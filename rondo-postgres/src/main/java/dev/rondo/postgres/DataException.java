package dev.rondo.postgres;

/** A value is not what its type or a function takes: SQLSTATE class 22. */
public class DataException extends ServerException {
    private static final long serialVersionUID = 1L;

    DataException(String message, Notice notice) {
        super(message, notice);
    }
}
