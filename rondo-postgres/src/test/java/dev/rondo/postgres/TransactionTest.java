package dev.rondo.postgres;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.postgres.TransactionOptions.Isolation;
import dev.rondo.test.Finding;
import dev.rondo.test.RondoTest;
import dev.rondo.test.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;

/** Transactions on a real server. */
class TransactionTest {
    private static RealDatabase database;

    @BeforeAll
    static void create() {
        database = RealDatabase.of(TransactionTest.class);
        database.psql(
                "create table t (a int); create table parent (id int primary key);"
                        + " create table child (parent int references parent"
                        + " deferrable initially deferred)");
    }

    private static void empty() {
        database.psql("truncate t, parent, child");
    }

    private static String rows() {
        return database.psql("select string_agg(a::text, ',' order by a) from t");
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aBodyIsCommittedWhenItReturns() {
        empty();
        try (Connection connection = database.connect()) {
            String result =
                    connection.transaction(() -> {
                        connection.execute("insert into t values (1)");
                        assertThat(connection.isInTransaction()).isTrue();
                        assertThat(connection.snapshot().state())
                                .isEqualTo(ConnectionSnapshot.State.IN_TRANSACTION);
                        assertThat(rows()).isEmpty();
                        return "done";
                    });
            assertThat(result).isEqualTo("done");
            assertThat(connection.isInTransaction()).isFalse();
            assertThat(rows()).isEqualTo("1");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aBodyIsRolledBackWhenItThrows() {
        empty();
        try (Connection connection = database.connect()) {
            assertThatThrownBy(() ->
                            connection.transaction(() -> {
                                connection.execute("insert into t values (1)");
                                throw new java.io.IOException("no");
                            }))
                    .isInstanceOf(java.io.IOException.class)
                    .hasNoSuppressedExceptions();
            assertThat(connection.isInTransaction()).isFalse();
            assertThat(rows()).isEmpty();
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG068 one BEGIN; savepoints inside")
    void insideAnotherIsASavepoint() {
        empty();
        try (Connection connection = database.connect()) {
            List<String> queries = new ArrayList<>();
            connection.addQueryLogger(query -> queries.add(query.sql()));
            connection.transaction(() -> {
                connection.execute("insert into t values (1)");
                assertThatThrownBy(() ->
                                connection.transaction(() -> {
                                    connection.execute("insert into t values (2)");
                                    connection.execute("select 1/0");
                                }))
                        .isInstanceOf(DivisionByZeroException.class);
                connection.transaction(() -> {
                    connection.execute("insert into t values (3)");
                });
            });
            assertThat(rows()).isEqualTo("1,3");
            assertThat(queries.stream().filter(sql -> sql.startsWith("BEGIN"))).hasSize(1);
            assertThat(queries.stream().filter(sql -> sql.startsWith("SAVEPOINT"))).hasSize(2);
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aTransactionThatTheProgramBeganAsTextCounts() {
        empty();
        try (Connection connection = database.connect()) {
            connection.execute("begin");
            connection.transaction(() -> {
                connection.execute("insert into t values (1)");
            });
            assertThat(rows()).isEmpty();
            connection.execute("commit");
            assertThat(rows()).isEqualTo("1");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aBodyThatHidesTheFailureOfAStatementIsToldThatNothingWasCommitted() {
        empty();
        try (Connection connection = database.connect()) {
            assertThatThrownBy(() ->
                            connection.transaction(() -> {
                                connection.execute("insert into t values (1)");
                                assertThatThrownBy(() -> connection.execute("select 1/0"))
                                        .isInstanceOf(ServerException.class);
                            }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("could not be committed")
                    .hasMessageContaining("rolled back");
            assertThat(connection.isInTransaction()).isFalse();
            assertThat(rows()).isEmpty();
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aBodyThatCommitsByATextIsToldSo() {
        empty();
        try (Connection connection = database.connect()) {
            assertThatThrownBy(() ->
                            connection.transaction(() -> {
                                connection.execute("commit");
                            }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("as text");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG016 COMMIT itself fails: its error, no ROLLBACK, the connection is usable")
    void theFailureOfTheCommitIsThrown() {
        empty();
        try (Connection connection = database.connect()) {
            List<String> queries = new ArrayList<>();
            connection.addQueryLogger(query -> queries.add(query.sql()));
            assertThatThrownBy(() ->
                            connection.transaction(() -> {
                                connection.execute("insert into child values (7)");
                            }))
                    .isInstanceOf(ForeignKeyViolationException.class);
            assertThat(queries).endsWith("COMMIT");
            assertThat(connection.isInTransaction()).isFalse();
            assertThat(connection.execute("insert into t values (1)")).isEqualTo("INSERT 0 1");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG012 a task is cancelled while BEGIN is under way")
    void aCancelledBeginLeavesNoTransaction() {
        try (Connection connection = database.connect()) {
            for (int passes = 0; passes < 6; passes++) {
                Task<?> task =
                        createTask(() -> {
                            connection.transaction(() -> sleep(100));
                        });
                for (int i = 0; i < passes; i++) {
                    sleep(Duration.ZERO);
                }
                task.cancel();
                assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
                connection.execute("select 1");
                assertThat(connection.isInTransaction()).isFalse();
            }
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG014 locks of a cancelled task are released at once")
    void aCancelledBodyIsRolledBack() {
        empty();
        database.psql("insert into t values (1)");
        try (Connection connection = database.connect();
                Connection other = database.connect()) {
            Task<?> task =
                    createTask(() -> {
                        connection.transaction(() -> {
                            connection.execute("update t set a = 2");
                            connection.execute("select pg_sleep(100)");
                        });
                    });
            database.await(
                    "select count(*) from pg_stat_activity where query like '%pg_sleep(100)'"
                            + " and state = 'active' and pid <> pg_backend_pid()",
                    "1");
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            timeout(Duration.ofSeconds(5), () -> other.execute("update t set a = 3"));
            assertThat(rows()).isEqualTo("3");
            assertThat(connection.isClosed()).isFalse();
            assertThat(connection.isInTransaction()).isFalse();
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aTimeLimitInABodyRollsBack() {
        empty();
        try (Connection connection = database.connect()) {
            assertThatThrownBy(() ->
                            connection.transaction(() -> {
                                connection.execute("insert into t values (1)");
                                connection
                                        .withTimeout(Duration.ofMillis(50))
                                        .execute("select pg_sleep(100)");
                            }))
                    .isInstanceOf(TimeoutException.class)
                    .hasNoSuppressedExceptions();
            assertThat(rows()).isEmpty();
            connection.execute("insert into t values (2)");
            assertThat(rows()).isEqualTo("2");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void isolationAndWhatItMayDoAreTold() {
        try (Connection connection = database.connect()) {
            TransactionOptions options =
                    TransactionOptions.defaults()
                            .withIsolation(Isolation.SERIALIZABLE)
                            .withReadOnly(true)
                            .withDeferrable(true);
            List<String> queries = new ArrayList<>();
            connection.addQueryLogger(query -> queries.add(query.sql()));
            assertThatThrownBy(() ->
                            connection.transaction(
                                    options,
                                    () -> {
                                        connection.execute("insert into t values (1)");
                                    }))
                    .isInstanceOf(ReadOnlyTransactionException.class);
            assertThat(queries)
                    .startsWith("BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void insideATransactionOptionsAreRefused() {
        try (Connection connection = database.connect()) {
            connection.transaction(() -> {
                assertThatThrownBy(() ->
                                connection.begin(TransactionOptions.defaults().withReadOnly(true)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("outermost");
            });
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aConflictIsTriedAgainByRequest() {
        empty();
        database.psql("insert into t values (1)");
        try (Connection one = database.connect();
                Connection other = database.connect()) {
            int[] runs = {0};
            one.transaction(
                    TransactionOptions.defaults()
                            .withIsolation(Isolation.REPEATABLE_READ)
                            .withAttempts(3),
                    () -> {
                        one.execute("select a from t");
                        if (++runs[0] < 3) {
                            other.execute("update t set a = a + 10");
                        }
                        one.execute("update t set a = a + 1");
                    });
            assertThat(runs[0]).isEqualTo(3);
            assertThat(rows()).isEqualTo("22");
            runs[0] = 0;
            assertThatThrownBy(() ->
                            one.transaction(
                                    TransactionOptions.defaults()
                                            .withIsolation(Isolation.REPEATABLE_READ)
                                            .withAttempts(2),
                                    () -> {
                                        runs[0]++;
                                        one.execute("select a from t");
                                        other.execute("update t set a = a + 10");
                                        one.execute("update t set a = a + 1");
                                    }))
                    .isInstanceOf(SerializationFailureException.class);
            assertThat(runs[0]).isEqualTo(2);
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void byHandOnesNestAndEndInTheirOrder() {
        empty();
        try (Connection connection = database.connect()) {
            Transaction outer = connection.begin();
            connection.execute("insert into t values (1)");
            Transaction inner = connection.begin();
            connection.execute("insert into t values (2)");
            assertThatThrownBy(outer::commit)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("End that first");
            inner.rollback();
            assertThatThrownBy(inner::commit).isInstanceOf(IllegalStateException.class);
            inner.close();
            outer.commit();
            outer.close();
            assertThat(rows()).isEqualTo("1");
            try (Transaction forgotten = connection.begin()) {
                connection.execute("insert into t values (3)");
                assertThat(forgotten.toString()).startsWith("<Transaction on <postgres connection");
            }
            assertThat(rows()).isEqualTo("1");
            Transaction outermost = connection.begin();
            Transaction inside = connection.begin();
            outermost.rollback();
            assertThatThrownBy(inside::rollback).isInstanceOf(IllegalStateException.class);
            assertThat(connection.isInTransaction()).isFalse();
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aConnectionThatIsLostInABodyIsToldOnce() {
        try (Connection connection = database.connect()) {
            assertThatThrownBy(() ->
                            connection.transaction(() -> {
                                database.psql(
                                        "select pg_terminate_backend("
                                                + connection.processId()
                                                + ")");
                                connection.execute("select 1");
                            }))
                    .isInstanceOf(ConnectionLostException.class)
                    .hasMessageContaining("57P01");
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG032 idle_in_transaction_session_timeout: the next statement tells")
    void whatEndedAnIdleTransactionIsTold() {
        try (Connection connection = database.connect()) {
            connection.execute("set idle_in_transaction_session_timeout = 50");
            connection.execute("begin");
            database.await(
                    "select count(*) from pg_stat_activity where pid = " + connection.processId(),
                    "0");
            assertThatThrownBy(() -> connection.execute("select 1"))
                    .isInstanceOf(ConnectionLostException.class)
                    .hasMessageContaining("25P03")
                    .hasMessageContaining("idle-in-transaction timeout")
                    .hasCauseInstanceOf(IdleInTransactionTimeoutException.class);
        }
    }
}
