package dev.rondo.postgres;

import dev.rondo.CancelledError;
import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.ColumnDescription;
import dev.rondo.postgres.wire.FrontendWriter;
import dev.rondo.postgres.wire.RowBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs a statement once for each of many arguments: Binds and Executes up to one Sync, which is one
 * transaction. Arguments are asked for as their bytes can leave, in pieces of 32 KiB.
 *
 * <p>A piece is put together in a writer of its own, since the iterator may suspend and others may
 * use the session's meanwhile. When an argument does not fit, the iterator fails or the task is
 * cancelled, an Execute of a portal that there is not fails the transaction: a Sync alone would let
 * what was sent before take effect.
 */
final class ManyQuery extends Exchange {
    private static final int PIECE = 32 * 1024; // asyncpg's
    private static final String NO_PORTAL = "rondo: the client gave the batch up";

    private final Statement statement;
    private final Iterator<? extends @Nullable Object[]> arguments;
    private final boolean keepsRows;
    private final ByteWriter piece = new ByteWriter();
    private final FrontendWriter messages = new FrontendWriter(piece);
    private final List<RowBatch> batches = new ArrayList<>();
    private boolean parsed;
    private boolean bound;
    private boolean all; // arguments are there
    private @Nullable List<ColumnDescription> columns;

    ManyQuery(
            Session session,
            Statement statement,
            Iterator<? extends @Nullable Object[]> arguments,
            boolean keepsRows) {
        super(session, statement.sql());
        this.statement = statement;
        this.arguments = arguments;
        this.keepsRows = keepsRows;
    }

    /** Sends all and waits for the end; what the server refuses is not thrown. Suspends. */
    void execute() {
        fill();
        if (all && piece.isEmpty()) {
            refuse(null); // there is nothing to do
            return;
        }
        session().submit(this);
        piece.clear();
        if (session().line().isHeldBy(this)) {
            sendRest();
        }
        awaitEndOnly();
    }

    private void sendRest() {
        try {
            for (fill(); !all && !hasFailed(); fill()) {
                session().send(this, this::append);
                piece.clear();
            }
        } catch (CancelledError e) {
            session().abandon(this);
            throw e;
        } catch (RuntimeException | Error e) {
            suppressFailure(e); // what the server has said by itself, not in answer to this
            session().endSending(this, this::writeEnd);
            awaitEndOnly();
            throw e;
        }
        if (hasFailed()) {
            session().endSending(this, FrontendWriter::sync);
        } else {
            session().endSending(this, this::appendLast);
        }
    }

    /** Encodes arguments until a piece is full or there are no more. The iterator may suspend. */
    private void fill() {
        while (piece.size() < PIECE) {
            if (!arguments.hasNext()) {
                all = true;
                return;
            }
            @Nullable Object[] next = Objects.requireNonNull(arguments.next(), "arguments");
            Binding.write(messages, "", statement, next, session().catalog().types());
            messages.execute("", 0);
        }
    }

    private void append(FrontendWriter out) {
        for (ByteBuffer part : piece.buffers()) {
            out.bytes().reference(part);
        }
    }

    private void appendLast(FrontendWriter out) {
        append(out);
        out.sync();
    }

    @Override
    boolean mayCloseStatements() {
        return true;
    }

    @Override
    boolean holdsLine() {
        return !all;
    }

    @Override
    void write(FrontendWriter out) {
        statement.parse(out);
        if (keepsRows) {
            out.describeStatement("");
        }
        append(out);
        if (all) {
            out.sync();
        }
    }

    @Override
    void writeEnd(FrontendWriter out) {
        out.execute(NO_PORTAL, 0);
        out.sync();
    }

    @Override
    void take(BackendMessage message) {
        switch (message) {
            case RowBatch rows -> {
                if (keepsRows && !isAbandoned()) {
                    batches.add(rows);
                }
            }
            case BackendMessage.CommandComplete _ -> {}
            case BackendMessage.Plain plain -> {
                switch (plain) {
                    case PARSE_COMPLETE -> parsed = true;
                    case BIND_COMPLETE -> bound = true;
                    case NO_DATA, CLOSE_COMPLETE, EMPTY_QUERY -> {}
                    default -> throw unexpected(message);
                }
            }
            case BackendMessage.ParameterDescription _ -> {}
            case BackendMessage.RowDescription told -> {
                if (!statement.description().hasColumns(told.columns())) {
                    columns = told.columns();
                }
            }
            default -> throw unexpected(message);
        }
    }

    @Override
    void failed(Notice told) {
        if (!parsed) {
            statement.absent();
        }
    }

    @Override
    void forgotten() {
        batches.clear();
    }

    /** Returns whether the server has refused it before it was bound, so that it has not run. */
    boolean failedBeforeBind() {
        return !bound && error() != null;
    }

    @Nullable List<ColumnDescription> otherColumns() {
        return columns;
    }

    List<Row> rows(RowShape shape) {
        List<Row> rows = new ArrayList<>();
        for (RowBatch batch : batches) {
            shape.addRows(batch, rows);
        }
        return rows;
    }
}
