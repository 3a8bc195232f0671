package dev.rondo;

import java.util.Objects;

/**
 * Thrown by {@link Runner#run} after Ctrl-C (SIGINT) cancelled the main task and its cleanup has
 * run.
 *
 * <p>Thrown inside a task or a callback it ends the loop's run, as in asyncio. asyncio: {@code
 * KeyboardInterrupt}.
 */
public final class KeyboardInterrupt extends Error {
    private static final long serialVersionUID = 1L;
    private static final String TEXT = "The program was interrupted from the keyboard (SIGINT)";

    /** Creates one without a cause. */
    public KeyboardInterrupt() {
        super(TEXT);
    }

    /** Creates one with the cancellation that it stands for as its cause. */
    public KeyboardInterrupt(Throwable cause) {
        super(TEXT, Objects.requireNonNull(cause, "cause"));
    }
}
