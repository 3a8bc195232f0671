package dev.rondo.postgres;

import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.ColumnDescription;
import dev.rondo.postgres.wire.FrontendWriter;
import dev.rondo.postgres.wire.RowBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs a described statement once, in one send: Parse if the server does not have it, Bind,
 * Execute, Sync. With a Parse the server is asked for the columns again, since the description may
 * be another connection's.
 */
final class Query extends Exchange {
    private final Statement statement;
    private final @Nullable Object[] arguments;
    private final int maxRows; // 0: all
    private final boolean keepsRows;
    private @Nullable Description description; // by which it was written
    private boolean parses;
    private boolean parsed;
    private boolean bound;
    private @Nullable RowBatch first; // mostly there is one
    private @Nullable List<RowBatch> more;
    private @Nullable List<ColumnDescription> columns; // told in place of those that were known
    private String status = "";

    Query(
            Session session,
            Statement statement,
            @Nullable Object[] arguments,
            int maxRows,
            boolean keepsRows) {
        super(session, statement.sql());
        this.statement = statement;
        this.arguments = arguments;
        this.maxRows = maxRows;
        this.keepsRows = keepsRows;
    }

    @Override
    boolean mayCloseStatements() {
        return true;
    }

    @Override
    void write(FrontendWriter out) {
        description = statement.description();
        parses = !statement.isPresent();
        if (parses) {
            statement.parse(out);
        }
        try {
            Binding.write(out, "", statement, arguments, session().catalog().types());
        } catch (RuntimeException | Error e) {
            if (parses) {
                statement.absent(); // it is taken back
            }
            throw e;
        }
        if (parses) {
            out.describePortal("");
        }
        out.execute("", maxRows);
        out.sync();
    }

    @Override
    void take(BackendMessage message) {
        switch (message) {
            case RowBatch rows -> keep(rows);
            case BackendMessage.CommandComplete complete -> status = complete.tag();
            case BackendMessage.Plain plain -> {
                switch (plain) {
                    case PARSE_COMPLETE -> parsed = true;
                    case BIND_COMPLETE -> bound = true;
                    case NO_DATA, CLOSE_COMPLETE, PORTAL_SUSPENDED, EMPTY_QUERY -> {}
                    default -> throw unexpected(message);
                }
            }
            case BackendMessage.RowDescription told -> described(told.columns());
            default -> throw unexpected(message);
        }
    }

    private void described(List<ColumnDescription> told) {
        if (!description().hasColumns(told)) {
            columns = told;
        }
    }

    private void keep(RowBatch rows) {
        if (!keepsRows || isAbandoned()) {
            return;
        }
        if (first == null) {
            first = rows;
            return;
        }
        List<RowBatch> rest = more;
        if (rest == null) {
            rest = new ArrayList<>();
            more = rest;
        }
        rest.add(rows);
    }

    @Override
    void forgotten() {
        first = null;
        more = null;
    }

    @Override
    void failed(Notice told) {
        if (parses && !parsed) {
            statement.absent();
        }
    }

    /** Returns whether the server has refused it before it was bound, so that it has not run. */
    boolean failedBeforeBind() {
        return !bound && error() != null;
    }

    /** Returns by which description it was written. */
    Description description() {
        return Objects.requireNonNull(description, "not written");
    }

    /** Returns other columns than the description's, if the server told such. */
    @Nullable List<ColumnDescription> otherColumns() {
        return columns;
    }

    String status() {
        return status;
    }

    @Nullable RowBatch firstBatch() {
        return first;
    }

    /** Returns the rows as they came. */
    List<RowBatch> batches() {
        RowBatch batch = first;
        if (batch == null) {
            return List.of();
        }
        List<RowBatch> rest = more;
        if (rest == null) {
            return List.of(batch);
        }
        List<RowBatch> all = new ArrayList<>(rest.size() + 1);
        all.add(batch);
        all.addAll(rest);
        return all;
    }

    /** Returns all rows. */
    List<Row> rows(RowShape shape) {
        List<RowBatch> all = batches();
        int count = 0;
        for (RowBatch batch : all) {
            count += batch.rows();
        }
        List<Row> rows = new ArrayList<>(count);
        for (RowBatch batch : all) {
            shape.addRows(batch, rows);
        }
        return rows;
    }
}
