package dev.rondo.http.wire;

/** The kinds of frames (RFC 6455, section 5.2). */
public final class Opcode {
    /** A further part of a message. */
    public static final int CONTINUATION = 0;

    /** Text, or its first part. */
    public static final int TEXT = 1;

    /** Bytes, or their first part. */
    public static final int BINARY = 2;

    /** A goodbye. */
    public static final int CLOSE = 8;

    /** A question whether the peer is there. */
    public static final int PING = 9;

    /** The answer. */
    public static final int PONG = 10;

    private Opcode() {}

    static boolean isControl(int opcode) {
        return opcode >= CLOSE;
    }

    static boolean isKnown(int opcode) {
        return opcode <= BINARY || (opcode >= CLOSE && opcode <= PONG);
    }
}
