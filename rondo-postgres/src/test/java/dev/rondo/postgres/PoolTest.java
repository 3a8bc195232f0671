package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.ContextVar;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.test.RondoTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;

/** Who gets a connection for himself, and when. */
class PoolTest {
    private static final PoolOptions ONE = PoolOptions.defaults().withMinSize(0).withMaxSize(1);

    private static Duration now() {
        return Rondo.runningLoop().time();
    }

    @RondoTest
    void firstConnectionsAreThereWhenThePoolIs() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(PoolOptions.defaults())) {
            assertThat(now()).isEqualTo(Duration.ofMillis(20)); // one, then nine at once
            assertThat(pool.snapshot().idle()).isEqualTo(10);
            assertThat(server.open).hasSize(10);
        }
        assertThat(server.open).isEmpty();
        assertThat(server.log).contains("1: closed").doesNotContain("1: cut off");
    }

    @RondoTest
    void theOneThatWasUsedLastIsUsedNext() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(PoolOptions.defaults().withMinSize(3).withMaxSize(3))) {
            Connection a = pool.acquire();
            Connection b = pool.acquire();
            int last = a.processId();
            b.close();
            a.close();
            for (int i = 0; i < 5; i++) {
                try (Connection c = pool.acquire()) {
                    assertThat(c.processId()).isEqualTo(last);
                }
            }
        }
    }

    @RondoTest
    void connectionsAreMadeWhenTheyAreNeeded() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(PoolOptions.defaults().withMinSize(0).withMaxSize(3))) {
            assertThat(server.attempts).isZero();
            try (Connection a = pool.acquire()) {
                assertThat(server.attempts).isEqualTo(1);
                try (Connection b = pool.acquire()) {
                    assertThat(b.processId()).isNotEqualTo(a.processId());
                }
            }
            pool.acquire().close();
            assertThat(server.attempts).isEqualTo(2);
        }
    }

    @RondoTest
    @DisplayName("1,000 tasks on a pool of 10 are served in their order")
    void tasksAreServedInTheirOrder() {
        FakeServer server = new FakeServer();
        List<Integer> order = new ArrayList<>();
        try (Pool pool = server.pool(PoolOptions.defaults())) {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                int number = i;
                tasks.add(
                        Rondo.createTask(() -> {
                            try (Connection c = pool.acquire()) {
                                order.add(number);
                                c.execute("sleep 0.1");
                            }
                        }));
            }
            Rondo.awaitAll(tasks);
            assertThat(order).isEqualTo(IntStream.range(0, 1000).boxed().toList());
            assertThat(server.most).isEqualTo(10);
            assertThat(pool.snapshot().acquires()).isEqualTo(1000);
            assertThat(pool.snapshot().waited()).isPositive();
            assertThat(pool.snapshot().idle()).isEqualTo(10);
        }
    }

    @RondoTest
    @DisplayName("PG018 PG030 who waits too long hears who has the connections")
    void whoWaitsTooLongHearsWhy() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(ONE)) {
            Task<?> holder =
                    Rondo.createTask(
                            "greedy",
                            () -> {
                                try (Connection c = pool.acquire()) {
                                    c.execute("sleep 100");
                                }
                            });
            Rondo.sleep(1);
            assertThatThrownBy(() -> pool.acquire())
                    .isInstanceOf(PoolTimeoutException.class)
                    .hasMessageContaining("came free in 30 s: 1 of 1 are there, 1 acquired")
                    .hasMessageContaining("greedy has one for 30.99 s (process 1001)");
            assertThat(now()).isEqualTo(Duration.ofSeconds(31));
            assertThat(pool.snapshot().timeouts()).isEqualTo(1);
            assertThat(pool.snapshot().holders())
                    .extracting(PoolSnapshot.Holder::task)
                    .containsExactly("greedy");
            assertThatThrownBy(() -> pool.acquire(Duration.ofSeconds(2)))
                    .isInstanceOf(PoolTimeoutException.class)
                    .hasMessageContaining("in 2 s");
            holder.await();
            assertThat(server.most).isEqualTo(1);
        }
    }

    @RondoTest
    @DisplayName("PG030 there are never more than the maximum, those being closed included")
    void thereAreNeverMoreThanTheMaximum() {
        FakeServer server = new FakeServer();
        server.closeTime = Duration.ofSeconds(2);
        try (Pool pool =
                server.pool(
                        PoolOptions.defaults().withMinSize(0).withMaxSize(3).withMaxQueries(1))) {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                tasks.add(
                        Rondo.createTask(() -> {
                            try (Connection c = pool.acquire(Duration.ofHours(1))) {
                                c.execute("sleep 0.1");
                            }
                        }));
            }
            Rondo.awaitAll(tasks);
            assertThat(server.most).isEqualTo(3);
            assertThat(server.made).hasSize(30);
        }
        assertThat(server.open).isEmpty();
    }

    @RondoTest
    void hooksAreCalledAtTheirPoints() {
        FakeServer server = new FakeServer();
        PoolOptions options =
                ONE.withInit(c -> c.execute("init"))
                        .withSetup(c -> c.execute("setup"))
                        .withReset(c -> c.execute("my reset"));
        try (Pool pool = server.pool(options)) {
            for (int i = 0; i < 2; i++) {
                try (Connection c = pool.acquire()) {
                    c.execute("work");
                }
            }
            pool.execute("shared");
        }
        assertThat(server.log)
                .containsExactly(
                        "1: init",
                        "1: setup",
                        "1: work",
                        "1: my reset",
                        "1: setup",
                        "1: work",
                        "1: my reset",
                        "1: shared",
                        "1: closed");
    }

    @RondoTest
    void aSetupThatFailsThrowsTheConnectionAway() {
        FakeServer server = new FakeServer();
        List<String> texts = new ArrayList<>(List.of("fail setup", "good setup"));
        try (Pool pool = server.pool(ONE.withSetup(c -> c.execute(texts.removeFirst())))) {
            assertThatThrownBy(pool::acquire)
                    .isInstanceOf(FakeServer.Refused.class)
                    .hasMessage("fail setup");
            assertThat(server.open).isEmpty();
            assertThat(pool.snapshot().size()).isZero();
            pool.acquire().close();
            assertThat(server.made).hasSize(2);
        }
    }

    @RondoTest
    void anInitThatFailsIsAConnectionThatWasNotMade() {
        FakeServer server = new FakeServer();
        assertThatThrownBy(() ->
                        server.pool(PoolOptions.defaults().withInit(c -> c.execute("fail init"))))
                .hasMessageContaining("fail init");
        assertThat(server.open).isEmpty();
        assertThat(server.attempts).isEqualTo(1);
    }

    @RondoTest
    void aTransactionHasAConnectionOfItsOwn() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(ONE)) {
            String said = pool.transactionResult(c -> c.execute("work"));
            assertThat(said).isEqualTo("1: work");
            pool.transaction(c -> c.execute("more"));
            assertThatThrownBy(() ->
                            pool.transaction(c -> {
                                throw new IllegalStateException("mine");
                            }))
                    .hasMessage("mine");
        }
        assertThat(server.log)
                .containsExactly(
                        "1: BEGIN",
                        "1: work",
                        "1: COMMIT",
                        "1: reset",
                        "1: BEGIN",
                        "1: more",
                        "1: COMMIT",
                        "1: reset",
                        "1: BEGIN",
                        "1: ROLLBACK",
                        "1: reset",
                        "1: closed");
    }

    @RondoTest
    void whoWaitsForHimselfIsToldSo() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(ONE);
                Connection _ = pool.acquire()) {
            assertThatThrownBy(pool::acquire)
                    .isInstanceOf(PoolTimeoutException.class)
                    .hasMessageContaining("This task has one itself");
        }
    }

    @RondoTest
    void thePoolsTasksAreInItsOwnContext() {
        ContextVar<String> user = ContextVar.of("user");
        FakeServer server = new FakeServer();
        List<String> seen = new ArrayList<>();
        PoolOptions options = ONE.withInit(_ -> seen.add(user.orElse("nobody")));
        try (Pool pool = server.pool(options)) {
            user.set("ada");
            pool.acquire().close();
            assertThat(seen).containsExactly("nobody");
        }
    }

    @RondoTest
    void anEmptyResetQueryCostsNoWord() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(ONE.withResetQuery(""))) {
            try (Connection c = pool.acquire()) {
                c.execute("work");
            }
            Duration before = now();
            pool.acquire().close();
            assertThat(now()).isEqualTo(before);
            try (Connection c = pool.acquire()) {
                c.execute("open");
            }
        }
        assertThat(server.log).containsExactly("1: work", "1: open", "1: ROLLBACK", "1: closed");
    }

    @RondoTest
    void anotherResetQueryIsSent() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(ONE.withResetQuery("RESET ALL"))) {
            pool.acquire().close();
        }
        assertThat(server.log).containsExactly("1: RESET ALL", "1: closed");
    }

    @RondoTest
    @DisplayName("PG028 a reset query that forgets what was prepared has us forget it, too")
    void aResetThatForgetsStatements() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(ONE.withResetQuery("Discard  ALL"))) {
            pool.acquire().close();
            assertThat(server.connection(1).closedThings).containsExactly("cache");
        }
    }

    @RondoTest
    void whatItSaysOfItself() {
        FakeServer server = new FakeServer();
        ConnectionPool pool = server.pool(PoolOptions.defaults().withMinSize(2));
        try (Connection _ = pool.acquire()) {
            assertThat(pool)
                    .hasToString("<pool of fake size=2 idle=1 acquired=1 shared=0 waiting=0>");
        }
        pool.close();
        assertThat(pool.isClosed()).isTrue();
        assertThat(pool.toString()).startsWith("<pool of fake closed");
    }

    @RondoTest
    void allConnectionsAreDifferentOnes() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(PoolOptions.defaults())) {
            Set<Integer> seen = new LinkedHashSet<>();
            List<Connection> held = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Connection c = pool.acquire();
                held.add(c);
                seen.add(c.processId());
            }
            assertThat(seen).hasSize(10);
            held.forEach(Connection::close);
        }
    }
}
