package dev.rondo;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;

/** How foreign code answers the interrupt by which a task that blocks in it is cancelled. */
final class ForeignInterrupt {
    private static final int DEEPEST_CAUSE = 8; // wrappers are few; causes may form a circle

    private ForeignInterrupt() {}

    /** Returns whether a failure, or what caused it, is such an answer. */
    static boolean ended(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure;
                cause != null && depth < DEEPEST_CAUSE;
                cause = cause.getCause(), depth++) {
            if (cause instanceof InterruptedException
                    || cause instanceof ClosedByInterruptException
                    || (cause instanceof InterruptedIOException
                            && !(cause instanceof SocketTimeoutException))
                    || (cause instanceof SocketException
                            && "Closed by interrupt".equals(cause.getMessage()))) {
                return true;
            }
        }
        return false;
    }
}
