package dev.rondo.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * The one class that touches the JDK's private API: virtual threads with a scheduler of our own.
 *
 * <p>{@code java.lang.ThreadBuilders.newVirtualThread} is private to the JDK and may change after
 * 25, so it is probed once, by making and running a thread, and its absence is an answer, not an
 * error. The JDK's own scheduler is private, too; without it the common pool stands in, which does
 * not grow for threads that block in the file system.
 */
final class LoopScheduledThreads {
    private static final @Nullable MethodHandle NEW_THREAD;
    private static final String WHY_NOT;
    private static final Executor OF_THE_JDK = findOfTheJdk();

    static {
        MethodHandle found = null;
        String reason = "";
        try {
            found = find();
            probe(found);
        } catch (InaccessibleObjectException e) {
            found = null;
            reason = "the package java.lang is not open to Rondo";
        } catch (
                Throwable e) { // a JDK that changed can fail in any way; all of them mean the other
            // engine
            found = null;
            reason =
                    "this JDK ("
                            + Runtime.version()
                            + ") offers no virtual threads with a scheduler of their own: "
                            + e;
        }
        NEW_THREAD = found;
        WHY_NOT = reason;
    }

    private LoopScheduledThreads() {}

    static boolean available() {
        return NEW_THREAD != null;
    }

    static String whyNot() {
        return WHY_NOT;
    }

    /**
     * Returns an unstarted virtual thread whose continuation goes to {@code scheduler} whenever it
     * can run.
     */
    static Thread create(Executor scheduler, String name, Runnable body) {
        MethodHandle factory = NEW_THREAD;
        if (factory == null) {
            throw new IllegalStateException(WHY_NOT);
        }
        try {
            return (Thread) factory.invokeExact(scheduler, name, 0, body);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Returns what runs virtual threads that platform threads start. */
    static Executor ofTheJdk() {
        return OF_THE_JDK;
    }

    private static Executor findOfTheJdk() {
        try {
            Method method =
                    Class.forName("java.lang.VirtualThread").getDeclaredMethod("defaultScheduler");
            method.setAccessible(true);
            if (method.invoke(null) instanceof Executor found) {
                return found;
            }
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            // This JDK has none of that name.
        }
        return ForkJoinPool.commonPool();
    }

    private static MethodHandle find() throws ReflectiveOperationException {
        Method method =
                Class.forName("java.lang.ThreadBuilders")
                        .getDeclaredMethod(
                                "newVirtualThread",
                                Executor.class,
                                String.class,
                                int.class,
                                Runnable.class);
        method.setAccessible(true);
        return MethodHandles.lookup()
                .unreflect(method)
                .asType(
                        MethodType.methodType(
                                Thread.class,
                                Executor.class,
                                String.class,
                                int.class,
                                Runnable.class));
    }

    /** Runs a thread to its end on a scheduler that is a plain queue of one. */
    private static void probe(MethodHandle factory) throws Throwable {
        Probe probe = new Probe();
        Thread thread =
                (Thread) factory.invokeExact((Executor) probe, "rondo-probe", 0, (Runnable) probe);
        thread.start();
        Runnable continuation = probe.submitted;
        if (continuation == null) {
            throw new IllegalStateException("its scheduler was not asked to run it");
        }
        Engine.joinFully(Thread.ofPlatform().daemon().name("rondo-probe").start(continuation));
        if (!probe.ran) {
            throw new IllegalStateException("it did not run");
        }
    }

    // A class of its own, not a lambda: a lambda here would wait on the other thread for this
    // class's initialiser.

    private static final class Probe implements Executor, Runnable {
        private volatile @Nullable Runnable submitted;
        private volatile boolean ran;

        @Override
        public void execute(Runnable continuation) {
            submitted = continuation;
        }

        @Override
        public void run() {
            ran = true;
        }
    }
}
