package dev.rondo.http.wire;

import org.jspecify.annotations.Nullable;

/** The fields that the codec itself looks at. */
enum KnownField {
    HOST("host"),
    CONTENT_LENGTH("content-length"),
    TRANSFER_ENCODING("transfer-encoding"),
    CONNECTION("connection"),
    UPGRADE("upgrade"),
    EXPECT("expect"),
    // Only to see that they are not repeated.
    AUTHORIZATION("authorization"),
    CONTENT_LOCATION("content-location"),
    CONTENT_RANGE("content-range"),
    CONTENT_TYPE("content-type"),
    ETAG("etag"),
    MAX_FORWARDS("max-forwards"),
    USER_AGENT("user-agent");

    private final String name;
    final int bit;

    KnownField(String name) {
        this.name = name;
        this.bit = 1 << ordinal();
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
