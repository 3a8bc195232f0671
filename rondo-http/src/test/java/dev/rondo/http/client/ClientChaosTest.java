package dev.rondo.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.http.Payload;
import dev.rondo.sim.Seed;
import dev.rondo.sim.Simulation;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.DatagramOptions;
import dev.rondo.stream.Datagrams;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.Network;
import dev.rondo.test.Faults;
import dev.rondo.test.FaultyStream;
import dev.rondo.test.InLoop;
import dev.rondo.test.MemoryNetwork;
import dev.rondo.test.SimulationTest;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the network does, an answer is right or a failure, and nothing is left behind. */
class ClientChaosTest {
    private static final int REQUESTS = 40;

    /** A network whose connections have faults. */
    private record Faulty(Network network, Seed seed, Faults.Odds odds, int[] connections)
            implements Network {
        @Override
        public ByteStream connect(SocketAddress address, ConnectOptions options) {
            Seed own = Seed.of(seed.value() * 1_000 + connections[0]++);
            return new FaultyStream(network.connect(address, options), Faults.seeded(own, odds));
        }

        @Override
        public Listener listen(SocketAddress address, ListenOptions options) {
            return network.listen(address, options);
        }

        @Override
        public Datagrams datagrams(DatagramOptions options) {
            return network.datagrams(options);
        }

        @Override
        public List<InetSocketAddress> resolve(String host, int port) {
            return network.resolve(host, port);
        }
    }

    /** Answers each request with its path and the length of its body, in one of several ways. */
    private static void answer(Peer peer) {
        while (!peer.atEnd()) {
            String head = peer.head();
            int at = head.indexOf("Content-Length: ");
            int length =
                    at < 0
                            ? 0
                            : Integer.parseInt(head.substring(at + 16, head.indexOf("\r\n", at)));
            if (head.contains("/early")) {
                peer.send("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 5\r\n\r\nearly");
                peer.rest();
                return;
            }
            if (head.contains("Expect")) {
                peer.send("HTTP/1.1 100 Continue\r\n\r\n");
            }
            peer.body(length);
            String body = expected(head.substring(head.indexOf(' ') + 1), length);
            if (head.contains("/chunked")) {
                peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                for (int i = 0; i < body.length(); i += 1_000) {
                    String piece = body.substring(i, Math.min(body.length(), i + 1_000));
                    peer.send(Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n");
                }
                peer.send("0\r\n\r\n");
            } else {
                peer.ok(body);
            }
        }
    }

    private static String expected(String head, int length) {
        String path = head.substring(0, head.indexOf(' '));
        return (path + " " + length + "\n").repeat(1 + path.length() * 20);
    }

    private static String url(SplittableRandom random, int number) {
        return "http://a/"
                + (random.nextInt(3) == 0 ? "chunked" : random.nextInt(9) == 0 ? "early" : "x")
                + number;
    }

    private static void request(
            Client http, SplittableRandom random, int number, boolean breaks) {
        String url = url(random, number);
        int length = random.nextInt(3) == 0 ? random.nextInt(200_000) : 0;
        ClientRequest request = http.request(random.nextBoolean() ? "PUT" : "POST", url).timeout(60);
        if (length > 0 && random.nextBoolean()) {
            request.payload(
                    new Payload.Stream(
                            length,
                            true,
                            out -> {
                                for (int left = length; left > 0; left -= 5_000) {
                                    out.write(new byte[Math.min(left, 5_000)]);
                                }
                            }));
        } else {
            request.body(new byte[length]);
        }
        request.expectContinue(random.nextInt(4) == 0);
        try (var response = request.send()) {
            String path = url.substring("http://a".length());
            String body = random.nextInt(5) == 0 ? "" : response.text();
            if (!body.isEmpty()) {
                assertThat(body)
                        .isEqualTo(
                                response.status() == 413
                                        ? "early"
                                        : expected(path + " ", length));
            }
        } catch (ServerDisconnectedException | PayloadException e) {
            if (!breaks) {
                throw e;
            }
        }
    }

    private static void run(Client http, SplittableRandom random, boolean breaks) {
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            int number = i;
            SplittableRandom own = random.split();
            tasks.add(Rondo.createTask(() -> request(http, own, number, breaks)));
            if (random.nextInt(4) == 0) {
                Rondo.sleep(random.nextInt(50) / 1000.0);
                tasks.get(random.nextInt(tasks.size())).cancel("no longer wanted");
            }
        }
        Rondo.waitAll(tasks);
        for (Task<?> task : tasks) {
            if (!task.cancelled()) {
                task.await();
            }
        }
        PoolSnapshot left = http.snapshot();
        assertThat(left.inUse() + left.connecting() + left.waiting()).isZero();
        assertThat(left.idle()).isLessThanOrEqualTo(4);
    }

    static LongStream seeds() {
        return LongStream.range(0, 30);
    }

    @InLoop(deadlineSeconds = 60)
    @ParameterizedTest
    @MethodSource("seeds")
    void faultsNeverMakeAWrongAnswer(long seed, MemoryNetwork network) {
        network.addHost("a");
        Faults.Odds odds =
                seed % 2 == 0
                        ? Faults.Odds.harmless()
                        : Faults.Odds.harmless().withResets(0.02);
        ClientOptions options =
                ClientOptions.defaults()
                        .withNetwork(new Faulty(network, Seed.of(seed), odds, new int[1]))
                        .withLimits(PoolLimits.defaults().withConnections(4));
        try (var _ = new ScriptedServer(network, 80, ClientChaosTest::answer);
                var http = new Client(options)) {
            run(http, new SplittableRandom(seed), odds.resets() > 0);
        }
        assertThat(network.open()).isEmpty();
    }

    @SimulationTest(seeds = 30)
    void aNetworkThatLosesAndDelaysNeverMakesAWrongAnswer(Simulation simulation) {
        simulation.links().setLoss(0.05);
        simulation.host(
                "a",
                host -> {
                    try (var _ = new ScriptedServer(host.network(), 80, ClientChaosTest::answer)) {
                        Rondo.sleep(Duration.ofHours(1));
                    }
                });
        Rondo.sleep(1);
        ClientOptions options =
                ClientOptions.defaults()
                        .withNetwork(simulation.main().network())
                        .withLimits(PoolLimits.defaults().withConnections(4));
        try (var http = new Client(options)) {
            run(http, new SplittableRandom(simulation.random(1_000_000)), false);
        }
    }
}
