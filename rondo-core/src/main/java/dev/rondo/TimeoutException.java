package dev.rondo;

/**
 * Thrown when a deadline passed before the work was done. Unlike {@link
 * java.util.concurrent.TimeoutException} it is unchecked, so that a body in a {@link Rondo#timeout
 * timeout} needs no {@code throws}. Nor is it a subclass of that one: {@code catch} clauses that
 * name the wrong one compile where a body may throw any exception, and do not catch this; when it
 * leaves {@link Rondo#run}, its text says so.
 *
 * <p>asyncio: {@code TimeoutError}.
 */
public final class TimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String HINT =
            "\nIt is not java.util.concurrent.TimeoutException: to catch it, import"
                    + " dev.rondo.TimeoutException";

    private boolean leftRun; // the thread of run()

    /** Creates one. */
    public TimeoutException(String message) {
        super(message);
    }

    TimeoutException(String message, Throwable cause) {
        super(message, cause);
    }

    /** It ends a program: whoever was meant to catch it may have imported the JDK's. */
    void leaveRun() {
        leftRun = true;
    }

    /** Returns its class and message, and a hint if it left {@link Rondo#run}: for stack traces. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // getMessage() stays plain, for who catches it
    public String toString() {
        return super.toString() + (leftRun ? HINT : "");
    }
}
