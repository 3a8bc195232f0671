package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.test.Finding;
import dev.rondo.test.RondoTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

/** What is left when somebody gives up. */
class PoolCancelTest {
    private static final PoolOptions ONE = PoolOptions.defaults().withMinSize(1).withMaxSize(1);

    private static Duration now() {
        return Rondo.runningLoop().time();
    }

    private static void checkWhole(Pool pool, FakeServer server, int size) {
        Rondo.sleep(20); // whatever goes on in the background is over
        PoolSnapshot state = pool.snapshot();
        assertThat(state.idle()).as(state.toString()).isEqualTo(size);
        assertThat(state.size()).as(state.toString()).isEqualTo(size);
        assertThat(state.waiting()).isZero();
        assertThat(state.inFlight()).isZero();
        assertThat(server.open).hasSize(size);
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            all.add(pool.acquire(Duration.ofSeconds(1)));
        }
        all.forEach(c -> assertThat(c.execute("check")).endsWith(": check"));
        all.forEach(Connection::close);
    }

    @RondoTest
    void aCancelledWaitTakesNothing() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(ONE)) {
            Connection held = pool.acquire();
            Task<?> first = Rondo.createTask(() -> pool.acquire().close());
            Task<String> second =
                    Rondo.createTask(() -> {
                        try (Connection c = pool.acquire()) {
                            return c.execute("second");
                        }
                    });
            Rondo.sleep(1);
            first.cancel();
            held.close();
            assertThat(second.await()).isEqualTo("1: second");
            assertThat(first.cancelled()).isTrue();
            checkWhole(pool, server, 1);
        }
    }

    @RondoTest
    @DisplayName("PG002 PG006 a connection that comes as the time is over is had or goes on")
    void aGrantThatRacesWithATimeoutIsNotLost() {
        for (int late = -1; late <= 1; late++) {
            FakeServer server = new FakeServer();
            server.latency = Duration.ofMillis(1);
            try (Pool pool = server.pool(ONE.withResetQuery(""))) {
                Connection held = pool.acquire();
                Duration free = Duration.ofMillis(100);
                Rondo.callLater(free, () -> ((PooledConnection) held).close());
                int got = 0;
                try (Connection c = pool.acquire(free.plusMillis(late))) {
                    c.execute("got it");
                    got++;
                } catch (PoolTimeoutException e) {
                    assertThat(late).isLessThanOrEqualTo(0);
                }
                if (late > 0) {
                    assertThat(got).isEqualTo(1);
                }
                checkWhole(pool, server, 1);
                assertThat(server.made).hasSize(1);
            }
        }
    }

    @RondoTest
    @DisplayName("PG002 a cancellation in the pass of the grant: the grant is had, then given back")
    void aGrantThatRacesWithACancellationIsNotLost() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(ONE.withResetQuery(""))) {
            Connection held = pool.acquire();
            Task<?> waiter =
                    Rondo.createTask(() -> {
                        try (Connection c = pool.acquire()) {
                            c.execute("not sent");
                        }
                    });
            Rondo.sleep(1);
            held.close(); // gives it to the waiter, who has not run
            waiter.cancel();
            assertThatThrownBy(waiter::await).isInstanceOf(CancelledError.class);
            checkWhole(pool, server, 1);
        }
    }

    @RondoTest
    @DisplayName("PG006 a connection whose waiter has left comes to the next one")
    void aLateConnectionComesToTheNext() {
        FakeServer server = new FakeServer();
        server.connectTime = Duration.ofSeconds(5);
        PoolOptions options = PoolOptions.defaults().withMinSize(0).withMaxSize(1);
        try (Pool pool = server.pool(options)) {
            Task<?> first = Rondo.createTask(() -> pool.acquire().close());
            Rondo.sleep(1);
            first.cancel();
            Rondo.sleep(1);
            try (Connection c = pool.acquire()) {
                assertThat(now()).isEqualTo(Duration.ofSeconds(5));
                assertThat(c.processId()).isEqualTo(1001);
            }
            assertThat(server.attempts).isEqualTo(1);
            checkWhole(pool, server, 1);
        }
    }

    @RondoTest
    @DisplayName("PG008 a timeout around acquire gets through")
    void aTimeoutAroundAcquireGetsThrough() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(ONE)) {
            Connection held = pool.acquire();
            Duration begin = now();
            assertThatThrownBy(() -> Rondo.timeout(1, () -> pool.acquire().close()))
                    .isInstanceOf(TimeoutException.class);
            assertThat(now().minus(begin)).isEqualTo(Duration.ofSeconds(1));
            held.close();
            checkWhole(pool, server, 1);
        }
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    @DisplayName("PG004 a release that the server does not answer ends, and the place is free")
    void aReleaseThatIsNotAnsweredEnds() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(ONE)) {
            Task<?> stuck =
                    Rondo.createTask(() -> {
                        try (Connection c = pool.acquire()) {
                            c.execute("hang");
                        }
                    });
            Rondo.sleep(1);
            stuck.cancel();
            Duration begin = now();
            assertThatThrownBy(stuck::await).isInstanceOf(CancelledError.class);
            assertThat(now()).isEqualTo(begin); // who is cancelled does not wait for the server
            try (Connection c = pool.acquire()) {
                assertThat(c.processId()).isEqualTo(1002);
                assertThat(now().minus(begin))
                        .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(11));
            }
            assertThat(server.log).contains("1: cut off");
            checkWhole(pool, server, 1);
        }
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    @DisplayName("PG004 who is not cancelled waits for the release at most as long as it may take")
    void closeIsBounded() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(ONE.withReleaseTimeout(Duration.ofSeconds(3)))) {
            Connection c = pool.acquire();
            server.mute = true;
            Duration begin = now();
            c.close();
            assertThat(now().minus(begin)).isEqualTo(Duration.ofSeconds(3));
            assertThat(server.connection(1).isClosed()).isTrue();
            server.mute = false;
            checkWhole(pool, server, 1);
        }
    }

    @RondoTest
    @DisplayName("a cancellation during the release is delivered at the next wait, not lost")
    void aCancellationDuringTheReleaseIsNotLost() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(ONE)) {
            server.latency = Duration.ofSeconds(2);
            List<String> said = new ArrayList<>();
            Task<?> task =
                    Rondo.createTask(() -> {
                        pool.acquire().close();
                        said.add("closed at " + now().toMillis());
                        Rondo.sleep(1);
                        said.add("never");
                    });
            Rondo.sleep(1);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(said).hasSize(1);
            checkWhole(pool, server, 1);
        }
    }

    @RondoTest
    @DisplayName("PG010 what a cancelled call left on its way is answered before the next has it")
    void whatACancelledCallLeftIsAnsweredFirst() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(ONE)) {
            Task<?> task =
                    Rondo.createTask(() -> {
                        try (Connection c = pool.acquire()) {
                            c.execute("sleep 4");
                        }
                    });
            Rondo.sleep(1);
            task.cancel();
            try (Connection c = pool.acquire()) {
                assertThat(now()).isGreaterThanOrEqualTo(Duration.ofSeconds(4));
                assertThat(c.execute("mine")).isEqualTo("1: mine");
            }
            checkWhole(pool, server, 1);
        }
    }

    @RondoTest
    @DisplayName("PG012 a task that is cancelled while BEGIN is under way leaves no transaction")
    void aCancelledBeginLeavesNoTransaction() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(ONE)) {
            server.latency = Duration.ofSeconds(1);
            Task<?> task = Rondo.createTask(() -> pool.transaction(c -> c.execute("work")));
            Rondo.sleep(0.5);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            try (Connection c = pool.acquire()) {
                assertThat(c.isInTransaction()).isFalse();
            }
            assertThat(server.log).containsSubsequence("1: BEGIN", "1: ROLLBACK", "1: reset");
            checkWhole(pool, server, 1);
        }
    }

    @RondoTest
    @DisplayName("PG014 a cancelled task's transaction is rolled back at once")
    void aCancelledTransactionIsRolledBackAtOnce() {
        FakeServer server = new FakeServer();
        try (Pool pool = server.pool(ONE)) {
            Task<?> task =
                    Rondo.createTask(() ->
                            pool.transaction(c -> {
                                c.execute("lock rows");
                                Rondo.sleep(1000);
                            }));
            Rondo.sleep(1);
            task.cancel();
            Rondo.sleep(0.1);
            assertThat(server.log).containsSubsequence("1: lock rows", "1: ROLLBACK", "1: reset");
            checkWhole(pool, server, 1);
        }
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    @DisplayName("a task that is cancelled at any moment takes no connection with it")
    void cancelAtEveryMoment() {
        for (int size = 0; size <= 2; size++) {
            for (int at = 0; at < 60; at++) {
                cancelAt(at, size);
            }
        }
    }

    private static void cancelAt(int milliseconds, int minSize) {
        FakeServer server = new FakeServer();
        server.connectTime = Duration.ofMillis(7);
        server.latency = Duration.ofMillis(3);
        PoolOptions options =
                PoolOptions.defaults()
                        .withMinSize(minSize)
                        .withMaxSize(2)
                        .withInit(c -> c.execute("init"))
                        .withSetup(c -> c.execute("setup"));
        try (Pool pool = server.pool(options)) {
            Connection held = pool.acquire();
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                tasks.add(Rondo.createTask(() -> pool.transaction(c -> c.execute("work"))));
                tasks.add(Rondo.createTask(() -> pool.execute("shared")));
            }
            Rondo.sleep(Duration.ofMillis(milliseconds));
            int cancelled = milliseconds % tasks.size();
            tasks.get(cancelled).cancel();
            held.close();
            for (int i = 0; i < tasks.size(); i++) {
                try {
                    tasks.get(i).await();
                } catch (CancelledError e) {
                    assertThat(i).isEqualTo(cancelled);
                }
            }
            assertThat(server.most).isLessThanOrEqualTo(2);
            checkWhole(pool, server, pool.snapshot().size());
        }
        assertThat(server.open).isEmpty();
    }
}
