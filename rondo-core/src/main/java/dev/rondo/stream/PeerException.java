package dev.rondo.stream;

import java.io.IOException;

/**
 * What the other end of a connection did, or the way to it: it left, broke the connection, stopped
 * in the middle of a message, sent too long a one, or no TLS that this end accepts.
 *
 * <p>A server meets these every day and can do nothing about them. So what of this kind ends a
 * handler is no failure of the program: its {@link Server} logs one line at level DEBUG. A client
 * that can connect again catches this type alone.
 *
 * <p>asyncio has no such type: its {@code IncompleteReadError} is an EOFError, its {@code
 * LimitOverrunError} an Exception, and a reset an OSError.
 */
public abstract sealed class PeerException extends StreamException
        permits BrokenPipeException,
                ConnectionResetException,
                IncompleteReadException,
                LimitOverrunException,
                TlsException {
    private static final long serialVersionUID = 1L;

    PeerException(String operation, Object address, String reason, IOException cause) {
        super(operation, address, reason, cause);
    }

    PeerException(String operation, String message, IOException cause) {
        super(operation, message, cause);
    }
}
