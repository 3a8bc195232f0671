package dev.rondo;

/** How a program ends whose {@link KeyboardInterrupt} nobody catches. */
final class UncaughtInterrupt {
    static final int STATUS = 130; // 128 + SIGINT, as shells count it

    private UncaughtInterrupt() {}

    /**
     * Lets one that the calling thread throws next end the process as shells expect it, without a
     * trace; only if the program has no handler of its own for what is not caught.
     */
    static void endsQuietly() {
        Thread thread = Thread.currentThread();
        if (thread.getUncaughtExceptionHandler() == thread.getThreadGroup()
                && Thread.getDefaultUncaughtExceptionHandler() == null) {
            thread.setUncaughtExceptionHandler((t, e) -> {
                if (e instanceof KeyboardInterrupt) {
                    Runtime.getRuntime().exit(STATUS);
                }
                t.getThreadGroup().uncaughtException(t, e);
            });
        }
    }
}
