package dev.rondo.workers;

/**
 * What code threw in a worker, in words: this process does not have its class or cannot build it
 * again. The stack trace of the original is in the message of the cause.
 */
public final class RemoteFailureException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String className;

    RemoteFailureException(String className, String message, RemoteStack stack) {
        super(message, stack);
        this.className = className;
    }

    /** Returns the name of the class that was thrown there. */
    public String className() {
        return className;
    }
}
