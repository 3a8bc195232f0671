package dev.rondo.cli;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Cuts the launcher's own frames from the bottom of stack traces. */
final class StackTraces {

    private StackTraces() {}

    /** Returns the same exception; its causes and suppressed ones are trimmed too. */
    static Throwable trimmed(Throwable failure) {
        trim(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
        return failure;
    }

    private static void trim(Throwable failure, Set<Throwable> seen) {
        if (!seen.add(failure)) {
            return;
        }
        StackTraceElement[] trace = failure.getStackTrace();
        int end = trace.length;
        // Only a trace that ends in the launcher is the main thread's.
        if (end > 0 && trace[end - 1].getClassName().startsWith("dev.rondo.cli.")) {
            while (end > 0 && isLauncher(trace[end - 1].getClassName())) {
                end--;
            }
            failure.setStackTrace(Arrays.copyOf(trace, end));
        }
        if (failure.getCause() != null) {
            trim(failure.getCause(), seen);
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            trim(suppressed, seen);
        }
    }

    private static boolean isLauncher(String className) {
        return className.startsWith("dev.rondo.cli.")
                || className.startsWith("java.lang.reflect.")
                || className.startsWith("jdk.internal.reflect.");
    }
}
