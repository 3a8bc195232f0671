package dev.rondo.history;

import dev.rondo.history.AppendLists.Op;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the reads of a history tell by themselves: the order of the appends to each list, and reads
 * that no order explains.
 *
 * <p>A transaction's own appends say nothing of the order, for they may move when it commits: they
 * are taken off the end of what it reads.
 */
final class Observed {
    /**
     * A read of what others wrote.
     *
     * @param transaction the reader
     * @param key the list
     * @param values what others had appended
     */
    record Read(int transaction, String key, List<Long> values) {}

    private record Version(String key, long value) {}

    private final List<? extends Operation<List<Op>, List<Op>>> transactions;
    private final List<Anomaly> anomalies = new ArrayList<>();
    private final Map<Version, Integer> writers = new LinkedHashMap<>();
    private final Map<String, List<Long>> appended = new LinkedHashMap<>(); // of all, by list
    private final List<Read> reads = new ArrayList<>();
    private final Map<String, Read> longest = new LinkedHashMap<>();
    private final Set<Integer> seen = new HashSet<>(); // transactions a value of which was read

    Observed(List<? extends Operation<List<Op>, List<Op>>> transactions) {
        this.transactions = transactions;
        for (int i = 0; i < transactions.size(); i++) {
            takeAppends(i);
        }
        for (int i = 0; i < transactions.size(); i++) {
            int reader = i;
            transactions.get(i).answer().ifPresent(answer -> takeReads(reader, answer));
        }
        reads.forEach(this::checkValues);
        reads.forEach(this::checkOrder);
    }

    private void add(Anomaly.Kind kind, String text) {
        anomalies.add(new Anomaly(kind, text));
    }

    private void takeAppends(int index) {
        for (Op op : transactions.get(index).call()) {
            if (op instanceof Op.Append(String key, long value)) {
                Integer other = writers.put(new Version(key, value), index);
                appended.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
                if (other != null) {
                    throw new IllegalArgumentException(
                            "Two appends of "
                                    + op
                                    + ": their order cannot be seen\nAppend no value twice to a"
                                    + " list");
                }
            }
        }
    }

    private void takeReads(int reader, List<Op> answer) {
        Map<String, List<Long>> known = new LinkedHashMap<>(); // since its first read of a list
        Map<String, List<Long>> own = new LinkedHashMap<>();
        for (Op op : answer) {
            switch (op) {
                case Op.Append(String key, long value) -> {
                    own.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
                    known.computeIfPresent(key, (_, values) -> with(values, value));
                }
                case Op.Read(String key, List<Long> values) -> {
                    List<Long> before = known.put(key, values);
                    List<Long> mine = own.getOrDefault(key, List.of());
                    if (before != null ? !before.equals(values) : !endsWith(values, mine)) {
                        add(
                                Anomaly.Kind.INTERNAL,
                                transactions.get(reader)
                                        + "\n  it reads "
                                        + op
                                        + " after it "
                                        + (before == null ? "wrote " + mine : "knew " + before));
                    } else if (before == null) {
                        int others = values.size() - mine.size();
                        reads.add(new Read(reader, key, values.subList(0, others)));
                    }
                }
            }
        }
    }

    private static List<Long> with(List<Long> values, long value) {
        List<Long> more = new ArrayList<>(values);
        more.add(value);
        return more;
    }

    private static boolean endsWith(List<Long> values, List<Long> end) {
        int from = values.size() - end.size();
        return from >= 0 && values.subList(from, values.size()).equals(end);
    }

    private void checkValues(Read read) {
        Set<Long> values = new HashSet<>();
        for (long value : read.values) {
            Optional<Integer> writer = writer(read.key, value);
            writer.ifPresent(seen::add);
            if (writer.isEmpty() || !values.add(value)) {
                add(
                        Anomaly.Kind.GARBAGE,
                        text(read)
                                + (writer.isEmpty() ? ": nobody wrote " : ": twice it has ")
                                + value);
            } else if (transactions.get(writer.get()).isRefused()) {
                add(
                        Anomaly.Kind.ABORTED_READ,
                        text(read) + "\n  " + value + " is of " + transactions.get(writer.get()));
            }
        }
        if (!read.values.isEmpty()) {
            long last = read.values.getLast();
            writer(read.key, last).ifPresent(writer -> checkLast(read, last, writer));
        }
    }

    private void checkLast(Read read, long last, int writer) {
        long lastOfAll = last;
        for (Op op : transactions.get(writer).call()) {
            if (op instanceof Op.Append(String key, long value) && key.equals(read.key)) {
                lastOfAll = value;
            }
        }
        if (lastOfAll != last) {
            add(
                    Anomaly.Kind.INTERMEDIATE_READ,
                    text(read)
                            + "\n  "
                            + last
                            + " is not the last one of "
                            + transactions.get(writer));
        }
    }

    /** All reads of a list begin like the longest. */
    private void checkOrder(Read read) {
        Read other = longest.putIfAbsent(read.key, read);
        if (other == null) {
            return;
        }
        Read longer = read.values.size() > other.values.size() ? read : other;
        Read shorter = longer == read ? other : read;
        if (!longer.values.subList(0, shorter.values.size()).equals(shorter.values)) {
            add(Anomaly.Kind.INCOMPATIBLE_ORDER, text(shorter) + "\n  but " + text(longer));
        }
        longest.put(read.key, longer);
    }

    private String text(Read read) {
        return transactions.get(read.transaction) + " reads " + read.key + "=" + read.values;
    }

    // ---- What is known then

    List<? extends Operation<List<Op>, List<Op>>> transactions() {
        return transactions;
    }

    List<Anomaly> anomalies() {
        return anomalies;
    }

    List<Read> reads() {
        return reads;
    }

    /** Returns who appended a value. */
    Optional<Integer> writer(String key, long value) {
        return Optional.ofNullable(writers.get(new Version(key, value)));
    }

    /** Returns the lists that anybody appended to. */
    Iterable<String> keys() {
        return appended.keySet();
    }

    /** Returns what was seen of a list, in its order. */
    List<Long> order(String key) {
        Read read = longest.get(key);
        return read == null ? List.of() : read.values;
    }

    /**
     * Returns the values that were surely appended to a list and that nobody saw: they come behind
     * all that was seen.
     */
    List<Long> unseen(String key) {
        Set<Long> inOrder = new HashSet<>(order(key));
        List<Long> unseen = new ArrayList<>();
        for (long value : appended.getOrDefault(key, List.of())) {
            if (!inOrder.contains(value)
                    && writer(key, value).filter(this::hasCommitted).isPresent()) {
                unseen.add(value);
            }
        }
        return unseen;
    }

    private boolean hasCommitted(int index) {
        return transactions.get(index).answer().isPresent() || seen.contains(index);
    }
}
