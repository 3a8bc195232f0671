package dev.rondo.stream;

import java.io.IOException;

/** The connection broke: the peer reset it or the network lost it. */
public final class ConnectionResetException extends PeerException {
    private static final long serialVersionUID = 1L;

    /** Creates one for an operation on an address, or on what stands for one. */
    public ConnectionResetException(
            String operation, Object address, String reason, IOException cause) {
        super(operation, address, reason, cause);
    }
}
