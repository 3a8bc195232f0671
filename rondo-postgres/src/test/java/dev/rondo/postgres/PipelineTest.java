package dev.rondo.postgres;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.postgres.ConnectionLostException.Fate;
import dev.rondo.postgres.test.Answer;
import dev.rondo.postgres.test.ScriptedServer;
import dev.rondo.postgres.type.TypeRegistry;
import dev.rondo.test.RondoTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

/** Statements of several tasks on one session, against a scripted server, on virtual time. */
class PipelineTest {
    private static final Object[] NONE = {};

    private static Session open(ScriptedServer server, PostgresOptions options) {
        return Session.open(options, new Catalog(new TypeRegistry()));
    }

    private static Session open(ScriptedServer server) {
        return open(server, server.options());
    }

    private static Task<String> fetch(Session session, String sql) {
        return createTask(
                sql,
                () -> {
                    List<Row> rows = session.statements().run(sql, NONE, 0, true).rows();
                    return rows.isEmpty() ? "" : String.valueOf(rows.getFirst().get(0));
                });
    }

    private static void known(Session session, String... statements) {
        for (String sql : statements) {
            session.statements().describe(session.statements().find(sql));
        }
    }

    @RondoTest
    void eachHasItsOwnAnswerInOrder() {
        try (ScriptedServer server = ScriptedServer.start()) {
            Session session = open(server);
            List<Task<String>> tasks = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                server.when("select " + i).answer(Answer.rows("n").withRow("row " + i));
                tasks.add(fetch(session, "select " + i));
            }
            for (int i = 0; i < 50; i++) {
                assertThat(tasks.get(i).await()).isEqualTo("row " + i);
            }
            session.close(Duration.ofSeconds(1));
        }
    }

    @RondoTest
    void whatSeveralTasksWantAtOnceIsPreparedOnce() {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.when("select 1").answer(Answer.rows("n").withRow("x"));
            Session session = open(server);
            List<Task<String>> tasks = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                tasks.add(fetch(session, "select 1"));
            }
            for (Task<String> task : tasks) {
                assertThat(task.await()).isEqualTo("x");
            }
            assertThat(session.statements().cache().size()).isEqualTo(1);
            session.close(Duration.ofSeconds(1));
        }
    }

    @RondoTest
    @DisplayName("PG064 one query of many in flight fails: only that one")
    void oneThatFailsFailsAlone() {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.when("good").answer(Answer.rows("n").withRow("x"));
            server.when("bad").answer(Answer.error("22012", "division by zero"));
            Session session = open(server);
            known(session, "good", "bad");
            Task<String> first = fetch(session, "good");
            Task<String> bad = fetch(session, "bad");
            Task<String> last = fetch(session, "good");
            assertThat(first.await()).isEqualTo("x");
            assertThatThrownBy(bad::await).isInstanceOf(DivisionByZeroException.class);
            assertThat(last.await()).isEqualTo("x");
            session.close(Duration.ofSeconds(1));
        }
    }

    @RondoTest
    @DisplayName("PG034 a cancelled query with others behind it: no CancelRequest, only it fails")
    void aCancelledOneWithOthersBehindItIsReadAway() {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.when("slow").answer(Answer.rows("n").withRow("s").after(Duration.ofSeconds(5)));
            server.when("good").answer(Answer.rows("n").withRow("x"));
            Session session = open(server);
            known(session, "slow", "good");
            Task<String> slow = fetch(session, "slow");
            Task<String> behind = fetch(session, "good");
            sleep(Duration.ofMillis(10));
            slow.cancel();
            assertThatThrownBy(slow::await).isInstanceOf(CancelledError.class);
            assertThat(behind.await()).isEqualTo("x");
            assertThat(server.cancels()).isZero();
            assertThat(session.inFlight()).isZero();
            session.close(Duration.ofSeconds(1));
        }
    }

    @RondoTest
    @DisplayName("PG034 nobody behind: nothing new is sent until the CancelRequest has ended")
    void whileACancelIsUnderWayNothingIsSent() {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.when("slow").answer(Answer.never());
            server.when("good").answer(Answer.rows("n").withRow("x"));
            Session session = open(server);
            known(session, "slow", "good");
            Task<String> slow = fetch(session, "slow");
            sleep(Duration.ofMillis(10));
            slow.cancel();
            assertThatThrownBy(slow::await).isInstanceOf(CancelledError.class);
            Task<String> next = fetch(session, "good");
            Task<String> unlucky = fetch(session, "good");
            sleep(Duration.ZERO);
            sleep(Duration.ZERO);
            unlucky.cancel();
            assertThatThrownBy(unlucky::await).isInstanceOf(CancelledError.class);
            assertThat(next.await()).isEqualTo("x");
            assertThat(server.cancels()).isEqualTo(1);
            session.awaitQuiet();
            session.close(Duration.ofSeconds(1));
        }
    }

    @RondoTest
    @DisplayName("PG066 the connection is lost with a batch in flight: all fail at once")
    void whenItIsLostAllFailAtOnce() {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.when("never").answer(Answer.never());
            PostgresOptions options = server.options().withMaxUnsent(1);
            Session session = open(server, options);
            known(session, "never");
            List<Task<String>> tasks = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                tasks.add(fetch(session, "never"));
            }
            sleep(Duration.ofMillis(10));
            int sent = session.inFlight();
            server.cut(session.processId());
            int unknown = 0;
            for (Task<String> task : tasks) {
                ConnectionLostException lost =
                        catchThrowableOfType(ConnectionLostException.class, task::await);
                unknown += lost.fate() == Fate.UNKNOWN ? 1 : 0;
            }
            assertThat(unknown).isEqualTo(sent);
            assertThat(session.isClosed()).isTrue();
            assertThat(session.lost()).isNotNull();
            ConnectionLostException late =
                    catchThrowableOfType(
                            ConnectionLostException.class, fetch(session, "never")::await);
            assertThat(late.fate()).isEqualTo(Fate.NOT_SENT);
            session.close(Duration.ofSeconds(1));
        }
    }

    @RondoTest
    @DisplayName("PG142 thousands of tasks: what is unsent is bounded, and they wait in line")
    void whatIsUnsentIsBounded() {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.when("select $1").parameters("text").answer(Answer.rows("n").withRow("x"));
            PostgresOptions options = server.options().withMaxUnsent(64 * 1024);
            Session session = open(server, options);
            known(session, "select $1");
            server.freeze();
            String large = "y".repeat(1_000);
            List<Task<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                tasks.add(
                        createTask(() ->
                                session.statements()
                                        .run("select $1", new Object[] {large}, 0, true)
                                        .rows()
                                        .size()));
            }
            sleep(Duration.ofSeconds(1));
            assertThat(session.line().unsent()).isBetween(1, 66 * 1024);
            assertThat(session.waiting()).isPositive();
            assertThat(tasks.getLast().snapshot().toString()).contains("turn to send on");
            server.thaw();
            for (Task<Integer> task : tasks) {
                assertThat(task.await()).isEqualTo(1);
            }
            assertThat(session.waiting()).isZero();
            session.close(Duration.ofSeconds(1));
        }
    }

    @RondoTest
    void whatIsInFlightIsAnsweredBeforeAClose() {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.when("slow").answer(Answer.rows("n").withRow("s").after(Duration.ofSeconds(5)));
            Session session = open(server);
            known(session, "slow");
            Task<String> slow = fetch(session, "slow");
            sleep(Duration.ofMillis(10));
            session.close(Duration.ofSeconds(10));
            assertThat(slow.await()).isEqualTo("s");
            assertThat(session.isClosed()).isTrue();
            assertThat(Rondo.runningLoop().time())
                    .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
        }
    }

    @RondoTest
    void aCloseIsBounded() {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.when("never").answer(Answer.never());
            Session session = open(server);
            known(session, "never");
            Task<String> never = fetch(session, "never");
            sleep(Duration.ofMillis(10));
            session.close(Duration.ofSeconds(3));
            assertThatThrownBy(never::await).isInstanceOf(ConnectionLostException.class);
            assertThat(Rondo.runningLoop().time())
                    .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
        }
    }

    @RondoTest
    void anExclusiveOneIsCancelledOnceAndGoesOn() {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.when("never").answer(Answer.never());
            server.when("good").answer(Answer.rows("n").withRow("x"));
            try (Connection connection = Postgres.connect(server.options())) {
                Task<?> task = createTask(() -> connection.fetch("never"));
                sleep(Duration.ofMillis(10));
                task.cancel();
                task.cancel();
                assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
                assertThat(connection.fetchValue("good")).isEqualTo("x");
                assertThat(server.cancels()).isEqualTo(1);
            }
        }
    }

    @RondoTest
    void garbageEndsTheConnectionAndIsTold() {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.when("odd").answer(Answer.garbage());
            Connection connection = Postgres.connect(server.options());
            assertThatThrownBy(() -> connection.fetch("odd"))
                    .isInstanceOf(ConnectionLostException.class)
                    .hasCauseInstanceOf(ProtocolException.class);
            assertThat(connection.isClosed()).isTrue();
            connection.close();
        }
    }

    @RondoTest
    void aServerThatEndsWhileIdleIsNoticed() {
        try (ScriptedServer server = ScriptedServer.start()) {
            Connection connection = Postgres.connect(server.options());
            List<String> told = new ArrayList<>();
            connection.addTerminationListener(() -> told.add("ended"));
            server.terminate(connection.processId());
            sleep(Duration.ofMillis(10));
            assertThat(told).containsExactly("ended");
            assertThat(connection.isClosed()).isTrue();
            assertThatThrownBy(() -> connection.fetch("good"))
                    .isInstanceOf(ConnectionLostException.class)
                    .hasMessageContaining("57P01")
                    .hasMessageContaining("was not sent");
            connection.close();
        }
    }
}
