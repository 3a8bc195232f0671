package dev.rondo.postgres;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.postgres.test.Answer;
import dev.rondo.postgres.test.ScriptedServer;
import dev.rondo.test.RondoTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Whatever is cancelled, and at whatever moment: the next one on the connection gets its own
 * answer, no transaction is left open, and no task stays.
 */
class CancelEverywhereTest {
    private static final int AFTER = 3; // moments after its end are enough
    private static final int MOMENTS = 60; // passes; each of the operations is through by then

    private static List<Object[]> many() {
        List<Object[]> many = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            many.add(new Object[] {"a text that is long enough for some pieces: " + i});
        }
        return many;
    }

    private static void cancelEverywhere(Consumer<Connection> operation) {
        int through = 0;
        for (int moment = 0; moment < MOMENTS && through < AFTER; moment++) {
            try (ScriptedServer server = ScriptedServer.start()) {
                List<Object[]> rows = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    rows.add(new Object[] {"row " + i});
                }
                server.when("rows").answer(Answer.rows("n").withRows(rows));
                server.when("insert $1").parameters("text").answer(Answer.status("INSERT 0 1"));
                server.when("mine").answer(Answer.rows("n").withRow("mine"));
                Connection connection = Postgres.connect(server.options());
                Task<?> task = createTask(() -> operation.accept(connection));
                for (int i = 0; i < moment; i++) {
                    sleep(Duration.ZERO);
                }
                through += task.done() ? 1 : 0;
                task.cancel();
                Rondo.waitAll(List.of(task));
                assertThat(connection.fetchValue("mine")).isEqualTo("mine");
                assertThat(connection.isInTransaction()).isFalse();
                assertThat(connection.isClosed()).isFalse();
                assertThat(((ExclusiveConnection) connection).session().inFlight()).isZero();
                connection.close();
            }
            assertThat(Rondo.allTasks()).hasSize(1);
        }
        assertThat(through).as("moments after its end").isPositive();
    }

    @RondoTest(deadlineSeconds = 120)
    void aFetch() {
        cancelEverywhere(connection -> connection.fetch("rows"));
    }

    @RondoTest(deadlineSeconds = 120)
    void aPreparedStatement() {
        cancelEverywhere(connection -> {
            try (PreparedStatement statement = connection.prepare("insert $1")) {
                statement.execute("x");
            }
        });
    }

    @RondoTest(deadlineSeconds = 120)
    void aBatch() {
        cancelEverywhere(connection -> connection.executeMany("insert $1", many()));
    }

    @RondoTest(deadlineSeconds = 120)
    void aStream() {
        cancelEverywhere(connection -> {
            try (RowStream rows = connection.stream("rows")) {
                for (Row row : rows) {
                    assertThat(row.getString(0)).startsWith("row");
                }
            }
        });
    }

    @RondoTest(deadlineSeconds = 120)
    void aStreamThatIsLeftEarly() {
        cancelEverywhere(connection -> {
            try (RowStream rows = connection.stream("rows")) {
                assertThat(rows.next()).isPresent();
            }
        });
    }

    @RondoTest(deadlineSeconds = 120)
    void aTransactionWithASavepoint() {
        cancelEverywhere(connection ->
                connection.transaction(() -> {
                    connection.execute("insert $1", "x");
                    connection.transaction(() -> {
                        connection.fetch("rows");
                    });
                }));
    }

    @RondoTest(deadlineSeconds = 120)
    void aCursor() {
        cancelEverywhere(connection ->
                connection.transaction(() -> {
                    try (Cursor cursor = connection.cursor("rows")) {
                        assertThat(cursor.fetch(10)).hasSize(10);
                        assertThat(cursor.fetch(500)).hasSize(190);
                    }
                }));
    }
}
