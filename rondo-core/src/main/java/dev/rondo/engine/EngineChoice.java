package dev.rondo.engine;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/** Which engine runs tasks, decided once a JVM. */
public enum EngineChoice {
    /** Virtual threads whose scheduler is the loop. */
    SCHEDULED,
    /** Stock virtual threads that pass a baton. */
    HANDOFF;

    private static final AtomicBoolean REPORTED = new AtomicBoolean();

    /** Returns whether tasks run on the loop's own thread. */
    public boolean schedules() {
        return this == SCHEDULED;
    }

    /**
     * Returns the one that this JVM supports, or that {@code -Drondo.engine} asks for.
     *
     * @throws IllegalStateException if that cannot be had, or there is none of that name
     */
    public static EngineChoice get() {
        String forced = System.getProperty("rondo.engine", "");
        return switch (forced.toLowerCase(Locale.ROOT)) {
            case "handoff" -> HANDOFF;
            case "scheduled" -> {
                if (!LoopScheduledThreads.available()) {
                    throw new IllegalStateException(
                            "-Drondo.engine=scheduled cannot be had: "
                                    + LoopScheduledThreads.whyNot()
                                    + advice());
                }
                yield SCHEDULED;
            }
            case "" -> {
                if (LoopScheduledThreads.available()) {
                    yield SCHEDULED;
                }
                if (REPORTED.compareAndSet(false, true)) {
                    System.getLogger("dev.rondo")
                            .log(System.Logger.Level.WARNING, fallbackMessage());
                }
                yield HANDOFF;
            }
            default ->
                    throw new IllegalStateException(
                            "-Drondo.engine="
                                    + forced
                                    + " names no engine; it can be scheduled or handoff");
        };
    }

    static String fallbackMessage() {
        return "Rondo runs on the slower handoff engine, where a blocking JDK call holds the loop: "
                + LoopScheduledThreads.whyNot()
                + advice();
    }

    private static String advice() {
        Module own = EngineChoice.class.getModule();
        if (own.isNamed()) {
            return "\nAdd to the java command: --add-opens java.base/java.lang=" + own.getName();
        }
        return "\n"
                + "Add to the java command: --add-opens java.base/java.lang=ALL-UNNAMED\n"
                + "(or Add-Opens: java.base/java.lang to the manifest of a jar run with java"
                + " -jar)";
    }
}
