package dev.rondo;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Objects;

/**
 * The one door to process signals: {@code sun.misc.Signal}, which every JDK exports in the module
 * jdk.unsupported and which has no supported counterpart. Reached by reflection, so that a runtime
 * image without that module still loads Rondo and only has no signals.
 */
final class Signals {
    /** Gives a signal back to who had it before. */
    interface Restore extends Runnable {
        /**
         * Returns whether that is the JVM itself (or the system's default), not another part of the
         * program.
         */
        boolean wasDefault();
    }

    private Signals() {}

    /**
     * Has code run on the JVM's signal thread when the process gets a signal.
     *
     * @param name the name without SIG
     * @throws IllegalArgumentException if the signal is unknown or the JVM keeps it for itself
     */
    static Restore handle(String name, Runnable code) {
        Objects.requireNonNull(name, "signal");
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object signal = signalType.getConstructor(String.class).newInstance(name);
            var install = signalType.getMethod("handle", signalType, handlerType);
            Object handler =
                    Proxy.newProxyInstance(
                            handlerType.getClassLoader(),
                            new Class<?>[] {handlerType},
                            (proxy, method, arguments) -> {
                                if (method.getName().equals("handle")) {
                                    code.run();
                                    return null;
                                }
                                return objectMethod(proxy, method.getName(), arguments);
                            });
            Object before = install.invoke(null, signal, handler);
            // The JVM's own handlers come back wrapped; a program's come back as they are.
            boolean wasDefault =
                    before.equals(handlerType.getField("SIG_DFL").get(null))
                            || before.getClass().getName().startsWith("sun.misc.Signal$");
            return new Installed(() -> install.invoke(null, signal, before), wasDefault);
        } catch (InvocationTargetException e) {
            throw cannotHandle(name, String.valueOf(e.getCause()), e);
        } catch (ReflectiveOperationException e) {
            throw cannotHandle(name, "this Java runtime has no sun.misc.Signal", e);
        }
    }

    private static Object objectMethod(Object proxy, String name, Object[] arguments) {
        return switch (name) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "Rondo's signal handler";
        };
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

    /** Reflection throws what a Runnable may not. */
    private interface Reinstall {
        void run() throws ReflectiveOperationException;
    }

    private record Installed(Reinstall reinstall, boolean wasDefault) implements Restore {
        @Override
        public void run() {
            try {
                reinstall.run();
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("a signal that was handled cannot be given back", e);
            }
        }
    }
}
