package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.postgres.test.Refusal;
import dev.rondo.postgres.test.ScriptedServer;
import dev.rondo.postgres.test.ScriptedServerOptions;
import dev.rondo.sim.Host;
import dev.rondo.sim.Simulation;
import dev.rondo.test.SimulationTest;
import java.time.Duration;

/** Whenever a client is cancelled, and however bad the network is, no connection is left. */
class ConnectingSimulationTest {
    @SimulationTest(seeds = 20, threads = 1)
    void whateverHappensNothingIsLeft(Simulation simulation) {
        ScriptedServer[] server = new ScriptedServer[1];
        Host database =
                simulation.host(
                        "db",
                        host -> {
                            server[0] =
                                    ScriptedServer.start(
                                            ScriptedServerOptions.defaults()
                                                    .withNetwork(host.network())
                                                    .withAddress("db", 5432)
                                                    .withUser("me", "secret")
                                                    .withAuthentication(
                                                            ScriptedServerOptions.Authentication
                                                                    .SCRAM_SHA_256));
                            Rondo.sleep(Duration.ofDays(1));
                        });
        Rondo.sleep(Duration.ofMillis(10));
        simulation.links().setLatency(Duration.ofMillis(1), Duration.ofMillis(20));
        PostgresOptions options =
                PostgresOptions.defaults()
                        .withNetwork(simulation.main().network())
                        .withHost("db", "nowhere", "db")
                        .withUser("me")
                        .withPassword("secret")
                        .withTargetSessionAttrs(TargetSessionAttrs.READ_WRITE)
                        .withConnectTimeout(Duration.ofSeconds(2));
        for (int i = 0; i < 12; i++) {
            if (simulation.chance(0.2)) {
                server[0].refuseNext(Refusal.STARTING_UP);
            }
            Task<Link> task = Rondo.createTask(() -> Connecting.connect(options));
            Rondo.sleep(Duration.ofMillis(simulation.random(200)));
            if (simulation.chance(0.1)) {
                simulation.links().reset(simulation.main(), database);
            }
            if (simulation.chance(0.5)) {
                task.cancel();
            }
            try {
                task.await().stream().close();
            } catch (CancelledError | PostgresException e) {
                // That is what it is about.
            }
        }
        Connecting.connect(options).stream().close(); // who has left harms nobody
        Rondo.sleep(Duration.ofMinutes(1));
        assertThat(simulation.links().connections()).isZero();
        assertThat(server[0].sessions()).isEmpty();
    }
}
