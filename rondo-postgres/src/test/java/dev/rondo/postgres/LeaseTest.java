package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.ExceptionContext;
import dev.rondo.Rondo;
import dev.rondo.test.Finding;
import dev.rondo.test.RondoTest;
import dev.rondo.test.TestLoop;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;

/** What a task has of a connection of a pool, and for how long. */
class LeaseTest {
    private static final PoolOptions ONE = PoolOptions.defaults().withMinSize(1).withMaxSize(1);

    @RondoTest
    @DisplayName("PG026 a kept connection is dead after it was given back")
    void aKeptConnectionIsDead() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(ONE)) {
            Connection kept = pool.acquire();
            PreparedStatement statement = kept.prepare("p");
            RowStream rows = kept.stream("s");
            rows.close();
            Connection limited = kept.withTimeout(java.time.Duration.ofSeconds(1));
            kept.close();
            try (Connection other = pool.acquire()) {
                List<ThrowingCallable> uses =
                        List.of(
                                () -> kept.execute("q"),
                                () -> kept.fetch("q"),
                                () -> kept.transaction(() -> {}),
                                () -> kept.begin(),
                                () -> kept.prepare("q"),
                                () -> kept.stream("q"),
                                () -> kept.processId(),
                                () -> kept.reset(),
                                () -> kept.addListener("c", _ -> {}),
                                () -> limited.execute("q"),
                                () -> statement.execute(),
                                () -> rows.next());
                for (ThrowingCallable use : uses) {
                    assertThatThrownBy(use)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("went back to its pool")
                            .hasMessageContaining("acquire() another one");
                }
                assertThat(kept.isClosed()).isTrue();
                assertThat(other.isClosed()).isFalse();
                kept.close(); // harmless, as all of these
                kept.terminate();
                statement.close();
                rows.close();
                assertThat(other.execute("q")).isEqualTo("1: q");
                assertThat(kept).hasToString("<connection, given back to its pool>");
            }
            assertThat(pool.snapshot().idle()).isEqualTo(1);
        }
    }

    @RondoTest
    @DisplayName("PG024 a connection that broke is dropped once")
    void aBrokenConnectionIsDroppedOnce() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(ONE)) {
            Connection broken = pool.acquire();
            server.connection(1).die();
            assertThat(broken.isClosed()).isTrue();
            try (Connection other = pool.acquire()) { // its place is free at once
                assertThat(other.processId()).isEqualTo(1002);
                assertThatThrownBy(() -> broken.execute("q"))
                        .isInstanceOf(ConnectionLostException.class);
                broken.close();
                broken.close();
                assertThat(pool.snapshot().acquired()).isEqualTo(1);
                assertThat(pool.snapshot().size()).isEqualTo(1);
            }
            assertThat(pool.snapshot().idle()).isEqualTo(1);
        }
        assertThat(server.made).hasSize(2);
    }

    @RondoTest
    void oneThatIsCutOffIsReplaced() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(ONE)) {
            Connection c = pool.acquire();
            c.terminate();
            c.close();
            assertThat(pool.fetchValue("q")).isEqualTo("2: q");
        }
    }

    @RondoTest
    void whatWasLeftOpenIsClosed() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(ONE)) {
            try (Connection c = pool.acquire()) {
                c.prepare("kept");
                c.prepare("closed").close();
                c.addNoticeListener(_ -> {});
                c.addQueryLogger(_ -> {});
                c.addTerminationListener(() -> {});
                c.stream("rows");
            }
            FakeConnection connection = server.connection(1);
            assertThat(connection.closedThings)
                    .containsExactly(
                            "statement closed",
                            "stream rows",
                            "statement kept",
                            "notice listener",
                            "query logger");
            assertThat(connection.terminations).isEmpty();
            assertThat(server.open).hasSize(1);
            assertThat(pool.fetchValue("q")).isEqualTo("1: q");
        }
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    @DisplayName("PG110 listeners are taken away with a warning")
    void listenersAreTakenAway(TestLoop test) {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(ONE.withResetQuery(""))) {
            try (Connection c = pool.acquire()) {
                c.addListener("a", _ -> {});
                c.addListener("b", _ -> {});
                c.addListener("b", _ -> {});
                NotificationListener mine = _ -> {};
                c.addListener("c", mine);
                c.removeListener("c", mine);
            }
            assertThat(server.log)
                    .containsExactly(
                            "1: LISTEN a",
                            "1: LISTEN b",
                            "1: LISTEN b",
                            "1: LISTEN c",
                            "1: UNLISTEN c",
                            "1: UNLISTEN a",
                            "1: UNLISTEN b");
            assertThat(test.reports())
                    .singleElement()
                    .extracting(ExceptionContext::message)
                    .asString()
                    .contains("while it listened on a, b")
                    .contains("pool.listen()");
        }
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    void aResetThatFailsIsToldAndThrowsTheConnectionAway(TestLoop test) {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(ONE.withReset(c -> c.execute("fail reset")))) {
            pool.acquire().close();
            assertThat(server.log).containsExactly("1: fail reset", "1: cut off");
            assertThat(test.reports())
                    .singleElement()
                    .extracting(ExceptionContext::message)
                    .asString()
                    .contains("Connection 1 of the pool (process 1001) could not be reset");
            assertThat(pool.fetchValue("q")).isEqualTo("2: q");
        }
    }

    @RondoTest
    void aTransactionThatIsLeftOpenIsRolledBack() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(ONE)) {
            try (Connection c = pool.acquire()) {
                c.execute("BEGIN");
                assertThat(c.isInTransaction()).isTrue();
            }
            assertThat(server.log).containsExactly("1: BEGIN", "1: ROLLBACK", "1: reset");
        }
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    @DisplayName("a connection that nobody has any more is told of and cut off")
    void aForgottenConnectionIsToldOf(TestLoop test) {
        FakeServer server = new FakeServer();
        test.loop().setDebug(true);
        try (Pool pool = server.pool(ONE)) {
            Rondo.createTask("careless", () -> forget(pool)).await();
            for (int i = 0; i < 200 && test.reports().isEmpty(); i++) {
                System.gc();
                Rondo.sleep(1);
            }
            ExceptionContext told = test.reports().getFirst();
            assertThat(told.message())
                    .contains("unclosed connection of the pool, which careless acquired ")
                    .contains("try (Connection c = pool.acquire())");
            assertThat(test.reports()).hasSize(1);
            assertThat(server.log).contains("1: cut off");
            assertThat(pool.fetchValue("q")).isEqualTo("2: q");
        }
    }

    private static void forget(Pool pool) {
        pool.acquire().execute("q");
    }
}
