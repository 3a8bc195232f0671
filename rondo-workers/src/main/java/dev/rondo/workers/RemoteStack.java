package dev.rondo.workers;

/**
 * Where in another process something was thrown: the last cause of what comes from there, with the
 * stack trace of there in its message. concurrent.futures: {@code _RemoteTraceback}.
 */
public final class RemoteStack extends RuntimeException {
    private static final long serialVersionUID = 1;

    RemoteStack(String message) {
        super(message, null, false, false);
    }
}
