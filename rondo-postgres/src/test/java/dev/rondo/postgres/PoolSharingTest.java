package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.test.RondoTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;

/** The pool's own statements, which share connections, beside tasks that want one of their own. */
class PoolSharingTest {
    private static PoolOptions size(int size) {
        return PoolOptions.defaults().withMinSize(size).withMaxSize(size);
    }

    private static Duration now() {
        return Rondo.runningLoop().time();
    }

    private static List<Task<?>> start(Pool pool, int count, String sql) {
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            tasks.add(
                    Rondo.createTask(() ->
                            assertThat(pool.fetchValue(String.class, sql + " #" + number))
                                    .endsWith("#" + number)));
        }
        return tasks;
    }

    @RondoTest
    void statementsOfManyTasksGoDownOneConnection() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(size(1).withDepth(64))) {
            List<Task<?>> tasks = start(pool, 50, "q");
            Rondo.sleep(0);
            assertThat(pool.snapshot().inFlight()).isEqualTo(50);
            assertThat(pool.snapshot().shared()).isEqualTo(1);
            Rondo.awaitAll(tasks);
            assertThat(pool.snapshot().statements()).isEqualTo(50);
            assertThat(pool.snapshot().idle()).isEqualTo(1);
        }
        assertThat(server.log).doesNotContain("1: reset");
    }

    @RondoTest
    void idleConnectionsAreUsedFirstThenTheLeastLoaded() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(size(3))) {
            List<Task<?>> tasks = start(pool, 9, "q");
            Rondo.sleep(0);
            for (FakeConnection connection : server.made) {
                assertThat(connection.inFlight()).isEqualTo(3);
            }
            Rondo.awaitAll(tasks);
        }
    }

    @RondoTest
    void theDepthIsTheMostThatIsInFlight() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(size(2).withDepth(3))) {
            List<Task<?>> tasks = start(pool, 20, "sleep 1");
            Rondo.sleep(0.5);
            assertThat(pool.snapshot().inFlight()).isEqualTo(6);
            assertThat(pool.snapshot().waiting()).isEqualTo(14);
            Rondo.awaitAll(tasks);
            assertThat(now()).isBetween(Duration.ofSeconds(10), Duration.ofMillis(10_100));
        }
    }

    @RondoTest
    @DisplayName("depth 1 sends each statement when the one before is answered")
    void depthOne() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(size(2).withDepth(1))) {
            List<Task<?>> tasks = start(pool, 20, "sleep 1");
            for (int i = 0; i < 9; i++) {
                Rondo.sleep(1);
                assertThat(server.made).allMatch(c -> c.inFlight() <= 1);
            }
            Rondo.awaitAll(tasks);
        }
    }

    @RondoTest
    @DisplayName("1,000 tasks share a pool of 10 in their order")
    void tasksAreServedInTheirOrder() {
        FakeServer server = new FakeServer();
        List<Integer> order = new ArrayList<>();
        try (Pool pool = server.pool(size(10).withDepth(2))) {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                int number = i;
                tasks.add(
                        Rondo.createTask(() -> {
                            pool.execute("sleep 0.1 " + number);
                            order.add(number);
                        }));
            }
            Rondo.awaitAll(tasks);
            assertThat(order).isEqualTo(IntStream.range(0, 1000).boxed().toList());
        }
    }

    @RondoTest
    void thePoolGrowsWhileStatementsShareConnections() {
        FakeServer server = new FakeServer();
        try (Pool pool =
                server.pool(PoolOptions.defaults().withMinSize(1).withMaxSize(3).withDepth(64))) {
            List<Task<?>> tasks = start(pool, 30, "sleep 1");
            Rondo.awaitAll(tasks);
            assertThat(server.made.size()).isGreaterThan(1);
            assertThat(server.most).isLessThanOrEqualTo(3);
        }
    }

    @RondoTest
    void aTaskThatWantsOneForItselfIsNotKeptOutByStatements() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(size(2).withDepth(4))) {
            boolean[] stop = new boolean[1];
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                tasks.add(
                        Rondo.createTask(() -> {
                            while (!stop[0]) {
                                pool.execute("sleep 0.1");
                            }
                        }));
            }
            Rondo.sleep(1);
            Duration begin = now();
            try (Connection c = pool.acquire()) {
                // the eight that waited before it, and what was in flight on one connection
                assertThat(now().minus(begin)).isLessThanOrEqualTo(Duration.ofMillis(800));
                c.execute("sleep 5");
                assertThat(pool.snapshot().inFlight()).isEqualTo(4); // the other one goes on
            }
            stop[0] = true;
            Rondo.awaitAll(tasks);
        }
    }

    @RondoTest
    void statementsAreNotKeptOutByTasksThatWantOneForThemselves() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(size(2))) {
            boolean[] stop = new boolean[1];
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                tasks.add(
                        Rondo.createTask(() -> {
                            while (!stop[0]) {
                                try (Connection c = pool.acquire()) {
                                    c.execute("sleep 1");
                                }
                            }
                        }));
            }
            Rondo.sleep(1.5);
            Duration begin = now();
            pool.execute("mine");
            // those before in line have theirs, nobody who came after
            assertThat(now().minus(begin)).isLessThanOrEqualTo(Duration.ofSeconds(4));
            stop[0] = true;
            Rondo.awaitAll(tasks);
        }
    }

    @RondoTest
    void aConnectionIsNeverSharedAndOwnedAtOnce() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(size(3).withDepth(3))) {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                int number = i;
                tasks.add(
                        Rondo.createTask(() -> {
                            Rondo.sleep(Duration.ofMillis(37L * number % 101));
                            if (number % 3 == 0) {
                                try (Connection c = pool.acquire()) {
                                    FakeConnection mine = server.connection(c.processId() - 1000);
                                    for (int k = 0; k < 3; k++) {
                                        assertThat(mine.inFlight()).isZero();
                                        c.execute("sleep 0.01");
                                        assertThat(mine.inFlight()).isZero();
                                    }
                                }
                            } else {
                                pool.execute("sleep 0.01");
                            }
                        }));
            }
            Rondo.awaitAll(tasks);
            assertThat(pool.snapshot().idle()).isEqualTo(3);
        }
    }

    @RondoTest
    @DisplayName("PG034 a cancelled statement of several touches no other")
    void aCancelledStatementTouchesNoOther() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(size(1))) {
            List<Task<?>> tasks = start(pool, 5, "sleep 1");
            Rondo.sleep(0.5);
            tasks.get(0).cancel();
            tasks.get(2).cancel();
            for (int i = 0; i < 5; i++) {
                Task<?> task = tasks.get(i);
                if (i == 0 || i == 2) {
                    assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
                } else {
                    task.await();
                }
            }
        }
    }

    @RondoTest
    void aConnectionIsNobodysUntilCancelledStatementsAreAnswered() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(size(1))) {
            Task<?> task = Rondo.createTask(() -> pool.execute("sleep 5"));
            Rondo.sleep(1);
            task.cancel();
            Rondo.sleep(1);
            assertThat(pool.snapshot().inFlight()).isEqualTo(1);
            assertThat(pool.snapshot().idle()).isZero();
            try (Connection c = pool.acquire()) {
                assertThat(now()).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
                c.execute("mine");
            }
        }
    }

    @RondoTest
    @DisplayName("PG064 one that fails fails alone")
    void oneThatFailsFailsAlone() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(size(1))) {
            List<Task<?>> tasks = start(pool, 3, "q");
            Task<?> bad = Rondo.createTask(() -> pool.execute("fail"));
            tasks.addAll(start(pool, 3, "q"));
            Rondo.awaitAll(tasks);
            assertThatThrownBy(bad::await).isInstanceOf(FakeServer.Refused.class);
            assertThat(pool.snapshot().idle()).isEqualTo(1);
        }
    }

    @RondoTest
    @DisplayName("PG066 all that is in flight fails with the connection; nobody hangs")
    void allInFlightFailWithTheConnection() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(size(1).withDepth(4))) {
            List<Task<?>> tasks = start(pool, 8, "sleep 1");
            Rondo.sleep(0.5);
            server.connection(1).die();
            for (int i = 0; i < 8; i++) {
                Task<?> task = tasks.get(i);
                if (i < 4) {
                    assertThatThrownBy(task::await).isInstanceOf(ConnectionLostException.class);
                } else {
                    task.await(); // those in line go by the next connection
                }
            }
            assertThat(pool.snapshot().size()).isEqualTo(1);
        }
    }

    @RondoTest
    @DisplayName("PG140 what needs a session is refused, with what to use")
    void whatNeedsASessionIsRefused() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(size(1))) {
            assertThatThrownBy(() -> pool.execute(" begin"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("pool.transaction");
            assertThatThrownBy(() -> pool.execute("LISTEN x")).hasMessageContaining("pool.listen");
            assertThatThrownBy(() -> pool.fetch("Set x = 1")).hasMessageContaining("withInit");
            assertThatThrownBy(() -> pool.fetch("CREATE  TEMP TABLE t()"))
                    .hasMessageContaining("acquire()");
            pool.execute("SETTLE");
            assertThat(server.log).containsExactly("1: SETTLE");
        }
    }

    @RondoTest
    @DisplayName("PG140 a statement that leaves a transaction open fails, and it is rolled back")
    void aTransactionThatIsLeftOpenIsRolledBack() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(size(2))) {
            assertThatThrownBy(() -> pool.execute("open"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("left a transaction open");
            int hurt = server.connection(1).isInTransaction() ? 1 : 2;
            // nobody gets it before the rollback
            assertThat(pool.fetchValue(String.class, "q")).isEqualTo((3 - hurt) + ": q");
            Rondo.sleep(1);
            assertThat(server.log).containsSubsequence(hurt + ": ROLLBACK", hurt + ": reset");
            assertThat(pool.snapshot().idle()).isEqualTo(2);
        }
    }

    @RondoTest
    void whatTakesSeveralStatementsHasAConnectionOfItsOwn() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(size(1))) {
            pool.executeMany("many", List.of());
            pool.fetchMany("fetch many", List.of());
            pool.execute("a; b");
            pool.execute("one;");
            assertThat(server.log)
                    .containsExactly(
                            "1: many",
                            "1: reset",
                            "1: fetch many",
                            "1: reset",
                            "1: a; b",
                            "1: reset",
                            "1: one;");
        }
    }

    @RondoTest
    void aTimeLimitHoldsForWaitAndStatement() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(size(1).withDepth(1))) {
            Queryable soon = pool.withTimeout(Duration.ofSeconds(2));
            assertThatThrownBy(() -> soon.execute("sleep 3")).isInstanceOf(TimeoutException.class);
            assertThat(now()).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2100));
            Rondo.sleep(5);
            Task<?> other = Rondo.createTask(() -> pool.execute("sleep 10"));
            Rondo.sleep(1);
            Duration begin = now();
            assertThatThrownBy(() -> soon.execute("q"))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("came free in 2 s")
                    .hasCauseInstanceOf(PoolTimeoutException.class);
            assertThat(now().minus(begin)).isEqualTo(Duration.ofSeconds(2));
            other.await();
        }
    }

    @RondoTest
    void aSharedConnectionIsReplacedAfterItsStatements() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(size(1).withMaxQueries(10).withDepth(4))) {
            Rondo.awaitAll(start(pool, 40, "q"));
            assertThat(server.made.size()).isBetween(3, 5);
            assertThat(server.most).isEqualTo(1);
        }
    }
}
