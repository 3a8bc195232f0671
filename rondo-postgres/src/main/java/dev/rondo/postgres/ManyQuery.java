package dev.rondo.postgres;

import dev.rondo.CancelledError;
import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.wire.BackendMessage;
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
final class ManyQuery extends StatementRun {
    private static final int PIECE = 32 * 1024; // asyncpg's
    private static final String NO_PORTAL = "rondo: the client gave the batch up";

    private final Iterator<? extends @Nullable Object[]> arguments;
    private final boolean keepsRows;
    private final ByteWriter piece = new ByteWriter();
    private final FrontendWriter messages = new FrontendWriter(piece);
    private final List<RowBatch> batches = new ArrayList<>();
    private boolean all; // arguments are there

    ManyQuery(
            Session session,
            Statement statement,
            Iterator<? extends @Nullable Object[]> arguments,
            boolean keepsRows) {
        super(session, statement);
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
            Binding.write(messages, "", statement(), next, session().catalog().types());
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
    boolean holdsLine() {
        return !all;
    }

    @Override
    void write(FrontendWriter out) {
        parse(out);
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
            case BackendMessage.CommandComplete _, BackendMessage.ParameterDescription _ -> {}
            case BackendMessage.Plain.EMPTY_QUERY -> {}
            default -> takeProgress(message);
        }
    }

    @Override
    void forgotten() {
        batches.clear();
    }

    List<Row> rows(RowShape shape) {
        List<Row> rows = new ArrayList<>();
        for (RowBatch batch : batches) {
            shape.addRows(batch, rows);
        }
        return rows;
    }
}
