package dev.rondo.stream;

/**
 * The marks between which a transport's buffer makes its protocol pause and resume writing.
 *
 * @param low at most so many bytes resume writing
 * @param high more bytes than this pause it
 */
public record WriteBufferLimits(int low, int high) {
    static final WriteBufferLimits DEFAULTS = below(64 * 1024); // asyncio's

    /** Checks that {@code 0 <= low <= high}. */
    public WriteBufferLimits {
        if (low < 0 || low > high) {
            throw new IllegalArgumentException(
                    "high (" + high + ") must be >= low (" + low + ") must be >= 0");
        }
    }

    /** Returns limits with a low-water mark of a quarter of the high one, as in asyncio. */
    public static WriteBufferLimits below(int high) {
        return new WriteBufferLimits(high / 4, high);
    }
}
