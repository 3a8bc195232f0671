package dev.rondo.postgres;

import dev.rondo.EventLoop;
import dev.rondo.ExceptionContext;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.Optional;

/**
 * Connections without a pool that nobody can close any more, since nobody has them. Each is cut off
 * and reported once to the loop's exception handler, when the garbage collector has found it; in
 * debug mode the report says where it was made. asyncpg: its ResourceWarning.
 *
 * <p>What is watched is the connection's {@link Turn}: all that a program may have of a connection
 * (its views with other time limits, statements, streams, transactions) leads to it, and nothing
 * does that lives as long as the session.
 */
final class Unclosed implements Runnable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Session session;
    private final EventLoop loop;
    private final List<StackTraceElement> made; // where; in debug mode

    private Unclosed(Session session) {
        this.session = session;
        this.loop = session.loop();
        this.made = loop.debug() ? UnclosedLeases.stack() : List.of();
    }

    /** Reports a session, unless it is at its end by then, when its owner is not to be had. */
    static void watch(Turn owner, Session session) {
        CLEANER.register(owner, new Unclosed(session));
    }

    /** Called by the cleaner's thread. */
    @Override
    public void run() {
        try {
            loop.callSoonThreadsafe(this::report);
        } catch (IllegalStateException e) {
            // The loop has ended, and its connections with it.
        }
    }

    private void report() {
        if (session.isClosed()) {
            return;
        }
        session.terminate();
        loop.callExceptionHandler(
                new ExceptionContext(
                        "unclosed "
                                + session
                                + "; it was cut off"
                                + "\nUse try (Connection c = Postgres.connect(...))"
                                + (loop.debug() ? "" : "; debug mode says where it was made"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        made));
    }
}
