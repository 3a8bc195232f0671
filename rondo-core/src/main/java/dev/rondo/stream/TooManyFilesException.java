package dev.rondo.stream;

import java.io.IOException;

/** The process or the system has no file descriptor left. */
public final class TooManyFilesException extends StreamException {
    private static final long serialVersionUID = 1L;

    /** Creates one for an operation on an address, or on what stands for one. */
    public TooManyFilesException(
            String operation, Object address, String reason, IOException cause) {
        super(operation, address, reason, cause);
    }
}
