package dev.rondo.http.wire;

import java.nio.charset.StandardCharsets;

/** The body of a close frame: a code and a reason, or nothing (RFC 6455, section 5.5.1). */
public final class ClosePayload {
    /** How many bytes of UTF-8 a reason may have. */
    public static final int MAX_REASON = FrameWriter.MAX_CONTROL - 2;

    /** There was no code. */
    public static final int NO_STATUS = 1005;

    private ClosePayload() {}

    /**
     * Returns whether a code may be in a frame: what RFC 6455, section 7.4, and IANA define for the
     * wire, and the ranges for libraries and programs.
     */
    public static boolean isCode(int code) {
        return (code >= 1000 && code <= 1003)
                || (code >= 1007 && code <= 1014)
                || (code >= 3000 && code <= 4999);
    }

    /**
     * Returns the body.
     *
     * @throws IllegalArgumentException if the code must not be sent or the reason is too long
     */
    public static byte[] of(int code, String reason) {
        if (!isCode(code)) {
            throw new IllegalArgumentException(
                    "No close code that may be sent: "
                            + code
                            + "\nUse 1000 to 1003, 1007 to 1014, or your own from 4000 to 4999");
        }
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        if (text.length > MAX_REASON) {
            throw new IllegalArgumentException(
                    "A reason has at most 123 bytes, but this has " + text.length);
        }
        byte[] body = new byte[2 + text.length];
        body[0] = (byte) (code >> 8);
        body[1] = (byte) code;
        System.arraycopy(text, 0, body, 2, text.length);
        return body;
    }
}
