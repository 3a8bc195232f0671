package dev.rondo.stream;

import dev.rondo.Rondo;
import dev.rondo.TimeoutException;
import java.time.Duration;

/**
 * How long closing waits for a peer.
 *
 * <p>What was written and does not leave at once is waited for while the peer takes some of it, at
 * least every two seconds. A task that is being cancelled does not wait at all: what does not leave
 * at once is lost, and the connection is reset, so that the peer does not take half a message for a
 * whole one. A cancellation or deadline that comes during the wait does the same.
 *
 * <p>Rejected: to wait as long as the peer lives, as asyncio does. {@code try (connection) {
 * timeout(..., write) }} then never ends, since the close waits for the peer that the timeout was
 * set against. Also rejected: to go on in the background when the caller has gone, which holds the
 * socket for nobody knows how long.
 */
final class Closing {
    /** How long a peer may take nothing: 2 s, as for last words; Netty gives a close_notify 3. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final int TRIES = 4; // before a peer is given up

    private Closing() {}

    /** Returns whether the caller may wait: not a task that is being cancelled, nor a callback. */
    static boolean mayWait() {
        return Rondo.currentTask().isPresent() && !Rondo.cancelRequested();
    }

    /**
     * Sends what an outbox has; returns false when the peer has taken nothing of it for so long.
     * While another task has the stream, it waits for that. Suspends; a cancellation leaves the
     * rest there.
     *
     * @throws StreamException if the stream failed
     */
    static boolean flushes(Outbox out, Duration stall) {
        out.sendNow();
        long before = out.left();
        int vain = 0;
        while (!flushesWithin(stall.dividedBy(TRIES), out)) {
            long now = out.left();
            vain = now < before || out.isHeld() ? 0 : vain + 1;
            before = now;
            if (vain == TRIES) {
                return false;
            }
            out.tryAgain();
        }
        return true;
    }

    private static boolean flushesWithin(Duration limit, Outbox out) {
        if (out.isIdle()) {
            return true; // needs no timer
        }
        try {
            Rondo.timeout(limit, out::flushHere);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** Returns what tells that a peer was given up. */
    static TimeoutException gaveUp(Object peer, Duration stall, Outbox out) {
        return new TimeoutException(
                "close "
                        + peer
                        + ": the peer took nothing for "
                        + stall
                        + "; "
                        + out.left()
                        + " bytes are lost");
    }
}
