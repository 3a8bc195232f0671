package dev.rondo.postgres.test;

/**
 * A session of a {@link ScriptedServer}, as it stands.
 *
 * @param processId names it
 * @param user who it is
 * @param database which it uses
 * @param transaction {@code I} in none, {@code T} in one, {@code E} in one that has failed
 * @param running the statement that runs, or empty
 * @param statements how many are prepared
 */
public record SessionView(
        int processId,
        String user,
        String database,
        char transaction,
        String running,
        int statements) {}
