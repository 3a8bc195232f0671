package dev.rondo.history;

import java.util.ArrayList;
import java.util.List;

/**
 * Checks transactions on lists that only grow: each appends values, no value twice, and reads whole
 * lists. What was read then tells in which order the appends took place, and with it which
 * transaction must come before which; a circle of these is an anomaly. After Elle (Kingsbury and
 * Alvaro, 2020). Takes time by the number of transactions and values, not exponential.
 *
 * {@snippet :
 * History<List<AppendLists.Op>, List<AppendLists.Op>> history = new History<>();
 * history.call("a", List.of(AppendLists.append("x", 1), AppendLists.read("y")), () -> answer);
 * AppendLists.verify(history, AppendLists.Level.SERIALIZABLE);
 * }
 */
public final class AppendLists {
    private AppendLists() {}

    /** A part of a transaction. */
    public sealed interface Op {
        /** Returns the list that it is about. */
        String key();

        /**
         * Appends a value, which no other transaction appends to that list.
         *
         * @param key the list
         * @param value the value
         */
        record Append(String key, long value) implements Op {
            @Override
            public String toString() {
                return key + "+" + value;
            }
        }

        /**
         * Reads a list.
         *
         * @param key the list
         * @param values what was read, in an answer; empty in a call
         */
        record Read(String key, List<Long> values) implements Op {
            /** Copies the list. */
            public Read {
                values = List.copyOf(values);
            }

            @Override
            public String toString() {
                return key + "=" + values;
            }
        }
    }

    /** What a database promises. */
    public enum Level {
        /** Nothing of what was refused or in the middle is read; no circle without stale reads. */
        READ_COMMITTED(Anomaly.Kind.CIRCULAR_INFORMATION),
        /** As it, and no circle with one stale read. */
        SNAPSHOT_ISOLATION(Anomaly.Kind.READ_SKEW),
        /** There is an order of the transactions that explains all. */
        SERIALIZABLE(Anomaly.Kind.WRITE_SKEW),
        /** As it, and one that ended before another began comes before it. */
        STRICT_SERIALIZABLE(Anomaly.Kind.REAL_TIME);

        private final Anomaly.Kind mildest; // that it forbids; they stand in that order

        Level(Anomaly.Kind mildest) {
            this.mildest = mildest;
        }

        boolean allows(Anomaly.Kind kind) {
            return kind.compareTo(mildest) > 0;
        }
    }

    /** Returns an append, for a call and its answer. */
    public static Op append(String key, long value) {
        return new Op.Append(key, value);
    }

    /** Returns a read, for a call. */
    public static Op read(String key) {
        return new Op.Read(key, List.of());
    }

    /** Returns a read with what it has found, for an answer. */
    public static Op read(String key, List<Long> values) {
        return new Op.Read(key, values);
    }

    /**
     * Checks a history of transactions: a call is the list of its parts, its answer the same list
     * with what was read.
     *
     * @throws HistoryViolation with all anomalies that a level forbids
     */
    public static void verify(History<List<Op>, List<Op>> history, Level level) {
        HistoryViolation.throwIfAny(check(history.operations(), level));
    }

    /** Returns the anomalies that a level forbids; of the circles, the shortest of each knot. */
    public static List<Anomaly> check(
            List<? extends Operation<List<Op>, List<Op>>> transactions, Level level) {
        Observed observed = new Observed(transactions);
        List<Anomaly> found = new ArrayList<>(observed.anomalies());
        if (found.isEmpty()) { // else the order of the appends means nothing
            boolean strict = level == Level.STRICT_SERIALIZABLE;
            found.addAll(new Dependencies(observed, strict).anomalies());
        }
        found.removeIf(anomaly -> level.allows(anomaly.kind()));
        return found;
    }
}
