package dev.rondo;

import java.util.function.Supplier;

/**
 * What makes loops when the program does not say: Rondo's answer to asyncio's event loop policies.
 *
 * <p>The property is read when a loop is needed, so that options which name another factory never
 * load this one.
 */
final class DefaultLoopFactory {
    private DefaultLoopFactory() {}

    static EventLoop make() {
        String className = System.getProperty("rondo.loopFactory", "");
        if (className.isEmpty()) {
            return EventLoop.create();
        }
        Object made = load(className).get();
        if (made instanceof EventLoop loop) {
            return loop;
        }
        throw unusable(
                className, "it made " + Snapshots.shortText(made) + ", which is no EventLoop");
    }

    private static Supplier<?> load(String className) {
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        ClassLoader loader =
                ofThread == null ? DefaultLoopFactory.class.getClassLoader() : ofThread;
        try {
            return Class.forName(className, true, loader)
                    .asSubclass(Supplier.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
            IllegalStateException unusable = unusable(className, e.toString());
            unusable.initCause(e);
            throw unusable;
        }
    }

    private static IllegalStateException unusable(String className, String why) {
        return new IllegalStateException(
                "-Drondo.loopFactory="
                        + className
                        + " cannot be used: "
                        + why
                        + "\n"
                        + "It must name a public class with a public constructor without parameters"
                        + " that implements java.util.function.Supplier<dev.rondo.EventLoop>");
    }
}
