package dev.rondo;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one door to process signals: {@code sun.misc.Signal}, which every JDK exports in the module
 * jdk.unsupported and which has no supported counterpart. Reached by reflection, so that a runtime
 * image without that module still loads Rondo and only has no signals.
 *
 * <p>The JVM keeps one handler a signal. Rondo's users come and go in any order (a runner takes
 * SIGINT, its main task gives the loop a handler for it, the runner ends first), so they stand in a
 * list here, and the handler from before Rondo returns when the list is empty. The last one hears
 * the signal; runners, which stand first, hear it together. Rejected: each user remembering its
 * predecessor, since the first to go would put back one that is gone or take the signal from one
 * that is still there.
 */
final class Signals {
    /** Gives a signal back to who had it before. Doing it twice does nothing more. */
    interface Restore extends Runnable {}

    private static final Map<String, Signals> BY_NAME = new HashMap<>(); // guarded by itself

    private final Object signal;
    private final Object handler;
    private final List<Hearing> hearing = new ArrayList<>(); // guarded by BY_NAME
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
        return Objects.requireNonNull(listen(name, code, false));
    }

    /**
     * Like {@link #handle}, together with all others that listen this way, and only if nobody else
     * in the program has taken the signal; returns null then.
     */
    static @Nullable Restore handleTogether(String name, Runnable code) {
        return listen(name, code, true);
    }

    private static @Nullable Restore listen(String name, Runnable code, boolean together) {
        Objects.requireNonNull(name, "signal");
        synchronized (BY_NAME) {
            try {
                Signals signals = BY_NAME.get(name);
                if (signals == null) {
                    signals = new Signals(name);
                }
                Restore restore = signals.add(code, together);
                BY_NAME.put(name, signals);
                return restore;
            } catch (InvocationTargetException e) {
                throw cannotHandle(name, String.valueOf(e.getCause()), e);
            } catch (ReflectiveOperationException e) {
                throw cannotHandle(name, "this Java runtime has no sun.misc.Signal", e);
            }
        }
    }

    private @Nullable Restore add(Runnable code, boolean together)
            throws ReflectiveOperationException {
        if (together && !hearing.isEmpty() && !hearing.getLast().together) {
            return null;
        }
        // Installed again each time: another part of the program may have taken the signal since.
        Object previous = install(handler);
        if (previous != handler) {
            if (together && !isDefault(previous)) {
                install(previous);
                return null;
            }
            before = previous;
        }
        Hearing added = new Hearing(code, together);
        hearing.add(added);
        return added;
    }

    private void remove(Hearing gone) {
        synchronized (BY_NAME) {
            if (!hearing.remove(gone) || !hearing.isEmpty()) {
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
        List<Runnable> heard = new ArrayList<>();
        synchronized (BY_NAME) {
            // Those together stand before all others; nobody is left if they went meanwhile.
            boolean all = !hearing.isEmpty() && hearing.getLast().together;
            for (Hearing one : hearing) {
                if (all || one == hearing.getLast()) {
                    heard.add(one.code);
                }
            }
        }
        heard.forEach(Runnable::run);
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
    private final class Hearing implements Restore {
        private final Runnable code;
        private final boolean together;

        Hearing(Runnable code, boolean together) {
            this.code = code;
            this.together = together;
        }

        @Override
        public void run() {
            remove(this);
        }
    }
}
