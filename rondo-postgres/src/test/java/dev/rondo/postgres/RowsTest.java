package dev.rondo.postgres;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.test.Finding;
import dev.rondo.test.RondoTest;
import dev.rondo.test.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;

/** Streams of rows, cursors and batches on a real server. */
class RowsTest {
    private static final String SERIES = "select i::text from generate_series(1, $1::int) i";

    private static RealDatabase database;

    @BeforeAll
    static void create() {
        database = RealDatabase.of(RowsTest.class);
        database.psql("create table t (a int primary key, b text)");
    }

    private static String count() {
        return database.psql("select count(*) from t");
    }

    // ---- Streams

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void rowsComeInOrderAndTheConnectionIsFreeAfterThem() {
        try (Connection connection = database.connect()) {
            for (int size : new int[] {0, 1, 7, 8, 9, 50_000}) {
                int next = 0;
                try (RowStream rows = connection.stream(SERIES, size)) {
                    for (Row row : rows) {
                        assertThat(row.getString(0)).isEqualTo(Integer.toString(++next));
                    }
                    assertThat(next).isEqualTo(size);
                    assertThat(rows.next()).isEmpty();
                    assertThat(connection.fetch("select 1")).hasSize(1); // free already
                    assertThatThrownBy(rows::iterator).isInstanceOf(IllegalStateException.class);
                }
            }
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void whileAStreamIsOpenNothingElseRuns() {
        try (Connection connection = database.connect()) {
            RowStream rows = connection.stream(SERIES, 100_000);
            assertThat(rows.next()).isPresent();
            assertThatThrownBy(() -> connection.fetch("select 1"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("RowStream")
                    .hasMessageContaining("close a stream");
            rows.close();
            rows.close();
            assertThat(rows.next()).isEmpty();
            assertThat(rows.toString()).contains("closed");
            assertThat(connection.fetch("select 1")).hasSize(1);
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void anEarlyCloseInATransactionDoesNotFailIt() {
        try (Connection connection = database.connect()) {
            connection.transaction(() -> {
                for (int taken = 0; taken < 12; taken++) {
                    try (RowStream rows = connection.stream(SERIES, 100_000)) {
                        for (int i = 0; i < taken; i++) {
                            assertThat(rows.next()).isPresent();
                        }
                    }
                    assertThat(connection.execute("select 1")).isEqualTo("SELECT 1");
                }
            });
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void anEarlyCloseOfASlowStatementStopsIt() {
        try (Connection connection = database.connect()) {
            RowStream rows =
                    connection.stream(
                            "select i::text, case when i > 9 then pg_sleep(100) end::text"
                                    + " from generate_series(1, 20) i");
            for (int i = 0; i < 8; i++) {
                assertThat(rows.next()).isPresent();
            }
            rows.close();
            assertThat(connection.fetch("select 1")).hasSize(1);
            assertThat(connection.isClosed()).isFalse();
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aFailureInTheMiddleIsThrownBehindTheRowsBeforeIt() {
        try (Connection connection = database.connect()) {
            RowStream rows =
                    connection.stream(
                            "select (100 / (20 - i))::text from generate_series(1, 30) i");
            int[] count = {0};
            assertThatThrownBy(
                            () -> {
                                while (rows.next().isPresent()) {
                                    count[0]++;
                                }
                            })
                    .isInstanceOf(DivisionByZeroException.class);
            assertThat(count[0]).isEqualTo(19);
            assertThat(connection.fetch("select 1")).hasSize(1);
            assertThatThrownBy(() -> connection.stream("selec"))
                    .isInstanceOf(SyntaxErrorException.class);
            assertThatThrownBy(() -> connection.stream("select 1 / $1::int", 0))
                    .isInstanceOf(DivisionByZeroException.class);
            assertThat(connection.fetch("select 1")).hasSize(1);
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG010 cancelled in the middle of a result: the next one sees its own rows only")
    void aCancelledStreamLeavesTheConnectionUsable() {
        try (Connection connection = database.connect()) {
            for (int passes = 0; passes < 8; passes++) {
                Task<?> task =
                        createTask(() -> {
                            try (RowStream rows = connection.stream(SERIES, 1_000_000)) {
                                for (Row row : rows) {
                                    row.size();
                                }
                            }
                        });
                for (int i = 0; i < 3 * passes; i++) {
                    sleep(Duration.ZERO);
                }
                task.cancel();
                assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
                assertThat(connection.fetch("select 'mine'").getFirst().getString(0))
                        .isEqualTo("mine");
            }
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aTimeLimitHoldsForEachPortion() {
        try (Connection connection = database.connect()) {
            RowStream rows =
                    connection.withTimeout(Duration.ofMillis(200)).stream(
                            "select i::text, case when i > 9 then pg_sleep(100) end::text"
                                    + " from generate_series(1, 20) i");
            assertThatThrownBy(
                            () -> {
                                while (rows.next().isPresent()) {}
                            })
                    .isInstanceOf(TimeoutException.class);
            assertThat(rows.next()).isEmpty();
            assertThat(connection.fetch("select 1")).hasSize(1);
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 120, allow = Finding.BLOCKED_LOOP)
    void memoryIsBounded() {
        try (Connection connection = database.connect()) {
            int count = 0;
            String sql = "select repeat('x', 100000) from generate_series(1, 500)"; // 50 MB
            try (RowStream rows = connection.stream(sql)) {
                for (Row row : rows) {
                    assertThat(row.size()).isEqualTo(1);
                    if (++count == 100) { // nobody takes: nothing more may come
                        sleep(Duration.ofMillis(50));
                        assertThat(connection.toString()).isNotEmpty();
                    }
                }
            }
            assertThat(count).isEqualTo(500);
        }
    }

    // ---- Cursors

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void cursorsGoOnBesideOtherStatements() {
        try (Connection connection = database.connect()) {
            assertThatThrownBy(() -> connection.cursor(SERIES, 5))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("stream()");
            connection.transaction(() -> {
                try (Cursor cursor = connection.cursor(SERIES, 10);
                        Cursor other = connection.prepare(SERIES).cursor(3)) {
                    assertThat(texts(cursor.fetch(3))).containsExactly("1", "2", "3");
                    assertThat(texts(other.fetch(2))).containsExactly("1", "2");
                    assertThat(connection.fetch("select 1")).hasSize(1);
                    assertThat(cursor.forward(2)).isEqualTo(2);
                    assertThat(cursor.fetchRow().orElseThrow().getString(0)).isEqualTo("6");
                    assertThat(texts(other.fetch(5))).containsExactly("3");
                    assertThat(other.fetch(5)).isEmpty();
                    assertThat(cursor.forward(9)).isEqualTo(4);
                    assertThat(cursor.fetchRow()).isEmpty();
                }
                Cursor left = connection.cursor(SERIES, 3);
                assertThat(left.toString()).startsWith("<Cursor rondo_");
                left.close();
                assertThatThrownBy(() -> left.fetch(1)).isInstanceOf(IllegalStateException.class);
            });
            assertThat(connection.fetch("select 1")).hasSize(1);
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aCursorEndsWithItsTransaction() {
        try (Connection connection = database.connect()) {
            connection.execute("begin");
            Cursor cursor = connection.cursor(SERIES, 10);
            assertThat(cursor.fetch(2)).hasSize(2);
            connection.execute("commit");
            assertThatThrownBy(() -> cursor.fetch(2)).isInstanceOf(ServerException.class);
            cursor.close();
            assertThat(connection.fetch("select 1")).hasSize(1);
        }
    }

    private static List<String> texts(List<Row> rows) {
        return rows.stream().map(row -> row.getString(0)).toList();
    }

    // ---- Batches

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aBatchIsRunOnceForEachElement() {
        database.psql("truncate t");
        try (Connection connection = database.connect()) {
            connection.executeMany(
                    "insert into t values ($1, $2)",
                    List.of(new Object[] {1, "a"}, new Object[] {2, null}));
            assertThat(count()).isEqualTo("2");
            connection.executeMany("insert into t values ($1, $2)", List.of());
            List<Object[]> many =
                    IntStream.range(10, 20_010)
                            .mapToObj(i -> new Object[] {i, "text of " + i})
                            .toList();
            connection.executeMany("insert into t values ($1, $2)", many);
            assertThat(count()).isEqualTo("20002");
            List<Row> rows =
                    connection.fetchMany(
                            "delete from t where a = $1 returning b",
                            List.of(new Object[] {11}, new Object[] {5}, new Object[] {12}));
            assertThat(texts(rows)).containsExactly("text of 11", "text of 12");
            assertThat(
                            connection
                                    .prepare("select b from t where a = $1")
                                    .fetchMany(List.of(new Object[] {13}, new Object[] {14})))
                    .hasSize(2);
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void eitherAllOfABatchTakeEffectOrNone() {
        database.psql("truncate t; insert into t values (15000, 'there')");
        try (Connection connection = database.connect()) {
            List<Object[]> many =
                    IntStream.range(1, 20_000).mapToObj(i -> new Object[] {i, "x"}).toList();
            assertThatThrownBy(() -> connection.executeMany("insert into t values ($1, $2)", many))
                    .isInstanceOf(UniqueViolationException.class);
            assertThat(count()).isEqualTo("1");
            assertThat(connection.fetch("select 1")).hasSize(1);
            assertThatThrownBy(() ->
                            connection.executeMany(
                                    "insert into t values ($1, $2)", () -> failing(10_000)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("mine");
            assertThat(count()).isEqualTo("1");
            assertThat(connection.fetch("select 1")).hasSize(1);
            assertThatThrownBy(() ->
                            connection.executeMany(
                                    "insert into t values ($1, $2)", () -> failing(2)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(count()).isEqualTo("1");
            assertThat(connection.fetch("select 1")).hasSize(1);
        }
    }

    private static Iterator<Object[]> failing(int after) {
        return IntStream.range(1, 1_000_000)
                .mapToObj(i -> {
                    if (i == after) {
                        throw new IllegalArgumentException("mine");
                    }
                    return new Object[] {i, "y"};
                })
                .iterator();
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void whenBothSidesOfABatchFailBothAreTold() {
        database.psql("truncate t");
        try (Connection connection = database.connect()) {
            Iterable<Object[]> rows =
                    () ->
                            IntStream.iterate(0, i -> i + 1)
                                    .mapToObj(i -> {
                                        if (i == 2_000) {
                                            Rondo.sleep(0.2); // the server has failed by now
                                            throw new IllegalStateException("mine");
                                        }
                                        return new Object[] {1, "x".repeat(1_000)};
                                    })
                                    .iterator();
            assertThatThrownBy(() -> connection.executeMany("insert into t values ($1, $2)", rows))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("mine")
                    .satisfies(e ->
                            assertThat(e.getSuppressed())
                                    .hasOnlyElementsOfType(UniqueViolationException.class)
                                    .hasSize(1));
            assertThat(count()).isEqualTo("0");
            assertThat(connection.fetch("select 1")).hasSize(1);
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aCancelledBatchHasNoEffect() {
        database.psql("truncate t");
        try (Connection connection = database.connect()) {
            Iterable<Object[]> slow =
                    () ->
                            IntStream.range(1, 1_000_000)
                                    .mapToObj(i -> {
                                        if (i % 1000 == 0) {
                                            sleep(Duration.ZERO);
                                        }
                                        return new Object[] {i, "y"};
                                    })
                                    .iterator();
            Task<?> task =
                    createTask(() -> connection.executeMany("insert into t values ($1, $2)", slow));
            sleep(Duration.ofMillis(200));
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(connection.fetch("select 1")).hasSize(1);
            assertThat(count()).isEqualTo("0");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void argumentsAreAskedForAsTheyCanLeave() {
        database.psql("truncate t");
        try (Connection connection = database.connect()) {
            List<Integer> asked = new ArrayList<>();
            int[] most = {0};
            Iterable<Object[]> watched =
                    () ->
                            IntStream.range(1, 3_000)
                                    .mapToObj(i -> {
                                        asked.add(i);
                                        most[0] = Math.max(most[0], unsent(connection));
                                        return new Object[] {i, "z".repeat(10_000)};
                                    })
                                    .iterator();
            connection.executeMany("insert into t values ($1, $2)", watched);
            assertThat(asked).hasSize(2_999);
            assertThat(most[0]).isLessThan((1 << 20) + (64 << 10));
            assertThat(count()).isEqualTo("2999");
        }
    }

    private static int unsent(Connection connection) {
        return ((ExclusiveConnection) connection).session().line().unsent();
    }
}
