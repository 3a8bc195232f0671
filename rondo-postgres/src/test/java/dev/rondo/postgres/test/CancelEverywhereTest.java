package dev.rondo.postgres.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.postgres.Connection;
import dev.rondo.postgres.Pool;
import dev.rondo.postgres.PoolOptions;
import dev.rondo.postgres.Postgres;
import dev.rondo.postgres.Row;
import dev.rondo.postgres.RowStream;
import dev.rondo.test.RondoTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

/**
 * What a task does with a pool is cancelled in each pass of the loop in turn, from the first to the
 * one in which it ends by itself; each time the pool is whole afterwards, the server has what the
 * pool thinks it has, and another task's rows are its own.
 */
class CancelEverywhereTest {
    private static final int MOST_PASSES = 400;

    /** What a task does, in as many awaits as it has. */
    @FunctionalInterface
    private interface Work {
        void run(Pool pool);
    }

    private static void cancelEverywhere(Work work) {
        cancelEverywhere(PoolOptions.defaults().withMinSize(0).withMaxSize(2), work);
    }

    private static void cancelEverywhere(PoolOptions options, Work work) {
        boolean ended = false;
        int passes = 0;
        for (; !ended; passes++) {
            assertThat(passes).as("passes").isLessThan(MOST_PASSES);
            ended = endsBefore(passes, options, work);
        }
        assertThat(passes).as("passes until it ended by itself").isGreaterThan(3);
    }

    /** Cancels the work after so many passes, and returns whether it had ended by itself. */
    private static boolean endsBefore(int passes, PoolOptions options, Work work) {
        try (ScriptedServer server = scripted();
                Pool pool = Postgres.createPool(server.options(), options)) {
            Task<?> beside = Rondo.createTask("beside", () -> own(pool, "beside"));
            Task<?> task = Rondo.createTask("work", () -> work.run(pool));
            for (int i = 0; i < passes; i++) {
                Rondo.sleep(0);
            }
            boolean ended = task.done();
            task.cancel();
            try {
                task.await();
            } catch (CancelledError e) {
                assertThat(ended).isFalse();
            }
            beside.await();
            own(pool, "after");
            try (Connection connection = pool.acquire()) {
                assertThat(connection.isInTransaction()).isFalse();
                own(connection, "acquired");
            }
            Rondo.sleep(Duration.ofSeconds(30)); // more than any clean-up may take
            checkWhole(passes, server, pool);
            return ended;
        }
    }

    private static void checkWhole(int passes, ScriptedServer server, Pool pool) {
        assertThat(server.mostSessions()).as("sessions after %d", passes).isLessThanOrEqualTo(2);
        assertThat(server.sessions())
                .as("sessions after %d passes, pool %s", passes, pool.snapshot())
                .hasSize(pool.snapshot().size())
                .allMatch(session -> session.transaction() == 'I')
                .allMatch(session -> session.running().isEmpty());
        assertThat(pool.snapshot().idle()).isEqualTo(pool.snapshot().size());
        assertThat(pool.snapshot().waiting()).isZero();
    }

    private static ScriptedServer scripted() {
        ScriptedServer server = ScriptedServer.start();
        Answer echo = Answer.rows("echo");
        server.when("select echo($1::text)")
                .answerBy(echo, asked -> echo.withRow(asked.arguments().get(0)));
        Answer many = Answer.rows("echo");
        server.when("select many($1::text)")
                .answerBy(
                        many,
                        asked ->
                                many.withRow(asked.arguments().get(0))
                                        .withRow(asked.arguments().get(0))
                                        .withRow(asked.arguments().get(0)));
        server.when("insert").answer(Answer.status("INSERT 0 1"));
        return server;
    }

    private static void own(dev.rondo.postgres.Queryable on, String token) {
        for (int i = 0; i < 3; i++) {
            assertThat(on.fetchValue("select echo($1::text)", token + i)).isEqualTo(token + i);
        }
    }

    @RondoTest
    @DisplayName("PG002 PG008 acquire and release")
    void acquireAndRelease() {
        cancelEverywhere(pool -> {
            Connection connection = pool.acquire();
            connection.close();
        });
    }

    @RondoTest
    @DisplayName("PG002 acquire and release on a pool of one that is in use")
    void acquireOfTheOnlyOne() {
        PoolOptions one = PoolOptions.defaults().withMinSize(1).withMaxSize(1);
        cancelEverywhere(
                one,
                pool -> {
                    try (Connection connection = pool.acquire()) {
                        own(connection, "mine");
                    }
                });
    }

    @RondoTest
    void queryOfThePool() {
        cancelEverywhere(pool -> own(pool, "pool"));
    }

    @RondoTest
    void queryOfTheOnlyConnectionOfThePool() {
        PoolOptions one = PoolOptions.defaults().withMinSize(1).withMaxSize(1);
        cancelEverywhere(one, pool -> own(pool, "pool"));
    }

    @RondoTest
    @DisplayName("PG010 the rest of a result is nobody else's")
    void rowsOfAConnection() {
        cancelEverywhere(pool -> {
            try (Connection connection = pool.acquire()) {
                List<Row> rows = connection.fetch("select many($1::text)", "m");
                assertThat(rows).hasSize(3).allMatch(row -> "m".equals(row.get(0, String.class)));
            }
        });
    }

    @RondoTest
    void streamOfRows() {
        cancelEverywhere(pool -> {
            try (Connection connection = pool.acquire();
                    RowStream stream = connection.stream("select many($1::text)", "s")) {
                for (Row row : stream) {
                    assertThat(row.get(0, String.class)).isEqualTo("s");
                }
            }
        });
    }

    @RondoTest
    @DisplayName("PG012 no session is in a transaction when the next user gets it")
    void transactionOfThePool() {
        cancelEverywhere(pool ->
                pool.transaction(connection -> {
                    connection.execute("insert");
                    own(connection, "tx");
                }));
    }

    @RondoTest
    @DisplayName("PG012 nor in one that was begun by hand and left open")
    void transactionByHand() {
        cancelEverywhere(pool -> {
            try (Connection connection = pool.acquire()) {
                connection.begin();
                connection.execute("insert");
            }
        });
    }

    @RondoTest
    void batch() {
        cancelEverywhere(pool ->
                pool.executeMany(
                        "select echo($1::text)", List.of(new Object[] {"a"}, new Object[] {"b"})));
    }

    @RondoTest
    void preparedStatement() {
        cancelEverywhere(pool -> {
            try (Connection connection = pool.acquire();
                    var statement = connection.prepare("select echo($1::text)")) {
                assertThat(statement.fetchValue("p")).isEqualTo("p");
            }
        });
    }
}
