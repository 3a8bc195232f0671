package dev.rondo.process;

import java.util.List;
import java.util.Locale;

/** Chooses how children are started: {@code -Drondo.process=native|jdk} forces one way. */
final class Launchers {
    private static final NativeLauncher NATIVE = new NativeLauncher();
    private static final JdkLauncher JDK = new JdkLauncher();

    private Launchers() {}

    /**
     * Returns the way for a loop. On a thread that may block: the first call finds out what the C
     * library has.
     *
     * @param canWatch whether the loop's poller takes descriptors
     */
    static Launcher of(List<Plan> plans, boolean canWatch) {
        String forced = System.getProperty("rondo.process", "").toLowerCase(Locale.ROOT);
        return switch (forced) {
            case "jdk" -> checked(plans);
            case "native" -> {
                if (!canWatch || !SpawnCalls.isAvailable()) {
                    throw new IllegalStateException(
                            "-Drondo.process=native cannot be had: it needs Linux, glibc 2.34, native"
                                    + " access and the epoll poller");
                }
                yield NATIVE;
            }
            case "" -> canWatch && SpawnCalls.isAvailable() ? NATIVE : checked(plans);
            default ->
                    throw new IllegalStateException(
                            "-Drondo.process=" + forced + " can be native or jdk");
        };
    }

    private static Launcher checked(List<Plan> plans) {
        plans.forEach(JdkLauncher::check);
        return JDK;
    }
}
