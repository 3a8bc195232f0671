package dev.rondo;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The one door to process signals: {@code sun.misc.Signal}, which every JDK exports in the module
 * jdk.unsupported and which has no supported counterpart. Reached by reflection, so that a runtime
 * image without that module still loads Rondo and only has no signals.
 *
 * <p>The JVM keeps one handler a signal. Rondo's users come and go in any order (a runner takes
 * SIGINT, its main task gives the loop a handler for it, the runner ends first), so they stand in a
 * list here: the last one hears the signal, and the handler from before Rondo returns when the list
 * is empty. Rejected: each user remembering its predecessor, since the first to go would put back
 * one that is gone or take the signal from one that is still there.
 */
final class Signals {
    /** Gives a signal back to who had it before. Doing it twice does nothing more. */
    interface Restore extends Runnable {
        /**
         * Returns whether that was the JVM itself (or the system's default), not another part of
         * the program.
         */
        boolean wasDefault();
    }

    private static final Map<String, Signals> BY_NAME = new HashMap<>(); // guarded by itself

    private final Object signal;
    private final Object handler;
    private final List<Listening> listening = new ArrayList<>(); // guarded by BY_NAME
    private @Nullable Object before; // guarded by BY_NAME; set while someone listens

    private Signals(String name) throws ReflectiveOperationException {
        this.signal =
                Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
        Class<?> type = Class.forName("sun.misc.SignalHandler");
        this.handler =
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "handle" -> {
                                        dispatch();
                                        yield null;
                                    }
                                    case "equals" -> proxy == arguments[0];
                                    case "hashCode" -> System.identityHashCode(proxy);
                                    default -> "Rondo's handler of SIG" + name;
                                });
    }

    /**
     * Has code run on the JVM's signal thread when the process gets a signal.
     *
     * @param name the name without SIG
     * @throws IllegalArgumentException if the signal is unknown or the JVM keeps it for itself
     */
    static Restore handle(String name, Runnable code) {
        Objects.requireNonNull(name, "signal");
        synchronized (BY_NAME) {
            try {
                Signals signals = BY_NAME.get(name);
                if (signals == null) {
                    signals = new Signals(name);
                }
                Restore restore = signals.add(code);
                BY_NAME.put(name, signals);
                return restore;
            } catch (InvocationTargetException e) {
                throw cannotHandle(name, String.valueOf(e.getCause()), e);
            } catch (ReflectiveOperationException e) {
                throw cannotHandle(name, "this Java runtime has no sun.misc.Signal", e);
            }
        }
    }

    private Restore add(Runnable code) throws ReflectiveOperationException {
        // Installed again each time: another part of the program may have taken the signal since.
        Object previous = install(handler);
        if (previous != handler) {
            before = previous;
        }
        Listening added = new Listening(code, listening.isEmpty() && isDefault(previous));
        listening.add(added);
        return added;
    }

    private void remove(Listening gone) {
        synchronized (BY_NAME) {
            if (!listening.remove(gone) || !listening.isEmpty()) {
                return;
            }
            try {
                Object current = install(Objects.requireNonNull(before));
                if (current != handler) {
                    install(current); // another part of the program has taken it: not ours to give
                }
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("a signal that was handled cannot be given back", e);
            }
            before = null;
        }
    }

    private void dispatch() {
        Runnable last;
        synchronized (BY_NAME) {
            if (listening.isEmpty()) {
                return; // the signal came while the last one left
            }
            last = listening.getLast().code;
        }
        last.run();
    }

    private Object install(Object newHandler) throws ReflectiveOperationException {
        Class<?> type = signal.getClass();
        Method handle = type.getMethod("handle", type, Class.forName("sun.misc.SignalHandler"));
        return handle.invoke(null, signal, newHandler);
    }

    /** The JVM's own handlers come back wrapped; a program's come back as they are. */
    private static boolean isDefault(Object handler) throws ReflectiveOperationException {
        Object ignore = Class.forName("sun.misc.SignalHandler").getField("SIG_IGN").get(null);
        return handler != ignore && handler.getClass().getName().startsWith("sun.misc.Signal$");
    }

    private static IllegalArgumentException cannotHandle(String name, String why, Exception cause) {
        return new IllegalArgumentException(
                "Signal "
                        + name
                        + " cannot be handled: "
                        + why
                        + "\n"
                        + "Names come without SIG (INT, TERM, HUP); the JVM keeps some for itself",
                cause);
    }

    /** One who listens to a signal. */
    private final class Listening implements Restore {
        private final Runnable code;
        private final boolean wasDefault;

        Listening(Runnable code, boolean wasDefault) {
            this.code = code;
            this.wasDefault = wasDefault;
        }

        @Override
        public boolean wasDefault() {
            return wasDefault;
        }

        @Override
        public void run() {
            remove(this);
        }
    }
}
