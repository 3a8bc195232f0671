package dev.rondo.test;

import static dev.rondo.Rondo.createTask;

import dev.rondo.EventLoop;
import dev.rondo.LoopOptions;
import dev.rondo.Poller;
import dev.rondo.Rondo;
import dev.rondo.RunnerOptions;
import dev.rondo.Task;
import dev.rondo.net.Net;
import dev.rondo.net.Pollers;
import dev.rondo.net.SystemNetwork;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.MemoryStream;
import dev.rondo.stream.Tls;
import dev.rondo.stream.TlsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Core's streams: on sockets of all kinds with each poller, and TLS over them and over memory. */
@ParameterizedClass
@MethodSource("ways")
class SystemStreamConformanceTest extends ByteStreamConformance {
    // Made here, since the tests' tasks must not wait in a class initialiser.
    private static final TlsOptions CLIENT = SelfSigned.client();
    private static final TlsOptions SERVER = SelfSigned.server();
    private static final Optional<String> NO_RINGS = noRings();

    private record Ends(ByteStream near, ByteStream far) {}

    private interface Connecting {
        Ends connect() throws IOException;
    }

    /** A kind of connection and the poller that it is tested with. */
    record Way(String name, Supplier<Poller> poller, Connecting connecting, boolean holdsMuch) {
        Way(String name, Supplier<Poller> poller, Connecting connecting) {
            this(name, poller, connecting, true);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @Parameter private Way way;

    static Stream<Way> ways() {
        return Stream.of(
                new Way("TCP on NIO", Pollers::nio, () -> connect(tcp())),
                new Way("TCP on epoll", Pollers::epoll, () -> connect(tcp())),
                new Way(
                        "TCP on io_uring",
                        SystemStreamConformanceTest::uring,
                        () -> connect(tcp())),
                new Way("Unix on NIO", Pollers::nio, SystemStreamConformanceTest::unix),
                new Way("Unix on epoll", Pollers::epoll, SystemStreamConformanceTest::unix),
                new Way(
                        "Unix on io_uring",
                        SystemStreamConformanceTest::uring,
                        SystemStreamConformanceTest::unix),
                new Way("adopted on NIO", Pollers::nio, SystemStreamConformanceTest::adopted),
                new Way("adopted on epoll", Pollers::epoll, SystemStreamConformanceTest::adopted),
                new Way("TLS on TCP on NIO", Pollers::nio, () -> secure(connect(tcp()))),
                new Way("TLS on TCP on epoll", Pollers::epoll, () -> secure(connect(tcp()))),
                new Way(
                        "TLS on TCP on io_uring",
                        SystemStreamConformanceTest::uring,
                        () -> secure(connect(tcp()))),
                new Way("TLS on Unix on NIO", Pollers::nio, () -> secure(unix())),
                new Way("TLS on Unix on epoll", Pollers::epoll, () -> secure(unix())),
                new Way("TLS on memory", Pollers::nio, () -> secure(memory()), false),
                new Way("TLS on TLS", Pollers::nio, () -> secure(secure(memory())), false));
    }

    @Override
    public void withPair(Scenario scenario) throws Exception {
        RunnerOptions options =
                RunnerOptions.defaults()
                        .withLoopFactory(() ->
                                EventLoop.create(LoopOptions.defaults().withPoller(way.poller)));
        Rondo.<Exception>run(
                options,
                () -> {
                    Ends ends = way.connecting.connect();
                    scenario.run(ends.near, ends.far);
                });
    }

    @Override
    public int moreThanFits() {
        return way.holdsMuch ? 20_000_000 : super.moreThanFits();
    }

    @Override
    public boolean noticesUnreadEnds() {
        return !way.name.equals("TLS on TLS");
    }

    // ---- Connections

    private static Ends connect(SocketAddress address) {
        SystemNetwork network = SystemNetwork.instance();
        try (Listener listener = network.listen(address, ListenOptions.defaults())) {
            Task<ByteStream> accepting = createTask(listener::accept);
            ByteStream near = network.connect(listener.address(), ConnectOptions.defaults());
            return new Ends(near, accepting.await());
        }
    }

    private static SocketAddress tcp() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static Ends unix() throws IOException {
        Path folder = Files.createTempDirectory("rondo");
        Path socket = folder.resolve("socket");
        try {
            return connect(UnixDomainSocketAddress.of(socket));
        } finally {
            Files.deleteIfExists(socket);
            Files.delete(folder);
        }
    }

    /** Adopts the two ends of a connection that the JDK made. */
    private static Ends adopted() throws IOException {
        try (ServerSocketChannel listening = ServerSocketChannel.open()) {
            listening.bind(tcp());
            SocketChannel near = SocketChannel.open(listening.getLocalAddress());
            SocketChannel far = listening.accept();
            return new Ends(Net.adopt(near).stream(), Net.adopt(far).stream());
        }
    }

    private static Ends memory() {
        MemoryStream.Pair pair = MemoryStream.pair();
        return new Ends(pair.first(), pair.second());
    }

    private static Ends secure(Ends plain) {
        Task<ByteStream> accepting = createTask(() -> Tls.server(plain.far, SERVER));
        ByteStream near = Tls.client(plain.near, CLIENT);
        return new Ends(near, accepting.await());
    }

    // ---- io_uring, which not every kernel allows

    private static Optional<String> noRings() {
        try {
            Pollers.uring().close();
            return Optional.empty();
        } catch (IllegalStateException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Poller uring() {
        NO_RINGS.ifPresent(Assumptions::abort);
        return Pollers.uring();
    }
}
