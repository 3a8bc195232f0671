// Counts primes on two Hazelcast members that it starts itself, each a process on loopback, and
// kills
// one in the middle. The job still ends: what was at the dead member is given to the other. Prints
// how far it is, the count, and how many ranges were given again. Takes some seconds to start.
import static dev.rondo.Rondo.*;

import com.hazelcast.config.Config;
import dev.rondo.cluster.ClusterOptions;
import dev.rondo.cluster.ClusterWorkers;
import dev.rondo.workers.Channel;
import dev.rondo.workers.MapOptions;
import dev.rondo.workers.MapProgress;
import dev.rondo.workers.WorkerOptions;
import dev.rondo.workers.WorkerProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.LongStream;

static final long STEP = 50_000;

record Range(long from, long to) implements Serializable {}

static long primesIn(Range range) {
    return LongStream.range(range.from(), range.to())
            .filter(n -> n > 1)
            .filter(n ->
                    LongStream.iterate(2, d -> d * d <= n, d -> d + 1).allMatch(d -> n % d != 0))
            .count();
}

/** Members that know each other's ports, and say little. */
static Config member(int port, List<Integer> ports) {
    System.setProperty("hazelcast.logging.type", "none");
    Config config = new Config();
    config.setClusterName("primes-" + ports.getFirst());
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.wait.seconds.before.join", "0");
    config.setProperty("hazelcast.socket.bind.any", "false");
    var network = config.getNetworkConfig();
    network.setPort(port).setPortAutoIncrement(false);
    network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    var join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true);
    ports.forEach(each -> join.getTcpIpConfig().addMember("127.0.0.1:" + each));
    return config;
}

static void serve(int port, List<Integer> ports, Channel<Integer> ready) throws Exception {
    ClusterWorkers.join(member(port, ports));
    ready.send(port);
    Thread.currentThread().join(); // until it is killed, or its parent ends
}

static List<Integer> freePorts(int count) throws IOException {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ports.add(socket.getLocalPort());
        }
    }
    return ports;
}

/** A bar on a terminal, a line for each tenth elsewhere. */
static void show(MapProgress progress) {
    long total = progress.total().orElse(1);
    long percent = 100 * progress.done() / total;
    if (System.console() != null && System.console().isTerminal()) {
        String bar = "#".repeat((int) (percent / 4)) + ".".repeat(25 - (int) (percent / 4));
        IO.print("\r[" + bar + "] " + percent + " %" + (percent == 100 ? "\n" : ""));
    } else if (percent / 10 > 100 * (progress.done() - 1) / total / 10) {
        IO.println(percent + " %");
    }
}

void main(String[] args) throws Exception {
    long below = args.length == 0 ? 4_000_000 : Long.parseLong(args[0]);
    List<Range> ranges =
            LongStream.iterate(0, from -> from < below, from -> from + STEP)
                    .mapToObj(from -> new Range(from, Math.min(below, from + STEP)))
                    .toList();
    List<Integer> ports = freePorts(3);
    WorkerOptions quiet =
            WorkerOptions.defaults().withJvmArguments("--sun-misc-unsafe-memory-access=allow");
    run(() -> {
        try (Channel<Integer> ready = Channel.create(2);
                var one =
                        WorkerProcess.start(
                                "one", true, quiet, () -> serve(ports.get(0), ports, ready));
                var two =
                        WorkerProcess.start(
                                "two", true, quiet, () -> serve(ports.get(1), ports, ready))) {
            IO.println("members at ports " + ready.receive() + " and " + ready.receive());
            ClusterOptions others = ClusterOptions.defaults().withoutLocal();
            try (ClusterWorkers workers =
                    ClusterWorkers.join(member(ports.get(2), ports), others)) {
                int[] again = {0};
                MapOptions options =
                        MapOptions.defaults()
                                .withRetries(1)
                                .withProgress(progress -> {
                                    show(progress);
                                    again[0] = progress.retried();
                                });
                long count = 0;
                int taken = 0;
                for (long each : workers.map(ranges, options, range -> primesIn(range))) {
                    count += each;
                    if (++taken == ranges.size() / 2) {
                        IO.println("killing a member");
                        two.kill();
                    }
                }
                IO.println("%d primes below %d".formatted(count, below));
                IO.println("%d ranges of %d were given again".formatted(again[0], ranges.size()));
            }
        }
    });
}
