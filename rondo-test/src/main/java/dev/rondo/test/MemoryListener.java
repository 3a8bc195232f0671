package dev.rondo.test;

import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Listener;
import dev.rondo.stream.StreamClosedException;
import dev.rondo.sync.Queue;
import dev.rondo.sync.QueueShutDownException;
import java.io.IOException;
import java.net.SocketAddress;

/** Takes the connections of a {@link MemoryNetwork}. */
final class MemoryListener implements Listener {
    private final MemoryNetwork network;
    private final SocketAddress address;
    private final Queue<ByteStream> waiting = new Queue<>();
    private boolean closed;

    MemoryListener(MemoryNetwork network, SocketAddress address) {
        this.network = network;
        this.address = address;
    }

    void offer(ByteStream stream) {
        waiting.putNow(stream);
    }

    @Override
    public ByteStream accept() {
        try {
            return waiting.get();
        } catch (QueueShutDownException e) {
            throw new StreamClosedException(
                    "accept on", address, "it is closed", new IOException("closed", e));
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

    /** Resets the connections that nobody accepted, as systems do. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            network.closed(this);
            while (!waiting.isEmpty()) {
                waiting.getNow().abort();
            }
            waiting.shutdown();
        }
    }

    @Override
    public String toString() {
        return "<listener on " + address + (closed ? " closed" : "") + ">";
    }
}
