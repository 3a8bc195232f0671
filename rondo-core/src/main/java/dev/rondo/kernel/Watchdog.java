package dev.rondo.kernel;

import dev.rondo.Clock;
import dev.rondo.engine.EngineChoice;
import dev.rondo.engine.Pinning;
import dev.rondo.engine.Strand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One daemon thread beside all running loops that sees what they cannot: that one is held, or that
 * nothing in it will ever go on.
 *
 * <ul>
 *   <li>Code that holds a loop longer than a bound ({@link Host#heldNanos}; in debug mode {@link
 *       Host#slowNanos}) is reported while it does, with its stack, once; and when it goes on.
 *   <li>A task that awaits where its thread cannot unmount (in a class initialiser, under a native
 *       frame) would hold the loop for ever, so its wait is made to fail with the frame that pins.
 *   <li>A task that blocks in foreign code there may come back, so it is only reported.
 *   <li>A loop that only a call from outside could wake, and one whose tasks may wait for each
 *       other, is asked to look: see {@link Host#inspect}.
 *   <li>A program outside that rings at the {@link Doorbell} is answered by a thread of its own:
 *       see {@link Host#answer}.
 * </ul>
 *
 * <p>It samples each loop's counter of steps, so it costs the loop nothing; a run only enters and
 * leaves a set. What it sees it keeps, for those who ask since when a task waits ({@link
 * BeatHistory}) and how long the loop was held ({@link HeldTime}). The thread ends when there was
 * no loop for a while. Rejected: a thread for each loop, which made the shortest {@code run()}
 * three times slower.
 */
final class Watchdog {
    // A pinned wait is found within twice that; ten wake-ups a second are not felt.
    private static final long SAMPLE_NANOS = 100_000_000;
    private static final long SHORTEST_SAMPLE_NANOS = 1_000_000; // however short the debug limit is
    private static final int SAMPLES_WITHOUT_LOOP = 100; // then the thread ends: 10 s
    // A deadlock that a timeout of less than that ends is none; a second is soon for all others.
    private static final long PATIENCE_NANOS = 1_000_000_000;
    private static final long LONGEST_PATIENCE_NANOS = 60 * PATIENCE_NANOS;
    private static final Watchdog INSTANCE = new Watchdog();

    // Guarded by this. No user code runs while it is held, so the bare loop thread may take it.
    private final Set<Watch> watches = new LinkedHashSet<>();
    private @Nullable Thread thread;
    private long sleepNanos; // what the thread sleeps for, or did last

    private final Doorbell doorbell = Doorbell.ofThisProcess(); // its thread's

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

    /** Returns the kernels that run now, in the order in which they began. Any thread. */
    static List<Kernel> running() {
        return INSTANCE.kernels();
    }

    private synchronized List<Kernel> kernels() {
        return watches.stream().map(watch -> watch.kernel).toList();
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
        if (!current.isEmpty()) {
            answerDoor(current.getFirst().kernel.host());
        }
        return !current.isEmpty();
    }

    private void answerDoor(Host host) {
        Path visitor = doorbell.rung();
        if (visitor != null) {
            Thread.ofPlatform()
                    .daemon()
                    .name("rondo-inspector")
                    .inheritInheritableThreadLocals(false)
                    .start(() -> host.answer(visitor));
        }
    }

    /** One running loop. Its fields belong to the watchdog's thread. */
    static final class Watch implements AutoCloseable {
        private final Kernel kernel;
        private long lastBeats = -1;
        private long sameSince; // since when it has the same beats, by the system's clock
        private boolean reported; // that it is held, in this incident
        private @Nullable Object holder; // while reported
        private long suspectedSince = -1;
        private long quietNanos = PATIENCE_NANOS; // how long it is quiet before it is asked to look

        private Watch(Kernel kernel) {
            this.kernel = kernel;
        }

        @Override
        public void close() {
            INSTANCE.remove(this);
        }

        private long sampleNanos() {
            return kernel.host().debug()
                    ? Math.clamp(kernel.host().slowNanos() / 2, SHORTEST_SAMPLE_NANOS, SAMPLE_NANOS)
                    : SAMPLE_NANOS;
        }

        /** Returns how long a loop may be held without a report; 0 for ever. */
        private long limitNanos() {
            long bound = kernel.host().heldNanos();
            if (!kernel.host().debug()) {
                return bound;
            }
            long slow = Math.max(1, kernel.host().slowNanos());
            return bound == 0 ? slow : Math.min(slow, bound);
        }

        private void look() {
            long now = Clock.system().nanoTime();
            Object executing = kernel.executing();
            long beats = kernel.beats();
            if (beats != lastBeats) {
                sayGoesOn(now);
                lastBeats = beats;
                sameSince = now;
                kernel.history().add(now, beats);
            }
            long same = now - sameSince;
            kernel.held().seen(executing == null ? null : name(executing), beats, same);
            if (executing != null) {
                lookAtHolder(executing, beats, same);
            } else {
                sayGoesOn(now);
            }
            if (kernel.isFifo()) { // what is drawn must not depend on this thread
                lookForStuck(executing, now, same);
            }
        }

        private void lookForStuck(@Nullable Object executing, long now, long same) {
            if (!kernel.host().suspects()) {
                suspectedSince = -1;
            } else if (suspectedSince < 0) {
                suspectedSince = now;
            } else if (now - suspectedSince >= PATIENCE_NANOS) {
                suspectedSince = now;
                kernel.wantInspection();
            }
            if (!kernel.isInspected()) {
                quietNanos = PATIENCE_NANOS;
            }
            if (executing == null && same >= quietNanos && kernel.sleepsForEver()) {
                // Again and again, but ever less often: a thread that could have called in may end.
                quietNanos = Math.min(2 * quietNanos, LONGEST_PATIENCE_NANOS);
                kernel.wantInspection();
            }
        }

        private void lookAtHolder(Object executing, long beats, long heldNanos) {
            if (executing instanceof Strand strand
                    && heldNanos >= SAMPLE_NANOS
                    && Pinning.isPinnedWait(strand)) {
                strand.failPinned();
            } else if (!reported) {
                String report = report(executing, heldNanos);
                // If it moved on meanwhile, names and stack may be those of something else.
                if (report != null && kernel.beats() == beats && kernel.executing() == executing) {
                    reported = true;
                    holder = executing;
                    log(report);
                }
            }
        }

        private void sayGoesOn(long now) {
            Object held = holder;
            reported = false;
            holder = null;
            if (held != null && !kernel.host().debug()) { // there the step's own report says it
                log(
                        String.format(
                                Locale.ROOT,
                                "The loop goes on; %s has held it for about %.1f seconds",
                                name(held),
                                (now - sameSince) / 1e9));
            }
        }

        private static Object name(Object executing) {
            return executing instanceof Strand strand ? strand.owner() : executing;
        }

        private @Nullable String report(Object executing, long heldNanos) {
            boolean canBeBlocked =
                    heldNanos >= SAMPLE_NANOS
                            && kernel.engine().choice() == EngineChoice.SCHEDULED
                            && executing instanceof Strand
                            && Pinning.isBlocked(kernel.thread());
            long limit = limitNanos();
            boolean tooLong = limit > 0 && heldNanos >= limit;
            if (!canBeBlocked && !tooLong) {
                return null;
            }
            StackTraceElement[] stack =
                    executing instanceof Strand strand
                            ? strand.thread().getStackTrace()
                            : new StackTraceElement[0];
            if (canBeBlocked && executing instanceof Strand strand) {
                return Pinning.blockedLoop(strand, stack);
            }
            return String.format(
                    Locale.ROOT,
                    "%s has held the loop for %.3f seconds\n"
                            + "Other tasks wait meanwhile; offload with toThread(), or let them"
                            + " run with sleep(0)%s",
                    name(executing),
                    heldNanos / 1e9,
                    stack.length == 0 ? "" : "; it is at:" + Pinning.text(stack));
        }

        /**
         * Logs on a thread of its own: a logger can wait for a lock that a task holds, and the
         * watchdog must not.
         */
        private void log(String report) {
            Host host = kernel.host();
            Thread.ofPlatform()
                    .daemon()
                    .name("rondo-watchdog-report")
                    .inheritInheritableThreadLocals(false)
                    .start(() -> host.warn(report));
        }
    }
}
