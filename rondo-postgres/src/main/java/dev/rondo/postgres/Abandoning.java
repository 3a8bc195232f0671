package dev.rondo.postgres;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.TimeoutException;

/**
 * The end of an exchange whose task is gone, by a task of its own: so the cancelled one goes at
 * once, a second cancellation finds nothing to interrupt, and a server that does not answer keeps
 * nobody.
 *
 * <ol>
 *   <li>The line is shut: a CancelRequest means whatever the server's process does when it arrives.
 *   <li>If the exchange held the line, it is ended, such that it has no effect.
 *   <li>If nobody else's is behind it, or it has run for long, a CancelRequest is sent by a
 *       connection of its own. When the server has closed that, the signal was sent: what comes
 *       after is safe.
 *   <li>The line is open again; the rest of the answer is read away.
 *   <li>What takes longer than the options' close timeout, in all, closes the session.
 * </ol>
 */
final class Abandoning {
    private final Session session;
    private final Link link;
    private final Exchange exchange;
    private final boolean alone;
    private boolean open; // the line, again

    Abandoning(Session session, Link link, Exchange exchange, boolean alone) {
        this.session = session;
        this.link = link;
        this.exchange = exchange;
        this.alone = alone;
    }

    void run() {
        try {
            Rondo.timeout(session.options().closeTimeout(), this::cancel);
        } catch (TimeoutException e) {
            session.end(e); // it does not answer
        } catch (CancelledError e) { // the loop ends
            session.terminate();
            throw e;
        } finally {
            openLine();
            session.cancelled();
        }
    }

    private void cancel() {
        if (session.line().isHeldBy(exchange)) {
            session.endSending(exchange, exchange::writeEnd);
        }
        if (alone && exchange.isAtWork() && link.processId() != 0) {
            try {
                Connecting.cancel(link);
            } catch (PostgresException e) {
                // the server may answer without it; if not in time, the session is closed
            }
        }
        openLine();
        exchange.awaitEndAside();
    }

    private void openLine() {
        if (!open) {
            open = true;
            session.line().open();
        }
    }
}
