package dev.rondo.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.test.Finding;
import dev.rondo.test.InLoop;
import dev.rondo.test.MemoryNetwork;
import dev.rondo.test.TestLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who gets a connection, when, and what is left when somebody gives up. */
@InLoop
class ConnectionPoolTest {
    private final MemoryNetwork network;
    private final ClientOptions options;
    private int atOnce;
    private int mostAtOnce;

    ConnectionPoolTest(MemoryNetwork network) {
        this.network = network;
        network.addHost("a");
        network.addHost("b");
        this.options = ClientOptions.defaults().withNetwork(network);
    }

    private ClientOptions limited(int connections, int perHost) {
        return options.withLimits(
                PoolLimits.defaults().withConnections(connections).withPerHost(perHost));
    }

    /** Answers each request after a second, and counts. */
    private void slowly(Peer peer) {
        while (!peer.atEnd()) {
            peer.head();
            mostAtOnce = Math.max(mostAtOnce, ++atOnce);
            Rondo.sleep(1);
            atOnce--;
            peer.ok("ok");
        }
    }

    private static List<Task<?>> start(int count, IntConsumer body) {
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            tasks.add(Rondo.createTask(() -> body.accept(number)));
        }
        return tasks;
    }

    @Test
    void cb054TasksAreServedInTheirOrder() {
        List<Integer> order = new ArrayList<>();
        try (var server = new ScriptedServer(network, 80, this::slowly);
                var http = new Client(limited(1, 0))) {
            Rondo.awaitAll(
                    start(
                            100,
                            i -> {
                                http.get("http://a/" + i).text();
                                order.add(i);
                            }));
            assertThat(order).isEqualTo(IntStream.range(0, 100).boxed().toList());
            assertThat(server.connections()).isEqualTo(1);
            assertThat(mostAtOnce).isEqualTo(1);
        }
    }

    @Test
    void aLimitHoldsAHost() {
        try (var server = new ScriptedServer(network, 80, this::slowly);
                var other = new ScriptedServer(network, 81, this::slowly);
                var http = new Client(limited(10, 2))) {
            Rondo.awaitAll(start(8, i -> http.get("http://a:" + (80 + i % 2) + "/").text()));
            assertThat(server.connections()).isEqualTo(2);
            assertThat(other.connections()).isEqualTo(2);
            assertThat(mostAtOnce).isEqualTo(4);
            assertThat(Rondo.runningLoop().time()).isEqualTo(Duration.ofSeconds(2));
        }
    }

    @Test
    void whoWaitsForAFullHostHoldsNobodyElseUp() {
        List<String> order = new ArrayList<>();
        try (var _ = new ScriptedServer(network, 80, this::slowly);
                var _ = new ScriptedServer(network, 81, this::slowly);
                var http = new Client(limited(2, 1))) {
            List<String> urls = List.of("http://a/1", "http://a/2", "http://a/3", "http://b:81/4");
            Rondo.awaitAll(
                    start(
                            4,
                            i -> {
                                http.get(urls.get(i)).text();
                                order.add(urls.get(i).substring(urls.get(i).length() - 1));
                            }));
            assertThat(order).containsExactly("1", "4", "2", "3");
        }
    }

    @Test
    void anIdleConnectionMakesRoomForAnotherHost() {
        try (var server = new ScriptedServer(network, 80, this::slowly);
                var other = new ScriptedServer(network, 81, this::slowly);
                var http = new Client(limited(1, 0))) {
            http.get("http://a/").text();
            http.get("http://a:81/").text();
            http.get("http://a/").text();
            assertThat(server.connections()).isEqualTo(2);
            assertThat(other.connections()).isEqualTo(1);
            assertThat(http.snapshot().idle()).isEqualTo(1);
        }
    }

    @Test
    void aPlaceGoesToTheHostThatHasWaitedLongest() {
        List<Integer> order = new ArrayList<>();
        try (var _ = new ScriptedServer(network, 80, this::slowly);
                var _ = new ScriptedServer(network, 81, this::slowly);
                var http = new Client(limited(1, 0))) {
            Rondo.awaitAll(
                    start(
                            10,
                            i -> {
                                http.get("http://a:" + (80 + i % 2) + "/").text();
                                order.add(i);
                            }));
            assertThat(order).isEqualTo(IntStream.range(0, 10).boxed().toList());
        }
    }

    @Test
    void theOneThatWasUsedLastIsUsedNext() {
        try (var server = new ScriptedServer(network, 80, this::slowly);
                var http = new Client(options)) {
            Rondo.awaitAll(start(3, _ -> http.get("http://a/").text()));
            assertThat(server.connections()).isEqualTo(3);
            assertThat(http.snapshot().idle()).isEqualTo(3);
            for (int i = 0; i < 20; i++) {
                http.get("http://a/").text(); // the other two are over after 15 s
            }
            assertThat(http.snapshot().idle()).isEqualTo(1);
            assertThat(server.connections()).isEqualTo(3);
        }
    }

    @Test
    void idleConnectionsEndAndThenNothingTicks() {
        try (var _ = new ScriptedServer(network, 80, this::slowly);
                var http = new Client(options)) {
            http.get("http://a/").text();
            Rondo.sleep(14);
            assertThat(http.snapshot().idle()).isEqualTo(1);
            Rondo.sleep(2.5);
            assertThat(http.snapshot().idle()).isZero();
            assertThat(http.snapshot().hosts()).isEmpty();
            assertThat(Rondo.runningLoop().timers()).isEmpty();
        }
    }

    @Test
    void withoutKeepAliveEachRequestConnects() {
        try (var server = new ScriptedServer(network, 80, this::slowly);
                var http =
                        new Client(
                                options.withLimits(
                                        PoolLimits.defaults().withKeepAlive(Duration.ZERO)))) {
            http.get("http://a/").text();
            http.get("http://a/").text();
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void aConnectionThatIsTooOldIsNotUsedAgain() {
        PoolLimits limits = PoolLimits.defaults().withLifetime(Duration.ofSeconds(4));
        try (var server = new ScriptedServer(network, 80, this::slowly);
                var http = new Client(options.withLimits(limits))) {
            for (int i = 0; i < 8; i++) {
                http.get("http://a/").text();
            }
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void clientsShareAPool() {
        try (var server = new ScriptedServer(network, 80, this::slowly);
                var pool = new ConnectionPool(PoolLimits.defaults().withConnections(1))) {
            ClientOptions sharing = options.withPool(pool);
            try (var one = new Client(sharing);
                    var two = new Client(sharing.withHeader("X", "2"))) {
                one.get("http://a/").text();
                two.get("http://a/").text();
            }
            assertThat(server.connections()).isEqualTo(1);
            assertThat(pool.snapshot().idle()).isEqualTo(1);
            assertThat(pool.isClosed()).isFalse();
        }
    }

    @Test
    void whoGivesUpInLineHoldsNobodyUp() {
        try (var _ = new ScriptedServer(network, 80, this::slowly);
                var http = new Client(limited(1, 0))) {
            List<Integer> served = new ArrayList<>();
            List<Task<?>> tasks =
                    start(
                            6,
                            i -> {
                                http.get("http://a/").text();
                                served.add(i);
                            });
            Rondo.sleep(0.5);
            tasks.get(1).cancel("no longer");
            tasks.get(3).cancel("no longer");
            Rondo.waitAll(tasks);
            assertThat(served).containsExactly(0, 2, 4, 5);
            assertThat(http.snapshot().waiting()).isZero();
        }
    }

    @Test
    void aConnectionThatCannotBeMadeLetsTheNextTry() {
        try (var http = new Client(limited(1, 0))) {
            List<Throwable> failures = new ArrayList<>();
            Rondo.awaitAll(
                    start(
                            5,
                            _ -> {
                                try {
                                    http.get("http://a:9/").text();
                                } catch (ClientConnectException e) {
                                    failures.add(e);
                                }
                            }));
            assertThat(failures).hasSize(5);
            assertThat(http.snapshot().hosts()).isEmpty();
        }
    }

    // ---- Cancelled at each step

    static Stream<Integer> steps() {
        return IntStream.range(0, 40).boxed();
    }

    /** Whatever moment a request is cancelled at, the others go on and nothing is left. */
    @ParameterizedTest
    @MethodSource("steps")
    void aCancellationAtAnyStepLeaksNothing(int steps) {
        Peer.Script script =
                peer -> {
                    while (!peer.atEnd()) {
                        peer.head();
                        Rondo.sleep(0);
                        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe");
                        Rondo.sleep(0);
                        peer.send("llo");
                    }
                };
        try (var _ = new ScriptedServer(network, 80, script);
                var http = new Client(limited(1, 0))) {
            List<String> answers = new ArrayList<>();
            List<Task<?>> tasks = start(3, _ -> answers.add(http.get("http://a/").text()));
            for (int i = 0; i < steps; i++) {
                Rondo.sleep(0);
            }
            Task<?> victim = tasks.get(steps % 3);
            boolean cancelled = victim.cancel("now");
            Rondo.waitAll(tasks);
            assertThat(answers.size()).isBetween(cancelled ? 2 : 3, 3);
            assertThat(http.snapshot().inUse() + http.snapshot().connecting()).isZero();
            assertThat(http.snapshot().waiting()).isZero();
            assertThat(http.get("http://a/").text()).isEqualTo("hello");
        }
    }

    // ---- What is forgotten

    @InLoop(allow = Finding.UNHANDLED_EXCEPTIONS)
    @Test
    void aForgottenAnswerIsReportedAndItsConnectionClosed(TestLoop loop) {
        try (var _ =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    peer.answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi");
                                    peer.rest();
                                });
                var http = new Client(options)) {
            forget(http);
            for (int i = 0; i < 50 && loop.reports().isEmpty(); i++) {
                System.gc();
                Rondo.sleep(1);
            }
            assertThat(loop.reports())
                    .singleElement()
                    .satisfies(
                            report ->
                                    assertThat(report.message())
                                            .contains("unclosed", "response", "http://a/"));
            assertThat(http.snapshot().inUse()).isZero();
        }
    }

    private static void forget(Client http) {
        http.get("http://a/").send();
    }

    @Test
    void anAnswerIsHeldByItsBody() {
        try (var _ =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    peer.answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe");
                                    Rondo.sleep(10);
                                    peer.send("llo");
                                });
                var http = new Client(options)) {
            var body = http.get("http://a/").send().body();
            for (int i = 0; i < 5; i++) {
                System.gc();
                Rondo.sleep(1);
            }
            assertThat(body.text()).isEqualTo("hello");
        }
    }

    @Test
    void aClosedAnswerCannotBeRead() {
        try (var _ =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    peer.answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi");
                                    peer.rest();
                                });
                var http = new Client(options)) {
            var response = http.get("http://a/").send();
            response.close();
            response.close();
            assertThatThrownBy(response::text)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed before");
            assertThat(http.snapshot().inUse()).isZero();
        }
    }
}
