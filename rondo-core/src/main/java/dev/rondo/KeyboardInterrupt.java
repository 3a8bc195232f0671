package dev.rondo;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by {@link Runner#run} after Ctrl-C (SIGINT) cancelled the main task and its cleanup has
 * run.
 *
 * <p>Thrown inside a task or a callback it ends the loop's run, as in asyncio. asyncio: {@code
 * KeyboardInterrupt}.
 */
public final class KeyboardInterrupt extends Error {
    private static final long serialVersionUID = 1L;

    /** Creates one without a cause. */
    public KeyboardInterrupt() {
        this(null);
    }

    /**
     * Creates one.
     *
     * @param cause the cancellation that it stands for, or null
     */
    public KeyboardInterrupt(@Nullable Throwable cause) {
        super("The program was interrupted from the keyboard (SIGINT)", cause);
    }
}
