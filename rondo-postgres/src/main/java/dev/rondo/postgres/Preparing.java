package dev.rondo.postgres;

import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.ColumnDescription;
import dev.rondo.postgres.wire.FrontendWriter;
import java.util.List;

/** Has the server parse and describe a statement: Parse, Describe, Sync. */
final class Preparing extends Exchange {
    private final Statement statement;
    private boolean parsed;
    private int[] parameters = {};
    private List<ColumnDescription> columns = List.of();

    Preparing(Session session, Statement statement) {
        super(session, statement.sql());
        this.statement = statement;
    }

    @Override
    boolean mayCloseStatements() {
        return true;
    }

    @Override
    void write(FrontendWriter out) {
        // It is there already if a task before was cancelled that asked for the same.
        parsed = statement.isPresent();
        if (!parsed) {
            statement.parse(out);
        }
        out.describeStatement(statement.name());
        out.sync();
    }

    @Override
    void take(BackendMessage message) {
        switch (message) {
            case BackendMessage.Plain plain -> {
                switch (plain) {
                    case PARSE_COMPLETE -> parsed = true;
                    case NO_DATA, CLOSE_COMPLETE -> {}
                    default -> throw unexpected(message);
                }
            }
            case BackendMessage.ParameterDescription told -> parameters = told.types();
            case BackendMessage.RowDescription told -> columns = told.columns();
            default -> throw unexpected(message);
        }
    }

    @Override
    void failed(Notice told) {
        if (!parsed) {
            statement.absent();
        }
    }

    Description description() {
        return new Description(parameters, columns);
    }
}
