package dev.rondo.stream;

import java.io.IOException;

/** The name has no address. */
public final class UnknownHostException extends StreamException {
    private static final long serialVersionUID = 1L;

    /** Creates one for an operation on an address, or on what stands for one. */
    public UnknownHostException(
            String operation, Object address, String reason, IOException cause) {
        super(operation, address, reason, cause);
    }
}
