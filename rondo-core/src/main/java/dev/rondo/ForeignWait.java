package dev.rondo;

/** What a thread waits for that blocks in code that is not Rondo's, read off its stack. */
final class ForeignWait {
    private ForeignWait() {}

    /**
     * Returns the call by which the thread left the program's own code: the outermost of the frames
     * of the JDK that are on top of its stack; empty if there is none.
     */
    static String of(Thread thread) {
        String call = "";
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (!isOfTheJdk(frame.getClassName())) {
                break;
            }
            String type = frame.getClassName();
            call = type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethodName();
        }
        return call;
    }

    private static boolean isOfTheJdk(String className) {
        return className.startsWith("java.")
                || className.startsWith("jdk.")
                || className.startsWith("sun.");
    }
}
