package dev.rondo.postgres.test;

/** What a {@link ScriptedServer} does to clients that come, in place of letting them in. */
public enum Refusal {
    /** It says that it is starting up: 57P03. */
    STARTING_UP("57P03", "the database system is starting up"),
    /** It says that it is shutting down: 57P03. */
    SHUTTING_DOWN("57P03", "the database system is shutting down"),
    /** It says that it is in recovery mode, after a crash: 57P03. */
    IN_RECOVERY("57P03", "the database system is in recovery mode"),
    /** It says that there are too many clients: 53300. */
    TOO_MANY_CLIENTS("53300", "sorry, too many clients already"),
    /** It says that there is no such database: 3D000. */
    NO_DATABASE("3D000", "database \"%s\" does not exist"),
    /** It says that its rules let nobody in: 28000. */
    NO_ENTRY("28000", "no pg_hba.conf entry for user \"%s\""),
    /** It cannot start a process, and says so as protocol 2 did. */
    NO_PROCESS("", "could not fork new process for connection: Cannot allocate memory"),
    /** It ends the connection without a word. */
    CUT("", ""),
    /** It says nothing at all, and does not end the connection. */
    SILENCE("", ""),
    /** It is no PostgreSQL: it answers in HTTP. */
    GARBAGE("", "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");

    private final String sqlState;
    private final String text;

    Refusal(String sqlState, String text) {
        this.sqlState = sqlState;
        this.text = text;
    }

    /** Returns its SQLSTATE; empty if it has none. */
    public String sqlState() {
        return sqlState;
    }

    String text(String name) {
        return text.replace("%s", name);
    }
}
