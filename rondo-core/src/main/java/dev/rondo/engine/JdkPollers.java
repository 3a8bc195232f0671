package dev.rondo.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the JDK's socket pollers off the loops.
 *
 * <p>They are virtual threads, started by the first virtual thread that has to wait for a socket;
 * started by a task they have its loop as their scheduler for as long as the JVM lives, and would
 * be lost when that loop ends. So they are recognised as they start and run on a thread of their
 * own. Rejected: starting them early from a platform thread. The JVM waits 300 ms at its exit for
 * daemon threads in native code, which their master is, so every program would end that much later.
 */
final class JdkPollers {
    private static final String POLLER = "sun.nio.ch.Poller";
    private static final int STACK_DEPTH = 40; // frames between its initialiser and our scheduler
    private static final StackWalker WALKER = StackWalker.getInstance();

    // Any thread.
    private static final Set<Runnable> CONTINUATIONS = ConcurrentHashMap.newKeySet();
    private static final Executor EXECUTOR = newExecutor();
    private static volatile boolean complete; // all that start have started

    private JdkPollers() {}

    /** Runs a continuation if it is a poller's; otherwise returns false. Any thread. */
    static boolean run(Runnable continuation) {
        if (CONTINUATIONS.contains(continuation) || isStarting(continuation)) {
            EXECUTOR.execute(continuation);
            return true;
        }
        return false;
    }

    private static boolean isStarting(Runnable continuation) {
        if (complete) {
            return false;
        }
        if (WALKER.walk(
                frames ->
                        frames.limit(STACK_DEPTH)
                                .anyMatch(frame ->
                                        frame.getClassName().equals(POLLER)
                                                && frame.getMethodName().equals("<clinit>")))) {
            CONTINUATIONS.add(continuation);
            return true;
        }
        complete = !CONTINUATIONS.isEmpty(); // one initialiser starts them all
        return false;
    }

    private static Executor newExecutor() {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(
                        1,
                        1,
                        10, // its thread ends when there was nothing to poll for so long
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform()
                                .daemon()
                                .name("rondo-pollers")
                                .inheritInheritableThreadLocals(false)
                                .factory());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
