package dev.rondo;

import java.util.Objects;
import java.util.Optional;

/**
 * How a task is created.
 *
 * @param name its name, or empty for "Task-N"
 * @param context the context it runs in, or empty for a copy of its creator's
 * @param eagerStart whether it runs at once, until its first suspension, inside the call that
 *     creates it
 */
public record TaskOptions(Optional<String> name, Optional<Context> context, boolean eagerStart) {
    private static final TaskOptions DEFAULTS =
            new TaskOptions(Optional.empty(), Optional.empty(), false);

    /** Checks that nothing is null. */
    public TaskOptions {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(context, "context");
    }

    /** Returns the defaults: a numbered name, a copied context, started in the next pass. */
    public static TaskOptions defaults() {
        return DEFAULTS;
    }

    /** Returns the defaults with a name. */
    public static TaskOptions named(String name) {
        return DEFAULTS.withName(name);
    }

    /** Returns the defaults with an eager start. */
    public static TaskOptions eager() {
        return DEFAULTS.withEagerStart(true);
    }

    /** Returns these options with a name. */
    public TaskOptions withName(String name) {
        return new TaskOptions(
                Optional.of(Objects.requireNonNull(name, "name")), context, eagerStart);
    }

    /** Returns these options with a context that the task runs in as it is, not in a copy. */
    public TaskOptions withContext(Context context) {
        return new TaskOptions(
                name, Optional.of(Objects.requireNonNull(context, "context")), eagerStart);
    }

    /** Returns these options with or without an eager start. */
    public TaskOptions withEagerStart(boolean eagerStart) {
        return new TaskOptions(name, context, eagerStart);
    }
}
