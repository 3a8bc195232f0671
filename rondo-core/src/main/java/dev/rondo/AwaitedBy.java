package dev.rondo;

import java.util.Objects;

/**
 * Says in a failure's stack trace, as one of its suppressed exceptions, who awaited it: the trace
 * itself only shows the task that failed. The first few that await it are noted.
 *
 * <p>Rejected: a copy of the exception with the awaiting frames as its own, as kotlinx.coroutines
 * makes in debug mode. It needs a constructor that happens to fit, loses what a subclass adds, and
 * is no longer the object that was thrown.
 */
final class AwaitedBy extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 3; // a failure may go through a long chain of tasks
    private static final int FRAMES = 8;

    private AwaitedBy(String task) {
        super("awaited by " + task, null, false, true);
        setStackTrace(CreationTrace.capture(FRAMES).frames().toArray(StackTraceElement[]::new));
    }

    /** Notes that a task awaited a failure, which is thrown there next. */
    static Throwable noted(Throwable failure, String task) {
        int known = 0;
        for (Throwable suppressed : failure.getSuppressed()) {
            if (suppressed instanceof AwaitedBy && ++known == MOST) {
                return failure;
            }
        }
        failure.addSuppressed(new AwaitedBy(task));
        return failure;
    }

    @Override
    public Throwable fillInStackTrace() {
        return this; // it gets the user's frames only
    }

    @Override
    @SuppressWarnings(
            "OverrideThrowableToString") // the line in a trace is to be read as a sentence
    public String toString() {
        return Objects.requireNonNull(getMessage());
    }
}
