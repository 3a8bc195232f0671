package dev.rondo.stream;

import java.io.IOException;

/**
 * TLS failed: no handshake, a certificate that is not trusted, or a connection that was cut short.
 */
public final class TlsException extends StreamException {
    private static final long serialVersionUID = 1L;

    /** Creates one for an operation on an address, or on what stands for one. */
    public TlsException(String operation, Object address, String reason, IOException cause) {
        super(operation, address, reason, cause);
    }
}
