package dev.rondo;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Where something was made: up to 10 frames, asyncio's debug stack depth, without Rondo's own.
 *
 * @param frames the frames, innermost first
 */
record CreationTrace(List<StackTraceElement> frames) {
    private static final int DEPTH = 10;
    private static final StackWalker WALKER = StackWalker.getInstance();

    static CreationTrace capture() {
        return capture(DEPTH);
    }

    /** One frame, since naming the place is a coroutine's use; more in debug mode. */
    static CreationTrace ofCoroutine() {
        Strand strand = Strand.current();
        boolean debug = strand == null ? DebugMode.DEFAULT : strand.owner().loop().debug();
        return capture(debug ? DEPTH : 1);
    }

    private static CreationTrace capture(int depth) {
        return new CreationTrace(
                WALKER.walk(frames ->
                        frames.filter(frame -> !isOwn(frame.getClassName()))
                                .limit(depth)
                                .map(StackWalker.StackFrame::toStackTraceElement)
                                .toList()));
    }

    /** Whether a frame belongs to Rondo itself. Tests of Rondo are users of it. */
    static boolean isOwn(String className) {
        if (className.startsWith("java.lang.VirtualThread")
                || className.startsWith("java.lang.Thread")) {
            return true;
        }
        if (!className.startsWith("dev.rondo.")) {
            return false;
        }
        int outerEnd = className.indexOf('$');
        String outer = outerEnd < 0 ? className : className.substring(0, outerEnd);
        return !outer.endsWith("Test")
                && OWN_PACKAGES.contains(outer.substring(0, outer.lastIndexOf('.')));
    }

    /**
     * Like {@link #isOwn(String)}, for a frame: a sleep or join is the user's, in the JDK's class.
     */
    static boolean isOwn(StackTraceElement frame) {
        return isOwn(frame.getClassName())
                && !(frame.getClassName().equals("java.lang.Thread")
                        && (frame.getMethodName().equals("sleep")
                                || frame.getMethodName().equals("join")));
    }

    private static final List<String> OWN_PACKAGES =
            List.of(
                    "dev.rondo",
                    "dev.rondo.sync",
                    "dev.rondo.struct",
                    "dev.rondo.stream",
                    "dev.rondo.file",
                    "dev.rondo.process",
                    "dev.rondo.net");

    String site() {
        return frames.isEmpty() ? "unknown" : frames.getFirst().toString();
    }

    String text() {
        return frames.stream().map(frame -> "\n    at " + frame).collect(Collectors.joining());
    }
}
