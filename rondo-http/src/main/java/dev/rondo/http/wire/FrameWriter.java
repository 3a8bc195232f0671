package dev.rondo.http.wire;

/** Frames out (RFC 6455, section 5.2). */
public final class FrameWriter {
    /** How many bytes a control frame carries at most. */
    public static final int MAX_CONTROL = 125;

    private FrameWriter() {}
}
