package dev.rondo.stream;

import java.io.EOFException;

/**
 * The stream ended in the middle of what was asked for. The cause is an {@link EOFException}.
 * asyncio: {@code IncompleteReadError}.
 */
public final class IncompleteReadException extends PeerException {
    private static final long serialVersionUID = 2L;

    /** A line that ends a stream is made of it, so it does not look for its own stack. */
    private static final class End extends EOFException {
        private static final long serialVersionUID = 1L;

        End(String message) {
            super(message);
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    private final byte[] partial;
    private final int expected;

    /**
     * Creates one.
     *
     * @param partial what was there
     * @param expected how many bytes were asked for, or -1 when it was a separator
     */
    public IncompleteReadException(byte[] partial, int expected) {
        this(partial, expected, text(partial.length, expected));
    }

    /**
     * Creates one that names the peer.
     *
     * @param address the peer's, or what stands for it
     * @param partial what was there
     * @param expected how many bytes were asked for, or -1 when it was a separator
     */
    public IncompleteReadException(Object address, byte[] partial, int expected) {
        this(
                partial,
                expected,
                "read from " + place(address) + ": " + text(partial.length, expected));
    }

    private IncompleteReadException(byte[] partial, int expected, String message) {
        super("read from", message, new End(message));
        this.partial = partial.clone();
        this.expected = expected;
    }

    private static String text(int found, int expected) {
        return "The stream ended after "
                + found
                + (expected < 0 ? " bytes, before a separator" : " of " + expected + " bytes");
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
