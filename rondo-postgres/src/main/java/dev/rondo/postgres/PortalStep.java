package dev.rondo.postgres;

import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.ColumnDescription;
import dev.rondo.postgres.wire.FrontendWriter;
import dev.rondo.postgres.wire.RowBatch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that is done to a portal of a name, with a Sync of its own. */
abstract sealed class PortalStep extends Exchange {
    final String portal;
    private final List<RowBatch> batches = new ArrayList<>();
    private @Nullable List<ColumnDescription> columns;
    boolean parsed;
    boolean bound;
    private boolean suspended;

    private PortalStep(Session session, String portal, String sql) {
        super(session, sql);
        this.portal = portal;
    }

    /** Makes it: Parse if it is needed, Bind. */
    static final class Opening extends PortalStep {
        private final Statement statement;
        private final @Nullable Object[] arguments;
        private boolean parses;

        Opening(Session session, String portal, Statement statement, @Nullable Object[] arguments) {
            super(session, portal, statement.sql());
            this.statement = statement;
            this.arguments = arguments;
        }

        @Override
        void write(FrontendWriter out) {
            parses = !statement.isPresent();
            if (parses) {
                statement.parse(out);
            }
            try {
                Binding.write(out, portal, statement, arguments, session().catalog().types());
            } catch (RuntimeException | Error e) {
                if (parses) {
                    statement.absent();
                }
                throw e;
            }
            out.describePortal(portal);
            out.sync();
        }

        @Override
        void failed(Notice told) {
            if (parses && !parsed) {
                statement.absent();
            }
        }
    }

    /** Asks for rows of it. */
    static final class Fetching extends PortalStep {
        private final int count;

        Fetching(Session session, String portal, String sql, int count) {
            super(session, portal, sql);
            this.count = count;
        }

        @Override
        void write(FrontendWriter out) {
            out.execute(portal, count);
            out.sync();
        }
    }

    /** Closes it. */
    static final class Closing extends PortalStep {
        Closing(Session session, String portal, String sql) {
            super(session, portal, sql);
        }

        @Override
        void write(FrontendWriter out) {
            out.closePortal(portal);
            out.sync();
        }
    }

    @Override
    boolean mayCloseStatements() {
        return true;
    }

    @Override
    void take(BackendMessage message) {
        switch (message) {
            case RowBatch rows -> {
                if (!isAbandoned()) {
                    batches.add(rows);
                }
            }
            case BackendMessage.CommandComplete _ -> {}
            case BackendMessage.RowDescription told -> columns = told.columns();
            case BackendMessage.Plain plain -> {
                switch (plain) {
                    case PARSE_COMPLETE -> parsed = true;
                    case PORTAL_SUSPENDED -> suspended = true;
                    case BIND_COMPLETE -> bound = true;
                    case NO_DATA, CLOSE_COMPLETE, EMPTY_QUERY -> {}
                    default -> throw unexpected(message);
                }
            }
            default -> throw unexpected(message);
        }
    }

    @Override
    void forgotten() {
        batches.clear();
    }

    /** Returns the columns that the server has told, if it has any. */
    @Nullable List<ColumnDescription> columns() {
        return columns;
    }

    /** Returns whether the server has refused it before it was bound, so that it has not run. */
    boolean failedBeforeBind() {
        return !bound && error() != null;
    }

    /** Returns whether rows may be left. */
    boolean isSuspended() {
        return suspended;
    }

    List<Row> rows(RowShape shape) {
        List<Row> rows = new ArrayList<>();
        for (RowBatch batch : batches) {
            shape.addRows(batch, rows);
        }
        return rows;
    }
}
