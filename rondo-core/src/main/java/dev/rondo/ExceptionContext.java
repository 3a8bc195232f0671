package dev.rondo;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a loop's exception handler is told.
 *
 * @param message what happened
 * @param exception the failure, if there is one
 * @param future the future or task that it belongs to, if known
 * @param handle the callback that it belongs to, if known
 * @param created where that was made, innermost frame first; empty outside debug mode
 */
public record ExceptionContext(
        String message,
        Optional<Throwable> exception,
        Optional<Future<?>> future,
        Optional<Handle> handle,
        List<StackTraceElement> created) {
    /** Checks that nothing is null. */
    public ExceptionContext {
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(exception, "exception");
        Objects.requireNonNull(future, "future");
        Objects.requireNonNull(handle, "handle");
        created = List.copyOf(Objects.requireNonNull(created, "created"));
    }

    /** Creates one with a message alone. */
    public ExceptionContext(String message) {
        this(message, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    /** Creates one with a message and a failure. */
    public ExceptionContext(String message, Throwable exception) {
        this(
                message,
                Optional.of(Objects.requireNonNull(exception, "exception")),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /** Returns this with the future or task that it belongs to. */
    public ExceptionContext withFuture(Future<?> future) {
        CreationTrace trace = Objects.requireNonNull(future, "future").created();
        return new ExceptionContext(
                message,
                exception,
                Optional.of(future),
                handle,
                trace == null ? created : trace.frames());
    }

    /** Returns this with the callback that it belongs to. */
    public ExceptionContext withHandle(Handle handle) {
        CreationTrace trace = Objects.requireNonNull(handle, "handle").created();
        return new ExceptionContext(
                message,
                exception,
                future,
                Optional.of(handle),
                trace == null ? created : trace.frames());
    }

    ExceptionContext withCreated(@Nullable CreationTrace trace) {
        return trace == null
                ? this
                : new ExceptionContext(message, exception, future, handle, trace.frames());
    }

    /** Returns the text that the default handler logs. */
    String text() {
        StringBuilder text = new StringBuilder(message);
        future.ifPresent(f -> text.append("\nfuture: ").append(f));
        handle.ifPresent(h -> text.append("\nhandle: ").append(h));
        if (!created.isEmpty()) {
            text.append("\ncreated at:").append(new CreationTrace(created).text());
        }
        return text.toString();
    }
}
