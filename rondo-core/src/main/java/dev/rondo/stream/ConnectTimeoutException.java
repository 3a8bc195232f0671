package dev.rondo.stream;

import java.io.IOException;

/** The system gave up connecting. */
public final class ConnectTimeoutException extends StreamException {
    private static final long serialVersionUID = 1L;

    /** Creates one for an operation on an address, or on what stands for one. */
    public ConnectTimeoutException(
            String operation, Object address, String reason, IOException cause) {
        super(operation, address, reason, cause);
    }
}
