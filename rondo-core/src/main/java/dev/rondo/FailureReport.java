package dev.rondo;

import org.jspecify.annotations.Nullable;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/**
 * What to say of a failed future if it goes away without anybody having asked for its exception.
 */
final class FailureReport extends WeakReference<Future<?>> {
    private final Throwable exception;
    private final String description;
    private final String kind;
    private final @Nullable CreationTrace created;

    FailureReport(
            Future<?> future,
            Throwable exception,
            String description,
            ReferenceQueue<Future<?>> queue) {
        super(future, queue);
        this.exception = exception;
        this.kind = future.kind();
        this.description = description;
        this.created = future.created();
    }

    ExceptionContext context() {
        Future<?> future = get();
        String message = kind + " exception was never retrieved";
        ExceptionContext context =
                new ExceptionContext(
                                future == null ? message + "\nfuture: " + description : message,
                                exception)
                        .withCreated(created);
        return future == null ? context : context.withFuture(future);
    }
}
