package dev.rondo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The signals that a loop listens to. */
final class SignalHandlers {
    private final EventLoop loop;
    private final Map<String, Signals.Restore> previous = new LinkedHashMap<>(); // loop thread

    SignalHandlers(EventLoop loop) {
        this.loop = loop;
    }

    void add(String name, Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        Context context = Context.copyCurrent();
        Signals.Restore before =
                Signals.handle(
                        name,
                        () -> {
                            if (!loop.isClosed()) {
                                loop.callSoonThreadsafe(callback, context);
                            }
                        });
        previous.putIfAbsent(name, before);
    }

    boolean remove(String name) {
        Signals.Restore before = previous.remove(Objects.requireNonNull(name, "signal"));
        if (before == null) {
            return false;
        }
        before.run();
        return true;
    }

    void close() {
        for (String name : new ArrayList<>(previous.keySet())) {
            remove(name);
        }
    }
}
