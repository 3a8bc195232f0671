package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.EventLoop;
import dev.rondo.ExceptionHandler;
import dev.rondo.Rondo;
import dev.rondo.TimeoutException;
import dev.rondo.sync.Event;
import dev.rondo.test.Finding;
import dev.rondo.test.InLoop;
import dev.rondo.test.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** PgBouncer between the driver and a real server. */
@InLoop(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
class PgBouncerTest {
    private static final String NAME = "PgBouncerTest";

    private static RealServer server;
    private static PgBouncer transactions;

    @BeforeAll
    static void start() {
        server = RealServer.setup().start(); // the pooler's connections would keep the shared one's
        server.createDatabase(NAME);
        transactions = PgBouncer.start(server, "transaction");
    }

    @AfterAll
    static void stop() {
        if (transactions != null) {
            transactions.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static PostgresOptions unnamed() {
        return PostgresOptions.of(transactions.dsn(NAME)).withUnnamedStatements(true);
    }

    @Test
    @DisplayName("PG062 who listens through a pooler of transactions is warned, once")
    void listeningThroughAPoolerOfTransactions(EventLoop loop) {
        List<String> told = new ArrayList<>();
        Optional<ExceptionHandler> before = loop.exceptionHandler();
        loop.setExceptionHandler(Optional.of((of, context) -> told.add(context.message())));
        try (Connection connection = Postgres.connect(unnamed())) {
            connection.addListener("news", n -> {});
            connection.addListener("more", n -> {});
        } finally {
            loop.setExceptionHandler(before);
        }
        assertThat(told).hasSize(1);
        assertThat(told.getFirst()).startsWith("LISTEN on ").contains("nothing will arrive");
        try (Connection direct = Postgres.connect(RealDatabase.options(server, NAME))) {
            direct.addListener("news", n -> {});
        }
        assertThat(told).hasSize(1);
    }

    @Test
    @DisplayName("PG058 statements without names find the server that has parsed them")
    void statementsWithoutNames() {
        List<Integer> sums = new ArrayList<>();
        Rondo.taskGroup(group -> {
            for (int task = 0; task < 8; task++) {
                int number = task;
                group.createTask(() -> {
                    try (Connection connection = Postgres.connect(unnamed())) {
                        int sum = 0;
                        for (int i = 0; i < 20; i++) {
                            // Texts of each task's own, so that a wrong server would not know them.
                            String sql = "select $1::int + " + number + " -- " + i % 5;
                            sum += connection.fetchValue(Integer.class, sql, i);
                        }
                        sums.add(sum);
                    }
                });
            }
        });
        assertThat(sums).containsExactlyInAnyOrder(190, 210, 230, 250, 270, 290, 310, 330);
    }

    @Test
    void transactionsStreamsAndCopyStayOnTheirServer() {
        try (Connection one = Postgres.connect(unnamed());
                Connection two = Postgres.connect(unnamed())) {
            one.execute("create table kept (id int)");
            one.transaction(() -> {
                one.execute("insert into kept values ($1)", 1);
                assertThat(two.fetchValue("select count(*) from kept")).isEqualTo(0L);
                one.execute("insert into kept values ($1)", 2);
            });
            assertThat(two.copyToTable("kept", CopyOptions.text(), CopySource.ofText("3\n4\n")))
                    .isEqualTo(2);
            try (RowStream rows = one.stream("select id from kept order by id");
                    CopyOut out = two.copyFromTable("kept", CopyOptions.csv())) {
                assertThat(rows.next().orElseThrow().getInt(0)).isEqualTo(1);
                assertThat(out.readAll()).hasSize(8);
                assertThat(rows.next().orElseThrow().getInt(0)).isEqualTo(2);
            }
            one.executeMany("delete from kept where id = $1", List.<Object[]>of(new Object[] {1}));
            assertThat(two.fetchValue("select count(*) from kept")).isEqualTo(3L);
            one.execute("drop table kept");
        }
    }

    @Test
    void aCancelReachesTheStatement() {
        try (Connection connection = Postgres.connect(unnamed())) {
            assertThatThrownBy(() ->
                            connection
                                    .withTimeout(Duration.ofMillis(300))
                                    .fetchValue("select 1 from pg_sleep(600)"))
                    .isInstanceOf(TimeoutException.class);
            assertThat(connection.fetchValue("select 1")).isEqualTo(1);
            assertThat(
                            server.psql(
                                    "select count(*) from pg_stat_activity where query ~ '600'"
                                            + " and state = 'active' and usename <> 'outside'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void aPoolOfDepthOneRunsItsStatements() {
        PoolOptions options =
                PoolOptions.defaults()
                        .withMinSize(1)
                        .withMaxSize(4)
                        .withDepth(1)
                        .withResetQuery("");
        try (Pool pool = Postgres.createPool(unnamed(), options)) {
            List<Integer> got = new ArrayList<>();
            Rondo.taskGroup(group -> {
                for (int i = 0; i < 100; i++) {
                    int number = i;
                    group.createTask(() ->
                            got.add(pool.fetchValue(Integer.class, "select $1::int", number)));
                }
            });
            assertThat(got).hasSize(100).doesNotHaveDuplicates();
            pool.transaction(connection -> {
                assertThat(connection.fetchValue("select $1::text", "a")).isEqualTo("a");
            });
        }
    }

    @Test
    void inSessionModeNothingIsDifferent() {
        try (PgBouncer sessions = PgBouncer.start(server, "session");
                Connection connection = Postgres.connect(sessions.dsn(NAME));
                Connection another = Postgres.connect(sessions.dsn(NAME))) {
            for (int i = 0; i < 3; i++) {
                assertThat(connection.fetchValue("select $1::int", i)).isEqualTo(i);
            }
            connection.execute("set search_path = pg_catalog");
            assertThat(connection.fetchValue("show search_path")).isEqualTo("pg_catalog");
            Event heard = new Event();
            connection.addListener("News", _ -> heard.set());
            another.execute("select pg_notify('News', '')");
            heard.await();
        }
    }
}
