package dev.rondo.net;

import static dev.rondo.Rondo.run;

import dev.rondo.Action;
import dev.rondo.Poller;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Channels of the JDK for tests, all non-blocking and on the loopback. */
final class Channels {
    private Channels() {}

    static Stream<Supplier<Poller>> pollers() {
        return Stream.of(Pollers::nio, Pollers::epoll, KernelRings::poller);
    }

    /** Runs a body on a loop with a poller. */
    static void on(Supplier<Poller> poller, Action<Exception> body) throws Exception {
        run(SystemSockets.with(poller), body);
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    static ServerSocketChannel listening() throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        channel.bind(anyPort());
        channel.configureBlocking(false);
        return channel;
    }

    static SocketChannel unconnected() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        return channel;
    }

    static DatagramChannel datagrams() throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channel.bind(anyPort());
        channel.configureBlocking(false);
        return channel;
    }

    /** Two ends of a connection. */
    record Pair(SocketChannel near, SocketChannel far) implements AutoCloseable {
        static Pair open() throws IOException {
            try (ServerSocketChannel listening = ServerSocketChannel.open()) {
                listening.bind(anyPort());
                SocketChannel near = SocketChannel.open(listening.getLocalAddress());
                SocketChannel far = listening.accept();
                near.configureBlocking(false);
                far.configureBlocking(false);
                return new Pair(near, far);
            }
        }

        @Override
        public void close() throws IOException {
            near.close();
            far.close();
        }
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(ByteBuffer received) {
        return StandardCharsets.UTF_8.decode(received.flip()).toString();
    }

    /** Returns how many descriptors this process has open. */
    static long open() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.count();
        }
    }
}
