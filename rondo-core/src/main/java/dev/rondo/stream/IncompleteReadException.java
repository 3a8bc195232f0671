package dev.rondo.stream;

/** The stream ended in the middle of what was asked for. asyncio: {@code IncompleteReadError}. */
public final class IncompleteReadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final byte[] partial;
    private final int expected;

    /**
     * Creates one.
     *
     * @param partial what was there
     * @param expected how many bytes were asked for, or -1 when it was a separator
     */
    public IncompleteReadException(byte[] partial, int expected) {
        super(
                "The stream ended after "
                        + partial.length
                        + (expected < 0
                                ? " bytes, before a separator"
                                : " of " + expected + " bytes"));
        this.partial = partial.clone();
        this.expected = expected;
    }

    /** Returns the bytes that were there before the end. They are consumed. */
    public byte[] partial() {
        return partial.clone();
    }

    /** Returns how many bytes were asked for, or -1 when it was a separator. */
    public int expected() {
        return expected;
    }
}
