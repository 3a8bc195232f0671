package dev.rondo.process;

import dev.rondo.LoopLocal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Children that outlive who would look after them: those of a loop that is closed are reaped all
 * the same, and those that are to end with this process are killed when it ends.
 */
final class Orphans implements AutoCloseable {
    private static final LoopLocal<Orphans> OF = new LoopLocal<>(_ -> new Orphans());

    private final Set<NativeChild> running = new LinkedHashSet<>(); // the loop's thread

    private Orphans() {}

    static Orphans of(dev.rondo.EventLoop loop) {
        return OF.of(loop);
    }

    void add(NativeChild child) {
        running.add(child);
    }

    void remove(NativeChild child) {
        running.remove(child);
    }

    /** The loop is closed: nobody hears of their end any more. */
    @Override
    public void close() {
        for (NativeChild child : running) {
            child.outlivesLoop();
        }
        running.clear();
    }

    // ---- The end of this process. Any thread.

    private static final Object LOCK = new Object();
    private static final Set<Runnable> ENDINGS = new LinkedHashSet<>(); // guarded by LOCK
    private static @Nullable Thread hook; // guarded by LOCK

    /** Has code run when this process ends, unless it is forgotten before. */
    static void atEnd(Runnable code) {
        synchronized (LOCK) {
            ENDINGS.add(code);
            if (hook == null) {
                Thread made = new Thread(Orphans::endAll, "rondo-process-end");
                try {
                    Runtime.getRuntime().addShutdownHook(made);
                    hook = made;
                } catch (IllegalStateException e) {
                    code.run(); // it is ending already
                }
            }
        }
    }

    /** Returns when it is sure that the code does not run any more. */
    static void forget(Runnable code) {
        synchronized (LOCK) {
            ENDINGS.remove(code);
        }
    }

    private static void endAll() {
        synchronized (LOCK) {
            List<Runnable> all = new ArrayList<>(ENDINGS);
            all.forEach(Runnable::run);
        }
    }
}
