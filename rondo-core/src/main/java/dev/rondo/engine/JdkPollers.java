package dev.rondo.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the JDK's socket pollers off loops in virtual time.
 *
 * <p>They are virtual threads, started by the first virtual thread that has to wait for a socket;
 * started by a task there they would take turns with its loop for as long as the JVM lives, and be
 * lost while that loop rests. So they are recognised as they start, and run where the JDK means
 * them to. Rejected: starting them early from a platform thread. The JVM waits 300 ms at its exit
 * for daemon threads in native code, which their master is, so every program would end that much
 * later.
 */
final class JdkPollers {
    private static final String POLLER = "sun.nio.ch.Poller";
    private static final int STACK_DEPTH = 40; // frames between its initialiser and our scheduler
    private static final StackWalker WALKER = StackWalker.getInstance();

    // Any thread.
    private static final Set<Runnable> CONTINUATIONS = ConcurrentHashMap.newKeySet();
    private static volatile boolean complete; // all that start have started

    private JdkPollers() {}

    /** Returns whether a continuation that can run is a poller's. Any thread. */
    static boolean owns(Runnable continuation) {
        return CONTINUATIONS.contains(continuation) || isStarting(continuation);
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
}
