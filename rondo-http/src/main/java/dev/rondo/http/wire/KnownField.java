package dev.rondo.http.wire;

import org.jspecify.annotations.Nullable;

/** The fields that the codec itself looks at. */
enum KnownField {
    HOST(1 << 0, "host"),
    CONTENT_LENGTH(1 << 1, "content-length"),
    TRANSFER_ENCODING(1 << 2, "transfer-encoding"),
    CONNECTION(1 << 3, "connection"),
    UPGRADE(1 << 4, "upgrade"),
    EXPECT(1 << 5, "expect"),
    // Only to see that they are not repeated.
    AUTHORIZATION(1 << 6, "authorization"),
    CONTENT_LOCATION(1 << 7, "content-location"),
    CONTENT_RANGE(1 << 8, "content-range"),
    CONTENT_TYPE(1 << 9, "content-type"),
    ETAG(1 << 10, "etag"),
    MAX_FORWARDS(1 << 11, "max-forwards"),
    USER_AGENT(1 << 12, "user-agent");

    final int bit; // one each: of sets
    private final String name; // in lower case

    KnownField(int bit, String name) {
        this.bit = bit;
        this.name = name;
    }

    /**
     * Returns the field of a name in any case, or null: by its length, which decides nearly all.
     */
    static @Nullable KnownField of(byte[] array, int from, int length) {
        return switch (length) {
            case 4 -> either(array, from, HOST, ETAG);
            case 6 -> either(array, from, EXPECT, EXPECT);
            case 7 -> either(array, from, UPGRADE, UPGRADE);
            case 10 -> either(array, from, CONNECTION, USER_AGENT);
            case 12 -> either(array, from, CONTENT_TYPE, MAX_FORWARDS);
            case 13 -> either(array, from, AUTHORIZATION, CONTENT_RANGE);
            case 14 -> either(array, from, CONTENT_LENGTH, CONTENT_LENGTH);
            case 16 -> either(array, from, CONTENT_LOCATION, CONTENT_LOCATION);
            case 17 -> either(array, from, TRANSFER_ENCODING, TRANSFER_ENCODING);
            default -> null;
        };
    }

    private static @Nullable KnownField either(
            byte[] array, int from, KnownField one, KnownField other) {
        if (Ascii.same(array, from, one.name)) {
            return one;
        }
        return Ascii.same(array, from, other.name) ? other : null;
    }
}
