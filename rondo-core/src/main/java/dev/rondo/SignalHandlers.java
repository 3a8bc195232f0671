package dev.rondo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The signals that a loop listens to.
 *
 * <p>A signal arrives on a thread of the JVM's, which only queues a look-up; the callback is found
 * on the loop. So a signal that was on its way when its handler was replaced or removed goes to the
 * new one or to nobody, as in asyncio.
 */
final class SignalHandlers {
    private record Handler(Runnable callback, Context context, Signals.Restore before) {}

    private final EventLoop loop;
    private final Map<String, Handler> byName = new LinkedHashMap<>(); // loop thread

    SignalHandlers(EventLoop loop) {
        this.loop = loop;
    }

    void add(String name, Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        loop.checkThread("addSignalHandler()");
        Signals.Restore before = Signals.handle(name, () -> arrived(name));
        Handler replaced = byName.put(name, new Handler(callback, Context.copyCurrent(), before));
        if (replaced != null) {
            replaced.before.run();
        }
    }

    /** Called on a thread of the JVM's, also when the loop has just closed. */
    private void arrived(String name) {
        loop.kernel().enter(new Handle(loop, () -> call(name), new Context()));
    }

    private void call(String name) {
        Handler handler = byName.get(name);
        if (handler != null) {
            loop.callSoon(handler.callback, handler.context);
        }
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }

    boolean remove(String name) {
        loop.checkThread("removeSignalHandler()");
        @Nullable Handler removed = byName.remove(Objects.requireNonNull(name, "signal"));
        if (removed == null) {
            return false;
        }
        removed.before.run();
        return true;
    }

    void close() {
        for (String name : new ArrayList<>(byName.keySet())) {
            remove(name);
        }
    }
}
