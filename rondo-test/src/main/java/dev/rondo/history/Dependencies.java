package dev.rondo.history;

import dev.rondo.history.AppendLists.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Which transaction must come before which, and the circles of that.
 *
 * <pre>
 *   WRITE    it appended the value before the other's, to the same list
 *   READ     the other read what it appended last
 *   STALE    it read a list without what the other appended next
 *   TIME     it ended before the other began
 * </pre>
 */
final class Dependencies {
    enum Kind {
        WRITE,
        READ,
        STALE,
        TIME
    }

    private static final int MOST_ANOMALIES = 10; // more than one is reason enough

    private final Observed observed;
    private final Cycles cycles;
    private final List<Anomaly> found = new ArrayList<>();
    private final Set<Integer> told = new HashSet<>(); // transactions in knots with an anomaly

    Dependencies(Observed observed, boolean strict) {
        this.observed = observed;
        this.cycles = new Cycles(observed.transactions().size());
        observed.keys().forEach(this::addWrites);
        observed.reads().forEach(this::addRead);
        if (strict) {
            addTimes();
        }
    }

    private void addWrites(String key) {
        List<Long> order = observed.order(key);
        for (int i = 1; i < order.size(); i++) {
            addWrite(key, order.get(i - 1), order.get(i));
        }
        if (!order.isEmpty()) {
            observed.unseen(key).forEach(value -> addWrite(key, order.getLast(), value));
        }
    }

    private void addWrite(String key, long first, long second) {
        cycles.add(
                writer(key, first),
                writer(key, second),
                Kind.WRITE,
                "appended " + first + " to " + key + " before " + second);
    }

    private int writer(String key, long value) {
        return observed.writer(key, value).orElseThrow();
    }

    private void addRead(Observed.Read read) {
        String key = read.key();
        List<Long> values = read.values();
        if (!values.isEmpty()) {
            long last = values.getLast();
            String why = "appended " + last + " to " + key + ", which was read";
            cycles.add(writer(key, last), read.transaction(), Kind.READ, why);
        }
        List<Long> order = observed.order(key);
        List<Long> next =
                values.size() < order.size()
                        ? List.of(order.get(values.size()))
                        : observed.unseen(key);
        for (long value : next) {
            String why = "read " + key + " without " + value;
            cycles.add(read.transaction(), writer(key, value), Kind.STALE, why);
        }
    }

    /** Only from those that ended last before a beginning: the others come before these. */
    private void addTimes() {
        List<Integer> byBeginning = sorted(Operation::begun);
        List<Integer> byEnd = sorted(Operation::ended);
        List<Integer> frontier = new ArrayList<>();
        int ended = 0;
        for (int index : byBeginning) {
            long begun = transaction(index).begun();
            while (ended < byEnd.size() && transaction(byEnd.get(ended)).ended() < begun) {
                int newest = byEnd.get(ended++);
                frontier.removeIf(old -> transaction(old).ended() < transaction(newest).begun());
                frontier.add(newest);
            }
            for (int before : frontier) {
                cycles.add(before, index, Kind.TIME, "ended before the next one began");
            }
        }
    }

    private List<Integer> sorted(ToLongFunction<Operation<?, ?>> by) {
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < observed.transactions().size(); i++) {
            if (!transaction(i).isRefused()) {
                indexes.add(i);
            }
        }
        indexes.sort(Comparator.comparingLong(i -> by.applyAsLong(transaction(i))));
        return indexes;
    }

    private Operation<List<Op>, List<Op>> transaction(int index) {
        return observed.transactions().get(index);
    }

    // ---- Circles

    /** Returns the worst circle of each knot: the one that the weakest promise forbids. */
    List<Anomaly> anomalies() {
        EnumSet<Kind> known = EnumSet.of(Kind.WRITE, Kind.READ);
        EnumSet<Kind> data = EnumSet.of(Kind.WRITE, Kind.READ, Kind.STALE);
        find(EnumSet.of(Kind.WRITE), knot -> circle(knot, Kind.WRITE, Anomaly.Kind.WRITE_CYCLE));
        find(known, knot -> circle(knot, Kind.READ, Anomaly.Kind.CIRCULAR_INFORMATION));
        find(
                data,
                knot ->
                        cycles.shortest(knot, Kind.STALE, known)
                                .map(circle -> anomaly(Anomaly.Kind.READ_SKEW, circle))
                                .or(() -> circle(knot, Kind.STALE, Anomaly.Kind.WRITE_SKEW)));
        find(EnumSet.allOf(Kind.class), knot -> circle(knot, Kind.TIME, Anomaly.Kind.REAL_TIME));
        return found;
    }

    /** Looks into the knots that have none of a worse kind. */
    private void find(EnumSet<Kind> kinds, Function<Cycles.Knot, Optional<Anomaly>> worstCircle) {
        for (Cycles.Knot knot : cycles.knots(kinds)) {
            if (found.size() < MOST_ANOMALIES && Collections.disjoint(knot.nodes(), told)) {
                worstCircle.apply(knot).ifPresent(found::add);
                told.addAll(knot.nodes());
            }
        }
    }

    private Optional<Anomaly> circle(Cycles.Knot knot, Kind first, Anomaly.Kind kind) {
        return cycles.shortest(knot, first, knot.kinds()).map(circle -> anomaly(kind, circle));
    }

    private Anomaly anomaly(Anomaly.Kind kind, List<Cycles.Edge> circle) {
        return new Anomaly(kind, text(circle));
    }

    private String text(List<Cycles.Edge> circle) {
        StringBuilder text = new StringBuilder();
        for (Cycles.Edge edge : circle) {
            text.append("\n  ").append(transaction(edge.from()));
            text.append("\n    ").append(edge.why());
        }
        return text.append("\n  and so before itself").toString();
    }
}
