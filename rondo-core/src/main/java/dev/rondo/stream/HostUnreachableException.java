package dev.rondo.stream;

import java.io.IOException;

/** There is no way to the host or its network. */
public final class HostUnreachableException extends StreamException {
    private static final long serialVersionUID = 1L;

    /** Creates one for an operation on an address, or on what stands for one. */
    public HostUnreachableException(
            String operation, Object address, String reason, IOException cause) {
        super(operation, address, reason, cause);
    }
}
