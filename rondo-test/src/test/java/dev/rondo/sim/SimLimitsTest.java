package dev.rondo.sim;

import static dev.rondo.Rondo.await;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.EventLoop;
import dev.rondo.Task;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectTimeoutException;
import dev.rondo.stream.ConnectionResetException;
import dev.rondo.stream.Datagram;
import dev.rondo.stream.DatagramOptions;
import dev.rondo.stream.Datagrams;
import dev.rondo.stream.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values at their extremes, and what does not exist in a simulation. */
class SimLimitsTest {
    private static final Duration ENDLESS = Duration.ofSeconds(Long.MAX_VALUE);

    // ---- Times

    @Test
    void latenciesOfCenturiesAreRefused() {
        Simulation.run(
                1,
                simulation -> {
                    Links links = simulation.links();
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> links.setLatency(Duration.ZERO, ENDLESS))
                            .withMessageContaining("<= 3650 days");
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> links.setLateness(ENDLESS))
                            .withMessageContaining("at most 3650 days");
                });
    }

    @Test
    void timeLimitMayBeEndless() {
        Simulation.run(
                SimulationOptions.defaults().withTimeLimit(ENDLESS), simulation -> sleep(1e9));
    }

    @Test
    void connectionThatLosesNearlyEverythingBreaksAtTcpsPatience() {
        Simulation.run(
                1,
                simulation -> {
                    Peers.server(simulation, Peers::echo);
                    ByteStream stream = Peers.connect(simulation);
                    simulation.links().setLoss(0.999_999);
                    stream.write(ByteBuffer.wrap(new byte[1]));
                    assertThatThrownBy(
                                    () -> timeout(1_000, () -> stream.read(ByteBuffer.allocate(1))))
                            .isInstanceOf(ConnectionResetException.class)
                            .hasMessageContaining("the peer does not answer");
                    stream.close();
                });
    }

    // ---- Seeds

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "1.5",
                "9999999999999999999",
                "choices:abc",
                "choices:1",
                "choices:=1",
                "choices:1=",
                "choices:1=1,",
                "choices:-1=1",
                "choices:1=-1",
                "choices:1=4000000000",
                "choices:2000000000=1",
                "choices:4000000000=1",
                "choices:0=1,0=2",
                "order:x"
            })
    void malformedSeedIsRefusedWithAHint(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Seed.parse(text))
                .withMessageStartingWith("Not a seed: " + text)
                .withMessageContaining("A seed is a number, or choices:");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
    void everyNumberIsASeed(long value) {
        Simulation.Body<RuntimeException> body =
                simulation -> simulation.log(simulation.random(1_000) + " drawn");
        assertThat(Simulation.eventLog(value, body)).isEqualTo(Simulation.eventLog(value, body));
        assertThat(Seed.parse(Seed.of(value).toString())).isEqualTo(Seed.of(value));
    }

    @Test
    void seedsGoOnPastTheLargestNumber() {
        Exploration.run(
                ExplorationOptions.defaults().withFirstSeed(Long.MAX_VALUE - 1).withSeeds(4),
                simulation -> sleep(1));
    }

    // ---- Addresses

    @Test
    void addressesThatNobodyHasNeedNoLookUp() {
        Simulation.run(
                1,
                simulation -> {
                    Network network = simulation.main().network();
                    assertThat(network.resolve("192.168.1.1", 80))
                            .containsExactly(new InetSocketAddress("192.168.1.1", 80));
                    assertThatThrownBy(() -> network.connect("192.168.1.1", 80))
                            .isInstanceOf(ConnectTimeoutException.class);
                });
    }

    private static void echoOnce(Datagrams end) {
        Datagram datagram = end.receive();
        end.send(datagram.data(), datagram.from());
        end.close();
    }

    private static DatagramOptions at(int port) {
        return DatagramOptions.defaults().withLocal(new InetSocketAddress(port));
    }

    @Test
    void connectedDatagramsHearThePeerThatWasNamed() {
        Simulation.run(
                1,
                simulation -> {
                    simulation.host("server", host -> echoOnce(host.network().datagrams(at(53))));
                    sleep(1);
                    InetSocketAddress peer = InetSocketAddress.createUnresolved("server", 53);
                    Network network = simulation.main().network();
                    try (Datagrams client =
                            network.datagrams(DatagramOptions.defaults().withPeer(peer))) {
                        client.send(ByteBuffer.wrap(new byte[] {7}));
                        assertThat(timeout(5, client::receive).bytes()).containsExactly(7);
                    }
                });
    }

    @Test
    void connectedDatagramsHearThePeerOnTheirOwnHost() {
        Simulation.run(
                1,
                simulation -> {
                    Network network = simulation.main().network();
                    Datagrams server = network.datagrams(at(53));
                    InetSocketAddress peer =
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 53);
                    try (Datagrams client =
                            network.datagrams(DatagramOptions.defaults().withPeer(peer))) {
                        client.send(ByteBuffer.wrap(new byte[] {7}));
                        echoOnce(server);
                        assertThat(timeout(5, client::receive).bytes()).containsExactly(7);
                    }
                });
    }

    @Test
    void datagramsGoToHostsOnly() {
        Simulation.run(
                1,
                simulation -> {
                    Network network = simulation.main().network();
                    try (Datagrams end = network.datagrams(DatagramOptions.defaults())) {
                        assertThatIllegalArgumentException()
                                .isThrownBy(() ->
                                        end.send(
                                                ByteBuffer.allocate(1),
                                                UnixDomainSocketAddress.of("socket")))
                                .withMessageContaining("Datagrams cannot be sent to socket");
                    }
                });
    }

    // ---- Threads

    @Test
    void awaitingAThreadIsNotSimulated() {
        CountDownLatch over = new CountDownLatch(1);
        CompletableFuture<Integer> answer =
                CompletableFuture.supplyAsync(() -> {
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return 1;
                });
        assertThatThrownBy(() -> Simulation.run(1, simulation -> await(answer)))
                .isInstanceOf(SimulationFailure.class)
                .hasCauseInstanceOf(NotSimulatedError.class)
                .hasMessageContaining("waits for other threads")
                .hasMessageContaining("SimLimitsTest");
        over.countDown();
        assertThat(answer.join()).isEqualTo(1);
    }

    @Test
    void aLockThatAnotherTaskHoldsIsNoRealIoWhereverItIsTaken() {
        try (EventLoop loop = EventLoop.create()) {
            assumeTrue(
                    loop.engine().equals("scheduled"),
                    "a lock of the JDK holds the loop of the other engine");
        }
        ReentrantLock lock = new ReentrantLock();
        URLStreamHandler handler =
                new URLStreamHandler() {
                    @Override
                    protected URLConnection openConnection(URL url) {
                        lock.lock(); // below a frame of java.net
                        lock.unlock();
                        throw new IllegalStateException("opened");
                    }
                };
        Simulation.run(
                1,
                simulation -> {
                    lock.lock();
                    Task<?> opening =
                            createTask(() -> URL.of(URI.create("x:y"), handler).openConnection());
                    sleep(1);
                    lock.unlock();
                    assertThatThrownBy(opening::await).hasMessage("opened");
                });
    }

    // ---- Time of day and names

    @Test
    void timeOfDayBeginsWhereItIsToldAndUuidsRepeat() {
        Instant start = Instant.parse("2030-01-01T00:00:00Z");
        Set<UUID> drawn = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            Simulation.run(
                    SimulationOptions.defaults().withSeed(5).withStart(start),
                    simulation -> {
                        assertThat(simulation.main().now()).isEqualTo(start);
                        sleep(60);
                        assertThat(simulation.main().now()).isEqualTo(start.plusSeconds(60));
                        UUID uuid = simulation.main().uuid();
                        assertThat(uuid.version()).isEqualTo(4);
                        assertThat(uuid.variant()).isEqualTo(2);
                        drawn.add(uuid);
                    });
        }
        assertThat(drawn).hasSize(1);
    }
}
