package dev.rondo;

import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells the loop's exception handler of failures that belong to nobody. */
final class Failures {
    private final EventLoop loop;
    private @Nullable ExceptionHandler handler; // loop thread; null: log
    // Any thread puts in. In the order of arrival, and nearly always empty.
    private final Queue<Handle> unsaid = new ConcurrentLinkedQueue<>();

    Failures(EventLoop loop) {
        this.loop = loop;
    }

    Optional<ExceptionHandler> handler() {
        return Optional.ofNullable(handler);
    }

    void handler(Optional<ExceptionHandler> replacement) {
        handler = Objects.requireNonNull(replacement, "handler").orElse(null);
    }

    /** Calls the handler, which is user code: on a strand, or while the loop does not run. */
    void report(ExceptionContext context) {
        Objects.requireNonNull(context, "context");
        ExceptionHandler current = handler;
        try {
            contextOf(context)
                    .run(() -> {
                        if (current == null) {
                            log(context);
                        } else {
                            current.handle(loop, context);
                        }
                        return Boolean.TRUE;
                    });
        } catch (KeyboardInterrupt e) {
            if (!loop.kernel().inLoop()) {
                throw e; // there is no run to end
            }
            loop.kernel().endRun(e);
        } catch (
                Throwable e) { // a handler's failure must not stop the loop, nor hide the first one
            Throwable first = context.exception().orElse(e);
            if (first != e) {
                e.addSuppressed(first);
            }
            logOrPrint(
                    "Unhandled error in exception handler, while handling: " + context.text(), e);
            if (first != e && e.getSuppressed().length == 0) { // the JVM's own errors take none
                logOrPrint(context.text(), first);
            }
        }
    }

    /** The last resort; what it would throw would end the strand that runs callbacks. */
    private static void logOrPrint(String text, Throwable failure) {
        try {
            logger().log(System.Logger.Level.ERROR, text, failure);
        } catch (RuntimeException | Error e) { // a broken logger throws what it likes
            System.err.println(text + "\nand it cannot be logged: " + e);
        }
    }

    void log(ExceptionContext context) {
        Objects.requireNonNull(context, "context");
        if (context.exception().isPresent()) {
            logger().log(System.Logger.Level.ERROR, context.text(), context.exception().get());
        } else {
            logger().log(System.Logger.Level.WARNING, context.text());
        }
    }

    /** The handler hears of a failure in the context in which it happened, if that is known. */
    private static Context contextOf(ExceptionContext context) {
        if (context.future().orElse(null) instanceof Task<?> task) {
            return task.context();
        }
        return context.handle().map(Handle::context).orElseGet(Context::current);
    }

    /** Calls the handler on a strand: for the bare loop thread and other threads. */
    void reportSoon(ExceptionContext context, Context in) {
        soon(() -> report(context), in);
    }

    /** Logs on a strand, since the bare loop thread must take no lock of a logger. */
    void logSoon(System.Logger.Level level, Supplier<String> text) {
        soon(() -> logger().log(level, text), new Context());
    }

    private void soon(Runnable code, Context in) {
        if (!loop.isClosed()) {
            Handle report = new Handle(loop, code, in);
            unsaid.add(report);
            loop.kernel().enter(new Handle(loop, () -> say(report), in));
        }
    }

    private void say(Handle report) {
        if (unsaid.remove(report)) {
            report.run();
        }
    }

    /** Says what there was no more pass for; the loop closes. */
    void sayAll() {
        for (Handle report = unsaid.poll(); report != null; report = unsaid.poll()) {
            report.run();
        }
    }

    static System.Logger logger() {
        return System.getLogger("dev.rondo");
    }
}
