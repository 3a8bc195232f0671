package dev.rondo.bench.postgres;

import java.util.HashMap;
import java.util.Map;

/**
 * What a client is to do.
 *
 * @param host an address, or a folder with a Unix socket
 * @param port of the server
 * @param work which answers are asked for, by name
 * @param way {@code own}: a connection each task, {@code pool}: one at a time out of a pool, {@code
 *     pipelined}: statements of several tasks on a connection
 * @param connections how many
 * @param tasks how many ask at a time
 * @param rows how many an answer has
 * @param sum of its values: numbers as they are, the lengths of texts, 1 for true and for a {@code
 *     "char"}, of bytes their number and the first, of arrays the elements
 * @param sql the statement
 */
public record Job(
        String host,
        int port,
        String work,
        String way,
        int connections,
        int tasks,
        long rows,
        long sum,
        String sql) {
    /** Values of {@code points}: what a point select asks for. */
    public static final int POINTS = 10_000;

    /** A row that COPY and INSERT write, as toolbench has it. */
    public static final Object[] ROW = {
        10, 11, 10, "TESTTESTTEST", 10.333, 12341234, "123412341234"
    };

    /** How many rows a COPY writes. */
    public static final int COPIED = 10_000;

    /** How many rows a batch writes. */
    public static final int INSERTED = 1_000;

    /** Reads the arguments, words of the form {@code name=value}. */
    public static Job of(String[] arguments) {
        Map<String, String> words = new HashMap<>();
        for (String argument : arguments) {
            int at = argument.indexOf('=');
            words.put(argument.substring(0, at), argument.substring(at + 1));
        }
        return new Job(
                words.get("host"),
                Integer.parseInt(words.get("port")),
                words.get("work"),
                words.get("way"),
                Integer.parseInt(words.get("connections")),
                Integer.parseInt(words.get("tasks")),
                Long.parseLong(words.get("rows")),
                Long.parseLong(words.get("sum")),
                words.get("sql"));
    }

    /** Throws unless an answer is the right one. */
    public void check(long foundRows, long foundSum) {
        if (foundRows != rows || foundSum != sum) {
            throw new IllegalStateException(
                    "%d rows with a sum of %d, not %d with %d"
                            .formatted(foundRows, foundSum, rows, sum));
        }
    }

    /** Throws unless a row of {@code points} is the one that was asked for. */
    public static void checkPoint(int asked, int id, long amount, String name) {
        if (id != asked || amount != 7L * asked || name.length() != 12) {
            throw new IllegalStateException(
                    "asked for " + asked + ": " + id + ", " + amount + ", " + name);
        }
    }
}
