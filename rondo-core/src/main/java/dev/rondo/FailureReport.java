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

    String message() {
        return message;
    }

    Throwable exception() {
        return exception;
    }

    /** Returns what stands for it when it is gone; empty for nothing. */
    String gone() {
        return gone;
    }

    @Nullable CreationTrace created() {
        return created;
    }
}
