package dev.rondo;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One daemon thread beside all running loops that sees what they cannot: that one is held.
 *
 * <ul>
 *   <li>In debug mode: code that holds a loop longer than {@code slowCallbackDuration}, while it
 *       does, with its stack.
 *   <li>Always: a task that awaits where its thread cannot unmount (in a class initialiser, under a
 *       native frame). It would hold the loop for ever, so its wait is made to fail with the frame
 *       that pins.
 *   <li>Always: a task that blocks in foreign code there. It may come back, so it is only reported.
 * </ul>
 *
 * <p>It samples each loop's counter of steps, so it costs the loop nothing; a run only enters and
 * leaves a set. The thread ends when there was no loop for a while. Rejected: a thread for each
 * loop, which made the shortest {@code run()} three times slower.
 */
final class Watchdog {
    // A pinned wait is found within twice that; ten wake-ups a second are not felt.
    private static final long SAMPLE_NANOS = 100_000_000;
    private static final long SHORTEST_SAMPLE_NANOS = 1_000_000; // however short the debug limit is
    private static final int SAMPLES_WITHOUT_LOOP = 100; // then the thread ends: 10 s
    private static final Watchdog INSTANCE = new Watchdog();

    // Guarded by this. No user code runs while it is held, so the bare loop thread may take it.
    private final Set<Watch> watches = new LinkedHashSet<>();
    private @Nullable Thread thread;
    private long sleepNanos; // what the thread sleeps for, or did last

    private Watchdog() {}

    /** Watches a loop until the watch is closed; called by its thread. */
    static Watch watch(Kernel kernel) {
        return INSTANCE.add(kernel);
    }

    private synchronized Watch add(Kernel kernel) {
        Watch watch = new Watch(kernel);
        watches.add(watch);
        if (thread == null) {
            // It inherits nothing, so it keeps nothing of the program's alive.
            thread =
                    Thread.ofPlatform()
                            .daemon()
                            .name("rondo-watchdog")
                            .inheritInheritableThreadLocals(false)
                            .start(this::sampleForEver);
        } else if (watch.sampleNanos() < sleepNanos) {
            notifyAll();
        }
        return watch;
    }

    private synchronized void remove(Watch watch) {
        watches.remove(watch);
    }

    private void sampleForEver() {
        int idle = 0;
        while (idle < SAMPLES_WITHOUT_LOOP || !end()) {
            idle = sample() ? 0 : idle + 1;
        }
    }

    private synchronized boolean end() {
        if (watches.isEmpty()) {
            thread = null;
            return true;
        }
        return false;
    }

    /**
     * Sleeps and looks at every loop once; returns whether there was one. A method of its own, so
     * that no loop is held by a local variable during the next sleep.
     */
    @SuppressWarnings("WaitNotInLoop") // a sample that comes early does no harm
    private boolean sample() {
        List<Watch> current;
        synchronized (this) {
            sleepNanos = SAMPLE_NANOS;
            for (Watch watch : watches) {
                sleepNanos = Math.min(sleepNanos, watch.sampleNanos());
            }
            try {
                wait(sleepNanos / 1_000_000);
            } catch (InterruptedException e) {
                // Nobody has a reason to interrupt it; it goes on.
            }
            current = new ArrayList<>(watches);
        }
        for (Watch watch : current) {
            watch.look();
        }
        return !current.isEmpty();
    }

    /** One running loop. Its fields belong to the watchdog's thread. */
    static final class Watch implements AutoCloseable {
        private final Kernel kernel;
        private long lastBeats = -1;
        private long reportedBeats = -1;
        private long heldSince; // nanoseconds of the system clock

        private Watch(Kernel kernel) {
            this.kernel = kernel;
        }

        @Override
        public void close() {
            INSTANCE.remove(this);
        }

        private long sampleNanos() {
            return kernel.loop.debug()
                    ? Math.clamp(debugLimitNanos() / 2, SHORTEST_SAMPLE_NANOS, SAMPLE_NANOS)
                    : SAMPLE_NANOS;
        }

        private long debugLimitNanos() {
            return Delay.saturated(kernel.loop.slowCallbackDuration());
        }

        private void look() {
            long now = SystemClock.INSTANCE.nanoTime();
            Object executing = kernel.executing();
            long beats = kernel.beats();
            if (executing == null || beats != lastBeats) {
                lastBeats = beats;
                heldSince = now;
                return;
            }
            long heldNanos = now - heldSince;
            if (executing instanceof Strand strand
                    && heldNanos >= SAMPLE_NANOS
                    && Pinning.isPinnedWait(strand)) {
                strand.failPinned();
            } else if (beats != reportedBeats) {
                String report = report(executing, heldNanos);
                // If it moved on meanwhile, names and stack may be those of something else.
                if (report != null && kernel.beats() == beats && kernel.executing() == executing) {
                    reportedBeats = beats;
                    log(report);
                }
            }
        }

        private @Nullable String report(Object executing, long heldNanos) {
            StackTraceElement[] stack =
                    executing instanceof Strand strand
                            ? strand.thread().getStackTrace()
                            : new StackTraceElement[0];
            if (executing instanceof Strand strand
                    && heldNanos >= SAMPLE_NANOS
                    && kernel.engine.choice() == EngineChoice.SCHEDULED
                    && Pinning.isBlocked(kernel.thread())) {
                return Pinning.blockedLoop(strand, stack);
            }
            if (!kernel.loop.debug() || heldNanos < debugLimitNanos()) {
                return null;
            }
            return String.format(
                    Locale.ROOT,
                    "%s has held the loop for %.3f seconds\n"
                            + "Other tasks wait meanwhile; offload with toThread(), or let them"
                            + " run with sleep(0)%s",
                    executing instanceof Strand strand ? strand.owner() : executing,
                    heldNanos / 1e9,
                    stack.length == 0 ? "" : "; it is at:" + Pinning.text(stack));
        }
    }

    /**
     * Logs on a thread of its own: a logger can wait for a lock that a task holds, and the watchdog
     * must not.
     */
    private static void log(String report) {
        Thread.ofPlatform()
                .daemon()
                .name("rondo-watchdog-report")
                .inheritInheritableThreadLocals(false)
                .start(() -> Failures.logger().log(System.Logger.Level.WARNING, report));
    }
}
