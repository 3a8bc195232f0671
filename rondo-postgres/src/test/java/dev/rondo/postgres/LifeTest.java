package dev.rondo.postgres;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.postgres.ConnectionLostException.Fate;
import dev.rondo.test.Finding;
import dev.rondo.test.RondoTest;
import dev.rondo.test.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;

/** How connections live and end, on a real server. */
class LifeTest {
    private static RealDatabase database;

    @BeforeAll
    static void create() {
        database = RealDatabase.of(LifeTest.class);
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aClosedOneIsGoneOnTheServer() {
        Connection connection = database.connect();
        List<String> told = new ArrayList<>();
        connection.addTerminationListener(() -> told.add("ended"));
        assertThat(database.sessions()).isEqualTo(1);
        connection.close();
        connection.close();
        assertThat(connection.isClosed()).isTrue();
        assertThat(connection.snapshot().state()).isEqualTo(ConnectionSnapshot.State.CLOSED);
        assertThat(told).containsExactly("ended");
        database.await(
                "select count(*) from pg_stat_activity where pid = " + connection.processId(), "0");
        assertThatThrownBy(() -> connection.execute("select 1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
        assertThat(Rondo.allTasks()).hasSize(1);
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aTerminatedOneFailsWhatRuns() {
        Connection connection = database.connect();
        Task<?> task = createTask(() -> connection.execute("select pg_sleep(100)"));
        sleep(Duration.ofMillis(20));
        connection.terminate();
        ConnectionLostException lost =
                catchThrowableOfType(ConnectionLostException.class, task::await);
        assertThat(lost.fate()).isEqualTo(Fate.UNKNOWN);
        assertThat(lost).hasMessageContaining("select pg_sleep(100)");
        assertThat(connection.isClosed()).isTrue();
        connection.close();
        database.psql("select pg_terminate_backend(" + connection.processId() + ")");
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG134 a backend is killed: the SQL, and that the server closed it")
    void aBackendThatIsKilledIsToldWithTheStatement() {
        RealServer server = RealServer.setup().start();
        try (server) {
            Connection connection = Postgres.connect(RealDatabase.options(server, "postgres"));
            Connection other = Postgres.connect(RealDatabase.options(server, "postgres"));
            List<String> notices = new ArrayList<>();
            other.addNoticeListener(notice -> notices.add(notice.sqlState()));
            Task<?> task = createTask(() -> connection.execute("select pg_sleep(100)"));
            sleep(Duration.ofMillis(50));
            server.signal("KILL", connection.processId());
            ConnectionLostException lost =
                    catchThrowableOfType(ConnectionLostException.class, task::await);
            assertThat(lost)
                    .hasMessageContaining("select pg_sleep(100)")
                    .hasMessageContaining("outcome is unknown")
                    .hasMessageContaining("closed the connection");
            assertThat(lost.fate()).isEqualTo(Fate.UNKNOWN);
            ConnectionLostException alike = null;
            for (int i = 0; i < 400 && alike == null; i++) {
                try {
                    other.execute("select 1");
                    sleep(Duration.ofMillis(5));
                } catch (ConnectionLostException e) {
                    alike = e;
                }
            }
            assertThat(alike).isNotNull();
            assertThat(notices).contains("57P02");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG136 the reason is read and shown in place of a broken pipe")
    void whyTheServerWentIsTold() {
        try (Connection connection = database.connect()) {
            List<String> told = new ArrayList<>();
            connection.addTerminationListener(() -> told.add("ended"));
            database.psql("select pg_terminate_backend(" + connection.processId() + ")");
            database.await(
                    "select count(*) from pg_stat_activity where pid = " + connection.processId(),
                    "0");
            ConnectionLostException lost =
                    catchThrowableOfType(
                            ConnectionLostException.class, () -> connection.execute("select 1"));
            assertThat(lost)
                    .hasMessageContaining("57P01")
                    .hasMessageContaining("administrator command")
                    .hasCauseInstanceOf(AdminShutdownException.class);
            assertThat(connection.isClosed()).isTrue();
            while (told.isEmpty()) {
                sleep(Duration.ofMillis(1));
            }
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void whatRunsWhenTheServerGoesIsToldWhy() {
        try (Connection connection = database.connect()) {
            Task<?> task = createTask(() -> connection.execute("select pg_sleep(100)"));
            sleep(Duration.ofMillis(50));
            database.psql("select pg_terminate_backend(" + connection.processId() + ")");
            assertThatThrownBy(task::await)
                    .isInstanceOf(ConnectionLostException.class)
                    .hasMessageContaining("57P01")
                    .hasMessageContaining("outcome is unknown")
                    .hasCauseInstanceOf(AdminShutdownException.class);
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG138 another thread is refused")
    void anotherThreadIsRefused() throws Exception {
        try (Connection connection = database.connect()) {
            Throwable[] thrown = {null};
            Rondo.toThread(() -> {
                try {
                    connection.execute("select 1");
                } catch (Throwable e) {
                    thrown[0] = e;
                }
            });
            assertThat(thrown[0])
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("use of a connection");
            connection.execute("select 1");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    @DisplayName("PG138 another loop is refused")
    void anotherLoopIsRefused() throws Exception {
        try (Connection connection = database.connect()) {
            Throwable[] thrown = {null};
            Rondo.toThread(() -> {
                try {
                    Rondo.run(() -> connection.execute("select 1"));
                } catch (Throwable e) {
                    thrown[0] = e;
                }
            });
            assertThat(thrown[0])
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("use of a connection");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void noticesParametersAndNotificationsAreHeardWhileIdle() {
        try (Connection connection = database.connect()) {
            List<String> heard = new ArrayList<>();
            NotificationListener listener = n -> heard.add(n.channel() + ":" + n.payload());
            connection.addListener("Sales \"EU\"", listener);
            connection.addListener("Sales \"EU\"", n -> heard.add("also"));
            database.psql("select pg_notify('Sales \"EU\"', 'hello')");
            while (heard.size() < 2) {
                sleep(Duration.ofMillis(1));
            }
            assertThat(heard).containsExactly("Sales \"EU\":hello", "also");
            connection.execute("set timezone to 'Asia/Tokyo'");
            assertThat(connection.parameter("TimeZone")).contains("Asia/Tokyo");
            assertThat(connection.parameters()).contains("server_version", "TimeZone");
            connection.reset();
            assertThat(connection.parameter("TimeZone")).isNotEqualTo("Asia/Tokyo");
            assertThat(connection.serverVersion()).isNotEmpty();
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aListenerThatFailsDoesNotHarm() {
        List<String> failures = new ArrayList<>();
        Rondo.runningLoop()
                .setExceptionHandler(
                        java.util.Optional.of((loop, context) -> failures.add(context.message())));
        try (Connection connection = database.connect()) {
            List<String> heard = new ArrayList<>();
            connection.addNoticeListener(notice -> {
                throw new IllegalArgumentException("mine");
            });
            connection.addNoticeListener(notice -> heard.add(notice.message()));
            connection.execute("do $$ begin raise notice 'x'; end $$");
            assertThat(heard).containsExactly("x");
            assertThat(failures).hasSize(1);
            assertThat(failures.getFirst()).contains("a notice listener of <postgres connection");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void itsTextsSayWhatItIs() {
        try (Connection connection = database.connect()) {
            assertThat(connection.toString())
                    .matches("<postgres connection 127.0.0.1:\\d+ process=\\d+>");
            Task<?> task = createTask(() -> connection.execute("select pg_sleep(100)"));
            sleep(Duration.ofMillis(20));
            assertThat(task.snapshot().toString())
                    .contains("query select pg_sleep(100) on <postgres connection 127.0.0.1");
            assertThat(connection.snapshot().state()).isEqualTo(ConnectionSnapshot.State.ACTIVE);
            assertThat(connection.snapshot().statement()).contains("select pg_sleep(100)");
            assertThat(connection.snapshot().inFlight()).isEqualTo(1);
            task.cancel();
            Rondo.waitAll(List.of(task));
        }
    }
}
