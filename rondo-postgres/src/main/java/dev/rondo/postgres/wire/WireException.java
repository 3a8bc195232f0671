package dev.rondo.postgres.wire;

/**
 * What a peer sent is not PostgreSQL's protocol as this side reads it. The connection cannot be
 * used any longer: where the next message begins is unknown.
 *
 * <p>The message says what was wrong; bytes of the peer are escaped in it, and few.
 */
public final class WireException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WireException(String message) {
        super(message);
    }
}
