package dev.rondo.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.http.client.ClientTimeoutException.Limit;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.DatagramOptions;
import dev.rondo.stream.Datagrams;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.Network;
import dev.rondo.test.InLoop;
import dev.rondo.test.MemoryNetwork;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each limit ends what it is for, in time, and leaves nothing. */
@InLoop
class TimeoutsTest {
    private final MemoryNetwork network;
    private final ClientOptions options;

    TimeoutsTest(MemoryNetwork network) {
        this.network = network;
        network.addHost("a");
        this.options = ClientOptions.defaults().withNetwork(network);
    }

    /** A network on which connecting takes for ever. */
    private record Stuck(Network network) implements Network {
        @Override
        public ByteStream connect(SocketAddress address, ConnectOptions options) {
            Rondo.sleep(1_000_000);
            return network.connect(address, options);
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

    private static double seconds() {
        return Rondo.runningLoop().time().toMillis() / 1000.0;
    }

    private static ClientTimeoutException late(Runnable code) {
        return catchThrowableOfType(ClientTimeoutException.class, code::run);
    }

    @ParameterizedTest
    @CsvSource({"0.25, 0.25", "4.5, 4.5", "5, 6.0", "60, 61.0"})
    void theTotalLimitIsKeptToTheSecond(double limit, double atMost) {
        try (var _ = new ScriptedServer(network, 80, Peer::rest);
                var http = new Client(options)) {
            var failure = late(() -> http.get("http://a/").timeout(limit).text());
            assertThat(failure.limit()).isEqualTo(Limit.TOTAL);
            assertThat(failure.phase()).isEqualTo(RequestPhase.HEAD);
            assertThat(seconds()).isBetween(limit, atMost);
            assertThat(http.snapshot().inUse()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"0.25, 0.25", "5, 6.0"})
    void itHoldsForTheBodyToo(double limit, double atMost) {
        try (var _ =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    peer.answer(
                                            "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                                    while (true) {
                                        peer.send("x");
                                        Rondo.sleep(0.1);
                                    }
                                });
                var http = new Client(options)) {
            var failure = late(() -> http.get("http://a/").timeout(limit).text());
            assertThat(failure.limit()).isEqualTo(Limit.TOTAL);
            assertThat(failure.phase()).isEqualTo(RequestPhase.BODY);
            assertThat(failure).hasMessageContaining("longer than");
            assertThat(seconds()).isBetween(limit, atMost);
            assertThat(http.snapshot().inUse()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0.5", "7, 8.0"})
    void theReadLimitBeginsAnewWithEachWait(double limit, double atMost) {
        try (var _ =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    peer.answer("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n");
                                    for (int i = 0; i < 10; i++) {
                                        Rondo.sleep(limit * 0.8);
                                        peer.send("x");
                                    }
                                    peer.rest();
                                });
                var http = new Client(options)) {
            Timeouts limits =
                    Timeouts.none().withRead(Duration.ofMillis((long) (limit * 1000)));
            var failure = late(() -> http.get("http://a/").timeouts(limits).text());
            assertThat(failure.limit()).isEqualTo(Limit.READ);
            assertThat(seconds()).isBetween(limit * 9, limit * 8 + atMost);
        }
    }

    @Test
    void cb056ConnectingHasALimitOfItsOwn() {
        try (var http = new Client(options.withNetwork(new Stuck(network)))) {
            var failure = late(() -> http.get("http://a/").text());
            assertThat(failure.limit()).isEqualTo(Limit.SOCKET_CONNECT);
            assertThat(failure.phase()).isEqualTo(RequestPhase.CONNECT);
            assertThat(failure.bytesSent()).isZero();
            assertThat(seconds()).isEqualTo(30);
            assertThat(http.snapshot().connecting()).isZero();
        }
    }

    @Test
    void theTotalLimitEndsAConnectToo() {
        try (var http = new Client(options.withNetwork(new Stuck(network)))) {
            assertThat(late(() -> http.get("http://a/").timeout(2).text()).limit())
                    .isEqualTo(Limit.TOTAL);
            assertThat(seconds()).isEqualTo(2);
        }
    }

    @Test
    void theConnectLimitHoldsInLine() {
        Timeouts limits = Timeouts.defaults().withConnect(Duration.ofSeconds(3));
        try (var _ = new ScriptedServer(network, 80, Peer::rest);
                var http =
                        new Client(
                                options.withTimeouts(limits)
                                        .withLimits(PoolLimits.defaults().withConnections(1)))) {
            Task<?> first = Rondo.createTask(() -> http.get("http://a/").text());
            Rondo.sleep(0);
            var failure = late(() -> http.get("http://a/").text());
            assertThat(failure.limit()).isEqualTo(Limit.CONNECT);
            assertThat(failure.phase()).isEqualTo(RequestPhase.QUEUE);
            assertThat(seconds()).isEqualTo(3);
            assertThat(http.snapshot().waiting()).isZero();
            first.cancel("enough");
            Rondo.waitAll(List.of(first));
        }
    }

    @Test
    void cb032ACancelledConnectLeavesNothing() {
        try (var _ = new ScriptedServer(network, 80, peer -> peer.serve("ok"));
                var http =
                        new Client(
                                options.withNetwork(new Stuck(network))
                                        .withLimits(PoolLimits.defaults().withConnections(1)))) {
            Task<?> first = Rondo.createTask(() -> http.get("http://a/").text());
            Task<?> second = Rondo.createTask(() -> http.get("http://a/").text());
            Rondo.sleep(1);
            assertThat(http.snapshot().connecting()).isEqualTo(1);
            assertThat(http.snapshot().waiting()).isEqualTo(1);
            first.cancel("enough");
            Rondo.sleep(1);
            assertThat(http.snapshot().connecting()).isEqualTo(1); // the next one's turn
            assertThat(http.snapshot().waiting()).isZero();
            second.cancel("enough");
            Rondo.waitAll(List.of(first, second));
            assertThat(http.snapshot().hosts()).isEmpty();
        }
    }

    @Test
    void anUploadThatNobodyTakesEnds() {
        try (var _ = new ScriptedServer(network, 80, peer -> Rondo.sleep(1000));
                var http = new Client(options)) {
            var failure =
                    late(() -> http.post("http://a/").body(new byte[5 << 20]).timeout(8).text());
            assertThat(failure.phase()).isEqualTo(RequestPhase.SEND);
            assertThat(failure.bytesSent()).isBetween(1L, 5L << 20);
        }
    }

    @Test
    void aSourceThatNeverGoesOnEnds() {
        try (var _ = new ScriptedServer(network, 80, Peer::rest);
                var http = new Client(options)) {
            ClientRequest request =
                    http.post("http://a/").stream(_ -> Rondo.sleep(1000)).timeout(8);
            assertThat(late(request::text).limit()).isEqualTo(Limit.TOTAL);
            assertThat(seconds()).isEqualTo(8);
            assertThat(http.snapshot().inUse()).isZero();
        }
    }

    @Test
    void aTimeoutAroundARequestIsItsOwn() {
        try (var _ = new ScriptedServer(network, 80, Peer::rest);
                var http = new Client(options)) {
            assertThatThrownBy(() -> Rondo.timeout(1, () -> http.get("http://a/").text()))
                    .isInstanceOf(dev.rondo.TimeoutException.class);
            assertThat(http.snapshot().inUse()).isZero();
        }
    }

    @Test
    void anAnswerThatIsHeldTooLongIsLate() {
        try (var _ =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    peer.answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi");
                                    peer.rest();
                                });
                var http = new Client(options);
                var response = http.get("http://a/").timeout(10).send()) {
            Rondo.sleep(12);
            assertThat(http.snapshot().inUse()).isZero();
            assertThat(late(response::text).limit()).isEqualTo(Limit.TOTAL);
        }
    }
}
