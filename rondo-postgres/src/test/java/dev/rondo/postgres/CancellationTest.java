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
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;

/** Cancelled queries on a real server. */
class CancellationTest {
    private static RealDatabase database;

    @BeforeAll
    static void create() {
        database = RealDatabase.of(CancellationTest.class);
    }

    private static void awaitSleeping(Connection connection, boolean sleeping) {
        database.await(
                "select count(*) from pg_stat_activity where query like 'select pg_sleep%'"
                        + " and state = 'active' and pid = "
                        + connection.processId(),
                sleeping ? "1" : "0");
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void theServerIsToldAndTheConnectionGoesOn() {
        try (Connection connection = database.connect()) {
            Task<?> task = createTask(() -> connection.execute("select pg_sleep(100)"));
            awaitSleeping(connection, true);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(connection.execute("select 1")).isEqualTo("SELECT 1");
            awaitSleeping(connection, false);
            assertThat(connection.isClosed()).isFalse();
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aTimeLimitOfACallEndsIt() {
        try (Connection connection = database.connect()) {
            Connection hasty = connection.withTimeout(Duration.ofMillis(50));
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> hasty.execute("select pg_sleep(100)"))
                        .isInstanceOf(TimeoutException.class);
                assertThat(connection.execute("select 1")).isEqualTo("SELECT 1");
            }
            awaitSleeping(connection, false);
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void theOptionsHaveALimitForAllCalls() {
        PostgresOptions options = database.options().withCommandTimeout(Duration.ofMillis(50));
        try (Connection connection = Postgres.connect(options)) {
            assertThatThrownBy(() -> connection.execute("select pg_sleep(100)"))
                    .isInstanceOf(TimeoutException.class);
            connection.withTimeout(Duration.ofSeconds(20)).execute("select pg_sleep(0.1)");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aCancellationAtAnyMomentLeavesItUsable() {
        try (Connection connection = database.connect()) {
            for (int passes = 0; passes < 12; passes++) {
                Task<?> task = createTask(() -> connection.execute("select 42"));
                for (int i = 0; i < passes; i++) {
                    sleep(Duration.ZERO);
                }
                task.cancel();
                Rondo.waitAll(List.of(task));
                assertThat(
                                connection.execute(
                                        "select 1; select 1, 2; create temp table if not"
                                                + " exists x (a int)"))
                        .isEqualTo("CREATE TABLE");
            }
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void cancelledAgainItEndsAllTheSame() {
        try (Connection connection = database.connect()) {
            Task<?> task =
                    createTask(() -> {
                        try {
                            connection.execute("select pg_sleep(100)");
                        } catch (CancelledError e) {
                            connection.execute("select pg_sleep(0)");
                            throw e;
                        }
                    });
            awaitSleeping(connection, true);
            task.cancel();
            sleep(Duration.ZERO);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(connection.execute("select 1")).isEqualTo("SELECT 1");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG038 a query that was never sent: cancelled, and nothing is sent")
    void whatWaitsForACancelledQueryIsNotSentWhenItIsCancelledItself() {
        try (Connection connection = database.connect()) {
            List<String> told = new ArrayList<>();
            connection.execute("create table if not exists c (a int)");
            connection.addQueryLogger(
                    query -> told.add(query.failure().map(f -> "failed").orElse("well")));
            Task<?> first = createTask(() -> connection.execute("select pg_sleep(100)"));
            awaitSleeping(connection, true);
            first.cancel();
            Task<?> second = createTask(() -> connection.execute("insert into c values (1)"));
            sleep(Duration.ZERO);
            second.cancel();
            assertThatThrownBy(second::await).isInstanceOf(CancelledError.class);
            assertThat(connection.execute("select 1")).isEqualTo("SELECT 1");
            assertThat(database.psql("select count(*) from c")).isEqualTo("0");
            assertThat(told).containsExactly("failed", "well");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aServerThatDoesNotAnswerTheCancelLosesTheConnection() {
        RealServer server = RealServer.setup().start();
        try (server) {
            PostgresOptions options =
                    RealDatabase.options(server, "postgres")
                            .withCloseTimeout(Duration.ofMillis(300));
            Connection connection = Postgres.connect(options);
            server.signal("STOP", connection.processId());
            Task<?> task = createTask(() -> connection.execute("select 1"));
            sleep(Duration.ofMillis(20));
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(connection.isClosed()).isFalse();
            assertThatThrownBy(() -> connection.execute("select 2"))
                    .isInstanceOf(ConnectionLostException.class)
                    .hasMessageContaining("was not sent");
            assertThat(connection.isClosed()).isTrue();
            server.signal("CONT", connection.processId());
            connection.close();
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG040 two queries of two tasks: the second is refused with advice")
    void aSecondOperationIsRefused() {
        try (Connection connection = database.connect()) {
            Task<?> first = createTask("first", () -> connection.execute("select pg_sleep(0.2)"));
            sleep(Duration.ZERO);
            assertThatThrownBy(() -> connection.execute("select 2"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("select pg_sleep(0.2)")
                    .hasMessageContaining("of task first")
                    .hasMessageContaining("pool");
            first.await();
            connection.execute("select 3");
        }
    }
}
