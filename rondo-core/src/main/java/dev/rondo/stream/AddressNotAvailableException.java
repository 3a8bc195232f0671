package dev.rondo.stream;

import java.io.IOException;

/** The local address is not one of this machine's, or of a protocol that it does not have. */
public final class AddressNotAvailableException extends StreamException {
    private static final long serialVersionUID = 1L;

    /** Creates one for an operation on an address, or on what stands for one. */
    public AddressNotAvailableException(
            String operation, Object address, String reason, IOException cause) {
        super(operation, address, reason, cause);
    }
}
