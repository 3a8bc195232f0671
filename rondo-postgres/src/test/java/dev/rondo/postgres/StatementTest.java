package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.test.Finding;
import dev.rondo.test.RondoTest;
import dev.rondo.test.Time;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;

/** Statements, prepared, kept and forgotten, on a real server. */
class StatementTest {
    private static RealDatabase database;

    @BeforeAll
    static void create() {
        database = RealDatabase.of(StatementTest.class);
        database.psql("create table t (a int, b text); insert into t values (1, 'x'), (2, null)");
    }

    private static List<String> first(List<Row> rows) {
        return rows.stream().map(row -> String.valueOf(row.getString(0))).toList();
    }

    private static String onServer(Connection connection) {
        return connection
                .fetch("select count(*)::text from pg_prepared_statements")
                .getFirst()
                .getString(0);
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void rowsStatusesAndValuesAreReturned() {
        try (Connection connection = database.connect()) {
            List<Row> rows = connection.fetch("select a, b from t order by a");
            assertThat(first(rows)).containsExactly("1", "2");
            assertThat(rows.get(0).getString("b")).isEqualTo("x");
            assertThat(rows.get(1).isNull(1)).isTrue();
            assertThat(connection.fetch("select a from t where a = $1", 2)).hasSize(1);
            assertThat(connection.fetch("select a from t where a = $1", 9)).isEmpty();
            assertThat(connection.fetchRow("select a from t where a = $1", 9)).isEmpty();
            assertThat(connection.fetchRow("select b from t order by a").orElseThrow().getString(0))
                    .isEqualTo("x");
            assertThat(connection.fetchValue(String.class, "select b from t order by a"))
                    .isEqualTo("x");
            assertThat(connection.fetchValue("select b from t where a = 2")).isNull();
            assertThat(connection.fetchValue("select b from t where a = 9")).isNull();
            assertThat(connection.execute("update t set b = b where a > $1", 0))
                    .isEqualTo("UPDATE 2");
            assertThat(connection.execute("")).isEmpty();
            assertThat(connection.fetch("")).isEmpty();
            assertThat(connection.fetch("create temp table gone ()")).isEmpty();
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void manyRowsAreReturnedWholeAndInOrder() {
        try (Connection connection = database.connect()) {
            List<Row> rows =
                    connection.fetch(
                            "select i::text, repeat('x', 50) from generate_series(1, 30000) i");
            assertThat(rows).hasSize(30_000);
            for (int i = 0; i < rows.size(); i++) {
                assertThat(rows.get(i).getString(0)).isEqualTo(Integer.toString(i + 1));
            }
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG098 PG078 wrong arguments are refused before anything is sent")
    void aWrongNumberOfArgumentsIsRefused() {
        try (Connection connection = database.connect()) {
            assertThatThrownBy(() -> connection.fetch("select a from t where a = $1", 1, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 parameter")
                    .hasMessageContaining("2 arguments");
            assertThatThrownBy(() -> connection.fetch("select a from t where a = $1"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("0 arguments");
            assertThatThrownBy(() -> connection.fetch("select '\0'"))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(connection.fetch("select a from t where a = $1", 1)).hasSize(1);
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aFailureIsTypedAndTheConnectionGoesOn() {
        try (Connection connection = database.connect()) {
            assertThatThrownBy(() -> connection.fetch("selec 1"))
                    .isInstanceOf(SyntaxErrorException.class);
            assertThatThrownBy(() -> connection.fetch("select 1 / $1::int", 0))
                    .isInstanceOf(DivisionByZeroException.class);
            assertThatThrownBy(() -> connection.fetch("select * from nothing"))
                    .isInstanceOf(UndefinedTableException.class);
            assertThat(first(connection.fetch("select 7"))).containsExactly("7");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void theLastUsedAreKept() {
        PostgresOptions options = database.options().withStatementCacheSize(2);
        try (Connection connection = Postgres.connect(options)) {
            connection.fetch("select 1");
            connection.fetch("select 2");
            connection.fetch("select 1");
            connection.fetch("select 3");
            assertThat(connection.cachedStatements()).containsExactly("select 1", "select 3");
            assertThat(onServer(connection)).isEqualTo("2"); // 1 was put out for this one
            assertThat(connection.snapshot().cachedStatements()).isEqualTo(2);
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG052 a statement of several MB is not kept")
    void longOnesAreNotKept() {
        try (Connection connection = database.connect()) {
            String comment = "/* " + "long ".repeat(1_000_000) + "*/";
            assertThat(connection.fetch("select 1 " + comment)).hasSize(1);
            assertThat(connection.cachedStatements()).isEmpty();
            assertThat(onServer(connection)).isEqualTo("1"); // the one that asks
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void oldOnesAreNotKept() {
        PostgresOptions options =
                database.options().withStatementCacheLifetime(Duration.ofMillis(50));
        try (Connection connection = Postgres.connect(options)) {
            String name = "select string_agg(name, ',') from pg_prepared_statements";
            String before = first(connection.fetch(name)).getFirst();
            dev.rondo.Rondo.sleep(Duration.ofMillis(80));
            assertThat(first(connection.fetch(name)).getFirst()).isNotEqualTo(before);
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG042 a table changes within a transaction: an error that says so, then it works")
    void aChangedTableInATransaction() {
        try (Connection connection = database.connect()) {
            connection.execute("create table c42 (a int)");
            connection.fetch("select * from c42");
            assertThatThrownBy(() ->
                            connection.transaction(() -> {
                                database.psql("alter table c42 add b int");
                                connection.fetch("select * from c42");
                            }))
                    .isInstanceOf(FeatureNotSupportedException.class)
                    .hasMessageContaining("has to be repeated");
            connection.transaction(() -> {
                assertThat(connection.fetch("select * from c42")).isEmpty();
            });
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG044 a table changes: prepared again, whatever the language of the error")
    void aChangedTable() {
        try (Connection connection = database.connect()) {
            connection.execute("create table c44 (a int); insert into c44 values (5)");
            assertThat(connection.fetch("select * from c44").getFirst().size()).isEqualTo(1);
            database.psql("alter table c44 add b text default 'new'");
            assertThat(connection.fetch("select * from c44").getFirst().getString("b"))
                    .isEqualTo("new");
            database.psql("alter table c44 alter a type text using 'text ' || a");
            assertThat(connection.fetch("select * from c44").getFirst().getString("a"))
                    .isEqualTo("text 5");
            PreparedStatement kept = connection.prepare("select * from c44");
            assertThat(kept.columns()).hasSize(2);
            database.psql("alter table c44 rename b to c");
            assertThat(kept.fetch().getFirst().getString("c")).isEqualTo("new");
            try (RowStream rows = connection.stream("select * from c44")) {
                assertThat(rows.next().orElseThrow().getString("c")).isEqualTo("new");
            }
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aParameterOfAChangedTable() {
        try (Connection connection = database.connect()) {
            connection.execute("create table c45 (a int); insert into c45 values (5)");
            String sql = "select a::text from c45 where a = $1";
            assertThat(connection.fetch(sql, 5)).hasSize(1);
            database.psql("alter table c45 alter a type text");
            assertThat(connection.fetch(sql, "5")).hasSize(1);
            assertThatThrownBy(() -> connection.fetch(sql, 5))
                    .isInstanceOf(ConversionException.class)
                    .hasMessageContaining("$1")
                    .hasMessageContaining("text");
            assertThat(connection.fetch(sql, "5")).hasSize(1);
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG046 a type is dropped and made again: one retry outside a transaction")
    void aTypeThatIsMadeAgain() {
        try (Connection connection = database.connect()) {
            connection.execute("create type mood as enum ('sad', 'ok')");
            String sql = "select ($1::text)::mood::text, $2::mood is null";
            assertThat(connection.fetch(sql, "sad", null)).hasSize(1);
            database.psql("drop type mood; create type mood as enum ('ok', 'good')");
            assertThat(first(connection.fetch(sql, "good", null))).containsExactly("good");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG048 DISCARD ALL by the user: prepared again")
    void statementsThatTheUserDiscards() {
        try (Connection connection = database.connect()) {
            PreparedStatement kept = connection.prepare("select 'kept'");
            assertThat(first(connection.fetch("select 48"))).containsExactly("48");
            connection.execute("discard all");
            assertThat(first(connection.fetch("select 48"))).containsExactly("48");
            assertThat(first(kept.fetch())).containsExactly("kept");
            connection.execute("deallocate all");
            try (RowStream rows = connection.stream("select 48")) {
                assertThat(rows.next()).isPresent();
            }
            connection.execute("deallocate all");
            connection.execute("begin");
            assertThatThrownBy(() -> connection.fetch("select 48"))
                    .isInstanceOf(InvalidStatementNameException.class)
                    .hasMessageContaining("PgBouncer");
            connection.execute("rollback");
            assertThat(first(connection.fetch("select 48"))).containsExactly("48");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG054 evicted statements do not break a failed transaction")
    void evictedOnesDoNotBreakATransaction() {
        PostgresOptions options = database.options().withStatementCacheSize(1);
        try (Connection connection = Postgres.connect(options)) {
            connection.execute("begin");
            connection.fetch("select 1");
            connection.execute("savepoint a");
            assertThatThrownBy(() -> connection.fetch("select 1 / $1::int", 0))
                    .isInstanceOf(DivisionByZeroException.class);
            assertThatThrownBy(() -> connection.fetch("select 3"))
                    .isInstanceOf(FailedTransactionException.class);
            connection.execute("rollback to savepoint a");
            assertThat(first(connection.fetch("select 4"))).containsExactly("4");
            connection.execute("commit");
            assertThat(onServer(connection)).isEqualTo("1");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG058 PG060 statements without names: nothing is kept on the server")
    void statementsWithoutNames() {
        PostgresOptions options = database.options().withUnnamedStatements(true);
        try (Connection connection = Postgres.connect(options)) {
            for (int i = 0; i < 3; i++) {
                assertThat(first(connection.fetch("select $1::int4::text", i)))
                        .containsExactly(Integer.toString(i));
                // as a pooler does that gives the next transaction to another server
                connection.execute("deallocate all; select 1");
            }
            assertThat(onServer(connection)).isEqualTo("0");
            assertThat(connection.cachedStatements()).isEmpty();
            try (PreparedStatement kept = connection.prepare("select $1::int")) {
                connection.execute("discard all");
                assertThat(first(kept.fetch(5))).containsExactly("5");
            }
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG060 names are unique")
    void namesOfTwoConnectionsDiffer() {
        String sql = "select name from pg_prepared_statements";
        try (Connection one = database.connect();
                Connection other = database.connect()) {
            assertThat(first(one.fetch(sql))).doesNotContainAnyElementsOf(first(other.fetch(sql)));
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aKeptStatementIsClosedOnTheServer() {
        try (Connection connection = database.connect()) {
            PreparedStatement kept = connection.prepare("select a from t where a = $1");
            assertThat(kept.sql()).isEqualTo("select a from t where a = $1");
            assertThat(kept.parameters()).hasSize(1);
            assertThat(first(kept.fetch(2))).containsExactly("2");
            assertThat(kept.execute(2)).isEqualTo("SELECT 1");
            assertThat(kept.fetchRow(3)).isEmpty();
            assertThat(kept.toString()).startsWith("<PreparedStatement select a from t");
            assertThat(onServer(connection)).isEqualTo("2");
            kept.close();
            kept.close();
            assertThatThrownBy(() -> kept.fetch(2)).isInstanceOf(IllegalStateException.class);
            assertThat(onServer(connection)).isEqualTo("1");
            assertThatThrownBy(() -> connection.prepare("selec"))
                    .isInstanceOf(SyntaxErrorException.class);
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG028 reset keeps the statements")
    void aResetKeepsStatementsAndEndsTransactions() {
        try (Connection connection = database.connect()) {
            connection.fetch("select 1");
            connection.execute("set statement_timeout = 77; begin; create temp table x ()");
            connection.reset();
            assertThat(connection.isInTransaction()).isFalse();
            assertThat(first(connection.fetch("show statement_timeout"))).containsExactly("0");
            assertThat(connection.cachedStatements()).contains("select 1");
            assertThat(first(connection.fetch("select 1"))).containsExactly("1");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void theSchemaCanBeForgotten() {
        try (Connection connection = database.connect()) {
            connection.fetch("select 1");
            connection.reloadSchemaState();
            assertThat(connection.cachedStatements()).isEmpty();
            assertThat(first(connection.fetch("select 1"))).containsExactly("1");
            assertThat(onServer(connection)).isEqualTo("2");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void plansAreExplained() {
        try (Connection connection = database.connect()) {
            assertThat(connection.explain(false, "select * from t where a = $1", 1))
                    .contains("\"Plan\"");
            assertThat(connection.explain(true, "delete from t where a = $1", 1))
                    .contains("Actual Rows");
            assertThat(first(connection.fetch("select count(*)::text from t")))
                    .containsExactly("2");
            assertThat(connection.prepare("select 5").explain(false)).contains("\"Plan\"");
        }
    }
}
