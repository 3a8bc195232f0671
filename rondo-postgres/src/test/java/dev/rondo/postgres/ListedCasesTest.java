package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.postgres.type.TypeRegistry;
import dev.rondo.test.Finding;
import dev.rondo.test.RondoTest;
import dev.rondo.test.Time;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;

/** Other drivers' faults that concern more than one part, on a real server. */
class ListedCasesTest {
    private static RealDatabase database;

    @BeforeAll
    static void create() {
        database = RealDatabase.of(ListedCasesTest.class);
        database.psql("create table t (a int, b text); insert into t values (1, 'x')");
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG096 rows of a script never become values; where they are wanted it is refused")
    void rowsOfAScriptAreNoValues() {
        try (Connection connection = database.connect()) {
            assertThat(connection.execute("select a from t; select b from t; select 1"))
                    .isEqualTo("SELECT 1");
            assertThatThrownBy(() -> connection.fetch("select a from t; select b from t"))
                    .isInstanceOf(SyntaxErrorException.class)
                    .hasMessageContaining("execute(), which returns no rows");
            assertThatThrownBy(() -> connection.execute("update t set a = $1; select 1", 2))
                    .isInstanceOf(SyntaxErrorException.class)
                    .hasMessageContaining("execute(), which returns no rows");
            assertThat(connection.fetchValue("select a from t")).isEqualTo(1);
            assertThat(connection.fetchValue("select b from t;")).isEqualTo("x");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG050 a statement whose preparing was cancelled is prepared again")
    void preparingThatIsCancelled() {
        String sql = "select a, b from t where a = $1";
        try (Connection connection = database.connect();
                Connection other = database.connect()) {
            try (Transaction lock = other.begin()) {
                assertThat(lock.toString()).isNotEmpty();
                other.execute("lock table t in access exclusive mode");
                Task<?> task = Rondo.createTask(() -> connection.fetch(sql, 1));
                database.await(
                        "select wait_event_type from pg_stat_activity where pid = "
                                + connection.processId(),
                        "Lock");
                task.cancel();
                assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            }
            for (int i = 0; i < 3; i++) {
                assertThat(connection.fetch(sql, 1)).hasSize(1);
            }
            assertThat(connection.cachedStatements()).containsExactly(sql);
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG050 a connection that is lost while it prepares leaves no name to the pool")
    void preparingWithoutAnEnd() {
        String sql = "select b from t where a = $1";
        try (Pool pool = Postgres.createPool(database.options(), PoolOptions.defaults());
                Connection other = database.connect()) {
            try (Transaction lock = other.begin()) {
                assertThat(lock.toString()).isNotEmpty();
                other.execute("lock table t in access exclusive mode");
                try (Connection one = pool.acquire()) {
                    Task<?> task = Rondo.createTask(() -> one.fetch(sql, 1));
                    database.await(
                            "select wait_event_type from pg_stat_activity where pid = "
                                    + one.processId(),
                            "Lock");
                    database.psql("select pg_terminate_backend(" + one.processId() + ")");
                    assertThatThrownBy(task::await).isInstanceOf(PostgresException.class);
                }
            }
            for (int i = 0; i < 3; i++) {
                assertThat(pool.fetch(sql, 1)).hasSize(1);
            }
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG056 the user says whether plans are generic, by plan_cache_mode")
    void plansAreNotGenericWhereTheUserDoesNotWantThem() {
        String sql = "select b from t where a = $1";
        String plans = "select generic_plans, custom_plans from pg_prepared_statements";
        String where = " where statement = '" + sql + "'";
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            PostgresOptions options = database.options().withServerSetting("plan_cache_mode", mode);
            try (Connection connection = Postgres.connect(options)) {
                for (int i = 0; i < 8; i++) {
                    connection.fetch(sql, 1);
                }
                Row counts = connection.fetchRow(plans + where).orElseThrow();
                boolean generic = mode.equals("force_generic_plan");
                assertThat(counts.getLong(generic ? 0 : 1)).isEqualTo(8);
                assertThat(counts.getLong(generic ? 1 : 0)).isZero();
            }
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG144 a statement outlives its connection, unless the server looks after it")
    void aStatementWhoseClientIsGone() {
        Connection blind = database.connect();
        Connection looking =
                Postgres.connect(
                        database.options()
                                .withServerSetting("client_connection_check_interval", "20ms"));
        String of = "select count(*) from pg_stat_activity where state = 'active' and pid = ";
        try {
            for (Connection connection : List.of(blind, looking)) {
                Task<?> task = Rondo.createTask(() -> connection.execute("select pg_sleep(60)"));
                database.await(of + connection.processId(), "1");
                connection.terminate();
                assertThatThrownBy(task::await).isInstanceOf(ConnectionLostException.class);
            }
            database.await(of + looking.processId(), "0");
            assertThat(database.psql(of + blind.processId())).isEqualTo("1");
        } finally {
            database.psql("select pg_terminate_backend(" + blind.processId() + ")");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("introspection is too cheap to be compiled (JIT), whatever it is asked for")
    void introspectionIsNotCompiled() {
        String cost = "select (regexp_match($1, 'cost=[0-9.]*[.][.]([0-9]+)'))[1]::float8";
        try (Connection connection = database.connect()) {
            for (int count : new int[] {1, 10, 100}) {
                List<Integer> oids = IntStream.range(0, count).boxed().toList();
                String sql = TypeRegistry.introspection().replace("$1", "'{" + join(oids) + "}'");
                String plan = database.psql("explain " + sql).lines().findFirst().orElseThrow();
                assertThat((Double) connection.fetchValue(cost, plan))
                        .as("%s oids: %s", count, plan)
                        .isLessThan(100_000); // jit_above_cost
            }
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void typesThatAreMoreThanOneQuestionTakesAreAllKnown() {
        String columns =
                join(IntStream.range(0, 250).boxed().toList())
                        .replaceAll("([0-9]+)", "'v$1'::many.e$1");
        database.psql(
                "create schema many; do $$ begin for i in 0..249 loop execute format('create type"
                        + " many.e%s as enum (''v%s'')', i, i); end loop; end $$");
        try (Connection connection = database.connect()) {
            Row row = connection.fetchRow("select " + columns).orElseThrow();
            assertThat(row.values()).hasSize(250).startsWith("v0").endsWith("v249");
            assertThat(row.columns().getLast().type().name()).isEqualTo("e249");
        }
    }

    private static String join(List<Integer> oids) {
        return String.join(",", oids.stream().map(String::valueOf).toList());
    }
}
