package dev.rondo.stream;

import dev.rondo.Rondo;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Hands out one connection and then none. */
final class OneConnection implements Listener {
    private final ByteStream stream;
    private boolean given;

    OneConnection(ByteStream stream) {
        this.stream = stream;
    }

    @Override
    public ByteStream accept() {
        if (given) {
            Rondo.createFuture().await();
        }
        given = true;
        return stream;
    }

    @Override
    public SocketAddress address() {
        return InetSocketAddress.createUnresolved("memory", 1);
    }

    @Override
    public boolean isClosed() {
        return false;
    }

    @Override
    public void close() {}
}
