package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.ExceptionContext;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.test.Finding;
import dev.rondo.test.RondoTest;
import dev.rondo.test.TestLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

/** How connections are made, lost and made again. */
class PoolFillingTest {
    private static final PoolOptions TWO = PoolOptions.defaults().withMinSize(2).withMaxSize(2);
    private static final PoolOptions LAZY = PoolOptions.defaults().withMinSize(0).withMaxSize(5);

    private static Duration now() {
        return Rondo.runningLoop().time();
    }

    @RondoTest
    void aPoolWhoseFirstConnectionFailsIsNone() {
        FakeServer server = new FakeServer();
        server.refuses = true;
        assertThatThrownBy(() -> server.pool(PoolOptions.defaults()))
                .isInstanceOf(FakeServer.Refused.class);
        Rondo.sleep(100);
        assertThat(server.attempts).isEqualTo(1);
    }

    @RondoTest
    void aCancelledCreationLeavesNothing() {
        FakeServer server = new FakeServer();
        for (int at = 0; at < 25; at++) {
            Task<?> task = Rondo.createTask(() -> server.pool(PoolOptions.defaults()));
            Rondo.sleep(Duration.ofMillis(at));
            if (task.cancel()) {
                assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
                Rondo.sleep(1);
                assertThat(server.open).isEmpty();
            } else {
                ((Pool) task.await()).close();
            }
        }
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    void laterOnesOfTheFirstAreTriedAgain(TestLoop test) {
        FakeServer server = new FakeServer();
        Rondo.callLater(Duration.ofMillis(15), () -> server.refuses = true);
        Rondo.callLater(Duration.ofSeconds(3), () -> server.refuses = false);
        try (Pool pool = server.pool(TWO)) {
            assertThat(pool.snapshot().size()).isEqualTo(1);
            assertThat(test.reports())
                    .extracting(ExceptionContext::message)
                    .containsExactly(
                            "A connection of the pool could not be made; it is tried again");
            Rondo.sleep(10);
            assertThat(pool.snapshot().idle()).isEqualTo(2);
        }
    }

    @RondoTest
    @DisplayName("a server that refuses: who waits hears of it, and no storm comes over it")
    void failuresReachThoseWhoWait() {
        FakeServer server = new FakeServer();
        server.refuses = true;
        try (Pool pool = server.pool(LAZY)) {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                tasks.add(Rondo.createTask(() -> pool.acquire().close()));
            }
            for (Task<?> task : tasks) {
                assertThatThrownBy(task::await)
                        .isInstanceOf(ConnectException.class)
                        .hasMessageContaining("refused")
                        .hasCauseInstanceOf(FakeServer.Refused.class);
            }
            assertThat(server.attempts).isEqualTo(5);
            Rondo.sleep(60);
            assertThat(server.attempts).isEqualTo(5); // nobody waits, so nobody asks
        }
    }

    @RondoTest
    void attemptsWhileItFailsComeOneByOneWithPauses() {
        FakeServer server = new FakeServer();
        server.refuses = true;
        try (Pool pool = server.pool(LAZY)) {
            Task<?> eager =
                    Rondo.createTask(() -> {
                        while (server.refuses) {
                            try {
                                pool.execute("q");
                            } catch (ConnectException e) {
                                Rondo.sleep(0.001);
                            }
                        }
                    });
            Rondo.sleep(60);
            // 0.1, 0.2, 0.4 ... 5 s, or from half of it on: 16 to 28 a minute
            assertThat(server.attempts).isBetween(12, 32);
            server.refuses = false;
            pool.execute("there again");
            eager.await();
            List<Connection> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                all.add(pool.acquire());
            }
            all.forEach(Connection::close);
        }
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    @DisplayName("who can still get a connection waits on when another cannot be made (53300)")
    void whoCanStillGetOneWaitsOn() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(PoolOptions.defaults().withMinSize(1).withMaxSize(3))) {
            Connection held = pool.acquire();
            server.refuses = true;
            Task<?> task = Rondo.createTask(() -> pool.acquire().close());
            Rondo.sleep(10);
            assertThat(task.done()).isFalse();
            held.close();
            task.await();
            try (Connection _ = pool.acquire()) {
                assertThatThrownBy(() -> pool.acquire(Duration.ofSeconds(3)))
                        .isInstanceOf(PoolTimeoutException.class)
                        .hasMessageContaining("could not be made: refused")
                        .hasCauseInstanceOf(FakeServer.Refused.class);
            }
        }
    }

    @RondoTest
    @DisplayName("PG022 dead idle connections are noticed and replaced")
    void deadIdleConnectionsAreReplaced() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(TWO)) {
            Rondo.sleep(10);
            server.stop();
            assertThat(pool.snapshot().idle()).isZero();
            try (Connection c = pool.acquire()) {
                assertThat(c.execute("q")).isEqualTo("3: q");
            }
            Rondo.sleep(1);
            assertThat(pool.snapshot().idle()).isEqualTo(2);
        }
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    @DisplayName("PG022 a server that is away for a while is there again without a word of ours")
    void aRestartedServerIsFoundAgain() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(TWO)) {
            Rondo.sleep(10);
            server.refuses = true;
            server.stop();
            Rondo.sleep(30);
            int attempts = server.attempts;
            assertThat(attempts).isLessThan(20);
            assertThatThrownBy(() -> pool.execute("q")).isInstanceOf(ConnectException.class);
            server.refuses = false;
            Rondo.sleep(6);
            assertThat(pool.snapshot().idle()).isEqualTo(2);
        }
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    void aServerThatEndsEachNewConnectionIsNotOverrun() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(TWO)) {
            Rondo.sleep(10);
            boolean[] stop = new boolean[1];
            Task<?> killer =
                    Rondo.createTask(() -> {
                        while (!stop[0]) {
                            server.stop();
                            Rondo.sleep(0.001);
                        }
                    });
            Rondo.sleep(60);
            stop[0] = true;
            killer.await();
            assertThat(server.attempts).isLessThan(60); // pauses of 2.5 s at least, for two
            Rondo.sleep(10);
            assertThat(pool.snapshot().idle()).isEqualTo(2);
        }
    }

    @RondoTest
    void aConnectionThatEndsBetweenGrantAndUseIsReplaced() {
        FakeServer server = new FakeServer();
        try (Pool pool =
                server.pool(
                        PoolOptions.defaults().withMinSize(1).withMaxSize(1).withResetQuery(""))) {
            Connection held = pool.acquire();
            Task<String> waiter =
                    Rondo.createTask(() -> {
                        try (Connection c = pool.acquire()) {
                            return c.execute("q");
                        }
                    });
            Rondo.sleep(1);
            held.close();
            server.connection(1).die();
            assertThat(waiter.await()).isEqualTo("2: q");
        }
    }

    @RondoTest
    void theConnectorOfTheOptionsIsAskedForEach() {
        assertThat(PoolOptions.defaults().withConnect(Postgres::connect).toString())
                .contains(" connect");
    }

    @RondoTest
    void timeGoesOnWhileConnecting() {
        FakeServer server = new FakeServer();
        server.connectTime = Duration.ofSeconds(3);
        try (Pool pool = server.pool(LAZY)) {
            Duration begin = now();
            pool.execute("q");
            assertThat(now().minus(begin)).isEqualTo(Duration.ofMillis(3001));
            assertThat(pool.snapshot().waited()).isEqualTo(Duration.ofSeconds(3));
        }
    }
}
