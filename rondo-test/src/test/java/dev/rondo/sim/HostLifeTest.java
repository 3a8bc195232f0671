package dev.rondo.sim;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that crash, begin anew and are waited for in places where one would not expect it. */
class HostLifeTest {
    // ---- Crashes from inside

    @Test
    void callbackCanCrashItsOwnHost() {
        Simulation.run(
                1,
                simulation -> {
                    Host host =
                            simulation.host(
                                    "host",
                                    self -> {
                                        runningLoop().callLater(5, self::crash);
                                        sleep(100);
                                    });
                    sleep(10);
                    assertThat(host.state()).isEqualTo(Host.State.DOWN);
                });
    }

    @Test
    void callbackCanRestartItsOwnHost() {
        List<String> steps = new ArrayList<>();
        Simulation.run(
                1,
                simulation -> {
                    simulation.host(
                            "host",
                            self -> {
                                steps.add("begins at " + simulation.time().toSeconds());
                                if (steps.size() == 1) {
                                    runningLoop()
                                            .callLater(
                                                    5,
                                                    () -> {
                                                        self.crash();
                                                        self.restart();
                                                    });
                                }
                                sleep(8);
                                steps.add("goes on at " + simulation.time().toSeconds());
                            });
                    sleep(20);
                });
        assertThat(steps).containsExactly("begins at 0", "begins at 5", "goes on at 13");
    }

    @Test
    void noTaskRunsAfterATaskCrashedTheirHost() {
        for (int seed = 0; seed < 20; seed++) {
            List<String> late = new ArrayList<>();
            Simulation.run(
                    seed,
                    simulation -> {
                        Host host =
                                simulation.host(
                                        "host",
                                        self -> {
                                            for (int i = 0; i < 5; i++) {
                                                createTask(() -> {
                                                    sleep(1);
                                                    if (self.state() != Host.State.UP) {
                                                        late.add("after the crash");
                                                    }
                                                });
                                            }
                                            sleep(1);
                                            self.crash();
                                        });
                        sleep(10);
                        assertThat(host.state()).isEqualTo(Host.State.DOWN);
                        assertThat(late).isEmpty();
                    });
        }
    }

    @Test
    void hostOfTheScriptCannotCrash() {
        for (HostBody<?> end : List.<HostBody<?>>of(Host::crash, Host::powerOff)) {
            assertThatThrownBy(() -> Simulation.run(1, simulation -> end.run(simulation.main())))
                    .isInstanceOf(SimulationFailure.class)
                    .hasMessageContaining("The host of the script cannot crash");
        }
    }

    @Test
    void chaosDoesNotTakeTheScriptForAMortal() {
        assertThatThrownBy(() ->
                        Simulation.run(
                                1,
                                simulation ->
                                        Chaos.start(
                                                simulation,
                                                ChaosOptions.defaults().withMortals("main"))))
                .hasMessageContaining("The host of the script cannot crash");
    }

    // ---- Waiting for a host

    @Test
    void hostThatCrashedWhileItWaitedCanWaitAgain() {
        Simulation.run(
                1,
                simulation -> {
                    Host worker = simulation.host("worker", self -> sleep(100));
                    Host waiter = simulation.host("waiter", self -> worker.join());
                    sleep(1);
                    waiter.crash();
                    waiter.restart();
                    waiter.join();
                    assertThat(worker.state()).isEqualTo(Host.State.OVER);
                });
    }

    // ---- After the script

    private static void cleanUpCan(HostBody<?> cleanUp) {
        Simulation.run(
                1,
                simulation -> {
                    Host other = simulation.host("other", self -> sleep(100));
                    createTask(() -> {
                        try {
                            sleep(100);
                        } finally {
                            HostLifeTest.run(cleanUp, other);
                        }
                    });
                    sleep(1);
                });
    }

    private static void run(HostBody<?> body, Host host) {
        try {
            body.run(host);
        } catch (Throwable e) { // a lambda of this test throws what is unchecked; rethrown
            throw Simulation.unchecked(e);
        }
    }

    @Test
    void cleanUpMayCrashHostsWhenAllIsOver() {
        cleanUpCan(Host::crash);
        cleanUpCan(Host::powerOff);
    }

    @Test
    void cleanUpMayRestartHostsWhenAllIsOver() {
        cleanUpCan(other -> {
            other.crash();
            other.restart();
        });
    }

    @Test
    void cleanUpMayWaitForHostsWhenAllIsOver() {
        cleanUpCan(Host::join);
    }

    @Test
    void hostThatCleanUpStartsEndsWithTheOthers() {
        List<String> steps = new ArrayList<>();
        Simulation.run(
                1,
                simulation -> {
                    createTask(() -> {
                        try {
                            sleep(100);
                        } finally {
                            simulation.host(
                                    "late",
                                    self -> {
                                        try {
                                            sleep(1);
                                        } finally {
                                            steps.add("late ends");
                                        }
                                    });
                        }
                    });
                    sleep(1);
                });
        assertThat(steps).containsExactly("late ends");
    }

    @Test
    void taskThatDoesNotEndIsNamed() {
        assertThatThrownBy(() ->
                        Simulation.run(
                                1,
                                simulation -> {
                                    createTask(
                                            "stubborn",
                                            () -> {
                                                while (true) {
                                                    try {
                                                        runningLoop().createFuture().await();
                                                    } catch (Throwable e) {
                                                        simulation.log("goes on after " + e);
                                                    }
                                                }
                                            });
                                    sleep(1);
                                }))
                .hasMessageContaining("destroyed")
                .hasMessageContaining("name='stubborn'");
    }

    // ---- What a host is made of

    @Test
    void appendingNothingLosesNothingThatWasForced() {
        for (int seed = 0; seed < 50; seed++) {
            Simulation.run(
                    seed,
                    simulation -> {
                        Host host = simulation.host("host", self -> sleep(100));
                        host.disk().write("file", "forced".getBytes(UTF_8));
                        host.disk().force("file");
                        host.disk().append("file", new byte[0]);
                        host.powerOff();
                        assertThat(host.disk().read("file")).asString(UTF_8).isEqualTo("forced");
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost"})
    void namesThatMeanSomethingElseAreRefused(String name) {
        assertThatThrownBy(() ->
                        Simulation.run(1, simulation -> simulation.host(name, self -> sleep(1))))
                .hasMessageContaining("No host can have this name: '" + name + "'");
    }

    @Test
    void clockThatIsTooFarAheadIsRefused() {
        Duration ahead = Duration.ofSeconds(Long.MAX_VALUE);
        assertThatThrownBy(() -> HostOptions.defaults().withClockOffset(ahead))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("clockOffset must be at most 36500 days");
    }
}
