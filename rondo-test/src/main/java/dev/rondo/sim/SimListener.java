package dev.rondo.sim;

import dev.rondo.Future;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Listener;
import dev.rondo.stream.StreamClosedException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Takes simulated connections. */
final class SimListener implements Listener {
    private final SimNetwork network;
    private final SocketAddress address;
    private final int backlog;
    private final Deque<SimStream> arrived = new ArrayDeque<>();
    private boolean closed;
    private @Nullable Future<@Nullable Void> acceptor;

    SimListener(SimNetwork network, SocketAddress address, int backlog) {
        this.network = network;
        this.address = address;
        this.backlog = backlog;
    }

    boolean hasRoom() {
        return arrived.size() <= backlog; // as Linux does: one more than it was told
    }

    void arrived(SimStream stream) {
        arrived.add(stream);
        wake();
    }

    private void wake() {
        Future<@Nullable Void> waiting = acceptor;
        if (waiting != null && !waiting.done()) {
            waiting.setResult(null);
            network.host().touch();
        }
    }

    @Override
    public ByteStream accept() {
        if (acceptor != null) {
            throw new IllegalStateException("Another task is accepting on " + this);
        }
        checkOpen();
        while (arrived.isEmpty()) {
            Future<@Nullable Void> waiting = network.loop().createFuture();
            acceptor = waiting;
            try {
                waiting.await();
            } finally {
                acceptor = null;
            }
            checkOpen();
        }
        return arrived.remove();
    }

    private void checkOpen() {
        if (closed) {
            throw new StreamClosedException("accept on", address, "it is closed");
        }
    }

    @Override
    public SocketAddress address() {
        return address;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    /** Connections that nobody has accepted are reset. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            network.closed(this);
            while (!arrived.isEmpty()) {
                arrived.remove().abort();
            }
            wake();
        }
    }

    @Override
    public String toString() {
        return "<SimListener " + address + (closed ? " closed" : "") + ">";
    }
}
