package dev.rondo.http.client;

import dev.rondo.http.Headers;
import dev.rondo.http.Payload;

/**
 * How the end of a request's body is told (RFC 9112, section 6): found before there is a
 * connection, so that what contradicts itself is never sent.
 *
 * @param length of the body; -1 if it goes in chunks
 * @param isNone whether there is no body, and nothing is said of one
 */
record RequestFraming(long length, boolean isNone) {
    private static final RequestFraming NONE = new RequestFraming(0, true);
    private static final RequestFraming CHUNKED = new RequestFraming(-1, false);
    private static final RequestFraming EMPTY = new RequestFraming(0, false);

    /**
     * Returns the framing of a request. {@code Content-Length} gives a stream its length, and
     * {@code Transfer-Encoding: chunked} has any body go in chunks.
     *
     * @throws IllegalArgumentException if the fields contradict each other or the body
     */
    static RequestFraming of(ClientRequest request) {
        Headers headers = request.headers();
        boolean chunked = isChunked(headers);
        int at = headers.indexOf("Content-Length", 0);
        long known = request.payload().length();
        if (at >= 0) {
            if (chunked) {
                throw new IllegalArgumentException(
                        "Content-Length and Transfer-Encoding are both set\nSet none of them");
            }
            long said = length(headers, at);
            if (known != Payload.UNKNOWN && known != said) {
                throw new IllegalArgumentException(
                        "Content-Length is set to "
                                + said
                                + ", but the body has "
                                + known
                                + " bytes\nDo not set it: it is known");
            }
            return new RequestFraming(said, false);
        }
        if (chunked || known == Payload.UNKNOWN) {
            return CHUNKED;
        }
        if (known > 0) {
            return new RequestFraming(known, false);
        }
        return request.hasPayload() || Methods.expectsBody(request.method()) ? EMPTY : NONE;
    }

    private static boolean isChunked(Headers headers) {
        int at = headers.indexOf("Transfer-Encoding", 0);
        if (at < 0) {
            return false;
        }
        if (!headers.value(at).equalsIgnoreCase("chunked")
                || headers.indexOf("Transfer-Encoding", at + 1) >= 0) {
            throw new IllegalArgumentException("Transfer-Encoding can only be chunked");
        }
        return true;
    }

    private static long length(Headers headers, int at) {
        String value = headers.value(at);
        if (headers.indexOf("Content-Length", at + 1) >= 0 || !value.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException("Content-Length must be one number");
        }
        return Long.parseLong(value);
    }
}
