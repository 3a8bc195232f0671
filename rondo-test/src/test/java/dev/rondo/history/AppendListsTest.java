package dev.rondo.history;

import static dev.rondo.history.AppendLists.append;
import static dev.rondo.history.AppendLists.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.history.AppendLists.Level;
import dev.rondo.history.AppendLists.Op;
import dev.rondo.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Each anomaly is found by its name, at the levels that forbid it, and none where there is none.
 */
class AppendListsTest {
    private final List<Operation<List<Op>, List<Op>>> transactions = new ArrayList<>();
    private long places;

    /** Adds one at the same time as all others that were added so. */
    private void together(Op... answer) {
        add(places++, 1_000_000 + places++, new Outcome.Answered<>(List.of(answer)), answer);
    }

    /** Adds one behind all others that were added so. */
    private void next(Op... answer) {
        add(places++, places++, new Outcome.Answered<>(List.of(answer)), answer);
    }

    private void refused(Op... ops) {
        add(places++, places++, new Outcome.Refused<>("conflict"), ops);
    }

    private void unknown(Op... ops) {
        add(places++, Operation.NEVER, new Outcome.Unknown<>("timeout"), ops);
    }

    private void add(long begun, long ended, Outcome<List<Op>> outcome, Op... ops) {
        transactions.add(
                new Operation<>("t" + transactions.size(), List.of(ops), outcome, begun, ended));
    }

    private List<Anomaly.Kind> found(Level level) {
        return AppendLists.check(transactions, level).stream().map(Anomaly::kind).toList();
    }

    private void assertForbiddenFrom(Level weakest, Anomaly.Kind kind) {
        for (Level level : Level.values()) {
            List<Anomaly.Kind> expected = level.compareTo(weakest) < 0 ? List.of() : List.of(kind);
            assertThat(found(level)).as("at %s", level).isEqualTo(expected);
        }
    }

    @Test
    void aSerialHistoryHasNone() {
        next(append("x", 1), read("x", List.of(1L)));
        next(read("x", List.of(1L)), append("x", 2), append("y", 1));
        next(read("x", List.of(1L, 2L)), read("y", List.of(1L)));
        assertThat(found(Level.STRICT_SERIALIZABLE)).isEmpty();
    }

    @Test
    void aValueThatNobodyWrote() {
        next(read("x", List.of(7L)));
        assertForbiddenFrom(Level.READ_COMMITTED, Anomaly.Kind.GARBAGE);
    }

    @Test
    void aValueThatIsThereTwice() {
        next(append("x", 1));
        next(read("x", List.of(1L, 1L)));
        assertForbiddenFrom(Level.READ_COMMITTED, Anomaly.Kind.GARBAGE);
    }

    @Test
    void readsThatContradictEachOther() {
        together(append("x", 1));
        together(append("x", 2));
        together(read("x", List.of(1L, 2L)));
        together(read("x", List.of(2L)));
        assertForbiddenFrom(Level.READ_COMMITTED, Anomaly.Kind.INCOMPATIBLE_ORDER);
    }

    @Test
    void aTransactionThatDoesNotSeeItsOwnWrite() {
        next(append("x", 1), read("x", List.of()));
        assertForbiddenFrom(Level.READ_COMMITTED, Anomaly.Kind.INTERNAL);
    }

    @Test
    void aTransactionThatReadsTwice() {
        next(append("x", 1));
        together(read("x", List.of()), read("x", List.of(1L)));
        assertForbiddenFrom(Level.READ_COMMITTED, Anomaly.Kind.INTERNAL);
    }

    @Test
    void aReadOfWhatWasRefused() {
        refused(append("x", 1));
        next(read("x", List.of(1L)));
        assertForbiddenFrom(Level.READ_COMMITTED, Anomaly.Kind.ABORTED_READ);
    }

    @Test
    void aReadOfWhatIsInTheMiddle() {
        together(append("x", 1), append("x", 2));
        together(read("x", List.of(1L)));
        together(read("x", List.of(1L, 2L)));
        assertForbiddenFrom(Level.READ_COMMITTED, Anomaly.Kind.INTERMEDIATE_READ);
    }

    @Test
    void writesInACircle() {
        together(append("x", 1), append("y", 1));
        together(append("x", 2), append("y", 2));
        together(read("x", List.of(1L, 2L)));
        together(read("y", List.of(2L, 1L)));
        assertForbiddenFrom(Level.READ_COMMITTED, Anomaly.Kind.WRITE_CYCLE);
    }

    @Test
    void informationInACircle() {
        together(append("x", 1), read("y", List.of(1L)));
        together(append("y", 1), read("x", List.of(1L)));
        assertForbiddenFrom(Level.READ_COMMITTED, Anomaly.Kind.CIRCULAR_INFORMATION);
    }

    @Test
    void readSkew() {
        together(append("x", 1), append("y", 1));
        together(read("x", List.of()), read("y", List.of(1L)));
        together(read("x", List.of(1L)));
        assertForbiddenFrom(Level.SNAPSHOT_ISOLATION, Anomaly.Kind.READ_SKEW);
    }

    @Test
    void writeSkew() {
        together(read("x", List.of()), append("y", 1));
        together(read("y", List.of()), append("x", 1));
        assertForbiddenFrom(Level.SERIALIZABLE, Anomaly.Kind.WRITE_SKEW);
    }

    @Test
    void aStaleReadAfterTheFact() {
        next(append("x", 1));
        next(read("x", List.of()));
        assertForbiddenFrom(Level.STRICT_SERIALIZABLE, Anomaly.Kind.REAL_TIME);
    }

    @Test
    void timeCountsAcrossManyTransactions() {
        next(append("x", 1));
        for (int i = 0; i < 100; i++) {
            next(append("y", i));
        }
        next(read("x", List.of()));
        assertThat(found(Level.STRICT_SERIALIZABLE)).containsExactly(Anomaly.Kind.REAL_TIME);
    }

    @Test
    void oneOfUnknownOutcomeCountsOnceItWasSeen() {
        unknown(append("x", 1), append("y", 1));
        together(read("x", List.of(1L)), read("y", List.of()));
        assertForbiddenFrom(Level.SNAPSHOT_ISOLATION, Anomaly.Kind.READ_SKEW);
    }

    @Test
    void oneOfUnknownOutcomeThatNobodySawProvesNothing() {
        unknown(append("x", 1));
        next(read("x", List.of()));
        assertThat(found(Level.STRICT_SERIALIZABLE)).isEmpty();
    }

    @Test
    void anAppendThatNobodySawComesBehindAllThatWereSeen() {
        next(append("x", 1));
        next(append("x", 2));
        next(read("x", List.of(1L)));
        assertForbiddenFrom(Level.STRICT_SERIALIZABLE, Anomaly.Kind.REAL_TIME);
    }

    @Test
    void theCircleIsTold() {
        together(read("x", List.of()), append("y", 1));
        together(read("y", List.of()), append("x", 1));
        assertThatThrownBy(() ->
                        HistoryViolation.throwIfAny(
                                AppendLists.check(transactions, Level.SERIALIZABLE)))
                .isInstanceOf(HistoryViolation.class)
                .hasMessage(
                        """
                        WRITE_SKEW (a circle of stale reads):\s
                          t0 [x=[], y+1] -> [x=[], y+1]
                            read x without 1
                          t1 [y=[], x+1] -> [y=[], x+1]
                            read y without 1
                          and so before itself\
                        """);
    }

    @Test
    void aValueAppendedTwiceIsAMistakeOfTheTest() {
        next(append("x", 1));
        next(append("x", 1));
        assertThatThrownBy(() -> found(Level.SERIALIZABLE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Append no value twice");
    }

    @Test
    void aCircleOfAHundredThousandIsFound() {
        int count = 100_000;
        for (int i = 0; i < count; i++) {
            together(append("k" + i, 1), read("k" + (i + 1) % count, List.of()));
        }
        List<Anomaly> found = AppendLists.check(transactions, Level.STRICT_SERIALIZABLE);
        assertThat(found).hasSize(1);
    }

    @Test
    void whatASerialDatabaseAnswersHasNone() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            Map<String, List<Long>> lists = new LinkedHashMap<>();
            transactions.clear();
            for (int i = 0; i < 200; i++) {
                List<Op> ops = new ArrayList<>();
                for (int k = 1 + random.nextInt(4); k > 0; k--) {
                    String key = "k" + random.nextInt(3);
                    List<Long> list = lists.computeIfAbsent(key, _ -> new ArrayList<>());
                    if (random.nextBoolean()) {
                        list.add(10L * i + k);
                        ops.add(append(key, 10L * i + k));
                    } else {
                        ops.add(read(key, list));
                    }
                }
                next(ops.toArray(Op[]::new));
            }
            assertThat(AppendLists.check(transactions, Level.STRICT_SERIALIZABLE)).isEmpty();
        }
    }
}
