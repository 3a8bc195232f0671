package dev.rondo.postgres;

import java.util.List;

/**
 * Runs statements on a session: prepares and keeps them, runs them, tries once more what the server
 * has forgotten. Several tasks may use it at a time: each call is an exchange of its own (or two,
 * when the statement is new), so a pool may pipeline. {@link ExclusiveConnection} lets one task in
 * at a time.
 */
final class Statements {
    private final Session session;

    Statements(Session session) {
        this.session = session;
    }

    /** Runs a statement and returns its rows and status. Suspends. */
    Result run(String sql, Object[] arguments) {
        throw new UnsupportedOperationException(session.toString());
    }

    /** Runs a script by the simple protocol, and returns the last status. Suspends. */
    String script(String sql) {
        throw new UnsupportedOperationException();
    }

    /** Runs a statement once for each element in one transaction. Suspends. */
    List<Row> runMany(String sql, Iterable<Object[]> arguments, boolean rows) {
        throw new UnsupportedOperationException();
    }

    /** What a statement has answered. */
    interface Result {
        List<Row> rows();

        String status();
    }
}
