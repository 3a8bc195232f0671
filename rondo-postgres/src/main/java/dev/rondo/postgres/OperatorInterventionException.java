package dev.rondo.postgres;

/** Somebody, or a limit of time, ended it: SQLSTATE class 57. */
public class OperatorInterventionException extends ServerException {
    private static final long serialVersionUID = 1L;

    OperatorInterventionException(String message, Notice notice) {
        super(message, notice);
    }
}
