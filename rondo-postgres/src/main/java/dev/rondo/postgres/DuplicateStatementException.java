package dev.rondo.postgres;

/**
 * There is a prepared statement of this name already: SQLSTATE 42P05. Behind a pooler, see {@link
 * PostgresOptions#withUnnamedStatements}.
 */
public final class DuplicateStatementException extends SyntaxOrAccessException {
    private static final long serialVersionUID = 1L;

    DuplicateStatementException(String message, Notice notice) {
        super(message, notice);
    }
}
