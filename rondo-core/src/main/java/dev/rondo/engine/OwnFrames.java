package dev.rondo.engine;

import java.util.List;

/** Tells Rondo's own frames in a stack from those of its users. */
public final class OwnFrames {
    private static final List<String> OWN_PACKAGES =
            List.of(
                    "dev.rondo",
                    "dev.rondo.sync",
                    "dev.rondo.struct",
                    "dev.rondo.stream",
                    "dev.rondo.file",
                    "dev.rondo.process",
                    "dev.rondo.net",
                    "dev.rondo.inspect",
                    "dev.rondo.engine",
                    "dev.rondo.kernel");

    private OwnFrames() {}

    /** Whether a frame belongs to Rondo itself. Tests of Rondo are users of it. */
    public static boolean isOwn(String className) {
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
    public static boolean isOwn(StackTraceElement frame) {
        return isOwn(frame.getClassName())
                && !(frame.getClassName().equals("java.lang.Thread")
                        && (frame.getMethodName().equals("sleep")
                                || frame.getMethodName().equals("join")));
    }
}
