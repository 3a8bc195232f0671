package dev.rondo.postgres;

import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.FrontendWriter;
import dev.rondo.postgres.wire.RowBatch;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a statement whose rows come as they are asked for: Execute with a number of rows and Flush,
 * again and again, and Sync only at the end; so the portal lives without a transaction.
 *
 * <p>How many rows are asked for at a time is what makes some 256 KiB, by the size of those that
 * came before; the next are asked for when half of them are taken. So memory holds one and a half
 * portions, and one row that is larger.
 */
final class Streaming extends StatementRun {
    private static final int PORTION = 256 * 1024; // bytes: some 4 reads
    private static final int FIRST = 8; // rows, of which nothing is known
    private static final int GROWTH = 16; // times the number before at most: sizes may vary
    private static final int MOST = 16 * 1024; // rows

    private final @Nullable Object[] arguments;
    private final ArrayDeque<RowBatch> batches = new ArrayDeque<>();
    private boolean asked; // rows that have not all come
    private boolean complete; // no row comes any more
    private int portion = FIRST; // how many rows were asked for last
    private int buffered; // rows
    private long portionBytes; // that came of it
    private int portionRows;

    Streaming(Session session, Statement statement, @Nullable Object[] arguments) {
        super(session, statement);
        this.arguments = arguments;
    }

    @Override
    boolean holdsLine() {
        return true;
    }

    @Override
    boolean isAtWork() {
        return asked;
    }

    @Override
    void write(FrontendWriter out) {
        boolean parses = parse(out);
        bind(out, arguments);
        if (parses) {
            out.describePortal("");
        }
        ask(out);
    }

    private void ask(FrontendWriter out) {
        asked = true;
        portionBytes = 0;
        portionRows = 0;
        out.execute("", portion);
        out.flush();
    }

    @Override
    void writeEnd(FrontendWriter out) {
        out.closePortal("");
        out.sync();
    }

    // ---- Answers

    @Override
    void take(BackendMessage message) {
        switch (message) {
            case RowBatch rows -> add(rows);
            case BackendMessage.CommandComplete _ -> complete();
            case BackendMessage.Plain.EMPTY_QUERY -> complete();
            case BackendMessage.Plain.PORTAL_SUSPENDED -> {
                asked = false;
                adapt();
                news();
            }
            default -> takeProgress(message);
        }
    }

    private void add(RowBatch rows) {
        portionBytes += rows.bytes().length;
        portionRows += rows.rows();
        if (!isAbandoned()) {
            batches.add(rows);
            buffered += rows.rows();
            news();
        }
    }

    private void adapt() {
        long each = Math.max(1, portionBytes / Math.max(1, portionRows));
        long wanted = Math.min(PORTION / each, (long) portion * GROWTH);
        portion = Math.clamp(wanted, 1, MOST);
    }

    private void complete() {
        asked = false;
        complete = true;
        end(FrontendWriter::sync);
        news();
    }

    private void end(Consumer<FrontendWriter> messages) {
        if (session().line().isHeldBy(this)) {
            session().endSending(this, messages);
        }
    }

    @Override
    void failed(Notice told) {
        super.failed(told);
        complete();
    }

    @Override
    void forgotten() {
        batches.clear();
        buffered = 0;
    }

    // ---- For the task

    /** Suspends until the first rows are there, or the end. */
    void awaitFirst() {
        while (batches.isEmpty() && !complete && awaitNews()) {}
    }

    /** Returns the next rows; null at the end. Suspends. */
    @Nullable RowBatch next() {
        while (batches.isEmpty()) {
            if (complete || isEnded()) {
                awaitEnd();
                return null;
            }
            askForMore();
            awaitNews();
        }
        return batches.remove();
    }

    /** Rows were taken: asks for the next in time. */
    void taken(int rows) {
        buffered -= rows;
        if (2 * buffered <= portion) {
            askForMore();
        }
    }

    private void askForMore() {
        if (!asked && !complete && !isEnded()) {
            session().send(this, this::ask);
        }
    }

    /** Ends the statement before its end. Never suspends. */
    void end() {
        end(this::writeEnd);
        forgotten();
    }
}
