package dev.rondo;

import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * Thrown at a suspension point of a task that was cancelled, and by reading the result of anything
 * cancelled.
 *
 * <p>It is an {@link Error} for the reason that Python made it a {@code BaseException}: {@code
 * catch (Exception e)} must not swallow a cancellation. Catch it to clean up, then rethrow it. It
 * carries a stack trace in debug mode only, since cancellation is ordinary control flow and a trace
 * costs microseconds.
 *
 * <p>Where foreign code answers the cancellation with an exception of its own (an {@code
 * InterruptedException}, or what a driver makes of it), that is the cause.
 *
 * <p>asyncio: {@code CancelledError}.
 */
public final class CancelledError extends Error {
    private static final long serialVersionUID = 1L;

    /** Creates one without a message. */
    public CancelledError() {
        this(null, null, DebugMode.DEFAULT);
    }

    /**
     * Creates one with the message given to {@link Task#cancel(String)}.
     *
     * @param message the reason, or null when none was given
     */
    @NullUnmarked // see CONTRIBUTING.md: no overload has an annotated parameter
    public CancelledError(String message) {
        this(message, null, DebugMode.DEFAULT);
    }

    @NullUnmarked // likewise
    private CancelledError(String message, Throwable cause, boolean trace) {
        super(message, cause, true, trace);
    }

    /** Returns one to which foreign code answered with an exception of its own, or did not. */
    static CancelledError answeredBy(@Nullable Throwable cause, @Nullable String message) {
        return new CancelledError(message, cause, DebugMode.DEFAULT);
    }
}
