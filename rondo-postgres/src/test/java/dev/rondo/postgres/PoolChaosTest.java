package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.postgres.PoolSlot.State;
import dev.rondo.sim.Seed;
import dev.rondo.test.Finding;
import dev.rondo.test.InLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Many tasks do anything with a pool, at any time, while connections break, the server refuses and
 * tasks are cancelled: at each moment the pool's rules hold, everybody comes to an end, and in the
 * end all connections are there again.
 */
@InLoop(allow = Finding.UNHANDLED_EXCEPTIONS, deadlineSeconds = 30)
class PoolChaosTest {
    private static final Duration LIMIT = Duration.ofMillis(500);

    private final Random random;
    private final FakeServer server = new FakeServer();
    private int done;

    PoolChaosTest(Seed seed) {
        random = new Random(seed.value());
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private Duration upTo(int milliseconds) {
        return Duration.ofMillis(random.nextInt(milliseconds + 1));
    }

    @RepeatedTest(30)
    void thePoolIsWholeInTheEnd() {
        int max = 1 + random.nextInt(4);
        server.connectTime = upTo(20);
        server.latency = upTo(5);
        server.closeTime = upTo(30);
        PoolOptions options =
                PoolOptions.defaults()
                        .withMaxSize(max)
                        .withMinSize(random.nextInt(max + 1))
                        .withDepth(1 + random.nextInt(4))
                        .withMaxQueries(random.nextInt(3) * 20L)
                        .withMaxInactiveConnectionLifetime(Duration.ofSeconds(random.nextInt(3)))
                        .withReleaseTimeout(Duration.ofMillis(200))
                        .withAcquireTimeout(LIMIT);
        if (chance(30)) {
            options = options.withResetQuery("");
        }
        if (chance(30)) {
            options = options.withSetup(c -> c.execute("setup"));
        }
        try (ConnectionPool pool = server.pool(options)) {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                tasks.add(Rondo.createTask(() -> user(pool)));
            }
            Task<?> trouble = Rondo.createTask(() -> trouble(pool, tasks));
            for (int i = 0; i < 400; i++) {
                Rondo.sleep(Duration.ofMillis(3));
                check(pool, max);
            }
            trouble.await();
            server.refuses = false;
            server.mute = false;
            server.stop(); // what it was mute to is answered never
            Rondo.waitAll(tasks);
            for (Task<?> task : tasks) {
                if (!task.cancelled()) {
                    task.await();
                }
            }
            Rondo.sleep(20);
            check(pool, max);
            PoolSnapshot state = pool.snapshot();
            assertThat(state.idle()).as(state.toString()).isEqualTo(state.size());
            assertThat(state.size()).isGreaterThanOrEqualTo(options.minSize());
            assertThat(state.size()).isEqualTo(server.open.size());
            List<Connection> all = new ArrayList<>();
            for (int i = 0; i < max; i++) {
                all.add(pool.acquire());
            }
            all.forEach(Connection::close);
        }
        assertThat(server.open).isEmpty();
        assertThat(done).isPositive();
    }

    private void check(ConnectionPool pool, int max) {
        assertThat(server.open.size() + server.connecting).isLessThanOrEqualTo(max);
        PoolPlaces places = pool.places();
        int leased = 0;
        for (PoolSlot slot : places.slots()) {
            assertThat(slot.calls() == 0 || slot.is(State.SHARED)).as(slot.toString()).isTrue();
            assertThat(places.idle().contains(slot)).isEqualTo(slot.is(State.IDLE));
            assertThat(places.shared().contains(slot)).isEqualTo(slot.is(State.SHARED));
            leased += slot.is(State.LEASED) ? 1 : 0;
            assertThat(slot.holder() != null).isEqualTo(slot.is(State.LEASED));
        }
        assertThat(places.slots().size()).isLessThanOrEqualTo(max);
        assertThat(pool.snapshot().acquired()).isEqualTo(leased);
        if (!places.line().isEmpty()) {
            assertThat(places.idle()).isEmpty();
        }
    }

    /** Uses the pool until it is cancelled or has done its share. */
    private void user(Pool pool) {
        for (int i = 0; i < 10; i++) {
            Rondo.sleep(upTo(30));
            try {
                step(pool);
                done++;
            } catch (PostgresException
                    | FakeServer.Refused
                    | TimeoutException
                    | IllegalStateException e) {
                assertThat(e.getMessage()).doesNotContain("operation is in progress");
            }
        }
    }

    private void step(Pool pool) {
        switch (random.nextInt(7)) {
            case 0 -> pool.execute("q");
            case 1 -> pool.withTimeout(upTo(20)).execute("sleep 0.01");
            case 2 -> pool.execute(chance(20) ? "open" : "fail");
            case 3 -> {
                try (Connection c = pool.acquire(LIMIT)) {
                    c.execute("sleep 0.0" + random.nextInt(10));
                    if (chance(10)) {
                        c.execute("BEGIN");
                    }
                }
            }
            case 4 -> pool.transaction(c -> c.execute("work"));
            case 5 ->
                    Rondo.timeout(
                            upTo(30),
                            () -> {
                                pool.transaction(c -> c.execute("sleep 0.02"));
                            });
            default -> {
                Connection c = pool.acquire(upTo(60));
                if (chance(30)) {
                    c.terminate();
                }
                c.close();
                c.close();
            }
        }
    }

    private void trouble(ConnectionPool pool, List<Task<?>> tasks) {
        for (int i = 0; i < 60; i++) {
            Rondo.sleep(upTo(30));
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> tasks.get(random.nextInt(tasks.size())).cancel();
                case 3 -> {
                    if (!server.open.isEmpty()) {
                        List<FakeConnection> open = List.copyOf(server.open);
                        open.get(random.nextInt(open.size())).die();
                    }
                }
                case 4 -> server.refuses = chance(50);
                case 5 -> server.mute = chance(20);
                case 6 -> pool.expireConnections();
                default -> {
                    if (chance(20)) {
                        server.stop();
                    }
                }
            }
        }
    }

    @RepeatedTest(1)
    void aCancellationIsNeverSwallowed() {
        PoolOptions options = PoolOptions.defaults().withMinSize(1).withMaxSize(2);
        try (ConnectionPool pool = server.pool(options)) {
            // as many awaits as a transaction has, by passes of the loop and not by time
            for (int passes = 0; passes < 60; passes++) {
                Connection first = passes % 2 == 0 ? pool.acquire() : null;
                boolean[] after = new boolean[1];
                Task<?> task =
                        Rondo.createTask(() -> {
                            pool.transaction(c -> c.execute("work"));
                            pool.execute("q");
                            Rondo.sleep(1);
                            after[0] = true;
                        });
                for (int i = 0; i < passes; i++) {
                    Rondo.sleep(Duration.ofMillis(i % 3 == 0 ? 1 : 0));
                }
                task.cancel();
                try {
                    task.await();
                } catch (CancelledError e) {
                    assertThat(after[0]).isFalse();
                }
                assertThat(after[0]).as("after %s passes", passes).isFalse();
                if (first != null) {
                    first.close();
                }
                Rondo.sleep(1);
                assertThat(pool.snapshot().idle()).isEqualTo(pool.snapshot().size());
                assertThat(server.open).allMatch(c -> !c.isInTransaction());
            }
        }
    }
}
