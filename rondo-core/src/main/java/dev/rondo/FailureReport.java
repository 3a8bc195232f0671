package dev.rondo;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * What to say of something that failed if it goes away without anybody having asked for its
 * exception.
 */
final class FailureReport extends WeakReference<Object> {
    private final String message;
    private final Throwable exception;
    private final String gone; // what stands for it when it is gone; empty for nothing
    private final Context ran; // where a task failed: the handler is told there
    private final @Nullable CreationTrace created;
    private volatile boolean dismissed; // set by whoever gets the exception, on any thread

    FailureReport(
            Object failed,
            String message,
            Throwable exception,
            String gone,
            Context ran,
            @Nullable CreationTrace created,
            ReferenceQueue<Object> queue) {
        super(failed, queue);
        this.message = message;
        this.exception = exception;
        this.gone = gone;
        this.ran = ran;
        this.created = created;
    }

    void dismiss() {
        dismissed = true;
    }

    boolean dismissed() {
        return dismissed;
    }

    Context ran() {
        return ran;
    }

    ExceptionContext context() {
        if (get() instanceof Future<?> future) {
            return new ExceptionContext(message, exception).withFuture(future);
        }
        String text = gone.isEmpty() ? message : message + "\nfuture: " + gone;
        return new ExceptionContext(text, exception).withCreated(created);
    }

    /** For what failed when its loop was closed already. Called by the cleaner's thread. */
    void logUnlessDismissed() {
        if (!dismissed) {
            Failures.logger().log(System.Logger.Level.ERROR, context().text(), exception);
        }
    }
}
