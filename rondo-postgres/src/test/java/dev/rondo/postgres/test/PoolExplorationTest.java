package dev.rondo.postgres.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.postgres.Connection;
import dev.rondo.postgres.Pool;
import dev.rondo.postgres.PoolOptions;
import dev.rondo.postgres.Postgres;
import dev.rondo.postgres.PostgresException;
import dev.rondo.postgres.PostgresOptions;
import dev.rondo.postgres.Queryable;
import dev.rondo.postgres.Row;
import dev.rondo.postgres.RowStream;
import dev.rondo.sim.Host;
import dev.rondo.sim.Simulation;
import dev.rondo.sync.Event;
import dev.rondo.test.SimulationTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;

/**
 * A pool under seeds: tasks that query, acquire, stream and run transactions, and are cancelled or
 * run out of time at any moment, on a network with latencies, with a server that is slow and, in
 * the second test, fails. No task ever sees a row that is not its own; in the end nothing is left
 * in the pool or on the server, and there were never more sessions than the pool may have.
 */
class PoolExplorationTest {
    static {
        assertThat(0).isZero(); // loads it before several simulations do, each holding its loop
    }

    private static final int TASKS = 6;
    private static final int ROUNDS = 4;
    private static final int SIZE = 3;
    private static final String DB = "db";

    /** What is shared by the hosts of one simulation. */
    private static final class Scene {
        private final Simulation simulation;
        private final boolean faults;
        private ScriptedServer server;
        private boolean over;
        private int done;

        private Scene(Simulation simulation, boolean faults) {
            this.simulation = simulation;
            this.faults = faults;
        }
    }

    @SimulationTest(seeds = 15)
    void nothingIsLostOrMixedWhenTasksAreCancelled(Simulation simulation) {
        play(simulation, false);
    }

    @SimulationTest(seeds = 15)
    void nothingIsLostOrMixedWhenTheServerFails(Simulation simulation) {
        play(simulation, true);
    }

    @Tag("slow")
    @SimulationTest(seeds = 2_000, firstSeed = 1_000)
    void nothingIsLostOrMixedWhenTasksAreCancelledForLong(Simulation simulation) {
        play(simulation, false);
    }

    @Tag("slow")
    @SimulationTest(seeds = 2_000, firstSeed = 1_000)
    void nothingIsLostOrMixedWhenTheServerFailsForLong(Simulation simulation) {
        play(simulation, true);
    }

    private static void play(Simulation simulation, boolean faults) {
        Scene scene = new Scene(simulation, faults);
        simulation.links().setLatency(Duration.ofMillis(1), Duration.ofMillis(20));
        simulation.host(DB, host -> serve(host, scene));
        Rondo.sleep(1);
        simulation.host("client", host -> work(host, scene)).join();
        assertThat(scene.done).isEqualTo(TASKS);
        Rondo.sleep(Duration.ofMinutes(1)); // longer than a silent or running statement
        assertThat(scene.server.sessions()).as("sessions on the server").isEmpty();
        if (!faults) {
            assertThat(scene.server.mostSessions()).isLessThanOrEqualTo(SIZE);
        }
    }

    // ---- The server

    private static void serve(Host host, Scene scene) {
        ScriptedServer server =
                ScriptedServer.start(
                        ScriptedServerOptions.defaults()
                                .withNetwork(host.network())
                                .withAddress(DB, 5432)
                                .withCancelDelay(Duration.ofMillis(host.random(10))));
        scene.server = server;
        Answer echo = Answer.rows("echo");
        server.when("select echo($1::text)")
                .answerBy(echo, asked -> maybeFailing(host, scene, rows(echo, asked, 1)));
        server.when("select many($1::text)")
                .answerBy(
                        echo,
                        asked -> maybeFailing(host, scene, rows(echo, asked, 1 + host.random(50))));
        server.when("insert").answer(Answer.status("INSERT 0 1"));
        while (scene.faults && !scene.over) {
            Rondo.sleep(Duration.ofMillis(50 + host.random(400)));
            strike(host, server);
        }
        new Event().await(); // until the simulation ends
    }

    private static Answer rows(Answer echo, Asked asked, int count) {
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(new Object[] {asked.arguments().get(0)});
        }
        return echo.withRows(rows);
    }

    private static Answer maybeFailing(Host host, Scene scene, Answer answer) {
        Answer slow = answer.after(Duration.ofMillis(host.random(30)));
        if (!scene.faults || host.random(20) > 0) {
            return slow;
        }
        return switch (host.random(5)) {
            case 0 -> slow.thenCut();
            case 1 -> Answer.reset();
            case 2 -> Answer.error("40001", "could not serialize access");
            case 3 -> slow.thenError("22012", "division by zero");
            default -> slow.thenNever();
        };
    }

    private static void strike(Host host, ScriptedServer server) {
        List<SessionView> sessions = server.sessions();
        if (sessions.isEmpty()) {
            return;
        }
        int process = sessions.get(host.random(sessions.size())).processId();
        switch (host.random(4)) {
            case 0 -> server.terminate(process);
            case 1 -> server.cut(process);
            case 2 -> server.refuseNext(Refusal.STARTING_UP);
            default -> server.forgetStatements();
        }
    }

    // ---- The client

    private static void work(Host host, Scene scene) {
        PostgresOptions options =
                PostgresOptions.defaults()
                        .withNetwork(host.network())
                        .withHost(DB)
                        .withUser("test");
        PoolOptions size =
                PoolOptions.defaults()
                        .withMinSize(host.random(SIZE + 1))
                        .withMaxSize(SIZE)
                        .withDepth(1 + host.random(4));
        Pool pool = Postgres.createPool(options, size);
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            String token = "task" + i;
            tasks.add(Rondo.createTask(token, () -> rounds(host, scene, pool, token)));
        }
        tasks.forEach(Task::await);
        scene.over = true;
        Rondo.sleep(Duration.ofMinutes(1));
        if (!scene.faults) {
            assertThat(pool.snapshot().idle()).isEqualTo(pool.snapshot().size());
        }
        assertThat(pool.snapshot().acquired()).isZero();
        assertThat(pool.snapshot().inFlight()).isZero();
        assertThat(pool.snapshot().waiting()).isZero();
        assertThat(scene.server.sessions()).allMatch(one -> one.transaction() == 'I');
        pool.close();
        assertThat(pool.snapshot().size()).isZero();
    }

    private static void rounds(Host host, Scene scene, Pool pool, String token) {
        for (int i = 0; i < ROUNDS; i++) {
            String own = token + "." + i;
            Task<?> task = Rondo.createTask(own, () -> one(host, pool, own));
            if (host.random(3) == 0) {
                Rondo.sleep(Duration.ofNanos(1_000L * host.random(150_000)));
                task.cancel();
            }
            try {
                task.await();
            } catch (CancelledError e) {
                assertThat(task.cancelled()).isTrue();
            } catch (TimeoutException e) {
                // it had little time
            } catch (PostgresException e) {
                if (!scene.faults) {
                    throw e;
                }
            }
        }
        scene.done++;
    }

    private static void one(Host host, Pool pool, String token) {
        switch (host.random(6)) {
            case 0 -> check(pool, token);
            case 1 -> check(pool.withTimeout(Duration.ofMillis(1 + host.random(200))), token);
            case 2 -> {
                try (Connection connection = pool.acquire()) {
                    check(connection, token);
                }
            }
            case 3 -> {
                try (Connection connection = pool.acquire();
                        RowStream stream = connection.stream("select many($1::text)", token)) {
                    for (Row row : stream) {
                        assertThat(row.get(0, String.class)).isEqualTo(token);
                    }
                }
            }
            case 4 ->
                    pool.transaction(connection -> {
                        connection.execute("insert");
                        check(connection, token);
                    });
            default -> {
                try (Connection connection = pool.acquire()) {
                    connection.begin(); // and leaves it open
                    check(connection.withTimeout(Duration.ofMillis(100)), token);
                }
            }
        }
    }

    private static void check(Queryable on, String token) {
        assertThat(on.fetchValue("select echo($1::text)", token)).isEqualTo(token);
        for (Row row : on.fetch("select many($1::text)", token)) {
            assertThat(row.get(0, String.class)).isEqualTo(token);
        }
    }
}
