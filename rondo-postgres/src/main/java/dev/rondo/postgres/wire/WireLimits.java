package dev.rondo.postgres.wire;

/**
 * How much of a message a reader takes before it refuses. All are positive.
 *
 * <p>No limit is reserved: memory grows with the bytes that have come, at most twice as fast.
 *
 * @param maxRow bytes of a row or a piece of COPY, with its head (the server's own bound: 1 GiB)
 * @param maxMessage bytes of any other message: errors, descriptions, statements
 * @param maxBeforeLogin bytes of a message before the client is authenticated (libpq: 30,000)
 * @param maxColumns columns of a result, parameters of a statement
 * @param maxFields fields of an error or a notice, parameters of a startup, names in a list
 */
public record WireLimits(
        int maxRow, int maxMessage, int maxBeforeLogin, int maxColumns, int maxFields) {
    private static final WireLimits DEFAULTS =
            new WireLimits(1 << 30, 64 << 20, 32 << 10, 65_535, 256);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public WireLimits {
        checkPositive("maxRow", maxRow);
        checkPositive("maxMessage", maxMessage);
        checkPositive("maxBeforeLogin", maxBeforeLogin);
        checkPositive("maxColumns", maxColumns);
        checkPositive("maxFields", maxFields);
    }

    private static void checkPositive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, but is " + value);
        }
    }

    /** Returns the limits of clients that set none. */
    public static WireLimits defaults() {
        return DEFAULTS;
    }

    /** Returns these limits with another {@code maxRow}. */
    public WireLimits withMaxRow(int bytes) {
        return new WireLimits(bytes, maxMessage, maxBeforeLogin, maxColumns, maxFields);
    }

    /** Returns these limits with another {@code maxMessage}. */
    public WireLimits withMaxMessage(int bytes) {
        return new WireLimits(maxRow, bytes, maxBeforeLogin, maxColumns, maxFields);
    }
}
