package dev.rondo.http;

/**
 * How much there may be around the parts of a multipart body; the bytes of the parts are for who
 * takes them to count.
 *
 * @param maxParts how many parts; at least 1
 * @param maxHeaderBytes of the fields of one part; at least 1
 * @param maxHeaders how many fields one part has; at least 1
 * @param maxPaddingBytes before the first part, and behind the last; 0 or more
 */
public record MultipartLimits(
        int maxParts, int maxHeaderBytes, int maxHeaders, int maxPaddingBytes) {
    private static final int PARTS = 1000; // Tomcat's and Django's order
    private static final int HEADER_BYTES = 8 << 10;
    private static final int HEADERS = 32;
    private static final int PADDING_BYTES = 8 << 10;

    /**
     * Creates limits.
     *
     * @throws IllegalArgumentException if one is too small to be one
     */
    public MultipartLimits {
        if (maxParts < 1 || maxHeaderBytes < 1 || maxHeaders < 1 || maxPaddingBytes < 0) {
            throw new IllegalArgumentException(
                    "Limits of multipart bodies must be positive, but are %d, %d, %d, %d"
                            .formatted(maxParts, maxHeaderBytes, maxHeaders, maxPaddingBytes));
        }
    }

    /** Returns 1,000 parts, each with 32 fields of 8 KiB, and 8 KiB around them. */
    public static MultipartLimits standard() {
        return new MultipartLimits(PARTS, HEADER_BYTES, HEADERS, PADDING_BYTES);
    }

    /** Returns these limits with another number of parts. */
    public MultipartLimits withMaxParts(int count) {
        return new MultipartLimits(count, maxHeaderBytes, maxHeaders, maxPaddingBytes);
    }

    /** Returns these limits with another size of a part's fields. */
    public MultipartLimits withMaxHeaderBytes(int bytes) {
        return new MultipartLimits(maxParts, bytes, maxHeaders, maxPaddingBytes);
    }

    /** Returns these limits with another number of a part's fields. */
    public MultipartLimits withMaxHeaders(int count) {
        return new MultipartLimits(maxParts, maxHeaderBytes, count, maxPaddingBytes);
    }

    /** Returns these limits with another size of what stands around the parts. */
    public MultipartLimits withMaxPaddingBytes(int bytes) {
        return new MultipartLimits(maxParts, maxHeaderBytes, maxHeaders, bytes);
    }
}
