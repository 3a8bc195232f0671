package dev.rondo.net;

import static dev.rondo.Rondo.createTask;

import dev.rondo.EventLoop;
import dev.rondo.LoopOptions;
import dev.rondo.Poller;
import dev.rondo.RunnerOptions;
import dev.rondo.Task;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.Ends;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.Network;
import dev.rondo.testing.Scratch;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.function.Supplier;

/** Loops with a poller, and connections on them. */
final class SystemSockets {
    private SystemSockets() {}

    /** Returns a loop with a poller. */
    static RunnerOptions with(Supplier<Poller> poller) {
        return RunnerOptions.defaults()
                .withLoopFactory(() -> EventLoop.create(LoopOptions.defaults().withPoller(poller)));
    }

    /** Connects two ends through a listener. */
    static Ends connect(SocketAddress address) {
        Network network = SystemNetwork.instance();
        try (Listener listener = network.listen(address, ListenOptions.defaults())) {
            Task<ByteStream> accepting = createTask(listener::accept);
            ByteStream near = network.connect(listener.address(), ConnectOptions.defaults());
            return new Ends(near, accepting.await());
        }
    }

    static SocketAddress tcp() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    static SocketAddress unix() {
        return UnixDomainSocketAddress.of(Scratch.folder().resolve("socket"));
    }
}
