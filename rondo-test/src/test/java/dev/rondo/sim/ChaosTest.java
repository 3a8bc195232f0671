package dev.rondo.sim;

import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chaos breaks what it says, as the seed says, and mends it. */
class ChaosTest {
    private static final ChaosOptions OPTIONS = ChaosOptions.defaults().withMortals("two");

    private static void anHour(Simulation simulation) {
        simulation.host("one", host -> sleep(1e6));
        Host two = simulation.host("two", host -> sleep(1e6));
        try (Chaos chaos = Chaos.start(simulation, OPTIONS)) {
            sleep(3_600);
            assertThat(chaos).hasToString("<Chaos on>");
        }
        simulation.log("calm");
        assertThat(two.state()).isEqualTo(Host.State.UP);
        sleep(3_600);
    }

    @Test
    void everyKindOfFaultHappens() {
        assertThat(Simulation.eventLog(1, ChaosTest::anHour))
                .anyMatch(line -> line.contains("is cut off from"))
                .anyMatch(line -> line.contains("reaches"))
                .anyMatch(line -> line.contains("loses its connections to"))
                .anyMatch(line -> line.contains("is slow to"))
                .anyMatch(line -> line.contains("is no longer slow to"))
                .anyMatch(line -> line.contains("two crashes"))
                .anyMatch(line -> line.contains("two loses power"))
                .anyMatch(line -> line.contains("two restarts"))
                .noneMatch(line -> line.contains("one crashes"));
    }

    private static void writing(Simulation simulation) {
        Host two =
                simulation.host(
                        "two",
                        HostOptions.defaults().withMayFail(true),
                        host -> {
                            for (int i = 0; true; i++) {
                                host.disk().write("file", new byte[i % 100]);
                                host.disk().force("file");
                                sleep(1);
                            }
                        });
        ChaosOptions options = OPTIONS.withDisks(0.2, 0.2).withPartitions(0, 0).withResets(0);
        try (Chaos _ = Chaos.start(simulation, options)) {
            for (int i = 0; i < 40; i++) {
                sleep(20);
                if (two.state() == Host.State.OVER) {
                    two.restart();
                }
            }
        }
    }

    @Test
    void disksFailAndAreSlowAndCrashesFallIntoTheirCalls() {
        List<String> faults =
                Simulation.eventLog(1, ChaosTest::writing).stream()
                        .filter(line -> !line.contains(" runs "))
                        .toList();
        assertThat(faults)
                .anyMatch(line -> line.contains("two cannot ") && line.contains(" /file"))
                .anyMatch(line -> line.contains("two loses power"))
                .anyMatch(line -> line.contains("two has a slow disk"))
                .anyMatch(line -> line.contains("two crashes"));
    }

    @Test
    void oneSeedGivesOneChaos() {
        List<String> log = Simulation.eventLog(2, ChaosTest::anHour);
        assertThat(Simulation.eventLog(2, ChaosTest::anHour)).isEqualTo(log);
        assertThat(Simulation.eventLog(3, ChaosTest::anHour)).isNotEqualTo(log);
    }

    @Test
    void nothingHappensAfterIt() {
        List<String> log = Simulation.eventLog(1, ChaosTest::anHour);
        int calm = 0;
        while (!log.get(calm).endsWith("main calm")) {
            calm++;
        }
        assertThat(log.subList(calm, log.size()))
                .noneMatch(line -> line.contains("cut off") || line.contains("crashes"));
    }

    @Test
    void whatItBrokeIsMended() {
        Exploration.run(
                50,
                simulation -> {
                    Host server = Peers.server(simulation, Peers::echo);
                    ChaosOptions options =
                            ChaosOptions.defaults()
                                    .withTimes(Duration.ofSeconds(2), Duration.ofHours(1))
                                    .withMortals("server");
                    try (Chaos chaos = Chaos.start(simulation, options)) {
                        sleep(simulation.random(20));
                    }
                    assertThat(server.state()).isEqualTo(Host.State.UP);
                    sleep(0.001); // it listens
                    Duration begin = simulation.time();
                    Peers.connect(simulation).close();
                    assertThat(simulation.time().minus(begin)).isLessThan(Duration.ofSeconds(4));
                });
    }

    @Test
    void zeroProbabilitiesBreakNothing() {
        ChaosOptions none =
                ChaosOptions.defaults()
                        .withPartitions(0, 0)
                        .withResets(0)
                        .withDelays(0, Duration.ofSeconds(1))
                        .withCrashes(0, 0)
                        .withMortals("mortal");
        assertThat(
                        Simulation.eventLog(
                                1,
                                simulation -> {
                                    simulation.host("mortal", host -> sleep(2_000));
                                    try (Chaos chaos = Chaos.start(simulation, none)) {
                                        sleep(1_000);
                                    }
                                }))
                .allMatch(line -> line.contains(" runs ") || line.endsWith(" main ends"));
    }

    @Test
    void wrongOptionsAreRefused() {
        assertThatThrownBy(() -> ChaosOptions.defaults().withResets(1.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1.5");
        assertThatThrownBy(() ->
                        ChaosOptions.defaults().withTimes(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("every");
        Simulation.run(
                1,
                simulation ->
                        assertThatThrownBy(() -> Chaos.start(simulation, OPTIONS))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessageContaining("two"));
    }
}
