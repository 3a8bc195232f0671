package dev.rondo.postgres;

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
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;

/** The pool on a real server. */
class PoolRealTest {
    private static RealDatabase database;

    @BeforeAll
    static void create() {
        database = RealDatabase.of(PoolRealTest.class);
        Rondo.run(() -> database.connect().close()); // loads what the first test is not to wait for
    }

    private static Pool pool(PoolOptions options) {
        return Postgres.createPool(database.options(), options);
    }

    private static PoolOptions size(int size) {
        return PoolOptions.defaults().withMinSize(size).withMaxSize(size);
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60)
    void connectionsAreThereAndGo() {
        try (Pool pool = pool(size(3))) {
            assertThat(pool.snapshot().idle()).isEqualTo(3);
            assertThat(pool.toString()).startsWith("<pool of 127.0.0.1/");
            try (Connection c = pool.acquire()) {
                assertThat(c.execute("CREATE TEMP TABLE mine (a int)")).isEqualTo("CREATE TABLE");
            }
            pool.execute("SELECT 1");
            pool.transaction(c -> c.execute("SELECT 2"));
            assertThat(database.sessions()).isEqualTo(3);
        }
        database.await(
                "SELECT count(*) - 1 FROM pg_stat_activity WHERE datname = current_database()",
                "0");
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60)
    void theSessionIsAsNewForTheNext() {
        try (Pool pool = pool(size(1))) {
            try (Connection c = pool.acquire()) {
                c.execute("CREATE TEMP TABLE mine (a int)");
                c.execute("SET search_path = pg_catalog");
                c.execute("SELECT pg_advisory_lock(42)");
                c.execute("BEGIN");
            }
            assertThat(database.psql("SELECT pg_try_advisory_lock(42)")).isEqualTo("t");
            try (Connection c = pool.acquire()) {
                assertThat(c.isInTransaction()).isFalse();
                assertThatThrownBy(() -> c.execute("SELECT * FROM mine"))
                        .isInstanceOf(UndefinedTableException.class);
                c.execute("CREATE TABLE fresh (a int)");
            }
            assertThat(database.psql("SELECT count(*) FROM public.fresh")).isEqualTo("0");
            pool.execute("DROP TABLE fresh");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60)
    @DisplayName("1,000 statements share four connections, each has its answer")
    void manyStatementsShareConnections() {
        try (Pool pool = pool(size(4))) {
            pool.execute("CREATE TABLE counted (n int)");
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                int number = i;
                tasks.add(
                        Rondo.createTask(() -> {
                            if (number % 50 == 7) {
                                assertThatThrownBy(() -> pool.execute("SELECT 1/0"))
                                        .isInstanceOf(DivisionByZeroException.class);
                            } else if (number % 50 == 9) {
                                pool.transaction(c ->
                                        c.execute("INSERT INTO counted VALUES (" + number + ")"));
                            } else {
                                assertThat(
                                                pool.execute(
                                                        "INSERT INTO counted VALUES ("
                                                                + number
                                                                + ")"))
                                        .isEqualTo("INSERT 0 1");
                            }
                        }));
            }
            Rondo.awaitAll(tasks);
            assertThat(database.psql("SELECT count(*), count(DISTINCT n) FROM counted"))
                    .isEqualTo("980|980");
            pool.execute("DROP TABLE counted");
            assertThat(pool.snapshot().idle()).isEqualTo(4);
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60)
    @DisplayName("PG034 a cancelled one of several pipelined fails alone")
    void aCancelledOneFailsAlone() {
        try (Pool pool = pool(size(1))) {
            for (int victim = 0; victim < 5; victim++) {
                List<Task<?>> tasks = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    tasks.add(Rondo.createTask(() -> pool.execute("SELECT pg_sleep(0.05)")));
                }
                Rondo.sleep(0.02);
                tasks.get(victim).cancel();
                for (int i = 0; i < 5; i++) {
                    Task<?> task = tasks.get(i);
                    if (i == victim) {
                        assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
                    } else {
                        assertThat(task.await()).isEqualTo("SELECT 1");
                    }
                }
            }
            assertThat(pool.execute("SELECT 1")).isEqualTo("SELECT 1");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60)
    @DisplayName("PG014 locks of a cancelled task's transaction are released at once")
    void locksOfACancelledTaskAreReleased() {
        try (Pool pool = pool(size(2))) {
            pool.execute("CREATE TABLE locked (a int)");
            pool.execute("INSERT INTO locked VALUES (1)");
            Task<?> task =
                    Rondo.createTask(() ->
                            pool.transaction(c -> {
                                c.execute("UPDATE locked SET a = 2");
                                c.execute("SELECT pg_sleep(100)");
                            }));
            Rondo.sleep(0.2);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(pool.withTimeout(Duration.ofSeconds(5)).execute("UPDATE locked SET a = 3"))
                    .isEqualTo("UPDATE 1");
            pool.execute("DROP TABLE locked");
            assertThat(pool.snapshot().size()).isEqualTo(2);
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60)
    @DisplayName("PG012 a cancellation at any moment of a transaction leaves none open")
    void aCancellationAtAnyMomentLeavesNoTransaction() {
        try (Pool pool = pool(size(2))) {
            for (int i = 0; i < 30; i++) {
                Task<?> task = Rondo.createTask(() -> pool.transaction(c -> c.execute("SELECT 1")));
                Rondo.sleep(Duration.ofNanos(i * 80_000L));
                task.cancel();
                try {
                    task.await();
                } catch (CancelledError e) {
                    assertThat(task.cancelled()).isTrue();
                }
                try (Connection c = pool.acquire()) {
                    assertThat(c.isInTransaction()).isFalse();
                    assertThat(c.execute("SELECT 1")).isEqualTo("SELECT 1");
                }
            }
            assertThat(pool.snapshot().size()).isEqualTo(2);
        }
        assertThat(
                        database.psql(
                                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                        + " AND state LIKE 'idle in%'"))
                .isEqualTo("0");
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60)
    @DisplayName("PG140 a function that is not known to need a session cannot leave one changed")
    void aTransactionThatIsLeftOpenIsRolledBack() {
        try (Pool pool = pool(size(1))) {
            assertThatThrownBy(() -> pool.execute("/* hidden */ BEGIN"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("left a transaction open");
            assertThat(pool.execute("SELECT 1")).isEqualTo("SELECT 1");
            assertThat(pool.snapshot().size()).isEqualTo(1);
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60)
    @DisplayName("PG022 killed idle connections are replaced")
    void killedIdleConnectionsAreReplaced() {
        try (Pool pool = pool(size(3))) {
            database.psql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
            for (int i = 0; i < 20; i++) {
                Rondo.sleep(0.01);
                try (Connection c = pool.acquire()) {
                    c.execute("SELECT 1");
                } catch (ConnectionLostException e) {
                    assertThat(i).isLessThan(10); // the word of its end was on its way
                }
            }
            for (int i = 0; i < 200 && pool.snapshot().idle() < 3; i++) {
                Rondo.sleep(0.01);
            }
            assertThat(pool.snapshot().idle()).isEqualTo(3);
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60)
    @DisplayName("PG112 PG114 listening, with odd names, through a lost connection")
    void listening() {
        try (Pool pool = pool(PoolOptions.defaults().withMinSize(1).withMaxSize(2));
                Notifications heard = pool.listen("Jobs", "odd \"name\"")) {
            pool.execute("NOTIFY \"Jobs\", 'one'");
            pool.execute("NOTIFY \"odd \"\"name\"\"\", 'two'");
            pool.execute("NOTIFY jobs, 'another channel'");
            assertThat(heard.next())
                    .isInstanceOfSatisfying(
                            Notifications.Heard.class,
                            h -> assertThat(h.notification().payload()).isEqualTo("one"));
            assertThat(heard.next())
                    .isInstanceOfSatisfying(
                            Notifications.Heard.class,
                            h -> assertThat(h.notification().channel()).isEqualTo("odd \"name\""));
            database.psql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND query LIKE 'LISTEN%'");
            assertThat(heard.next())
                    .isInstanceOfSatisfying(
                            Notifications.Gap.class,
                            gap -> assertThat(gap.cause()).hasMessageContaining("57P01"));
            pool.execute("NOTIFY \"Jobs\", 'three'");
            assertThat(heard.next().toString()).contains("three");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60)
    @DisplayName("each of many pipelined queries has its own rows, cancelled ones in between")
    void eachHasItsOwnRows() {
        try (Pool pool = pool(size(2))) {
            String sql = "SELECT $1::int AS n, repeat('x', $1::int % 1000) AS text";
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                int number = i;
                tasks.add(
                        Rondo.createTask(() -> {
                            Row row = pool.fetchRow(sql, number).orElseThrow();
                            assertThat(row.get(0, Integer.class)).isEqualTo(number);
                            assertThat(row.get(1, String.class)).hasSize(number % 1000);
                            assertThat(pool.fetchValue(Integer.class, "SELECT $1::int + 1", number))
                                    .isEqualTo(number + 1);
                        }));
            }
            Rondo.sleep(0.001);
            for (int i = 0; i < 500; i += 7) {
                tasks.get(i).cancel();
            }
            Rondo.waitAll(tasks);
            for (int i = 0; i < 500; i++) {
                if (!tasks.get(i).cancelled()) {
                    tasks.get(i).await();
                } else {
                    assertThat(i % 7).isZero();
                }
            }
            assertThat(pool.fetchValue(Integer.class, "SELECT 1")).isEqualTo(1);
            assertThat(pool.snapshot().size()).isEqualTo(2);
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60)
    void manyAndTimeLimitsThroughThePool() {
        try (Pool pool = pool(size(2))) {
            pool.execute("CREATE TABLE many (n int); CREATE INDEX ON many (n)");
            List<Object[]> rows = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                rows.add(new Object[] {i});
            }
            pool.executeMany("INSERT INTO many VALUES ($1)", rows);
            assertThat(pool.fetchMany("SELECT n FROM many WHERE n = $1", rows)).hasSize(100);
            assertThat(pool.fetch("SELECT n FROM many")).hasSize(100);
            Queryable hasty = pool.withTimeout(Duration.ofMillis(100));
            assertThatThrownBy(() -> hasty.fetchValue("SELECT pg_sleep(50)"))
                    .isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> hasty.execute("SELECT pg_sleep(50); SELECT 1"))
                    .isInstanceOf(TimeoutException.class);
            assertThat(pool.fetchValue(Long.class, "SELECT count(*) FROM many")).isEqualTo(100);
            pool.execute("DROP TABLE many");
            assertThat(pool.snapshot().size()).isEqualTo(2);
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60)
    @DisplayName("PG028 DISCARD ALL as the reset, and prepared statements in a transaction")
    void discardAll() {
        try (Pool pool = pool(size(1).withResetQuery("DISCARD ALL"))) {
            for (int i = 0; i < 3; i++) {
                int number = i;
                int got =
                        pool.transactionResult(
                                c -> c.fetchValue(Integer.class, "SELECT $1::int", number));
                assertThat(got).isEqualTo(i);
            }
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60)
    void whatIsLeftOpenIsClosedOnRelease() {
        try (Pool pool = pool(size(1))) {
            int process;
            RowStream rows;
            PreparedStatement statement;
            try (Connection c = pool.acquire()) {
                process = c.processId();
                statement = c.prepare("SELECT 1");
                assertThat(statement.fetchValue()).isEqualTo(1);
                c.begin();
                rows = c.stream("SELECT generate_series(1, 100000)");
                assertThat(rows.next()).isPresent();
            }
            assertThatThrownBy(rows::next).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(statement::fetchValue).isInstanceOf(IllegalStateException.class);
            try (Connection c = pool.acquire()) {
                assertThat(c.processId()).isEqualTo(process);
                assertThat(
                                c.fetchValue(
                                        "SELECT count(*) FROM pg_prepared_statements"
                                                + " WHERE statement = 'SELECT 1'"))
                        .isEqualTo(0L);
                assertThat(c.fetchValue("SELECT count(*) FROM pg_cursors WHERE name <> ''"))
                        .isEqualTo(0L);
            }
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60)
    void aServerThatIsNotThereIsToldAtOnce() {
        PostgresOptions nowhere = database.options().withPort(1);
        assertThatThrownBy(() -> Postgres.createPool(nowhere, PoolOptions.defaults()))
                .isInstanceOf(ConnectException.class);
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.UNHANDLED_EXCEPTIONS)
    @DisplayName("53300 a full server: the pool lives with what it has")
    void aFullServer() {
        RealServer.assume();
        try (RealServer small =
                RealServer.setup()
                        .setting("max_connections", "5")
                        .setting("superuser_reserved_connections", "1")
                        .start()) {
            PostgresOptions options = RealDatabase.options(small, "postgres");
            try (Pool pool =
                    Postgres.createPool(
                            options, PoolOptions.defaults().withMinSize(2).withMaxSize(20))) {
                List<Task<?>> tasks = new ArrayList<>();
                for (int i = 0; i < 30; i++) {
                    tasks.add(
                            Rondo.createTask(() -> {
                                try (Connection c = pool.acquire()) {
                                    c.execute("SELECT pg_sleep(0.02)");
                                }
                            }));
                }
                Rondo.awaitAll(tasks);
                assertThat(pool.snapshot().idle()).isBetween(2, 5);
            }
        }
    }
}
