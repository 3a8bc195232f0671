package dev.rondo.postgres;

import java.util.Optional;

/**
 * A connection at a moment.
 *
 * @param address whom it is connected with
 * @param processId the server's process
 * @param state what it does
 * @param statement the text that runs, if one does
 * @param inFlight how many statements were sent and not answered
 * @param cachedStatements how many statements are kept prepared
 */
public record ConnectionSnapshot(
        String address,
        int processId,
        State state,
        Optional<String> statement,
        int inFlight,
        int cachedStatements) {
    /** What a connection does. */
    public enum State {
        /** Nothing, outside a transaction. */
        IDLE,
        /** A statement runs. */
        ACTIVE,
        /** Nothing, inside a transaction. */
        IN_TRANSACTION,
        /** Nothing, inside a transaction that has failed. */
        FAILED_TRANSACTION,
        /** It is closed. */
        CLOSED
    }
}
