package dev.rondo;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A thread beside every running loop that sees what the loop cannot: that it is held.
 *
 * <ul>
 *   <li>In debug mode: code that holds the loop longer than {@code slowCallbackDuration}, while it
 *       does, with its stack.
 *   <li>Always: a task that awaits where its thread cannot unmount (in a class initialiser, under a
 *       native frame). It would hold the loop for ever, so its wait is made to fail with the frame
 *       that pins.
 *   <li>Always: a task that blocks in foreign code there. It may come back, so it is only reported.
 * </ul>
 *
 * <p>It samples the loop's counter of steps, so it costs the loop nothing.
 */
final class Watchdog implements AutoCloseable {
    private static final long PIN_SAMPLE_NANOS =
            100_000_000; // a pinned wait is found within twice that

    private final Kernel kernel;
    private final Thread thread;
    private volatile boolean closed;

    private Watchdog(Kernel kernel) {
        this.kernel = kernel;
        this.thread =
                Thread.ofPlatform().daemon().name("rondo-watchdog").unstarted(this::watchLoop);
    }

    static Watchdog watch(Kernel kernel) {
        Watchdog watchdog = new Watchdog(kernel);
        watchdog.thread.start();
        return watchdog;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void watchLoop() {
        long lastBeats = -1;
        long reportedBeats = -1;
        long heldSince = 0;
        while (!closed) {
            LockSupport.parkNanos(this, sampleNanos());
            long now = SystemClock.INSTANCE.nanoTime();
            Strand strand = kernel.executing();
            long beats = kernel.beats();
            if (strand == null || beats != lastBeats) {
                lastBeats = beats;
                heldSince = now;
            } else if (beats != reportedBeats && inspect(strand, now - heldSince)) {
                reportedBeats = beats;
            }
        }
    }

    private long sampleNanos() {
        return kernel.loop.debug()
                ? Math.clamp(
                        kernel.loop.slowCallbackDuration().toNanos() / 2,
                        1_000_000,
                        PIN_SAMPLE_NANOS)
                : PIN_SAMPLE_NANOS;
    }

    /**
     * Looks at a strand that has been on the loop's thread for a sample or more; returns whether it
     * was reported.
     */
    private boolean inspect(Strand strand, long heldNanos) {
        if (strand.state() == Strand.State.SUSPENDED || strand.state() == Strand.State.READY) {
            strand.failPinned();
            return true;
        }
        if (heldNanos < PIN_SAMPLE_NANOS && !kernel.loop.debug()) {
            return false;
        }
        StackTraceElement[] stack = strand.thread().getStackTrace();
        if (kernel.engine.choice() == EngineChoice.SCHEDULED
                && isParked(strand.thread())
                && pinningFrame(stack) != null) {
            log(
                    strand.owner()
                            + " blocks the loop's thread because its virtual thread cannot unmount:"
                            + " it waits inside "
                            + pinningFrame(stack)
                            + "\nWait outside of class initialisers and native calls; the stack:"
                            + text(stack));
            return true;
        }
        if (kernel.loop.debug() && heldNanos >= kernel.loop.slowCallbackDuration().toNanos()) {
            log(
                    String.format(
                            java.util.Locale.ROOT,
                            "%s has held the loop for %.3f seconds\n"
                                + "Other tasks wait meanwhile; offload with toThread(), or let them"
                                + " run with sleep(0); it is at:%s",
                            strand.owner(),
                            heldNanos / 1e9,
                            text(stack)));
            return true;
        }
        return false;
    }

    private static boolean isParked(Thread thread) {
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING
                || state == Thread.State.TIMED_WAITING
                || state == Thread.State.BLOCKED;
    }

    private static void log(String message) {
        System.getLogger("dev.rondo").log(System.Logger.Level.WARNING, message);
    }

    private static String text(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .limit(40)
                .map(frame -> "\n    at " + frame)
                .collect(Collectors.joining());
    }

    /** Returns the class initialiser or native frame on a stack, or null. */
    private static @Nullable StackTraceElement pinningFrame(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (frame.getMethodName().equals("<clinit>")
                    || (frame.isNativeMethod()
                            && !frame.getClassName().startsWith("jdk.internal.vm.Continuation"))) {
                return frame;
            }
        }
        return null;
    }

    /** Says why a wait failed; called by the strand itself after its wait was ended. */
    static String pinnedMessage(Strand strand) {
        StackTraceElement frame = pinningFrame(Thread.currentThread().getStackTrace());
        return strand.owner()
                + " cannot suspend here, it would hold the loop for ever: its virtual thread cannot"
                + " unmount"
                + (frame == null ? "" : " inside " + frame)
                + "\nAwait outside of class initialisers and native calls";
    }
}
