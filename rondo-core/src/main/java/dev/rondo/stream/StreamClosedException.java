package dev.rondo.stream;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/** This end was closed. */
public final class StreamClosedException extends StreamException {
    private static final long serialVersionUID = 1L;

    /** Creates one for an operation on an address, or on what stands for one. */
    public StreamClosedException(
            String operation, Object address, String reason, IOException cause) {
        super(operation, address, reason, cause);
    }

    /** Creates one that nothing of the system caused. */
    public StreamClosedException(String operation, Object address, String reason) {
        this(operation, address, reason, new ClosedChannelException());
    }
}
