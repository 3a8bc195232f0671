package dev.rondo;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * What to say of a failed future if it goes away without anybody having asked for its exception.
 */
final class FailureReport extends WeakReference<Future<?>> {
    private final Throwable exception;
    private final String kind;
    private final String details;
    private final Context ran; // where a task failed: the handler is told there
    private final @Nullable CreationTrace created;
    private volatile boolean dismissed; // set by whoever gets the exception, on any thread

    FailureReport(Future<?> future, Throwable exception, ReferenceQueue<Future<?>> queue) {
        super(future, queue);
        this.exception = exception;
        this.kind = future.kind();
        this.details = future.details();
        this.ran = future instanceof Task<?> task ? task.context() : new Context();
        this.created = future.created();
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
        String message = kind + " exception was never retrieved";
        Future<?> future = get();
        if (future != null) {
            return new ExceptionContext(message, exception).withFuture(future);
        }
        String gone =
                "<"
                        + kind
                        + " finished exception="
                        + Snapshots.shortText(exception)
                        + details
                        + ">";
        return new ExceptionContext(message + "\nfuture: " + gone, exception).withCreated(created);
    }

    /**
     * For a future that failed when its loop was closed already. Called by the cleaner's thread.
     */
    void logUnlessDismissed() {
        if (!dismissed) {
            Failures.logger().log(System.Logger.Level.ERROR, context().text(), exception);
        }
    }
}
