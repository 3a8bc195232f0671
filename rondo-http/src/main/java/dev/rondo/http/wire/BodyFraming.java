package dev.rondo.http.wire;

/**
 * How the end of a message's body is found (RFC 9112, section 6.3).
 *
 * @param kind which way
 * @param length of the body in bytes, if it is known; else -1
 */
public record BodyFraming(Kind kind, long length) {
    /** The ways to find a body's end. */
    public enum Kind {
        /** There is no body: the message ends with its head. */
        NONE,
        /** Content-Length says how long it is; may be 0. */
        LENGTH,
        /** It comes in chunks, and trailers may follow. */
        CHUNKED,
        /** It ends with the connection. */
        UNTIL_END
    }

    /** No body. */
    public static final BodyFraming NONE = new BodyFraming(Kind.NONE, 0);

    /** In chunks. */
    public static final BodyFraming CHUNKED = new BodyFraming(Kind.CHUNKED, -1);

    /** Until the connection's end. */
    public static final BodyFraming UNTIL_END = new BodyFraming(Kind.UNTIL_END, -1);

    private static final BodyFraming EMPTY = new BodyFraming(Kind.LENGTH, 0);

    /** Returns the framing of a body whose length is known: 0 or more bytes. */
    public static BodyFraming ofLength(long length) {
        return length == 0 ? EMPTY : new BodyFraming(Kind.LENGTH, length);
    }

    /** Returns whether bytes of a body may follow the head. */
    public boolean hasBody() {
        return length != 0;
    }
}
