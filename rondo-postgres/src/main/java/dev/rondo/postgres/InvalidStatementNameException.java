package dev.rondo.postgres;

/**
 * A prepared statement is not there: SQLSTATE 26000. Behind a pooler, see {@link
 * PostgresOptions#withUnnamedStatements}.
 */
public final class InvalidStatementNameException extends ServerException {
    private static final long serialVersionUID = 1L;

    InvalidStatementNameException(String message, Notice notice) {
        super(message, notice);
    }
}
