package dev.rondo;

import java.util.function.Supplier;

/**
 * What makes loops when the program does not say: Rondo's answer to asyncio's event loop policies.
 */
final class DefaultLoopFactory {
    private DefaultLoopFactory() {}

    static Supplier<EventLoop> get() {
        String className = System.getProperty("rondo.loopFactory", "");
        return className.isEmpty() ? EventLoop::create : load(className);
    }

    @SuppressWarnings("unchecked")
    private static Supplier<EventLoop> load(String className) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try {
            Class<?> type = Class.forName(className, true, loader);
            return (Supplier<EventLoop>)
                    type.asSubclass(Supplier.class).getConstructor().newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalStateException(
                    "-Drondo.loopFactory="
                            + className
                            + " cannot be used: "
                            + e
                            + "\n"
                            + "It must name a public class with a public constructor without"
                            + " parameters that implements"
                            + " java.util.function.Supplier<dev.rondo.EventLoop>",
                    e);
        }
    }
}
