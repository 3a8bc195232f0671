package dev.rondo.net;

import static dev.rondo.Rondo.createTask;

import dev.rondo.EventLoop;
import dev.rondo.LoopOptions;
import dev.rondo.Poller;
import dev.rondo.RunnerOptions;
import dev.rondo.Task;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ByteStreamContract;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;

/** The contract of byte streams on the system's sockets, each with each poller. */
class SocketStreamTest {
    /** Returns a loop with a poller. */
    static RunnerOptions with(Supplier<Poller> poller) {
        return RunnerOptions.defaults()
                .withLoopFactory(() -> EventLoop.create(LoopOptions.defaults().withPoller(poller)));
    }

    /** Connects two ends through a listener. */
    static ByteStreamContract.Ends connect(SocketAddress address) {
        Network network = SystemNetwork.instance();
        try (Listener listener = network.listen(address, ListenOptions.defaults())) {
            Task<ByteStream> accepting = createTask(listener::accept);
            ByteStream near = network.connect(listener.address(), ConnectOptions.defaults());
            return new ByteStreamContract.Ends(near, accepting.await());
        }
    }

    static SocketAddress tcp() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    static SocketAddress unix() {
        try {
            return UnixDomainSocketAddress.of(Files.createTempDirectory("rondo").resolve("socket"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Nested
    class TcpOnNio extends ByteStreamContract {
        @Override
        protected Ends connect() {
            return SocketStreamTest.connect(tcp());
        }

        @Override
        protected RunnerOptions options() {
            return with(Pollers::nio);
        }
    }

    @Nested
    class TcpOnEpoll extends ByteStreamContract {
        @Override
        protected Ends connect() {
            return SocketStreamTest.connect(tcp());
        }

        @Override
        protected RunnerOptions options() {
            return with(Pollers::epoll);
        }
    }

    @Nested
    class TcpOnUring extends ByteStreamContract {
        @Override
        protected Ends connect() {
            return SocketStreamTest.connect(tcp());
        }

        @Override
        protected RunnerOptions options() {
            return with(KernelRings::poller);
        }
    }

    @Nested
    class UnixOnNio extends ByteStreamContract {
        @Override
        protected Ends connect() {
            return SocketStreamTest.connect(unix());
        }

        @Override
        protected RunnerOptions options() {
            return with(Pollers::nio);
        }
    }

    @Nested
    class UnixOnUring extends ByteStreamContract {
        @Override
        protected Ends connect() {
            return SocketStreamTest.connect(unix());
        }

        @Override
        protected RunnerOptions options() {
            return with(KernelRings::poller);
        }
    }

    @Nested
    class UnixOnEpoll extends ByteStreamContract {
        @Override
        protected Ends connect() {
            return SocketStreamTest.connect(unix());
        }

        @Override
        protected RunnerOptions options() {
            return with(Pollers::epoll);
        }
    }

    /** Adopts the two ends of a connection that the JDK made. */
    static ByteStreamContract.Ends adopted() {
        try {
            Channels.Pair pair = Channels.Pair.open();
            return new ByteStreamContract.Ends(
                    Net.adopt(pair.near()).stream(), Net.adopt(pair.far()).stream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Nested
    class AdoptedOnNio extends ByteStreamContract {
        @Override
        protected Ends connect() {
            return adopted();
        }

        @Override
        protected RunnerOptions options() {
            return with(Pollers::nio);
        }
    }

    @Nested
    class AdoptedOnEpoll extends ByteStreamContract {
        @Override
        protected Ends connect() {
            return adopted();
        }

        @Override
        protected RunnerOptions options() {
            return with(Pollers::epoll);
        }
    }
}
