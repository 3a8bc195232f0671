package dev.rondo.stream;

import java.io.IOException;

/**
 * A line or message is longer than the reader's limit. Its bytes stay in the reader. asyncio:
 * {@code LimitOverrunError}.
 */
public final class LimitOverrunException extends PeerException {
    private static final long serialVersionUID = 2L;

    private final int consumed;

    /**
     * Creates one.
     *
     * @param message what was too long
     * @param consumed how many bytes may be skipped to get on
     */
    public LimitOverrunException(String message, int consumed) {
        super("read from", message, new IOException("longer than the limit"));
        this.consumed = consumed;
    }

    /** Returns how many bytes may be skipped to get on. */
    public int consumed() {
        return consumed;
    }
}
