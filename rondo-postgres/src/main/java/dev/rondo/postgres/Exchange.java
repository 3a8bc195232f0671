package dev.rondo.postgres;

import dev.rondo.CancelledError;
import dev.rondo.Parking;
import dev.rondo.postgres.ConnectionLostException.Fate;
import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.FrontendWriter;
import java.util.Locale;
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
 *
 * <p>Belongs to the session's loop. Failures are kept as the server told them and made exceptions
 * in the task that asks, so that a stack trace shows who asked.
 */
abstract class Exchange {
    /** Where it stands. */
    enum State {
        NEW,
        SENT,
        RUNNING,
        ENDED
    }

    private static final int SHOWN = 100; // characters of a statement in a message

    private final Session session;
    private final String sql;
    private final Parking wait = new Parking(this);
    private State state = State.NEW;
    private boolean abandoned;
    private @Nullable Fate lost;
    private Session.TransactionStatus after = Session.TransactionStatus.NONE;
    private @Nullable Notice error; // the first one of the server's
    private @Nullable Throwable refusal; // unchecked: why it could not be written

    /** Creates one for a statement. */
    Exchange(Session session, String sql) {
        this.session = session;
        this.sql = sql;
    }

    final Session session() {
        return session;
    }

    final String sql() {
        return sql;
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
     * but for {@link #unexpected}, which ends the connection. Called also when it is abandoned.
     */
    abstract void take(BackendMessage message);

    /** Is told of an error of the server's, before the task is woken. */
    void failed(Notice told) {}

    /** Is told that it was lost with the connection, before the task is woken. */
    void ended() {}

    /** Is told that its task has gone: what is kept for it can be let go. */
    void forgotten() {}

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

    /** Returns whether the server may be at work for it, so that it is worth a CancelRequest. */
    boolean isAtWork() {
        return true;
    }

    /**
     * Appends what ends a group that holds the line when its task has gone, such that it has no
     * effect, with the Sync.
     */
    void writeEnd(FrontendWriter out) {
        out.sync();
    }

    /** Returns whether statements that are of no use any more may be closed before it. */
    boolean mayCloseStatements() {
        return false;
    }

    /** Returns what to throw for a message that has no place here. */
    final ProtocolException unexpected(BackendMessage message) {
        return new ProtocolException(
                session.address() + " sent " + kind(message) + " out of place in answer to " + this,
                null);
    }

    static String kind(BackendMessage message) {
        return message instanceof Enum<?> plain ? plain.name() : message.getClass().getSimpleName();
    }

    // ---- For the task that has it

    /**
     * Suspends until it has ended. A cancellation abandons it: see {@link Session#abandon}.
     *
     * @throws ServerException if the server has refused something of it
     * @throws ConnectionLostException if the connection ended before
     */
    final void awaitEnd() {
        awaitEndOnly();
        throwFailure();
    }

    /** As {@link #awaitEnd}, but throws nothing of the server's. */
    final void awaitEndOnly() {
        try {
            while (state != State.ENDED) {
                wait.await();
            }
        } catch (CancelledError e) {
            session.abandon(this);
            throw e;
        }
    }

    /**
     * Suspends until {@link #news} is called or it has ended; returns false when it has. A
     * cancellation abandons it.
     */
    final boolean awaitNews() {
        if (state != State.ENDED) {
            try {
                wait.await();
            } catch (CancelledError e) {
                session.abandon(this);
                throw e;
            }
        }
        return state != State.ENDED;
    }

    /** Suspends until it has ended, for who does not own it. A cancellation does nothing to it. */
    final void awaitEndAside() {
        while (state != State.ENDED) {
            wait.await();
        }
    }

    /** Wakes the task in {@link #awaitNews}. Called by {@link #take}. */
    final void news() {
        wait.wakeAll();
    }

    final void throwFailure() {
        if (refusal instanceof Error error) { // of a codec's
            throw error;
        }
        RuntimeException failure = failure();
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Returns how it has failed, made by each call: the first error of the server's, or how the
     * connection was lost; null without.
     */
    final @Nullable RuntimeException failure() {
        if (refusal instanceof RuntimeException exception) {
            return exception;
        }
        if (lost != null) {
            return session.lossOf(this, lost);
        }
        return error == null ? null : ServerErrors.of(error, sql);
    }

    /** Keeps how it has failed with what else has, which is about to be thrown. */
    final void suppressFailure(Throwable thrown) {
        RuntimeException known = failure();
        if (known != null) {
            thrown.addSuppressed(known);
        }
    }

    /** Returns the first error of the server's; null without. */
    final @Nullable Notice error() {
        return error;
    }

    final boolean hasFailed() {
        return error != null || lost != null || refusal != null;
    }

    final boolean isLost() {
        return lost != null;
    }

    /** Returns where it stands. */
    final State state() {
        return state;
    }

    final boolean isEnded() {
        return state == State.ENDED;
    }

    final boolean isAbandoned() {
        return abandoned;
    }

    /** Returns what the server said of the transaction at its end. */
    final Session.TransactionStatus statusAfter() {
        return after;
    }

    // ---- For the session

    final void sent(boolean atHead) {
        assert state == State.NEW : this;
        state = atHead ? State.RUNNING : State.SENT;
    }

    final void run() {
        assert state == State.SENT : this;
        state = State.RUNNING;
    }

    final void abandon() {
        abandoned = true;
        forgotten();
    }

    final void error(Notice told) {
        if (error == null) {
            error = told;
        }
        failed(told);
    }

    final void ready(Session.TransactionStatus status) {
        assert state == State.RUNNING : this;
        after = status;
        state = State.ENDED;
        wait.wakeAll();
    }

    final void lose() {
        lost = state == State.NEW ? Fate.NOT_SENT : Fate.UNKNOWN;
        state = State.ENDED;
        ended();
        wait.wakeAll();
    }

    /**
     * It could not be written, or its task was cancelled before: nothing was sent.
     *
     * @param why what {@link #write} has thrown, which {@link Session#submit} throws
     */
    final void refuse(@Nullable Throwable why) {
        assert state == State.NEW : this;
        refusal = why;
        state = State.ENDED;
    }

    /** Returns the statement's text, shortened, and where it runs, for messages. */
    @Override
    public String toString() {
        return "query " + shown(sql) + " on " + session;
    }

    /** Returns a statement on one line, shortened, and without what may be a password. */
    static String shown(String sql) {
        String begin = sql.length() <= SHOWN ? sql : sql.substring(0, SHOWN);
        int secret = begin.toLowerCase(Locale.ROOT).indexOf("password");
        boolean whole = secret < 0 && begin.length() == sql.length();
        String line =
                (secret < 0 ? begin : begin.substring(0, secret)).strip().replaceAll("\\s+", " ");
        return whole ? line : line + "...";
    }
}
