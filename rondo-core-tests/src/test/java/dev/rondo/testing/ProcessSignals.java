package dev.rondo.testing;

import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Assumptions;

/** Sends the test's own process a signal, and sees who has it. Reflection, since javac warns. */
public final class ProcessSignals {
    private ProcessSignals() {}

    /** A signal's handler, whoever installed it. */
    public record Owner(String signal, Object handler) {
        /** Gives the signal back to it. */
        public void restore() {
            install(signal, handler);
        }
    }

    /** Raises a signal in this process; its handler runs on a thread of its own. */
    public static void raise(String signal) {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            type.getMethod("raise", type).invoke(null, newSignal(signal));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("cannot raise " + signal, e);
        }
    }

    /** Installs a handler of the test's own and returns the one before. */
    public static Owner handle(String signal, Runnable code) {
        try {
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            Object handler =
                    Proxy.newProxyInstance(
                            ProcessSignals.class.getClassLoader(),
                            new Class<?>[] {type},
                            (proxy, method, arguments) ->
                                    switch (method.getName()) {
                                        case "handle" -> {
                                            code.run();
                                            yield null;
                                        }
                                        case "equals" -> proxy == arguments[0];
                                        case "hashCode" -> System.identityHashCode(proxy);
                                        default -> "a test's handler";
                                    });
            return new Owner(signal, install(signal, handler));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns a text that tells a signal's handler from any other. */
    public static String owner(String signal) {
        Owner before = handle(signal, () -> {});
        before.restore();
        return before.handler().toString();
    }

    /**
     * Skips a test where the process was started with Ctrl-C ignored, as "command &" of sh does.
     */
    public static void assumeInterruptsArrive() {
        Assumptions.assumeFalse(owner("INT").equals("SIG_IGN"), "SIGINT is ignored here");
    }

    private static Object install(String signal, Object handler) {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            return type.getMethod("handle", type, handlerType)
                    .invoke(null, newSignal(signal), handler);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("cannot handle " + signal, e);
        }
    }

    private static Object newSignal(String signal) throws ReflectiveOperationException {
        return Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(signal);
    }
}
