package dev.rondo.http;

/**
 * How much a form may be.
 *
 * @param maxFields how many fields; at least 1
 * @param maxBytes how many bytes as it is sent; at least 1
 */
public record FormLimits(int maxFields, int maxBytes) {
    private static final int FIELDS = 1000; // Django's, Tomcat's and Node's order
    private static final int BYTES = 1 << 20; // 1 MiB, aiohttp's client_max_size

    /**
     * Creates limits.
     *
     * @throws IllegalArgumentException if one is less than 1
     */
    public FormLimits {
        if (maxFields < 1 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "A form's limits must be positive, but are "
                            + maxFields
                            + " fields, "
                            + maxBytes
                            + " bytes");
        }
    }

    /** Returns 1,000 fields and 1 MiB. */
    public static FormLimits standard() {
        return new FormLimits(FIELDS, BYTES);
    }

    /** Returns these limits with another number of fields. */
    public FormLimits withMaxFields(int count) {
        return new FormLimits(count, maxBytes);
    }

    /** Returns these limits with another number of bytes. */
    public FormLimits withMaxBytes(int bytes) {
        return new FormLimits(maxFields, bytes);
    }
}
