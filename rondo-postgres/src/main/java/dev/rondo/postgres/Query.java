package dev.rondo.postgres;

import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.FrontendWriter;
import dev.rondo.postgres.wire.RowBatch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a described statement once, in one send: Parse if the server does not have it, Bind,
 * Execute, Sync.
 */
final class Query extends StatementRun {
    private final @Nullable Object[] arguments;
    private final int maxRows; // 0: all
    private final boolean keepsRows;
    private @Nullable RowBatch first; // mostly there is one
    private @Nullable List<RowBatch> more;
    private String status = "";

    Query(
            Session session,
            Statement statement,
            @Nullable Object[] arguments,
            int maxRows,
            boolean keepsRows) {
        super(session, statement);
        this.arguments = arguments;
        this.maxRows = maxRows;
        this.keepsRows = keepsRows;
    }

    @Override
    void write(FrontendWriter out) {
        boolean parses = parse(out);
        bind(out, arguments);
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
            case BackendMessage.Plain.PORTAL_SUSPENDED, BackendMessage.Plain.EMPTY_QUERY -> {}
            default -> takeProgress(message);
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
