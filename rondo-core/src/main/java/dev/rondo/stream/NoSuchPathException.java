package dev.rondo.stream;

import java.io.IOException;

/** The path of a Unix address or of a pipe does not exist: no server has listened there, mostly. */
public final class NoSuchPathException extends StreamException {
    private static final long serialVersionUID = 1L;

    /** Creates one for an operation on an address, or on what stands for one. */
    public NoSuchPathException(String operation, Object address, String reason, IOException cause) {
        super(operation, address, reason, cause);
    }
}
