package dev.rondo.stream;

import java.io.IOException;

/** The peer does not read any more. */
public final class BrokenPipeException extends PeerException {
    private static final long serialVersionUID = 1L;

    /** Creates one for an operation on an address, or on what stands for one. */
    public BrokenPipeException(String operation, Object address, String reason, IOException cause) {
        super(operation, address, reason, cause);
    }
}
