package dev.rondo.test;

import dev.rondo.Parking;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Listener;
import dev.rondo.stream.StreamClosedException;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;

/** Takes the connections of a {@link MemoryNetwork}. */
final class MemoryListener implements Listener {
    private final MemoryNetwork network;
    private final SocketAddress address;
    private final Deque<ByteStream> arrived = new ArrayDeque<>();
    private final Parking acceptors = new Parking("accept on", this);
    private boolean closed;

    MemoryListener(MemoryNetwork network, SocketAddress address) {
        this.network = network;
        this.address = address;
    }

    void offer(ByteStream stream) {
        arrived.add(stream);
        acceptors.wakeOne();
    }

    @Override
    public ByteStream accept() {
        while (arrived.isEmpty() && !closed) {
            acceptors.await();
        }
        if (closed) {
            throw new StreamClosedException(
                    "accept on", address, "it is closed", new IOException("closed"));
        }
        return arrived.remove();
    }

    @Override
    public SocketAddress address() {
        return address;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    /** Resets the connections that nobody accepted, as systems do. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            network.closed(this);
            while (!arrived.isEmpty()) {
                arrived.remove().abort();
            }
            acceptors.wakeAll();
        }
    }

    @Override
    public String toString() {
        return "<listener on " + address + (closed ? " closed" : "") + ">";
    }
}
