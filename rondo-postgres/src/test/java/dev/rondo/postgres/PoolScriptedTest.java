package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.postgres.test.Answer;
import dev.rondo.postgres.test.Refusal;
import dev.rondo.postgres.test.ScriptedServer;
import dev.rondo.postgres.test.ScriptedServerOptions;
import dev.rondo.test.Finding;
import dev.rondo.test.InLoop;
import dev.rondo.test.MemoryNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The pool on the wire, with a server that does what a script says, on virtual time. */
@InLoop(deadlineSeconds = 30)
class PoolScriptedTest {
    private final ScriptedServerOptions config;

    PoolScriptedTest(MemoryNetwork network) {
        config = ScriptedServerOptions.defaults().withNetwork(network);
    }

    private static PoolOptions size(int size) {
        return PoolOptions.defaults().withMinSize(size).withMaxSize(size);
    }

    private static Duration now() {
        return Rondo.runningLoop().time();
    }

    private ScriptedServer start() {
        ScriptedServer server = ScriptedServer.start(config);
        server.when("work").answer(Answer.status("WORK").after(Duration.ofMillis(10)));
        server.when("long").answer(Answer.status("LONG").after(Duration.ofSeconds(100)));
        server.whenMatches("q ?\\d*").answer(Answer.status("Q"));
        server.whenMatches("SET SESSION AUTHORIZATION.*").answer(Answer.status("RESET"));
        return server;
    }

    private static void checkWhole(Pool pool, ScriptedServer server, int size) {
        Rondo.sleep(1);
        assertThat(pool.snapshot().idle()).as(pool.toString()).isEqualTo(size);
        assertThat(server.sessions())
                .hasSize(size)
                .allMatch(session -> session.transaction() == 'I');
        for (int i = 0; i < size; i++) {
            assertThat(pool.execute("q")).isEqualTo("Q");
        }
    }

    @Test
    void statementsAndTransactionsGoThroughIt() {
        try (ScriptedServer server = start();
                Pool pool = Postgres.createPool(server.options(), size(2))) {
            assertThat(pool.execute("q")).isEqualTo("Q");
            pool.transaction(c -> c.execute("work"));
            assertThat(server.statements()).containsSubsequence("q", "BEGIN", "work", "COMMIT");
            checkWhole(pool, server, 2);
        }
    }

    @Test
    @DisplayName("a cancellation at each await of a transaction leaves the pool whole")
    void aCancellationAtEachAwait() {
        try (ScriptedServer server = start();
                Pool pool = Postgres.createPool(server.options(), size(1))) {
            int finished = 0;
            for (int passes = 0; finished < 3; passes++) {
                Task<?> task =
                        Rondo.createTask(() -> {
                            pool.transaction(c -> c.execute("q 1"));
                            pool.execute("q 2");
                            try (Connection c = pool.acquire()) {
                                c.execute("q 3");
                            }
                        });
                for (int i = 0; i < passes; i++) {
                    Rondo.sleep(0);
                }
                task.cancel();
                try {
                    task.await();
                    finished++;
                } catch (CancelledError e) {
                    assertThat(task.cancelled()).isTrue();
                }
                checkWhole(pool, server, 1);
                assertThat(passes).isLessThan(1000);
            }
            assertThat(server.mostSessions()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("PG004 PG144 a cancelled statement is cancelled on the server")
    void aCancelledStatementIsCancelledOnTheServer() {
        try (ScriptedServer server = start();
                Pool pool = Postgres.createPool(server.options(), size(1))) {
            Task<?> task =
                    Rondo.createTask(() -> {
                        try (Connection c = pool.acquire()) {
                            c.execute("long");
                        }
                    });
            Rondo.sleep(1);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            Duration begin = now();
            pool.acquire().close();
            assertThat(now().minus(begin)).isLessThan(Duration.ofSeconds(1));
            assertThat(server.cancels()).isEqualTo(1);
            checkWhole(pool, server, 1);
        }
    }

    @Test
    @InLoop(allow = Finding.UNHANDLED_EXCEPTIONS, deadlineSeconds = 30)
    @DisplayName("PG004 a server that answers nothing any more, the cancel included")
    void aServerThatAnswersNothing() {
        try (ScriptedServer server = start();
                Pool pool = Postgres.createPool(server.options(), size(1))) {
            Task<?> task =
                    Rondo.createTask(() -> {
                        try (Connection c = pool.acquire()) {
                            c.execute("long");
                        }
                    });
            Rondo.sleep(1);
            server.freeze();
            Duration begin = now();
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(now()).isEqualTo(begin);
            Rondo.sleep(30);
            assertThat(pool.snapshot().idle()).isZero();
            server.thaw();
            Rondo.sleep(60);
            assertThat(pool.execute("q")).isEqualTo("Q");
        }
    }

    @Test
    @DisplayName("PG034 a cancelled one of several pipelined fails alone, no cancel is sent")
    void aCancelledOneOfSeveral() {
        try (ScriptedServer server = start();
                Pool pool = Postgres.createPool(server.options(), size(1))) {
            for (int victim = 0; victim < 4; victim++) {
                List<Task<?>> tasks = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    tasks.add(Rondo.createTask(() -> pool.execute("work")));
                }
                Rondo.sleep(0.005);
                tasks.get(victim).cancel();
                for (int i = 0; i < 4; i++) {
                    Task<?> task = tasks.get(i);
                    if (i == victim) {
                        assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
                    } else {
                        assertThat(task.await()).isEqualTo("WORK");
                    }
                }
            }
            assertThat(server.cancels()).isZero();
            checkWhole(pool, server, 1);
        }
    }

    @Test
    @DisplayName("PG022 a server that is restarted: idle connections are noticed and made again")
    @InLoop(allow = Finding.UNHANDLED_EXCEPTIONS, deadlineSeconds = 30)
    void aRestartedServer() {
        try (ScriptedServer server = start();
                Pool pool = Postgres.createPool(server.options(), size(3))) {
            Rondo.sleep(10);
            server.shutDown();
            Rondo.sleep(0.1);
            assertThat(pool.snapshot().idle()).isZero();
            assertThatThrownBy(() -> pool.execute("q")).isInstanceOf(ConnectException.class);
            Rondo.sleep(60);
            server.restart();
            Rondo.sleep(6);
            checkWhole(pool, server, 3);
        }
    }

    @Test
    @DisplayName("PG134 PG066 a connection that is cut: what it carried fails, the rest goes on")
    void aConnectionThatIsCut() {
        try (ScriptedServer server = start();
                Pool pool = Postgres.createPool(server.options(), size(1).withDepth(3))) {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                tasks.add(Rondo.createTask(() -> pool.execute("work")));
            }
            Rondo.sleep(0.005);
            server.cutAll();
            for (int i = 0; i < 6; i++) {
                Task<?> task = tasks.get(i);
                if (i < 3) {
                    assertThatThrownBy(task::await).isInstanceOf(ConnectionLostException.class);
                } else {
                    assertThat(task.await()).isEqualTo("WORK");
                }
            }
            checkWhole(pool, server, 1);
        }
    }

    @Test
    @DisplayName("PG024 a session that is ended while it is out is dropped once")
    void aSessionThatIsEndedWhileItIsOut() {
        try (ScriptedServer server = start();
                Pool pool = Postgres.createPool(server.options(), size(1))) {
            try (Connection c = pool.acquire()) {
                server.terminate(c.processId());
                Rondo.sleep(1);
                assertThatThrownBy(() -> c.execute("q"))
                        .isInstanceOf(ConnectionLostException.class)
                        .hasMessageContaining("57P01");
            }
            checkWhole(pool, server, 1);
        }
    }

    @Test
    @DisplayName("PG030 the server never sees more than the maximum; 53300 is lived with")
    @InLoop(allow = Finding.UNHANDLED_EXCEPTIONS, deadlineSeconds = 30)
    void theServerNeverSeesMore() {
        ScriptedServer small = ScriptedServer.start(config.withMaxConnections(2));
        small.when("work").answer(Answer.status("WORK").after(Duration.ofMillis(10)));
        small.whenMatches("SET SESSION AUTHORIZATION.*").answer(Answer.status("RESET"));
        try (small;
                Pool pool =
                        Postgres.createPool(
                                small.options(),
                                PoolOptions.defaults().withMinSize(1).withMaxSize(8))) {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                tasks.add(Rondo.createTask(() -> pool.transaction(c -> c.execute("work"))));
            }
            Rondo.awaitAll(tasks);
            assertThat(small.mostSessions()).isLessThanOrEqualTo(2);
            assertThat(pool.snapshot().idle()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("who cannot be let in is told why")
    void whoCannotBeLetInIsToldWhy() {
        try (ScriptedServer server = start()) {
            server.refuse(Refusal.TOO_MANY_CLIENTS);
            assertThatThrownBy(() -> Postgres.createPool(server.options(), size(1)))
                    .hasMessageContaining("53300");
            int first = server.connections();
            assertThatThrownBy(() -> Postgres.connect(server.options()))
                    .hasMessageContaining("53300");
            // As often as one connect tries, up to what its pauses leave to chance.
            assertThat(server.connections() - first).isBetween(first / 2, 2 * first);
        }
    }

    @Test
    @DisplayName("PG110 PG112 PG114 listening through a loss")
    void listening() {
        try (ScriptedServer server = start();
                Pool pool =
                        Postgres.createPool(
                                server.options(),
                                PoolOptions.defaults().withMinSize(1).withMaxSize(2));
                Notifications heard = pool.listen("A \"b\"")) {
            server.notifyAll("A \"b\"", "1");
            assertThat(heard.next().toString()).contains("payload=1");
            server.terminateAll();
            assertThat(heard.next())
                    .isInstanceOfSatisfying(
                            Notifications.Gap.class,
                            gap -> assertThat(gap.cause()).hasMessageContaining("57P01"));
            server.notifyAll("A \"b\"", "2");
            assertThat(heard.next().toString()).contains("payload=2");
        }
    }

    @Test
    @DisplayName("PG140 a transaction that a hidden BEGIN leaves open")
    void aHiddenBegin() {
        try (ScriptedServer server = start();
                Pool pool = Postgres.createPool(server.options(), size(1))) {
            assertThatThrownBy(() -> pool.execute("((BEGIN))")).isInstanceOf(ServerException.class);
            checkWhole(pool, server, 1);
        }
    }

    @Test
    @DisplayName("the pool's own connector, and one that returns something else")
    void aConnector() {
        try (ScriptedServer server = start()) {
            List<String> users = new ArrayList<>();
            PoolOptions options =
                    size(2).withConnect(o -> {
                        users.add("asked");
                        return Postgres.connect(o);
                    });
            try (Pool pool = Postgres.createPool(server.options(), options)) {
                assertThat(users).hasSize(2);
                assertThat(pool.execute("q")).isEqualTo("Q");
                try (Connection c = pool.acquire()) {
                    assertThatThrownBy(() ->
                                    Postgres.createPool(
                                            server.options(), size(1).withConnect(_ -> c)))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("Return what Postgres.connect returns");
                }
            }
        }
    }
}
