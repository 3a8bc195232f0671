package dev.rondo.postgres;

/**
 * What the server answers to a statement that fails: a class for each kind that people catch, this
 * one for all others. The message says what, with SQLSTATE, details, hint and place.
 */
public class ServerException extends PostgresException {
    private static final long serialVersionUID = 1L;

    private final Notice notice;

    ServerException(String message, Notice notice) {
        super(message, null);
        this.notice = notice;
    }

    /** Returns all fields of the answer. */
    public Notice notice() {
        return notice;
    }

    /** Returns five characters, such as {@code 23505}. */
    public String sqlState() {
        return notice.sqlState();
    }

    /** Returns whether the server has ended the session with it. */
    public boolean isFatal() {
        return notice.isFatal();
    }
}
