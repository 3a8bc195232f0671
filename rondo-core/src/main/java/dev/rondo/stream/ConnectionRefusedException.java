package dev.rondo.stream;

import java.io.IOException;

/** Nobody listens on the address. */
public final class ConnectionRefusedException extends StreamException {
    private static final long serialVersionUID = 1L;

    /** Creates one for an operation on an address, or on what stands for one. */
    public ConnectionRefusedException(
            String operation, Object address, String reason, IOException cause) {
        super(operation, address, reason, cause);
    }
}
