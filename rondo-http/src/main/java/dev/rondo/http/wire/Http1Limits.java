package dev.rondo.http.wire;

/**
 * How much of a message a parser takes before it refuses. All are positive but {@code maxTrailers},
 * {@code maxEmptyLines} and {@code maxChunkOverhead}, which may be 0.
 *
 * @param maxLine bytes of a request line or a status line, without CRLF (aiohttp's {@code
 *     max_line_size}: 8190)
 * @param maxField bytes of one line of a field, without CRLF (aiohttp's {@code max_field_size}:
 *     8190)
 * @param maxHeaders fields of a head
 * @param maxHeadBytes bytes of a head, and of all trailers
 * @param maxTrailers fields after a chunked body
 * @param maxEmptyLines empty lines before a request (RFC 9112, section 2.2)
 * @param maxChunkExtension bytes of one chunk-size line, without CRLF: its size too
 * @param maxChunkOverhead how far the bytes of all chunk-size lines of a body may exceed 16 a chunk
 *     and two for each byte of the body (Go's CVE-2023-39326: a byte of body for each 4,000 sent)
 */
public record Http1Limits(
        int maxLine,
        int maxField,
        int maxHeaders,
        int maxHeadBytes,
        int maxTrailers,
        int maxEmptyLines,
        int maxChunkExtension,
        int maxChunkOverhead) {
    private static final Http1Limits DEFAULTS =
            new Http1Limits(8190, 8190, 128, 64 << 10, 64, 2, 4 << 10, 16 << 10);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is not in its range
     */
    public Http1Limits {
        checkAtLeast(1, "maxLine", maxLine);
        checkAtLeast(1, "maxField", maxField);
        checkAtLeast(1, "maxHeaders", maxHeaders);
        checkAtLeast(1, "maxHeadBytes", maxHeadBytes);
        checkAtLeast(0, "maxTrailers", maxTrailers);
        checkAtLeast(0, "maxEmptyLines", maxEmptyLines);
        checkAtLeast(1, "maxChunkExtension", maxChunkExtension);
        checkAtLeast(0, "maxChunkOverhead", maxChunkOverhead);
    }

    private static void checkAtLeast(int least, String name, int value) {
        if (value < least) {
            throw new IllegalArgumentException(
                    name + " must be at least " + least + ", but is " + value);
        }
    }

    /** Returns the limits of servers and clients that set none. */
    public static Http1Limits defaults() {
        return DEFAULTS;
    }

    /** Returns these limits with another {@code maxLine}. */
    public Http1Limits withMaxLine(int bytes) {
        return new Http1Limits(
                bytes,
                maxField,
                maxHeaders,
                maxHeadBytes,
                maxTrailers,
                maxEmptyLines,
                maxChunkExtension,
                maxChunkOverhead);
    }

    /** Returns these limits with another {@code maxField}. */
    public Http1Limits withMaxField(int bytes) {
        return new Http1Limits(
                maxLine,
                bytes,
                maxHeaders,
                maxHeadBytes,
                maxTrailers,
                maxEmptyLines,
                maxChunkExtension,
                maxChunkOverhead);
    }

    /** Returns these limits with another {@code maxHeaders}. */
    public Http1Limits withMaxHeaders(int fields) {
        return new Http1Limits(
                maxLine,
                maxField,
                fields,
                maxHeadBytes,
                maxTrailers,
                maxEmptyLines,
                maxChunkExtension,
                maxChunkOverhead);
    }

    /** Returns these limits with another {@code maxHeadBytes}. */
    public Http1Limits withMaxHeadBytes(int bytes) {
        return new Http1Limits(
                maxLine,
                maxField,
                maxHeaders,
                bytes,
                maxTrailers,
                maxEmptyLines,
                maxChunkExtension,
                maxChunkOverhead);
    }
}
