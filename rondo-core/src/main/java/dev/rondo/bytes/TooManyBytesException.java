package dev.rondo.bytes;

/**
 * Bytes did not fit below the bound of a {@link ByteQueue}. None of them was added; the ones before
 * are there.
 */
public final class TooManyBytesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int maxBytes;

    TooManyBytesException(int held, int more, int maxBytes) {
        super(
                "A queue of at most "
                        + maxBytes
                        + " bytes holds "
                        + held
                        + " and cannot take "
                        + more
                        + " more\nTake bytes first, or set another bound with setMaxBytes()");
        this.maxBytes = maxBytes;
    }

    /** Returns the bound. */
    public int maxBytes() {
        return maxBytes;
    }
}
