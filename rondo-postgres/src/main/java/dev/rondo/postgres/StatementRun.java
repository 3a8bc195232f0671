package dev.rondo.postgres;

import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.ColumnDescription;
import dev.rondo.postgres.wire.FrontendWriter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One run of a described statement: how far the server has come with it, and whether what was known
 * of it is true. A Parse goes before the Bind if the server does not have the statement, and with
 * it the server is asked for the columns again, since the description may be another connection's.
 */
abstract class StatementRun extends Exchange {
    private final Statement statement;
    private @Nullable Description description; // by which it was written
    private boolean parses;
    private boolean parsed;
    private boolean bound;
    private @Nullable List<ColumnDescription> columns; // told in place of those that were known

    StatementRun(Session session, Statement statement) {
        super(session, statement.sql());
        this.statement = statement;
    }

    final Statement statement() {
        return statement;
    }

    @Override
    final boolean mayCloseStatements() {
        return true;
    }

    // ---- What is sent

    /** Appends a Parse if the server does not have the statement; returns whether it did. */
    final boolean parse(FrontendWriter out) {
        description = statement.description();
        parses = !statement.isPresent();
        if (parses) {
            statement.parse(out);
        }
        return parses;
    }

    /**
     * Appends a Bind of the unnamed portal. What it throws takes the Parse back, too.
     *
     * @throws IllegalArgumentException if there are too few or too many arguments
     * @throws ConversionException if one does not fit its parameter
     */
    final void bind(FrontendWriter out, @Nullable Object[] arguments) {
        boolean done = false;
        try {
            Binding.write(out, "", statement, arguments, session().catalog().types());
            done = true;
        } finally {
            if (!done && parses) {
                statement.absent();
            }
        }
    }

    // ---- What is answered

    /** Takes what every run is answered. */
    final void takeProgress(BackendMessage message) {
        switch (message) {
            case BackendMessage.Plain.PARSE_COMPLETE -> parsed = true;
            case BackendMessage.Plain.BIND_COMPLETE -> bound = true;
            case BackendMessage.Plain.NO_DATA, BackendMessage.Plain.CLOSE_COMPLETE -> {}
            case BackendMessage.RowDescription told -> {
                if (!description().hasColumns(told.columns())) {
                    columns = told.columns();
                }
            }
            default -> throw unexpected(message);
        }
    }

    @Override
    void failed(Notice told) {
        if (parses && !parsed) {
            statement.absent();
        }
    }

    /** Returns whether the server has refused it before it was bound, so that it has not run. */
    final boolean failedBeforeBind() {
        return !bound && error() != null;
    }

    /** Returns by which description it was written. */
    final Description description() {
        return Objects.requireNonNull(description, "not written");
    }

    /** Returns other columns than the description's, if the server told such. */
    final @Nullable List<ColumnDescription> otherColumns() {
        return columns;
    }
}
