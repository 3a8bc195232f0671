package dev.rondo;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A callback that waits to run once. Returned by {@link EventLoop#callSoon}.
 *
 * <p>asyncio: {@code Handle}.
 */
public sealed class Handle permits TimerHandle {
    private final EventLoop loop;
    private final Context context;
    private @Nullable Runnable callback; // null once it was cancelled
    private @Nullable String was; // what a cancelled one would have run; debug mode only
    private boolean cancelled;
    private final @Nullable CreationTrace created;

    Handle(EventLoop loop, Runnable callback, Context context) {
        this.loop = loop;
        this.callback = Objects.requireNonNull(callback, "callback");
        this.context = Objects.requireNonNull(context, "context");
        this.created = loop.debug() ? CreationTrace.capture() : null;
    }

    /**
     * Keeps the callback from running. Does nothing when it ran or was cancelled before. The loop's
     * thread.
     */
    public void cancel() {
        if (!cancelled) {
            cancelled = true;
            if (created != null && callback != null) {
                was = describe(callback);
            }
            callback = null; // what it holds must not outlive its use
        }
    }

    /** Returns whether {@link #cancel} was called. */
    public boolean cancelled() {
        return cancelled;
    }

    /** Returns the context in which the callback runs. asyncio: {@code get_context}. */
    public Context context() {
        return context;
    }

    @Nullable CreationTrace created() {
        return created;
    }

    EventLoop loop() {
        return loop;
    }

    /**
     * Runs the callback unless it was cancelled; what it throws goes to the loop's exception
     * handler.
     */
    final void run() {
        Runnable code = callback;
        if (code == null) {
            return;
        }
        try {
            code.run();
        } catch (KeyboardInterrupt e) {
            loop.kernel().endRun(e);
        } catch (Throwable e) { // a callback's failure must not stop the loop
            loop.callExceptionHandler(
                    new ExceptionContext("Exception in callback " + this, e).withHandle(this));
        }
    }

    static String describe(Runnable callback) {
        return BodyName.of(callback);
    }

    @Override
    public String toString() {
        Runnable code = callback;
        String what = code == null ? was : describe(code);
        return "<"
                + getClass().getSimpleName()
                + (cancelled ? " cancelled" : "")
                + details()
                + (what == null ? "" : " " + what)
                + (created == null ? "" : " created at " + created.site())
                + ">";
    }

    String details() {
        return "";
    }
}
