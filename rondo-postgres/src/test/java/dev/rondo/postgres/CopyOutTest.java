package dev.rondo.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.test.Finding;
import dev.rondo.test.InLoop;
import dev.rondo.test.Time;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** COPY from a real server. */
@InLoop(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
class CopyOutTest {
    private static String dsn = "";

    @BeforeAll
    static void createTables() {
        RealServer server = RealServer.shared();
        String database = server.createDatabase("CopyOutTest");
        dsn = server.dsn(database);
        server.psql(
                database,
                """
                create table copied ("a" text, "b b" int);
                insert into copied values ('x', 1), ('y;z', 2), (null, null);
                create schema "S";
                create table "S"."T" (id int);
                insert into "S"."T" select generate_series(1, 5);
                """);
    }

    private static String text(CopyOut out) {
        try (out) {
            return new String(out.readAll(), UTF_8);
        }
    }

    @Test
    void aTableComesAsTextAndCsv() {
        try (Connection connection = Postgres.connect(dsn)) {
            assertThat(text(connection.copyFromTable("copied", CopyOptions.text())))
                    .isEqualTo("x\t1\ny;z\t2\n\\N\t\\N\n");
            CopyOptions csv = CopyOptions.csv().withHeader().withDelimiter(';').withForceQuote("a");
            assertThat(text(connection.copyFromTable("copied", csv)))
                    .isEqualTo("a;b b\n\"x\";1\n\"y;z\";2\n;\n");
            assertThat(
                            text(
                                    connection.copyFromTable(
                                            "copied",
                                            CopyOptions.csv().withColumns("b b").withNull("-"))))
                    .isEqualTo("1\n2\n-\n");
            assertThat(text(connection.copyFromTable("S.T", CopyOptions.text())))
                    .isEqualTo("1\n2\n3\n4\n5\n");
        }
    }

    @Test
    void theNumberOfRowsIsKnownAtTheEnd() {
        try (Connection connection = Postgres.connect(dsn);
                CopyOut out = connection.copyFromTable("S.T", CopyOptions.text())) {
            assertThatThrownBy(out::rowCount).isInstanceOf(IllegalStateException.class);
            assertThat(out.readAll()).hasSize(10);
            assertThat(out.rowCount()).isEqualTo(5);
            assertThat(out.next()).isEmpty();
            assertThat(connection.execute("select 1"))
                    .isEqualTo("SELECT 1"); // and the turn is over
        }
    }

    @Test
    void aFileGetsAllOfIt(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("data.txt");
        Files.writeString(file, "what was there before, which is longer");
        try (Connection connection = Postgres.connect(dsn)) {
            String query = "select i, repeat('x', 90) from generate_series(1, 20000) i";
            try (CopyOut out = connection.copyFromQuery(CopyOptions.text(), query)) {
                assertThat(out.toFile(file)).isEqualTo(20_000);
            }
            assertThat(Files.readAllLines(file))
                    .hasSize(20_000)
                    .startsWith("1\t" + "x".repeat(90))
                    .endsWith("20000\t" + "x".repeat(90));
            CopyOut out = connection.copyFromTable("S.T", CopyOptions.text());
            assertThatThrownBy(() -> out.toFile(folder.resolve("no/such")))
                    .isInstanceOf(java.io.UncheckedIOException.class);
            assertThat(connection.execute("select 1")).isEqualTo("SELECT 1");
        }
    }

    @Test
    void nothingElseRunsWhileDataComes() {
        try (Connection connection = Postgres.connect(dsn)) {
            CopyOut out = connection.copyFromTable("S.T", CopyOptions.text());
            assertThatThrownBy(() -> connection.execute("select 1"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Another operation is in progress")
                    .hasMessageContaining("COPY \"S\".\"T\"");
            out.close();
            assertThat(connection.execute("select 1")).isEqualTo("SELECT 1");
            assertThatThrownBy(out::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
            out.close();
            assertThat(connection.execute("select 1")).isEqualTo("SELECT 1");
        }
    }

    // A product, of which the server makes each row when it can be sent: 10^12 KB.
    private static final String ENDLESS =
            "select repeat('x', 1000) from generate_series(1, 10000) a, generate_series(1, 10000) b,"
                    + " generate_series(1, 10000) c";

    @Test
    void closingIsEnoughToEndOneWithoutEnd() {
        try (Connection connection = Postgres.connect(dsn)) {
            try (CopyOut out = connection.copyFromQuery(CopyOptions.text(), ENDLESS)) {
                assertThat(out.next()).isPresent();
            }
            assertThat(connection.execute("select 1")).isEqualTo("SELECT 1");
            try (CopyOut out = connection.copyFromQuery(CopyOptions.text(), ENDLESS)) {
                assertThat(out.next()).isPresent();
                connection.close(); // which ends it, too
            }
        }
    }

    @Test
    void closingOneEarlyFailsItsTransaction() {
        try (Connection connection = Postgres.connect(dsn)) {
            assertThatThrownBy(() ->
                            connection.transaction(() -> {
                                try (CopyOut out =
                                        connection.copyFromQuery(CopyOptions.text(), ENDLESS)) {
                                    assertThat(out.next()).isPresent();
                                }
                                connection.execute("select 1");
                            }))
                    .isInstanceOf(FailedTransactionException.class);
            assertThat(connection.isInTransaction()).isFalse();
        }
    }

    // PG108
    @Test
    void aSlowConsumerHoldsTheServerBack() {
        RealServer server = RealServer.shared();
        try (Connection connection = Postgres.connect(dsn)) {
            CopyOut out = connection.copyFromQuery(CopyOptions.text(), ENDLESS);
            assertThat(out.next()).isPresent();
            String state =
                    "select wait_event from pg_stat_activity where pid = " + connection.processId();
            while (!server.psql(state).equals("ClientWrite")) {
                Rondo.sleep(Duration.ofMillis(10));
            }
            for (int i = 0; i < 1000; i++) { // and goes on
                assertThat(out.next()).isPresent();
            }
            out.close();
        }
    }

    @Test
    void anErrorInTheMiddleComesAfterTheDataBeforeIt() {
        try (Connection connection = Postgres.connect(dsn)) {
            CopyOut out =
                    connection.copyFromQuery(
                            CopyOptions.text(),
                            "select 1 / (100000 - i) from generate_series(1, 100000) i");
            StringBuilder got = new StringBuilder();
            assertThatThrownBy(
                            () -> {
                                for (Optional<ByteBuffer> piece = out.next();
                                        piece.isPresent();
                                        piece = out.next()) {
                                    got.append(UTF_8.decode(piece.get()));
                                }
                            })
                    .isInstanceOf(DivisionByZeroException.class);
            assertThat(got).startsWith("0\n0\n");
            assertThatThrownBy(out::next).isInstanceOf(IllegalStateException.class);
            assertThat(connection.execute("select 1")).isEqualTo("SELECT 1");
        }
    }

    @Test
    void whatTheServerRefusesIsThrownAtOnce() {
        try (Connection connection = Postgres.connect(dsn)) {
            assertThatThrownBy(() -> connection.copyFromTable("no_such", CopyOptions.text()))
                    .isInstanceOf(UndefinedTableException.class);
            assertThatThrownBy(() ->
                            connection.copyFromTable("copied", CopyOptions.text().withForceQuote()))
                    .isInstanceOf(ServerException.class)
                    .hasMessageContaining("CSV");
            assertThatThrownBy(() -> connection.copyFromQuery(CopyOptions.text(), "selec"))
                    .isInstanceOf(SyntaxErrorException.class);
            assertThat(connection.execute("select 1")).isEqualTo("SELECT 1");
        }
    }

    @Test
    void aCancelledConsumerLeavesAUsableConnection() {
        try (Connection connection = Postgres.connect(dsn)) {
            // The server sends nothing, not even that it begins, before there is a row.
            Task<?> waiting =
                    Rondo.createTask(() -> {
                        connection.copyFromQuery(CopyOptions.text(), "select pg_sleep(600)");
                    });
            Rondo.sleep(Duration.ofMillis(50));
            waiting.cancel();
            assertThatThrownBy(waiting::await).isInstanceOf(CancelledError.class);
            assertThat(connection.execute("select 1")).isEqualTo("SELECT 1");
        }
    }

    @Test
    void eachWaitHasTheConnectionsTimeLimit() {
        try (Connection connection = Postgres.connect(dsn)) {
            Connection hasty = connection.withTimeout(Duration.ofMillis(300));
            assertThatThrownBy(
                            () -> hasty.copyFromQuery(CopyOptions.text(), "select pg_sleep(600)"))
                    .isInstanceOf(TimeoutException.class);
            assertThat(connection.execute("select 1")).isEqualTo("SELECT 1");
            CopyOut out =
                    hasty.copyFromQuery(
                            CopyOptions.text(),
                            "select repeat('x', 9000), case i when 2 then pg_sleep(600) end"
                                    + " from generate_series(1, 2) i");
            assertThat(out.next()).isPresent();
            assertThatThrownBy(out::next).isInstanceOf(TimeoutException.class);
            assertThat(connection.execute("select 1")).isEqualTo("SELECT 1");
        }
    }
}
