package dev.rondo.sim;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.TimeoutException;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectTimeoutException;
import dev.rondo.stream.ConnectionRefusedException;
import dev.rondo.stream.ConnectionResetException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Hosts crash, lose their power and come back; so do their disks. */
class HostFaultTest {
    private static int read(ByteStream stream) {
        return stream.read(ByteBuffer.allocate(100));
    }

    @Test
    void crashResetsConnectionsAndRefusesNewOnes() {
        Simulation.run(
                1,
                simulation -> {
                    Host server = Peers.server(simulation, Peers::echo);
                    try (ByteStream stream = Peers.connect(simulation)) {
                        server.crash();
                        assertThatThrownBy(() -> timeout(1, () -> read(stream)))
                                .isInstanceOf(ConnectionResetException.class);
                    }
                    assertThatThrownBy(() -> Peers.connect(simulation))
                            .isInstanceOf(ConnectionRefusedException.class);
                    assertThat(simulation.links().connections()).isZero();
                });
    }

    @Test
    void powerOffIsSilentUntilTheHostIsOnAgain() {
        Simulation.run(
                1,
                simulation -> {
                    Host server = Peers.server(simulation, Peers::echo);
                    try (ByteStream stream = Peers.connect(simulation)) {
                        server.powerOff();
                        stream.tryWrite(ByteBuffer.allocate(1));
                        assertThatThrownBy(() -> timeout(100, () -> read(stream)))
                                .isInstanceOf(TimeoutException.class);
                        server.restart();
                        assertThatThrownBy(() -> timeout(1, () -> read(stream)))
                                .isInstanceOf(ConnectionResetException.class);
                    }
                    Peers.connect(simulation).close();
                });
    }

    @Test
    void writerToAHostWithoutPowerLosesItsPatience() {
        Simulation.run(
                1,
                simulation -> {
                    Host server = Peers.server(simulation, Peers::echo);
                    try (ByteStream stream = Peers.connect(simulation)) {
                        server.powerOff();
                        stream.tryWrite(ByteBuffer.allocate(1));
                        assertThatThrownBy(() -> timeout(1_000, () -> read(stream)))
                                .isInstanceOf(ConnectionResetException.class)
                                .hasMessageContaining("does not answer");
                    }
                });
    }

    @Test
    void connectingToAHostWithoutPowerTimesOut() {
        Simulation.run(
                1,
                simulation -> {
                    Host server = Peers.server(simulation, Peers::echo);
                    sleep(1);
                    server.powerOff();
                    Duration begin = simulation.time();
                    assertThatThrownBy(() -> Peers.connect(simulation))
                            .isInstanceOf(ConnectTimeoutException.class);
                    assertThat(simulation.time().minus(begin))
                            .isBetween(Duration.ofSeconds(127), Duration.ofMillis(127_010));
                });
    }

    @Test
    void connectingGetsThroughOnceTheHostIsOn() {
        Simulation.run(
                1,
                simulation -> {
                    Host server = Peers.server(simulation, Peers::echo);
                    sleep(1);
                    server.powerOff();
                    createTask(() -> {
                        sleep(10);
                        server.restart();
                    });
                    Peers.connect(simulation).close();
                    assertThat(simulation.time()).isGreaterThan(Duration.ofSeconds(10));
                });
    }

    @Test
    void noTaskOfACrashedHostRunsOn() {
        Simulation.run(
                1,
                simulation -> {
                    List<String> steps = new ArrayList<>();
                    Host host =
                            simulation.host(
                                    "host",
                                    self -> {
                                        try {
                                            sleep(5);
                                        } finally {
                                            steps.add("clean-up at " + simulation.time());
                                        }
                                    });
                    sleep(1);
                    host.crash();
                    sleep(10);
                    assertThat(steps).isEmpty();
                    assertThat(host.state()).isEqualTo(Host.State.DOWN);
                });
    }

    @Test
    void restartedProgramBeginsAnewWithItsDisk() {
        Simulation.run(
                1,
                simulation -> {
                    Host host =
                            simulation.host(
                                    "host",
                                    self -> {
                                        self.disk().append("lives", new byte[1]);
                                        if (self.disk().read("lives").length == 1) {
                                            self.crash();
                                        }
                                    });
                    sleep(1);
                    assertThat(host.state()).isEqualTo(Host.State.DOWN);
                    host.restart();
                    host.join();
                    assertThat(host.disk().read("lives")).hasSize(2);
                });
    }

    // ---- Disks

    private static void writeTwice(Host host) {
        Disk disk = host.disk();
        disk.write("file", "forced".getBytes(UTF_8));
        disk.force("file");
        disk.append("file", " not".getBytes(UTF_8));
        sleep(1_000);
    }

    @Test
    void crashKeepsWhatWasNotForced() {
        Exploration.run(
                20,
                simulation -> {
                    Host host = simulation.host("host", HostFaultTest::writeTwice);
                    sleep(1);
                    host.crash();
                    assertThat(host.disk().read("file")).asString().isEqualTo("forced not");
                });
    }

    @Test
    void lossOfPowerKeepsWhatWasForcedAndSomeOfTheRest() {
        Set<String> left = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            Simulation.run(
                    seed,
                    simulation -> {
                        Host host = simulation.host("host", HostFaultTest::writeTwice);
                        sleep(1);
                        host.powerOff();
                        left.add(new String(host.disk().read("file"), UTF_8));
                    });
        }
        assertThat(left)
                .contains("forced", "forced n", "forced not")
                .allMatch("forced not"::startsWith)
                .allMatch(text -> text.startsWith("forced"));
    }

    @Test
    void lossOfPowerMayEmptyOrLoseAFileThatWasNeverForced() {
        Set<String> left = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            Simulation.run(
                    seed,
                    simulation -> {
                        Disk disk = simulation.host("host", host -> sleep(9)).disk();
                        disk.write("file", "ab".getBytes(UTF_8));
                        simulation.hosts().getLast().powerOff();
                        left.add(
                                disk.exists("file")
                                        ? new String(disk.read("file"), UTF_8)
                                        : "no file");
                    });
        }
        assertThat(left).containsExactlyInAnyOrder("", "a", "ab", "no file");
    }

    @Test
    void readingAFileThatIsNotThereIsAnError() {
        Simulation.run(
                1,
                simulation -> {
                    Disk disk = simulation.main().disk();
                    assertThat(disk.exists("none")).isFalse();
                    assertThatThrownBy(() -> disk.read("none"))
                            .isInstanceOf(UncheckedIOException.class)
                            .hasMessageContaining("none on the disk of main");
                    disk.write("b", new byte[1]);
                    disk.write("a", new byte[0]);
                    assertThat(disk.list()).containsExactly("a", "b");
                    assertThat(disk.delete("a")).isTrue();
                    assertThat(disk.delete("a")).isFalse();
                });
    }
}
