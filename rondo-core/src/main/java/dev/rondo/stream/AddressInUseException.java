package dev.rondo.stream;

import java.io.IOException;

/** Somebody listens on the address already, or it belongs to no interface of this machine. */
public final class AddressInUseException extends StreamException {
    private static final long serialVersionUID = 1L;

    /** Creates one for an operation on an address, or on what stands for one. */
    public AddressInUseException(
            String operation, Object address, String reason, IOException cause) {
        super(operation, address, reason, cause);
    }
}
