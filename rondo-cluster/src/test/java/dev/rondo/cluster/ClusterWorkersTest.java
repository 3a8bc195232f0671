package dev.rondo.cluster;

import static dev.rondo.Rondo.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import dev.rondo.workers.BrokenWorkerException;
import dev.rondo.workers.MapOptions;
import dev.rondo.workers.RemoteStack;
import dev.rondo.workers.UnserializableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** A cluster of three members on loopback, all in this process; the last tests end two of them. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterWorkersTest {
    private static final List<Integer> PORTS = freePorts(3);
    private static final ClusterOptions OPTIONS =
            ClusterOptions.defaults().withCallsPerMember(2).withoutLocal();

    private static HazelcastInstance one;
    private static HazelcastInstance two;
    private static ClusterWorkers workers;

    // What jobs of all members see, as they are in one process.
    private static final CountDownLatch INTERRUPTED = new CountDownLatch(1);
    private static volatile CountDownLatch begun = new CountDownLatch(1);
    private static final Map<Integer, AtomicInteger> RUNS = new ConcurrentHashMap<>();

    @BeforeAll
    static void start() {
        one = Hazelcast.newHazelcastInstance(config(0));
        two = Hazelcast.newHazelcastInstance(config(1));
        workers = run(() -> ClusterWorkers.join(config(2), OPTIONS));
    }

    @AfterAll
    static void end() {
        run(workers::close);
        one.getLifecycleService().terminate();
        two.getLifecycleService().terminate();
        assertThat(Hazelcast.getAllHazelcastInstances()).isEmpty();
    }

    private static List<Integer> freePorts(int count) {
        List<Integer> ports = new ArrayList<>();
        List<ServerSocket> open = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                open.add(socket);
                ports.add(socket.getLocalPort());
            }
            for (ServerSocket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return ports;
    }

    private static Config config(int member) {
        Config config = new Config();
        config.setClusterName("rondo-test-" + ProcessHandle.current().pid());
        config.setProperty("hazelcast.logging.type", "none");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.getMetricsConfig().setEnabled(false);
        var network = config.getNetworkConfig();
        network.setPort(PORTS.get(member)).setPortAutoIncrement(false);
        network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        var join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true);
        PORTS.forEach(port -> join.getTcpIpConfig().addMember("127.0.0.1:" + port));
        return config;
    }

    static String place() {
        return Thread.currentThread().getName();
    }

    @Test
    @Order(1)
    void callsRunAtMembersAndFailuresComeWithTheirType() {
        run(() -> {
            assertThat(workers.call(() -> 6 * 7)).isEqualTo(42);
            assertThat(workers.parallelism()).isEqualTo(4);
            assertThatThrownBy(() ->
                            workers.call(() -> {
                                throw new FileNotFoundException("gone");
                            }))
                    .isInstanceOf(FileNotFoundException.class)
                    .rootCause()
                    .isInstanceOf(RemoteStack.class)
                    .hasMessageContaining("in member 127.0.0.1:");
            Thread local = new Thread();
            assertThatThrownBy(() -> workers.call(() -> local.getName()))
                    .isInstanceOf(UnserializableException.class);
        });
    }

    @Test
    @Order(2)
    void codeRunsAtTheOwnerOfAKeyAndAtAll() throws Exception {
        Map<String, CompletableFuture<String>> all = workers.startOnAll(() -> place());
        assertThat(all.keySet())
                .containsExactlyInAnyOrder(
                        "127.0.0.1:" + PORTS.get(0), "127.0.0.1:" + PORTS.get(1));
        for (CompletableFuture<String> each : all.values()) {
            assertThat(each.get()).contains("cached");
        }
        workers.instance().getMap("some").put("key", "value"); // now keys have owners
        while (!workers.instance().getPartitionService().isClusterSafe()) {
            LockSupport.parkNanos(10_000_000); // keys move while members join
        }
        String key = ownedBy(two);
        String there = workers.startAtOwner(key, () -> place()).get();
        assertThat(there).contains(two.getName());
    }

    private static String ownedBy(HazelcastInstance member) {
        return IntStream.range(0, 10_000)
                .mapToObj(i -> "key" + i)
                .filter(key ->
                        workers.instance()
                                .getPartitionService()
                                .getPartition(key)
                                .getOwner()
                                .getUuid()
                                .equals(member.getCluster().getLocalMember().getUuid()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Order(3)
    void mapIsOrderedAndBounded() {
        AtomicInteger taken = new AtomicInteger();
        Iterable<Integer> items =
                () -> IntStream.range(0, 40).peek(i -> taken.incrementAndGet()).iterator();
        run(() -> {
            var results = workers.map(items, MapOptions.defaults().withBuffer(4), n -> n * 10);
            assertThat(results.next()).isEqualTo(0);
            assertThat(taken.get()).isLessThanOrEqualTo(6);
            assertThat(results.toList()).hasSize(39).last().isEqualTo(390);
        });
    }

    static void sleepUntilInterrupted() {
        begun.countDown();
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            INTERRUPTED.countDown();
        }
    }

    @Test
    @Order(4)
    void cancelReachesTheRemoteJob() throws Exception {
        begun = new CountDownLatch(1);
        CompletableFuture<Void> call =
                workers.start(() -> {
                    sleepUntilInterrupted();
                    return null;
                });
        begun.await();
        call.cancel(true);

        INTERRUPTED.await(); // else the test's time is over
        assertThatThrownBy(call::get).isInstanceOf(CancellationException.class);
        assertThat(workers.start(() -> 1).get()).isOne();
    }

    static int countedRun(int item) throws InterruptedException {
        RUNS.computeIfAbsent(item, i -> new AtomicInteger()).incrementAndGet();
        begun.countDown();
        Thread.sleep(20);
        return item;
    }

    @Test
    @Order(5)
    void aMemberThatLeavesFailsItsCallsAndAMapWithRetriesEnds() throws Exception {
        begun = new CountDownLatch(4);
        Thread killer =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                begun.await();
                            } catch (InterruptedException e) {
                                return;
                            }
                            two.getLifecycleService().terminate();
                        });
        List<Integer> results =
                run(() ->
                        workers.map(
                                        IntStream.range(0, 60).boxed().toList(),
                                        MapOptions.defaults().withRetries(1),
                                        n -> countedRun(n))
                                .toList());
        killer.join();

        assertThat(results).isEqualTo(IntStream.range(0, 60).boxed().toList());
        assertThat(RUNS.values()).allSatisfy(runs -> assertThat(runs.get()).isBetween(1, 2));
        assertThat(workers.snapshot().workers()).hasSize(1);
    }

    @Test
    @Order(6)
    void whenTheLastLeavesWhatRunsIsBrokenAndNothingIsTaken() throws Exception {
        begun = new CountDownLatch(2);
        List<CompletableFuture<Void>> calls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            calls.add(
                    workers.start(() -> {
                        sleepUntilInterrupted();
                        return null;
                    }));
        }
        begun.await();
        one.getLifecycleService().terminate();

        for (CompletableFuture<Void> call : calls) {
            assertThatThrownBy(call::get)
                    .hasCauseInstanceOf(BrokenWorkerException.class)
                    .hasMessageContaining("left the cluster");
        }
        assertThatThrownBy(() -> workers.start(() -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no member");
        assertThat(workers.snapshot().waiting()).isZero();
    }
}
