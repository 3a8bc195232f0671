package dev.rondo.postgres;

import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.Formats;
import dev.rondo.postgres.wire.FrontendWriter;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * COPY from the server. Its data is kept up to a bound; at that the session reads nothing, and the
 * server waits in its send.
 */
final class CopyingOut extends Exchange {
    private static final int[] NO_TYPES = {};
    private static final int KEPT = 256 * 1024; // bytes: some four reads

    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();
    private long kept; // bytes of them
    private boolean begun;
    private long rows = -1;

    CopyingOut(Session session, String sql) {
        super(session, sql);
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
        out.sync();
    }

    @Override
    boolean takesMore() {
        return kept < KEPT;
    }

    @Override
    void take(BackendMessage message) {
        switch (message) {
            case BackendMessage.CopyData data -> {
                if (!isAbandoned()) {
                    pieces.add(data.bytes());
                    kept += data.bytes().length;
                    news();
                }
            }
            case BackendMessage.CopyResponse told -> {
                if (told.direction() != BackendMessage.CopyDirection.OUT) {
                    throw unexpected(message);
                }
                begun = true;
                news();
            }
            case BackendMessage.CommandComplete complete -> rows = complete.rows();
            case BackendMessage.Plain plain -> {
                switch (plain) {
                    case PARSE_COMPLETE, BIND_COMPLETE, CLOSE_COMPLETE, COPY_DONE -> {}
                    default -> throw unexpected(message);
                }
            }
            default -> throw unexpected(message);
        }
    }

    @Override
    void forgotten() {
        pieces.clear();
        kept = 0;
    }

    // ---- The task

    /** Suspends until the server has begun. Throws what it refuses. */
    void begin() {
        session().submit(this);
        while (!begun && awaitNews()) {}
        if (isEnded()) {
            throwFailure();
        }
    }

    /** Returns the next piece; null at the end. Suspends. */
    byte @Nullable [] next() {
        while (pieces.isEmpty()) {
            if (isEnded()) {
                throwFailure();
                return null;
            }
            awaitNews();
        }
        boolean paused = !takesMore();
        byte[] piece = pieces.remove();
        kept -= piece.length;
        if (paused && takesMore()) {
            session().resumeReading();
        }
        return piece;
    }

    /** Returns the number of rows that the server has told; -1 before the end. */
    long rows() {
        return rows;
    }
}
