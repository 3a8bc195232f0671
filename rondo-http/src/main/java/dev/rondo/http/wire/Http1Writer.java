package dev.rondo.http.wire;

import dev.rondo.bytes.ByteWriter;
import dev.rondo.http.Headers;

/**
 * Appends the parts of HTTP/1.1 messages to a writer. What could end a line early or be read in two
 * ways is refused with an {@link IllegalArgumentException}, and nothing of that part is appended.
 */
public final class Http1Writer {
    private Http1Writer() {}

    /**
     * Appends {@code HTTP/1.1 status reason CRLF} with the reason of RFC 9110, or none.
     *
     * @param status 100 to 999
     */
    public static void statusLine(ByteWriter out, int status) {
        throw new UnsupportedOperationException();
    }

    /**
     * Appends a status line with a reason of one's own.
     *
     * @param status 100 to 999
     * @param reason Latin-1 without control characters but tab; may be empty
     */
    public static void statusLine(ByteWriter out, int status, String reason) {
        throw new UnsupportedOperationException();
    }

    /**
     * Appends {@code method target HTTP/1.1 CRLF}.
     *
     * @param method a token
     * @param target printable ASCII without space and {@code #}; not empty
     */
    public static void requestLine(ByteWriter out, String method, String target) {
        throw new UnsupportedOperationException();
    }

    /**
     * Appends {@code name: value CRLF}.
     *
     * @param name a token
     * @param value Latin-1 without control characters but tab
     */
    public static void field(ByteWriter out, String name, String value) {
        throw new UnsupportedOperationException();
    }

    /** Appends all fields, in their order. See {@link #field}. */
    public static void headers(ByteWriter out, Headers headers) {
        throw new UnsupportedOperationException();
    }

    /**
     * Appends {@code Content-Length: length CRLF}.
     *
     * @param length 0 or more
     */
    public static void contentLength(ByteWriter out, long length) {
        throw new UnsupportedOperationException();
    }

    /** Appends {@code Transfer-Encoding: chunked CRLF}. */
    public static void chunked(ByteWriter out) {
        throw new UnsupportedOperationException();
    }

    /** Appends {@code Connection: close CRLF}. */
    public static void connectionClose(ByteWriter out) {
        throw new UnsupportedOperationException();
    }

    /** Appends {@code Connection: keep-alive CRLF}: to clients of HTTP/1.0. */
    public static void connectionKeepAlive(ByteWriter out) {
        throw new UnsupportedOperationException();
    }

    /**
     * Appends {@code Date: date CRLF}.
     *
     * @param date 29 bytes, IMF-fixdate (RFC 9110, section 5.6.7); not checked
     */
    public static void date(ByteWriter out, byte[] date) {
        throw new UnsupportedOperationException();
    }

    /** Appends the empty line that ends a head. */
    public static void end(ByteWriter out) {
        throw new UnsupportedOperationException();
    }

    /**
     * Appends what stands before a chunk's bytes.
     *
     * @param size of the chunk; positive, since 0 would end the body
     */
    public static void chunkHead(ByteWriter out, long size) {
        throw new UnsupportedOperationException();
    }

    /** Appends what stands after a chunk's bytes. */
    public static void chunkEnd(ByteWriter out) {
        throw new UnsupportedOperationException();
    }

    /** Appends the end of a body in chunks, without trailers. */
    public static void lastChunk(ByteWriter out) {
        throw new UnsupportedOperationException();
    }

    /**
     * Appends the end of a body in chunks.
     *
     * @param trailers none of which may say how the message is framed or where it goes (RFC 9110,
     *     section 6.5.1): Content-Length, Transfer-Encoding, Host, Connection, Trailer
     */
    public static void lastChunk(ByteWriter out, Headers trailers) {
        throw new UnsupportedOperationException();
    }
}
