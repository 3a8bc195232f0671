package dev.rondo.http.wire;

/** A peer's frames cannot be gone on with; the code says why (RFC 6455, section 7.4.1). */
public final class FrameException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int PROTOCOL_ERROR = 1002;
    private static final int INVALID_DATA = 1007;
    private static final int TOO_BIG = 1009;

    private final int code;
    private final String rule;

    private FrameException(int code, String message) {
        super(message);
        this.code = code;
        this.rule = message;
    }

    static FrameException protocol(String message) {
        return new FrameException(PROTOCOL_ERROR, message);
    }

    static FrameException invalid(String message) {
        return new FrameException(INVALID_DATA, message);
    }

    static FrameException tooBig(int maxBytes) {
        return new FrameException(TOO_BIG, "A message has more than " + maxBytes + " bytes");
    }

    /** Returns what was wrong, short enough for the reason of a close frame. */
    public String rule() {
        return rule;
    }

    /** Returns the code to close with: 1002, 1007 or 1009. */
    public int code() {
        return code;
    }
}
