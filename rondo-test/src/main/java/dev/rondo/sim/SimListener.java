package dev.rondo.sim;

import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Listener;
import dev.rondo.stream.StreamClosedException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;

/** Takes simulated connections. */
final class SimListener implements Listener {
    private final SimNetwork network;
    private final SocketAddress address;
    private final int backlog;
    private final Deque<SimStream> arrived = new ArrayDeque<>();
    private final Seat acceptor;
    private boolean closed;

    SimListener(SimNetwork network, SocketAddress address, int backlog) {
        this.network = network;
        this.address = address;
        this.backlog = backlog;
        this.acceptor = new Seat(network.host(), "accept on", this);
    }

    boolean hasRoom() {
        return arrived.size() <= backlog; // as Linux does: one more than it was told
    }

    void arrived(SimStream stream) {
        arrived.add(stream);
        acceptor.wake();
    }

    @Override
    public ByteStream accept() {
        if (acceptor.isTaken()) {
            throw new IllegalStateException("Another task is accepting on " + this);
        }
        checkOpen();
        while (arrived.isEmpty()) {
            acceptor.await();
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
            acceptor.wake();
        }
    }

    @Override
    public String toString() {
        return "<SimListener " + address + (closed ? " closed" : "") + ">";
    }
}
