package dev.rondo.stream;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * What was known of a connection at one moment.
 *
 * @param peer the address of the other end, where it has one
 * @param state what it was doing
 * @param since when its server accepted it, in {@link dev.rondo.EventLoop#time}; empty for a
 *     connection that is no server's
 * @param received how many bytes had arrived and waited for a read
 * @param unsent how many bytes were written and waited to be sent
 */
public record ConnectionSnapshot(
        Optional<SocketAddress> peer,
        State state,
        Optional<Duration> since,
        int received,
        int unsent) {
    /** What a connection can be doing. */
    public enum State {
        /** Between two requests: see {@link Connection#awaitRequest}. */
        IDLE,
        /** In use. */
        BUSY,
        /** Its handler has ended, and what that wrote is sent. */
        CLOSING,
        /** This end was closed. */
        CLOSED
    }
}
