package dev.rondo.postgres;

/** The statement is larger or deeper than the server takes: SQLSTATE class 54. */
public final class ProgramLimitExceededException extends ServerException {
    private static final long serialVersionUID = 1L;

    ProgramLimitExceededException(String message, Notice notice) {
        super(message, notice);
    }
}
