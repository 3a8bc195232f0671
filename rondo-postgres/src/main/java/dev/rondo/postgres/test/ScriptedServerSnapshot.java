package dev.rondo.postgres.test;

import java.util.List;

/**
 * What a {@link ScriptedServer} does.
 *
 * @param sessions those that are there, in the order in which they came
 * @param connections how many came, with those that were refused and those that cancel
 * @param cancels how many statements it was asked to cancel
 * @param asked how many statements were run
 */
public record ScriptedServerSnapshot(
        List<SessionView> sessions, int connections, int cancels, long asked) {
    /** Copies the sessions. */
    public ScriptedServerSnapshot {
        sessions = List.copyOf(sessions);
    }
}
