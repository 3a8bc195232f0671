package dev.rondo.sim;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.stream.AddressInUseException;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.ConnectTimeoutException;
import dev.rondo.stream.ConnectionRefusedException;
import dev.rondo.stream.DatagramOptions;
import dev.rondo.stream.Datagrams;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.Network;
import dev.rondo.stream.UnknownHostException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Connecting, listening, names and datagrams of the simulated network. */
class SimNetworkTest {
    private static void onlyListen(Host host, int backlog) {
        host.network()
                .listen(
                        new InetSocketAddress(Peers.PORT),
                        ListenOptions.defaults().withBacklog(backlog));
        sleep(100_000);
    }

    @Test
    void connectionToAPortWithoutListenerIsRefused() {
        Simulation.run(
                1,
                simulation -> {
                    simulation.host("server", host -> sleep(100));
                    assertThatThrownBy(() -> Peers.connect(simulation))
                            .isInstanceOf(ConnectionRefusedException.class);
                });
    }

    @Test
    void eventLogNamesAHostWithoutTheJdksUnresolved() {
        List<String> log =
                Simulation.eventLog(
                        1,
                        simulation -> {
                            simulation.host(
                                    "server",
                                    host ->
                                            host.network()
                                                    .listen(
                                                            new InetSocketAddress(7),
                                                            ListenOptions.defaults())
                                                    .accept());
                            sleep(1);
                            simulation.main().network().connect("server", 7).close();
                        });
        assertThat(log).anyMatch(line -> line.endsWith(" connects to server:7"));
    }

    @Test
    void connectionAcrossAPartitionTimesOut() {
        Simulation.run(
                1,
                simulation -> {
                    Host server = Peers.server(simulation, Peers::echo);
                    simulation.links().partition(simulation.main(), server);
                    assertThatThrownBy(() -> Peers.connect(simulation))
                            .isInstanceOf(ConnectTimeoutException.class);
                    assertThat(simulation.links().connections()).isZero();
                });
    }

    @Test
    void lostRequestsForConnectionsAreMadeAgain() {
        Set<Long> seconds = new HashSet<>();
        for (int seed = 0; seed < 30; seed++) {
            Simulation.run(
                    seed,
                    simulation -> {
                        Peers.server(simulation, Peers::echo);
                        simulation.links().setLoss(0.3);
                        Peers.connect(simulation).close();
                        seconds.add(simulation.time().toSeconds());
                    });
        }
        assertThat(seconds).contains(0L, 1L, 3L);
    }

    @Test
    void portsRunOut() {
        Simulation.run(
                1,
                simulation -> {
                    Peers.server(simulation, Peers::echo);
                    HostOptions few = HostOptions.defaults().withEphemeralPorts(2);
                    simulation
                            .host(
                                    "client",
                                    few,
                                    host -> {
                                        ByteStream one = host.network().connect("server", 7);
                                        host.network().connect("server", 7);
                                        assertThatThrownBy(
                                                        () -> host.network().connect("server", 7))
                                                .isInstanceOf(AddressInUseException.class);
                                        one.close();
                                        sleep(59);
                                        assertThatThrownBy(
                                                        () -> host.network().connect("server", 7))
                                                .isInstanceOf(AddressInUseException.class);
                                        sleep(1);
                                        host.network().connect("server", 7).close();
                                    })
                            .join();
                });
    }

    @Test
    void portOfAConnectionThatTookTwoRequestsIsItsOwn() {
        Simulation.run(
                1,
                simulation -> {
                    Peers.server(simulation, Peers::echo);
                    // The first request is answered after its patience of a second.
                    simulation.links().setLatency(Duration.ofMillis(600), Duration.ofMillis(600));
                    HostOptions one = HostOptions.defaults().withEphemeralPorts(1);
                    simulation
                            .host(
                                    "client",
                                    one,
                                    host -> {
                                        host.network().connect("server", 7);
                                        sleep(100);
                                        assertThatThrownBy(
                                                        () -> host.network().connect("server", 7))
                                                .isInstanceOf(AddressInUseException.class);
                                    })
                            .join();
                });
    }

    @Test
    void requestsBeyondTheBacklogAreIgnored() {
        Simulation.run(
                1,
                simulation -> {
                    simulation.host("server", host -> onlyListen(host, 1));
                    sleep(1);
                    Peers.connect(simulation);
                    Peers.connect(simulation); // as on Linux: one more than it was told
                    assertThatThrownBy(() -> Peers.connect(simulation))
                            .isInstanceOf(ConnectTimeoutException.class);
                });
    }

    @Test
    void cancelledConnectLeavesNothingBehind() {
        Exploration.run(
                50,
                simulation -> {
                    Peers.server(simulation, Peers::echo);
                    sleep(1);
                    Task<ByteStream> connecting = createTask(() -> Peers.connect(simulation));
                    sleep(Duration.ofNanos(simulation.random(7_000_000)));
                    connecting.cancel();
                    sleep(1);
                    if (!connecting.cancelled()) {
                        connecting.result().close();
                    }
                    sleep(1);
                    assertThat(simulation.links().connections()).isZero();
                });
    }

    @Test
    void twoListenersOfOnePortAreRefused() {
        Simulation.run(
                1,
                simulation -> {
                    Host host = simulation.main();
                    Listener first = Peers.listen(host);
                    assertThatThrownBy(() -> Peers.listen(host))
                            .isInstanceOf(AddressInUseException.class);
                    first.close();
                    Peers.listen(host).close();
                });
    }

    @Test
    void namesAreThoseOfTheHosts() {
        Simulation.run(
                1,
                simulation -> {
                    Host server = Peers.server(simulation, Peers::echo);
                    Network network = simulation.main().network();
                    assertThat(network.resolve("server", 7))
                            .containsExactly(new InetSocketAddress(server.address(), 7));
                    assertThatThrownBy(() -> network.resolve("nobody", 7))
                            .isInstanceOf(UnknownHostException.class);
                    simulation.links().setLookUpFails("server", true);
                    assertThatThrownBy(() -> Peers.connect(simulation))
                            .isInstanceOf(UnknownHostException.class);
                    simulation.links().setLookUpFails("server", false);
                    Peers.connect(simulation).close();
                });
    }

    @Test
    void unixAddressesAreThoseOfOneHost() {
        Simulation.run(
                1,
                simulation -> {
                    UnixDomainSocketAddress path = UnixDomainSocketAddress.of("/run/socket");
                    Network network = simulation.main().network();
                    Listener listener = network.listen(path, ListenOptions.defaults());
                    ByteStream client = network.connect(path, ConnectOptions.defaults());
                    ByteStream server = listener.accept();
                    client.write(ByteBuffer.allocate(3));
                    assertThat(server.read(ByteBuffer.allocate(10))).isPositive();
                    simulation
                            .host(
                                    "other",
                                    host ->
                                            assertThatThrownBy(() ->
                                                            host.network()
                                                                    .connect(
                                                                            path,
                                                                            ConnectOptions
                                                                                    .defaults()))
                                                    .isInstanceOf(ConnectionRefusedException.class))
                            .join();
                });
    }

    // ---- Datagrams

    private static Datagrams open(Host host, int port) {
        return host.network()
                .datagrams(
                        DatagramOptions.defaults()
                                .withLocal(new InetSocketAddress(host.address(), port)));
    }

    /** Sends numbers from one host to another; returns those that arrive, in order. */
    private static List<Integer> sendNumbers(Simulation simulation, int count) {
        List<Integer> received = new ArrayList<>();
        Host sink =
                simulation.host(
                        "sink",
                        host -> {
                            Datagrams end = open(host, 9);
                            while (true) {
                                received.add((int) end.receive().data().get());
                            }
                        });
        sleep(1);
        Datagrams source = open(simulation.main(), 0);
        for (int i = 0; i < count; i++) {
            source.send(
                    ByteBuffer.wrap(new byte[] {(byte) i}),
                    new InetSocketAddress(sink.address(), 9));
            sleep(Duration.ofMillis(3));
        }
        sleep(1);
        return received;
    }

    @Test
    void datagramsArriveIfNothingIsSetOtherwise() {
        Simulation.run(
                1, simulation -> assertThat(sendNumbers(simulation, 3)).containsExactly(0, 1, 2));
    }

    @Test
    void datagramsAreLost() {
        Simulation.run(
                1,
                simulation -> {
                    simulation.links().setLoss(0.5);
                    assertThat(sendNumbers(simulation, 100))
                            .hasSizeBetween(20, 80)
                            .doesNotHaveDuplicates()
                            .isSorted();
                });
    }

    @Test
    void datagramsArriveTwice() {
        Simulation.run(
                1,
                simulation -> {
                    simulation.links().setDuplication(0.5);
                    List<Integer> received = sendNumbers(simulation, 100);
                    assertThat(received).hasSizeBetween(120, 180);
                    assertThat(new HashSet<>(received)).hasSize(100);
                });
    }

    @Test
    void datagramsOvertakeEachOther() {
        Simulation.run(
                1,
                simulation -> {
                    simulation.links().setReordering(0.3);
                    List<Integer> received = sendNumbers(simulation, 100);
                    assertThat(received).hasSize(100).doesNotHaveDuplicates();
                    assertThat(received).isNotEqualTo(received.stream().sorted().toList());
                });
    }

    @Test
    void datagramsDoNotCrossAPartition() {
        Simulation.run(
                1,
                simulation -> {
                    Host sink = simulation.host("sink", host -> open(host, 9).receive());
                    sleep(1);
                    simulation.links().cut(simulation.main(), sink);
                    Datagrams source = open(simulation.main(), 0);
                    InetSocketAddress to = new InetSocketAddress(sink.address(), 9);
                    source.send(ByteBuffer.allocate(1), to);
                    simulation.links().heal();
                    assertThatThrownBy(() -> timeout(10, sink::join))
                            .isInstanceOf(TimeoutException.class);
                    source.send(ByteBuffer.allocate(1), to);
                    timeout(10, sink::join);
                });
    }

    @Test
    void endWithAPeerTakesOnlyItsDatagrams() {
        Simulation.run(
                1,
                simulation -> {
                    Host host = simulation.main();
                    Datagrams peer = open(host, 1);
                    Datagrams stranger = open(host, 2);
                    Datagrams end =
                            host.network()
                                    .datagrams(DatagramOptions.defaults().withPeer(peer.address()));
                    stranger.send(ByteBuffer.allocate(2), end.address());
                    peer.send(ByteBuffer.allocate(1), end.address());
                    assertThat(end.receive().data().remaining()).isOne();
                    assertThat(end.peer()).contains(peer.address());
                    assertThat(peer.peer()).isEmpty();
                });
    }
}
