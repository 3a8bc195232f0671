package dev.rondo.postgres.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.postgres.AdminShutdownException;
import dev.rondo.postgres.Connection;
import dev.rondo.postgres.ConnectionLostException;
import dev.rondo.postgres.CopyOptions;
import dev.rondo.postgres.CopySource;
import dev.rondo.postgres.DivisionByZeroException;
import dev.rondo.postgres.Notification;
import dev.rondo.postgres.Postgres;
import dev.rondo.postgres.PostgresException;
import dev.rondo.postgres.PostgresOptions;
import dev.rondo.postgres.ProtocolException;
import dev.rondo.postgres.Row;
import dev.rondo.postgres.RowStream;
import dev.rondo.postgres.SyntaxErrorException;
import dev.rondo.postgres.UniqueViolationException;
import dev.rondo.postgres.test.ScriptedServerOptions.Authentication;
import dev.rondo.test.RondoTest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;

/** The driver against a scripted server: its values, and what it makes of a server's faults. */
class ScriptedDriverTest {
    private static final Duration LONG = Duration.ofHours(1);

    // ---- Values

    @RondoTest
    void valuesOfAScriptComeAsTheyWereSaid() {
        UUID uuid = new UUID(1, 2);
        Instant instant = Instant.parse("2026-01-02T03:04:05.678901Z");
        try (ScriptedServer server = ScriptedServer.start()) {
            server.when("select everything")
                    .answer(
                            Answer.rows(
                                            "b bool",
                                            "i2 int2",
                                            "i4 int4",
                                            "i8 int8",
                                            "f8 float8",
                                            "n numeric",
                                            "t text",
                                            "u uuid",
                                            "ts timestamptz",
                                            "d date",
                                            "bytes bytea",
                                            "list int4[]",
                                            "nothing int4")
                                    .withRow(
                                            true,
                                            (short) 2,
                                            4,
                                            8L,
                                            0.5,
                                            new BigDecimal("1.50"),
                                            "grüß",
                                            uuid,
                                            instant,
                                            LocalDate.of(2026, 1, 2),
                                            new byte[] {1, 0},
                                            List.of(1, 2),
                                            null));
            try (Connection connection = Postgres.connect(server.options())) {
                Row row = connection.fetchRow("select everything").orElseThrow();
                assertThat(row.get("b", Boolean.class)).isTrue();
                assertThat(row.get("i2", Short.class)).isEqualTo((short) 2);
                assertThat(row.get("i4", Integer.class)).isEqualTo(4);
                assertThat(row.get("i8", Long.class)).isEqualTo(8);
                assertThat(row.get("f8", Double.class)).isEqualTo(0.5);
                assertThat(row.get("n", BigDecimal.class)).isEqualTo(new BigDecimal("1.50"));
                assertThat(row.get("t", String.class)).isEqualTo("grüß");
                assertThat(row.get("u", UUID.class)).isEqualTo(uuid);
                assertThat(row.get("ts", Instant.class)).isEqualTo(instant);
                assertThat(row.get("d", LocalDate.class)).isEqualTo(LocalDate.of(2026, 1, 2));
                assertThat(row.get("bytes", byte[].class)).containsExactly(1, 0);
                assertThat(row.values().get(11)).isEqualTo(List.of(1, 2));
                assertThat(row.get("nothing", Integer.class)).isNull();
            }
        }
    }

    @RondoTest
    void argumentsReachTheScriptAsJavasValues() {
        try (ScriptedServer server = ScriptedServer.start();
                Connection connection = Postgres.connect(server.options())) {
            Answer like = Answer.rows("sum int8");
            server.when("select $1 + $2::int8")
                    .parameters("int4")
                    .answerBy(
                            like,
                            asked ->
                                    like.withRow(
                                            (Integer) asked.arguments().get(0)
                                                    + (Long) asked.arguments().get(1)));
            assertThat(connection.fetchValue("select $1 + $2::int8", 2, 40L)).isEqualTo(42L);
            assertThat(server.asked().getLast().arguments()).containsExactly(2, 40L);
        }
    }

    @RondoTest
    void passwordIsProvedByScram() {
        ScriptedServerOptions options =
                ScriptedServerOptions.defaults()
                        .withAuthentication(Authentication.SCRAM_SHA_256)
                        .withUser("ada", "engine");
        try (ScriptedServer server = ScriptedServer.start(options)) {
            server.when("insert").answer(Answer.status("INSERT 0 1"));
            try (Connection connection = Postgres.connect(server.options())) {
                assertThat(connection.execute("insert")).isEqualTo("INSERT 0 1");
            }
            PostgresOptions wrong = server.options().withPassword("motor");
            assertThatThrownBy(() -> Postgres.connect(wrong))
                    .isInstanceOf(PostgresException.class)
                    .hasMessageContaining("28P01")
                    .hasMessageNotContaining("motor");
        }
    }

    // ---- Errors

    @RondoTest
    void errorsAreOfTheClassOfTheirSqlState() {
        try (ScriptedServer server = ScriptedServer.start();
                Connection connection = Postgres.connect(server.options())) {
            server.when("insert")
                    .answer(
                            Answer.error("23505", "duplicate key")
                                    .withField('n', "users_pkey")
                                    .withField('D', "Key (id)=(1)"));
            server.when("selct").answer(Answer.error("42601", "syntax error"));
            server.when("select late")
                    .answer(Answer.rows("a int4").withRow(1).thenError("22012", "by zero"));
            assertThatThrownBy(() -> connection.fetch("insert"))
                    .isInstanceOfSatisfying(
                            UniqueViolationException.class,
                            e -> assertThat(e.notice().constraint()).contains("users_pkey"));
            assertThatThrownBy(() -> connection.execute("insert"))
                    .isInstanceOf(UniqueViolationException.class);
            assertThatThrownBy(() -> connection.fetch("selct"))
                    .isInstanceOf(SyntaxErrorException.class);
            assertThatThrownBy(() -> connection.fetch("select late"))
                    .isInstanceOf(DivisionByZeroException.class);
            assertThatThrownBy(() -> connection.fetch("select nobody said"))
                    .hasMessageContaining("no answer is scripted for: select nobody said");
            server.when("select 1").answer(Answer.rows("one int4").withRow(1));
            assertThat(connection.fetchValue("select 1")).isEqualTo(1);
        }
    }

    @RondoTest
    @DisplayName("PG016 a COMMIT that fails ends the transaction; no ROLLBACK is sent")
    void failedCommitIsThrown() {
        try (ScriptedServer server = ScriptedServer.start();
                Connection connection = Postgres.connect(server.options())) {
            server.whenMatches("(?i)commit").answer(Answer.error("23503", "deferred"));
            server.when("insert").answer(Answer.status("INSERT 0 1"));
            assertThatThrownBy(() ->
                            connection.transaction(() -> {
                                connection.execute("insert");
                            }))
                    .hasMessageContaining("23503");
            assertThat(server.statements())
                    .noneMatch(sql -> sql.toUpperCase(java.util.Locale.ROOT).contains("ROLLBACK"));
            assertThat(connection.execute("insert")).isEqualTo("INSERT 0 1");
        }
    }

    @RondoTest
    @DisplayName("PG044 a plan that is stale is known by SQLSTATE and routine, in any language")
    void stalePlanIsPreparedAgain() {
        try (ScriptedServer server = ScriptedServer.start();
                Connection connection = Postgres.connect(server.options())) {
            StatementScript all = server.when("select *").answer(Answer.rows("a").withRow("1"));
            assertThat(connection.fetch("select *")).hasSize(1);
            all.answer(Answer.rows("a", "b").withRow("1", "2"));
            assertThat(connection.fetchRow("select *").orElseThrow().size()).isEqualTo(2);
            all.answer(
                    Answer.error("0A000", "der zwischengespeicherte Plan...")
                            .withField('R', "RevalidateCachedQuery"),
                    Answer.rows("a", "b").withRow("3", "4"));
            assertThat(connection.fetchValue("select *")).isEqualTo("3");
        }
    }

    @RondoTest
    @DisplayName("PG048 statements that the server has forgotten are prepared again")
    void forgottenStatementIsPreparedAgain() {
        try (ScriptedServer server = ScriptedServer.start();
                Connection connection = Postgres.connect(server.options())) {
            server.when("select 1").answer(Answer.rows("one int4").withRow(1));
            assertThat(connection.fetchValue("select 1")).isEqualTo(1);
            server.forgetStatements();
            assertThat(connection.fetchValue("select 1")).isEqualTo(1);
        }
    }

    // ---- A server that is slow, or gone

    @RondoTest
    void timeLimitCancelsTheStatement() {
        try (ScriptedServer server = ScriptedServer.start();
                Connection connection = Postgres.connect(server.options())) {
            server.when("lock").answer(Answer.never(), Answer.status("LOCK TABLE"));
            assertThatThrownBy(() -> connection.withTimeout(Duration.ofSeconds(3)).fetch("lock"))
                    .isInstanceOf(TimeoutException.class);
            assertThat(connection.fetch("lock")).isEmpty();
            assertThat(server.cancels()).isEqualTo(1);
            assertThat(connection.processId()).isEqualTo(server.sessions().getFirst().processId());
        }
    }

    @RondoTest
    @DisplayName("PG004 a server that does not answer the cancel either is given up")
    void silentServerIsGivenUp() {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.when("silence").answer(Answer.silence());
            Connection connection = Postgres.connect(server.options());
            assertThatThrownBy(() -> connection.withTimeout(Duration.ofSeconds(3)).fetch("silence"))
                    .isInstanceOf(TimeoutException.class);
            Duration begin = Rondo.runningLoop().time();
            connection.close();
            assertThat(connection.isClosed()).isTrue();
            assertThat(Rondo.runningLoop().time().minus(begin))
                    .isLessThanOrEqualTo(Duration.ofSeconds(30));
        }
    }

    @RondoTest
    @DisplayName("PG134 a backend that is killed in the middle of a row")
    void connectionThatIsCutInARowIsLost() {
        try (ScriptedServer server = ScriptedServer.start();
                Connection connection = Postgres.connect(server.options())) {
            server.when("select a").answer(Answer.rows("a").withRow("1").withRow("2").thenCut());
            assertThatThrownBy(() -> connection.fetch("select a"))
                    .isInstanceOf(ConnectionLostException.class)
                    .hasMessageContaining("select a");
            assertThat(connection.isClosed()).isTrue();
            assertThatThrownBy(() -> connection.fetch("select a"))
                    .isInstanceOf(PostgresException.class);
        }
    }

    @RondoTest
    void brokenAnswersAreTyped() {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.when("reset").answer(Answer.reset());
            server.when("garbage").answer(Answer.garbage());
            server.when("fatal").answer(Answer.fatal("57P01", "terminating connection"));
            assertThat(failureOf(server, "reset")).isInstanceOf(ConnectionLostException.class);
            assertThat(failureOf(server, "garbage"))
                    .satisfiesAnyOf(
                            e -> assertThat(e).isInstanceOf(ProtocolException.class),
                            e -> assertThat(e).hasCauseInstanceOf(ProtocolException.class));
            Throwable fatal = failureOf(server, "fatal");
            assertThat(fatal)
                    .satisfiesAnyOf(
                            e -> assertThat(e).isInstanceOf(AdminShutdownException.class),
                            e -> assertThat(e).hasCauseInstanceOf(AdminShutdownException.class));
        }
    }

    private static Throwable failureOf(ScriptedServer server, String sql) {
        try (Connection connection = Postgres.connect(server.options())) {
            Rondo.timeout(LONG, () -> connection.fetch(sql));
            throw new AssertionError("no failure of " + sql);
        } catch (PostgresException e) {
            return e;
        }
    }

    @RondoTest
    void idleConnectionHearsThatItIsTerminated() {
        try (ScriptedServer server = ScriptedServer.start()) {
            Connection connection = Postgres.connect(server.options());
            List<String> events = new ArrayList<>();
            connection.addTerminationListener(() -> events.add("over"));
            server.terminateAll();
            Rondo.sleep(5);
            assertThat(events).containsExactly("over");
            assertThat(connection.isClosed()).isTrue();
            assertThatThrownBy(() -> connection.execute("select 1")).hasMessageContaining("57P01");
            connection.close();
        }
    }

    @RondoTest
    @DisplayName("PG066 a lost connection fails what is in flight at once")
    void nobodyWaitsForALostConnection() {
        try (ScriptedServer server = ScriptedServer.start();
                Connection connection = Postgres.connect(server.options())) {
            server.when("lock").answer(Answer.never());
            Task<?> query = Rondo.createTask(() -> connection.fetch("lock"));
            Rondo.sleep(1);
            Duration begin = Rondo.runningLoop().time();
            server.cutAll();
            assertThatThrownBy(query::await).isInstanceOf(ConnectionLostException.class);
            assertThat(Rondo.runningLoop().time().minus(begin))
                    .isLessThanOrEqualTo(Duration.ofSeconds(2));
        }
    }

    @RondoTest
    @DisplayName("PG120 a server that starts, is full, or is none")
    void refusalsAreTyped() {
        try (ScriptedServer server = ScriptedServer.start()) {
            for (Refusal refusal : Refusal.values()) {
                server.refuse(refusal);
                PostgresOptions options =
                        server.options().withConnectTimeout(Duration.ofSeconds(5));
                Duration begin = Rondo.runningLoop().time();
                assertThatThrownBy(() -> Postgres.connect(options))
                        .as(refusal.name())
                        .satisfiesAnyOf(
                                e -> assertThat(e).isInstanceOf(PostgresException.class),
                                e -> assertThat(e).isInstanceOf(TimeoutException.class))
                        .satisfies(e ->
                                assertThat(
                                                refusal.sqlState().isEmpty()
                                                        || texts(e).contains(refusal.sqlState()))
                                        .as(texts(e))
                                        .isTrue());
                assertThat(Rondo.runningLoop().time().minus(begin))
                        .isLessThanOrEqualTo(Duration.ofSeconds(6));
            }
            server.welcome();
            Postgres.connect(server.options()).close();
        }
    }

    private static String texts(Throwable failure) {
        StringBuilder texts = new StringBuilder(String.valueOf(failure));
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            texts.append(" <- ").append(cause);
        }
        for (Throwable one : failure.getSuppressed()) {
            texts.append(" + ").append(one);
        }
        return texts.toString();
    }

    // ---- Streams, COPY, LISTEN

    @RondoTest
    void streamOfRowsIsReadSlowlyAndLeftEarly() {
        try (ScriptedServer server = ScriptedServer.start();
                Connection connection = Postgres.connect(server.options())) {
            List<Object[]> rows = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                rows.add(new Object[] {i});
            }
            server.when("select n").answer(Answer.rows("n int4").withRows(rows));
            int sum = 0;
            try (RowStream stream = connection.stream("select n")) {
                for (Row row : stream) {
                    sum += row.get("n", Integer.class);
                    if (sum > 10_000) {
                        break;
                    }
                }
            }
            assertThat(sum).isEqualTo(10_011);
            assertThat(connection.fetch("select n")).hasSize(5_000);
        }
    }

    @RondoTest
    void copyGoesBothWays() {
        try (ScriptedServer server = ScriptedServer.start();
                Connection connection = Postgres.connect(server.options())) {
            server.whenMatches("(?i)copy .* from stdin.*").answer(Answer.copyIn());
            server.whenMatches("(?i)copy .* to stdout.*").answer(Answer.copyOut("a\n", "b\n"));
            assertThat(connection.copyToTable("t", CopyOptions.text(), CopySource.ofText("x\n")))
                    .isEqualTo(1);
            assertThat(server.copied()).hasSize(1);
        }
    }

    @RondoTest
    void notificationsComeToListeners() {
        try (ScriptedServer server = ScriptedServer.start();
                Connection connection = Postgres.connect(server.options())) {
            List<String> heard = new ArrayList<>();
            connection.addListener("Jobs", (Notification n) -> heard.add(n.payload()));
            server.notifyAll("Jobs", "one");
            server.notifyAll("jobs", "not this");
            Rondo.sleep(1);
            assertThat(heard).containsExactly("one");
        }
    }
}
