package dev.rondo.postgres;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Timeout;
import dev.rondo.TimeoutException;
import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.Formats;
import dev.rondo.postgres.wire.FrontendWriter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * COPY to the server: Parse, Bind and Execute, then, when the server says that it takes data, the
 * source's pieces, then CopyDone and the Sync. By the extended protocol, because then exactly one
 * Sync ends it whatever happens: after an error the server skips all data up to there, while after
 * one in the simple protocol it would answer at once, and what is still on its way would stand in
 * the place of the next query.
 *
 * <pre>
 *                       the source ends    the source throws   the server fails    cancelled
 *   before it begins    -                  -                   Sync                CopyFail, Sync
 *   data is sent        CopyDone, Sync     CopyFail, Sync      Sync                CopyFail, Sync
 *   thrown              the server's       the source's        the server's        the cancellation
 * </pre>
 *
 * <p>A source that suspends while the server fails is cancelled by a scope of its own, so the
 * failure is not told only when the next piece comes. No more is asked of the source than the
 * session takes: what is unsent is bounded there.
 */
final class CopyIn extends Exchange {
    private static final int[] NO_TYPES = {};
    private static final int GATHERED = 64 * 1024; // of small pieces, in one message
    private static final int LARGEST = 512 * 1024; // a message, asyncpg's buffer
    private static final int SHARE = 256 * 1024; // that is sent before others have their turn

    private final ByteWriter gathered = new ByteWriter();
    private boolean begun; // the server takes data
    private long rows = -1;
    private long sent; // bytes, since others had their turn
    private @Nullable Timeout waiting; // around the source
    private @Nullable ByteBuffer rest; // of a piece that is larger than what was gathered

    CopyIn(Session session, String sql) {
        super(session, sql);
    }

    // ---- The exchange

    @Override
    boolean holdsLine() {
        return true;
    }

    @Override
    boolean mayCloseStatements() {
        return true;
    }

    @Override
    void write(FrontendWriter out) {
        out.parse("", sql(), NO_TYPES);
        session().statements().unnamedParsed(null);
        out.beginBind("", "", Formats.BINARY, 0);
        out.endBind(Formats.BINARY);
        out.execute("", 0);
    }

    @Override
    void writeEnd(FrontendWriter out) {
        fail(out, "The client has cancelled the COPY");
    }

    private static void fail(FrontendWriter out, String reason) {
        out.copyFail(reason);
        out.sync();
    }

    private static void done(FrontendWriter out) {
        out.copyDone();
        out.sync();
    }

    @Override
    void take(BackendMessage message) {
        switch (message) {
            case BackendMessage.CopyResponse told -> {
                if (told.direction() != BackendMessage.CopyDirection.IN) {
                    throw unexpected(message);
                }
                begun = true;
                news();
            }
            case BackendMessage.CommandComplete complete -> rows = complete.rows();
            case BackendMessage.Plain plain -> {
                switch (plain) {
                    case PARSE_COMPLETE, BIND_COMPLETE, CLOSE_COMPLETE -> {}
                    default -> throw unexpected(message);
                }
            }
            default -> throw unexpected(message);
        }
    }

    @Override
    void failed(Notice told) {
        stopWaiting();
    }

    @Override
    void ended() {
        stopWaiting();
    }

    /** Wakes the task, wherever it waits. */
    private void stopWaiting() {
        news();
        Timeout source = waiting;
        if (source != null && !source.expired()) {
            source.reschedule(session().loop().time());
        }
    }

    // ---- The task

    /**
     * Sends what the source has, and returns the number of rows. Suspends.
     *
     * @throws X what the source throws
     */
    <X extends Throwable> long run(CopySource<X> source) throws X {
        session().submit(this);
        while (!begun && !hasFailed() && awaitNews()) {}
        sendAll(source);
        awaitEnd();
        return rows;
    }

    private <X extends Throwable> void sendAll(CopySource<X> source) throws X {
        try {
            while (!hasFailed()) {
                boolean more = gather(source);
                if (hasFailed()) {
                    break;
                }
                sendGathered();
                if (!more) {
                    session().endSending(this, CopyIn::done);
                    return;
                }
            }
            session().endSending(this, FrontendWriter::sync);
        } catch (CancelledError e) {
            session().abandon(this);
            throw e;
        } catch (Throwable e) { // told to the server, and rethrown
            suppressFailure(e); // what the server has said by itself, not in answer to this
            session().endSending(this, out -> fail(out, reason(e)));
            awaitEndOnly();
            throw e;
        }
    }

    private static String reason(Throwable e) {
        String message = e.getMessage();
        return e.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    /**
     * Puts small pieces together, or keeps a large one; returns whether the source may have more.
     */
    private <X extends Throwable> boolean gather(CopySource<X> source) throws X {
        while (gathered.size() < GATHERED) {
            Optional<ByteBuffer> next = pull(source);
            if (next.isEmpty()) {
                return false;
            }
            ByteBuffer piece = next.get();
            if (piece.remaining() >= GATHERED) {
                rest = piece;
                return true;
            }
            gathered.put(piece);
        }
        return true;
    }

    /** Returns the next piece; empty at the end, or when the server has failed meanwhile. */
    private <X extends Throwable> Optional<ByteBuffer> pull(CopySource<X> source) throws X {
        Timeout wait = Timeout.never();
        waiting = wait;
        try {
            return wait.run(source::next);
        } catch (TimeoutException e) {
            if (wait.expired()) {
                return Optional.empty();
            }
            throw e; // the source's own
        } finally {
            waiting = null;
        }
    }

    /** Sends what was gathered, then the large piece, which is the source's until it is sent. */
    private void sendGathered() {
        for (ByteBuffer piece : gathered.buffers()) {
            send(piece);
        }
        gathered.clear();
        ByteBuffer large = rest;
        rest = null;
        while (large != null && large.hasRemaining() && !hasFailed()) {
            int length = Math.min(LARGEST, large.remaining());
            ByteBuffer part = large.slice(large.position(), length);
            large.position(large.position() + length);
            send(part);
        }
    }

    /**
     * Sends a piece. Where neither the source nor the server makes it wait, it lets others run now
     * and then: the reader, too, which would not see that the server has failed.
     */
    private void send(ByteBuffer piece) {
        sent += piece.remaining();
        session().send(this, out -> out.copyData(piece));
        if (sent >= SHARE) {
            sent = 0;
            Rondo.sleep(Duration.ZERO);
        }
    }
}
