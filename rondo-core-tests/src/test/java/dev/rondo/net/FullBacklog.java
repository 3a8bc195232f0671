package dev.rondo.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A listener that nobody accepts on, with as many connections as it holds: Linux answers no more.
 */
record FullBacklog(ServerSocketChannel listener, List<SocketChannel> waiting)
        implements AutoCloseable {
    private static final int ENOUGH = 3; // a backlog of 1 holds 2

    static FullBacklog open() throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        List<SocketChannel> waiting = new ArrayList<>();
        for (int i = 0; i < ENOUGH; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.connect(listener.getLocalAddress());
            waiting.add(channel);
        }
        return new FullBacklog(listener, waiting);
    }

    int port() {
        return listener.socket().getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : waiting) {
            channel.close();
        }
        listener.close();
    }
}
