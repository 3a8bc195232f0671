package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.test.RondoTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

/** How long connections stay. */
class PoolLifetimeTest {
    private static void use(Pool pool, int atOnce) {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < atOnce; i++) {
            all.add(pool.acquire());
        }
        all.forEach(Connection::close);
    }

    @RondoTest
    @DisplayName("PG020 idle ones are closed, on the server too, down to the minimum")
    void idleOnesAreClosed() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(PoolOptions.defaults().withMinSize(2).withMaxSize(6))) {
            use(pool, 6);
            Rondo.sleep(299);
            assertThat(pool.snapshot().idle()).isEqualTo(6);
            Rondo.sleep(3);
            assertThat(pool.snapshot().idle()).isEqualTo(2);
            assertThat(server.open).hasSize(2);
            assertThat(server.log).filteredOn(line -> line.endsWith("closed")).hasSize(4);
            Rondo.sleep(1000);
            assertThat(server.open).hasSize(2);
            assertThat(server.attempts).isEqualTo(6);
        }
    }

    @RondoTest
    void theOnesInUseStay() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(PoolOptions.defaults().withMinSize(0).withMaxSize(3))) {
            use(pool, 3);
            for (int i = 0; i < 10; i++) {
                Rondo.sleep(60);
                pool.execute("q");
            }
            assertThat(server.open).hasSize(1);
            assertThat(server.attempts).isEqualTo(3);
            try (Connection _ = pool.acquire()) {
                Rondo.sleep(1000);
                assertThat(server.open).hasSize(1);
            }
        }
    }

    @RondoTest
    void aTimeOfZeroKeepsThemForEver() {
        FakeServer server = new FakeServer();
        PoolOptions options =
                PoolOptions.defaults()
                        .withMinSize(0)
                        .withMaxSize(3)
                        .withMaxInactiveConnectionLifetime(Duration.ZERO);
        try (Pool pool = server.pool(options)) {
            use(pool, 3);
            Rondo.sleep(10_000);
            assertThat(server.open).hasSize(3);
        }
    }

    @RondoTest
    void oldOnesAreReplacedOneAfterTheOther() {
        FakeServer server = new FakeServer();
        PoolOptions options =
                PoolOptions.defaults()
                        .withMinSize(4)
                        .withMaxSize(4)
                        .withMaxLifetime(Duration.ofSeconds(800));
        try (Pool pool = server.pool(options)) {
            Rondo.sleep(700);
            assertThat(server.attempts).isEqualTo(4);
            for (int i = 0; i < 120; i++) {
                Rondo.sleep(1);
                assertThat(pool.snapshot().idle()).isGreaterThanOrEqualTo(3);
            }
            assertThat(server.attempts).isEqualTo(8);
            assertThat(server.open).hasSize(4);
            assertThat(server.most).isEqualTo(4);
        }
    }

    @RondoTest
    void anOldOneInUseIsReplacedWhenItComesBack() {
        FakeServer server = new FakeServer();
        PoolOptions options =
                PoolOptions.defaults()
                        .withMinSize(1)
                        .withMaxSize(1)
                        .withMaxLifetime(Duration.ofSeconds(10));
        try (Pool pool = server.pool(options)) {
            try (Connection c = pool.acquire()) {
                Rondo.sleep(50);
                assertThat(c.execute("q")).isEqualTo("1: q");
            }
            assertThat(pool.fetchValue("q")).isEqualTo("2: q");
            Rondo.sleep(20);
            assertThat(pool.fetchValue("q")).isNotEqualTo("2: q");
        }
    }

    @RondoTest
    void oneThatIsAlwaysSharedIsReplacedToo() {
        FakeServer server = new FakeServer();
        PoolOptions options =
                PoolOptions.defaults()
                        .withMinSize(1)
                        .withMaxSize(1)
                        .withMaxLifetime(Duration.ofSeconds(10));
        try (Pool pool = server.pool(options)) {
            boolean[] stop = new boolean[1];
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int number = i;
                tasks.add(
                        Rondo.createTask(() -> {
                            Rondo.sleep(0.3 * number);
                            while (!stop[0]) {
                                pool.execute("sleep 1");
                            }
                        }));
            }
            Rondo.sleep(60);
            stop[0] = true;
            Rondo.awaitAll(tasks);
            assertThat(server.made.size()).isBetween(4, 7);
        }
    }

    @RondoTest
    void oneIsReplacedAfterItsStatements() {
        FakeServer server = new FakeServer();
        try (Pool pool =
                server.pool(
                        PoolOptions.defaults().withMinSize(1).withMaxSize(1).withMaxQueries(3))) {
            for (int i = 0; i < 4; i++) {
                try (Connection c = pool.acquire()) {
                    c.execute("a");
                    c.execute("b");
                }
            }
            Rondo.sleep(1);
            assertThat(server.log)
                    .containsSubsequence(
                            "1: a",
                            "1: b",
                            "1: reset",
                            "1: a",
                            "1: b",
                            "1: reset",
                            "1: closed",
                            "2: a",
                            "2: b",
                            "2: reset",
                            "2: a",
                            "2: b",
                            "2: reset",
                            "2: closed");
        }
    }

    @RondoTest
    void expiredOnesAreReplaced() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(PoolOptions.defaults().withMinSize(3).withMaxSize(3))) {
            Connection held = pool.acquire();
            Task<?> shared = Rondo.createTask(() -> pool.execute("sleep 5"));
            Rondo.sleep(1);
            pool.expireConnections();
            assertThat(held.execute("still mine")).isEqualTo("3: still mine");
            Rondo.sleep(1);
            assertThat(server.attempts).isEqualTo(4); // the idle one
            held.close();
            shared.await();
            Rondo.sleep(1);
            assertThat(server.attempts).isEqualTo(6);
            assertThat(pool.snapshot().idle()).isEqualTo(3);
            assertThat(server.open).noneMatch(c -> c.number() <= 3);
        }
    }
}
