package dev.rondo.postgres;

/** What the server answers to a statement that fails; a class for each kind that people catch. */
public class ServerException extends PostgresException {
    private static final long serialVersionUID = 1L;

    private final transient Notice notice;

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
}
