package dev.rondo.engine;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Recognises and describes threads that wait where they cannot unmount: a class initialiser or a
 * native method is on their stack.
 */
public final class Pinning {
    private static final int FRAMES = 40; // of a stack in a report
    private static final StackWalker WALKER =
            StackWalker.getInstance(StackWalker.Option.SHOW_HIDDEN_FRAMES);

    private Pinning() {}

    /**
     * Whether a strand is in a wait of Rondo's, but on its carrier. Sure only if the strand made no
     * step since long before: it is one on its way into any wait, too.
     */
    public static boolean isPinnedWait(Strand strand) {
        if (strand.state() != Strand.State.SUSPENDED && strand.state() != Strand.State.READY) {
            return false;
        }
        StackTraceElement[] stack = strand.thread().getStackTrace();
        // Parked on its carrier it is inside Unsafe.park; unmounted, that is not on its stack.
        return stack.length > 0
                && stack[0].isNativeMethod()
                && stack[0].getMethodName().equals("park");
    }

    /** Returns whether a thread waits. */
    public static boolean isBlocked(@Nullable Thread thread) {
        return thread != null
                && switch (thread.getState()) {
                    case WAITING, TIMED_WAITING, BLOCKED -> true;
                    case NEW, RUNNABLE, TERMINATED -> false;
                };
    }

    /** Says why a wait failed; called by the strand itself when its wait was ended. */
    static String failedWait(Strand strand) {
        String frame = WALKER.walk(frames -> pinningFrame(frames.toList()));
        return strand.owner()
                + " cannot suspend here, it would hold the loop for ever: its virtual thread cannot"
                + " unmount"
                + (frame == null ? "" : " inside " + frame)
                + "\nAwait outside of class initialisers and native calls";
    }

    /** Says what holds a loop that waits under a strand in foreign code. */
    public static String blockedLoop(Strand strand, StackTraceElement[] stack) {
        String frame = pinningFrame(stack);
        return strand.owner()
                + " blocks the loop's thread because its virtual thread cannot unmount: it waits"
                + (frame == null ? " here" : " inside " + frame)
                + "\nWait outside of class initialisers and native calls; the stack:"
                + text(stack);
    }

    /** Returns a stack as text, without Rondo's own frames below the user's code. */
    public static String text(StackTraceElement[] stack) {
        int end = stack.length;
        while (end > 1 && OwnFrames.isOwn(stack[end - 1].getClassName())) {
            end--;
        }
        return Arrays.stream(stack, 0, end)
                .limit(FRAMES)
                .map(frame -> "\n    at " + frame)
                .collect(Collectors.joining());
    }

    private static @Nullable String pinningFrame(StackTraceElement[] stack) {
        for (int i = 1; i < stack.length; i++) { // 0 may be the native method that waits
            if (stack[i].getMethodName().equals("<clinit>") || stack[i].isNativeMethod()) {
                return stack[i].toString();
            }
        }
        return null;
    }

    /**
     * With hidden frames an upcall from native code shows, too: its target is the frame before the
     * stub's.
     */
    private static @Nullable String pinningFrame(List<StackWalker.StackFrame> frames) {
        StackWalker.StackFrame last = null; // that is not one of a method handle
        for (StackWalker.StackFrame frame : frames) {
            if (frame.getMethodName().equals("<clinit>") || frame.isNativeMethod()) {
                return frame.toStackTraceElement().toString();
            }
            if (frame.getClassName().startsWith("jdk.internal.foreign.abi.UpcallStub")) {
                return (last == null ? frame : last).toStackTraceElement()
                        + ", which native code calls";
            }
            if (!frame.getClassName().startsWith("java.lang.invoke.")) {
                last = frame;
            }
        }
        return null;
    }
}
