package dev.rondo.http.websocket;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is known of a WebSocket at a moment.
 *
 * @param server whether this end is the server's
 * @param state where it stands
 * @param closeCode the code it was closed with
 * @param subprotocol what both agreed on
 * @param compressed whether messages may be compressed
 * @param receivedMessages how many messages came
 * @param sentMessages how many messages left
 * @param receivedBytes how many bytes came, with frames and as compressed
 * @param sentBytes how many bytes left
 * @param waitingSenders how many tasks wait to send
 */
public record WebSocketSnapshot(
        boolean server,
        State state,
        OptionalInt closeCode,
        Optional<String> subprotocol,
        boolean compressed,
        long receivedMessages,
        long sentMessages,
        long receivedBytes,
        long sentBytes,
        int waitingSenders) {
    /** Where a socket stands. */
    public enum State {
        /** Messages go both ways. */
        OPEN,
        /** This end or the other said goodbye, or the protocol was broken. */
        CLOSING,
        /** The stream is closed. */
        CLOSED
    }
}
