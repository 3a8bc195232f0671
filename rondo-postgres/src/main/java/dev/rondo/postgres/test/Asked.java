package dev.rondo.postgres.test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement that a client has run on a {@link ScriptedServer}.
 *
 * @param processId which session's
 * @param sql its text as it came
 * @param arguments what its parameters were, in Java's values; null is NULL
 */
public record Asked(int processId, String sql, List<@Nullable Object> arguments) {
    /** Copies the arguments. */
    public Asked {
        arguments = Collections.unmodifiableList(new ArrayList<>(arguments)); // some are null
    }
}
