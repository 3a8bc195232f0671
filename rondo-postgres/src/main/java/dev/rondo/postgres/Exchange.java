package dev.rondo.postgres;

import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.FrontendWriter;
import org.jspecify.annotations.Nullable;

/**
 * One group of messages that ends with a Sync (or is a simple Query), and the answers to it up to
 * ReadyForQuery. A task makes it, {@link Session#submit}s it and awaits its end; the session's
 * reader task gives it the answers. Used once.
 *
 * <pre>
 *   NEW        made; nothing was sent
 *   SENT       written, answers of others come first
 *   RUNNING    at the head: answers are its own
 *   ENDED      ReadyForQuery came, or the connection was lost, or it was never sent
 *
 *   NEW --{@link Session#submit}--> SENT --those before ended--> RUNNING --ReadyForQuery--> ENDED
 *   NEW --its task is cancelled, the connection is lost--> ENDED, nothing was sent
 *   SENT, RUNNING --the connection is lost--> ENDED
 *   SENT, RUNNING --its task is cancelled--> the same, abandoned: answers are read away
 * </pre>
 */
abstract class Exchange {
    /** Where it stands. */
    enum State {
        NEW,
        SENT,
        RUNNING,
        ENDED
    }

    /** Creates one for a statement. */
    Exchange(Session session, String sql) {
        throw new UnsupportedOperationException();
    }

    // ---- For subclasses to say

    /**
     * Appends its messages, with the Sync unless it {@link #holdsLine}. May not suspend. What it
     * throws is thrown by {@link Session#submit}, and nothing is sent.
     */
    abstract void write(FrontendWriter out);

    /**
     * Takes an answer: any message but ReadyForQuery, ErrorResponse and those that belong to the
     * session (notices, notifications, parameters). In the reader task; may not suspend or throw,
     * but for ProtocolException, which ends the connection.
     */
    abstract void take(BackendMessage message);

    /** Takes an ErrorResponse; the first one is kept, and {@link #awaitEnd} throws it. */
    void error(ServerException error) {
        throw new UnsupportedOperationException();
    }

    /**
     * Returns whether more is sent after {@link #write}, by {@link Session#send}: nobody else's
     * messages are sent until {@link Session#endSending}. For COPY, batches and streams of rows.
     */
    boolean holdsLine() {
        return false;
    }

    /**
     * Returns whether it can take more answers now; while it cannot, the session reads nothing, and
     * the server is slowed down. Who takes something away calls {@link Session#resumeReading}.
     */
    boolean takesMore() {
        return true;
    }

    /** Returns what sends the server on to its Sync when the task of this is gone: for COPY. */
    void writeEnd(FrontendWriter out) {
        throw new UnsupportedOperationException();
    }

    // ---- For the task that has it

    /**
     * Suspends until it has ended. A cancellation abandons it: see {@link Session#abandon}.
     *
     * @throws ServerException if the server has refused something of it
     * @throws ConnectionLostException if the connection ended before
     */
    final void awaitEnd() {
        throw new UnsupportedOperationException();
    }

    /**
     * Suspends until {@link #news} is called or it has ended; returns false when it has. A
     * cancellation abandons it.
     */
    final boolean awaitNews() {
        throw new UnsupportedOperationException();
    }

    /** Wakes the task in {@link #awaitNews}. Called by {@link #take}. */
    final void news() {
        throw new UnsupportedOperationException();
    }

    /** Returns where it stands. */
    final State state() {
        throw new UnsupportedOperationException();
    }

    /** Returns the first error of the server's, or how the connection was lost; null without. */
    final @Nullable RuntimeException failure() {
        throw new UnsupportedOperationException();
    }

    /** Returns the statement's text, shortened, for messages. */
    @Override
    public String toString() {
        throw new UnsupportedOperationException();
    }
}
