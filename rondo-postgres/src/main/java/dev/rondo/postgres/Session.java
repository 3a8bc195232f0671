package dev.rondo.postgres;

import dev.rondo.postgres.wire.FrontendWriter;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One authenticated link with a server, and who has a word with it: exchanges in the order in which
 * they were sent, one reader task that gives each its answers, and what the server says by itself.
 * {@link Statements} runs queries on it; an exclusive {@link Connection} and a pool's shared use
 * are both made of it.
 */
final class Session {
    /** What the server said of the transaction, last. */
    enum TransactionStatus {
        /** No transaction is open. */
        NONE,
        /** One is open. */
        OPEN,
        /** One is open and has failed. */
        FAILED
    }

    /** Connects, authenticates and starts the reader task. Suspends; leaves nothing behind. */
    static Session open(PostgresOptions options, Catalog catalog) {
        throw new UnsupportedOperationException();
    }

    /** Takes a link over and starts the reader task. */
    Session(Link link, PostgresOptions options, Catalog catalog) {
        throw new UnsupportedOperationException();
    }

    // ---- Sending

    /**
     * Sends an exchange: waits in line while another one holds it or too much is unsent, then
     * writes. Suspends. When it throws, nothing was sent, but for a cancellation while bytes leave:
     * the exchange's state tells.
     *
     * @throws ConnectionLostException with NOT_SENT if the session has ended
     */
    void submit(Exchange exchange) {
        throw new UnsupportedOperationException();
    }

    /** Sends more of an exchange that holds the line; suspends while too much is unsent. */
    void send(Exchange exchange, Consumer<FrontendWriter> messages) {
        throw new UnsupportedOperationException();
    }

    /** Sends the last of an exchange that holds the line, with its Sync, and lets others send. */
    void endSending(Exchange exchange, Consumer<FrontendWriter> messages) {
        throw new UnsupportedOperationException();
    }

    /** Has the reader go on after {@link Exchange#takesMore} was false. */
    void resumeReading() {
        throw new UnsupportedOperationException();
    }

    /**
     * Ends an exchange whose task is cancelled. Never suspends: a task of the session's sees to it
     * that the server is told, if nobody else is hit by that, and that nothing is sent meanwhile.
     */
    void abandon(Exchange exchange) {
        throw new UnsupportedOperationException();
    }

    /** Suspends until no abandoned exchange is left: bounded, since the session is closed else. */
    void awaitQuiet() {
        throw new UnsupportedOperationException();
    }

    // ---- What is known

    Statements statements() {
        throw new UnsupportedOperationException();
    }

    /** Returns how many exchanges were sent and have not ended, abandoned ones too. */
    int inFlight() {
        throw new UnsupportedOperationException();
    }

    /** Returns how many tasks wait to send. */
    int waiting() {
        throw new UnsupportedOperationException();
    }

    /** Returns what the last ReadyForQuery said. */
    TransactionStatus transactionStatus() {
        throw new UnsupportedOperationException();
    }

    /** Returns whether it has ended, or is about to: nothing can be sent any more. */
    boolean isClosed() {
        throw new UnsupportedOperationException();
    }

    /** Returns how it was lost; null while it is open, or if it was closed by this side. */
    @Nullable RuntimeException lost() {
        throw new UnsupportedOperationException();
    }

    Catalog catalog() {
        throw new UnsupportedOperationException();
    }

    PostgresOptions options() {
        throw new UnsupportedOperationException();
    }

    int processId() {
        throw new UnsupportedOperationException();
    }

    Map<String, String> parameters() {
        throw new UnsupportedOperationException();
    }

    // ---- Listeners, called in the reader task; what they throw goes to the exception handler

    /** Sets who hears notifications, of any channel. */
    void onNotification(Consumer<Notification> listener) {
        throw new UnsupportedOperationException();
    }

    /** Adds who hears notices. */
    void addNoticeListener(NoticeListener listener) {
        throw new UnsupportedOperationException();
    }

    void removeNoticeListener(NoticeListener listener) {
        throw new UnsupportedOperationException();
    }

    /** Adds who is told once that it has ended. */
    void addTerminationListener(Runnable listener) {
        throw new UnsupportedOperationException();
    }

    void removeTerminationListener(Runnable listener) {
        throw new UnsupportedOperationException();
    }

    // ---- Its end

    /**
     * Waits for what is in flight, says Terminate and closes; what takes longer than the limit is
     * cut off. Suspends, also in a task that is being cancelled: bounded by the limit.
     */
    void close(Duration limit) {
        throw new UnsupportedOperationException();
    }

    /** Cuts it off. Never suspends. */
    void terminate() {
        throw new UnsupportedOperationException();
    }
}
