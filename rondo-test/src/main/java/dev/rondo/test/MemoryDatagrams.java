package dev.rondo.test;

import dev.rondo.stream.Datagram;
import dev.rondo.stream.Datagrams;
import dev.rondo.stream.StreamClosedException;
import dev.rondo.sync.Queue;
import dev.rondo.sync.QueueShutDownException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An end for datagrams of a {@link MemoryNetwork}. */
final class MemoryDatagrams implements Datagrams {
    private final MemoryNetwork network;
    private final SocketAddress address;
    private final Optional<SocketAddress> peer;
    private final Queue<Datagram> inbox = new Queue<>();
    private boolean closed;

    MemoryDatagrams(MemoryNetwork network, SocketAddress address, Optional<SocketAddress> peer) {
        this.network = network;
        this.address = address;
        this.peer = peer;
    }

    @Override
    public Datagram receive() {
        try {
            return inbox.get();
        } catch (QueueShutDownException e) {
            throw closedFor("receive on", e);
        }
    }

    @Override
    public void send(ByteBuffer data, SocketAddress to) {
        if (closed) {
            throw closedFor("send from", null);
        }
        ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
        MemoryDatagrams receiver = network.receiver(to);
        if (receiver != null && receiver.peer.map(address::equals).orElse(true)) {
            receiver.inbox.putNow(new Datagram(copy, address));
        }
    }

    private StreamClosedException closedFor(String operation, @Nullable Exception cause) {
        return new StreamClosedException(
                operation, address, "it is closed", new IOException("closed", cause));
    }

    @Override
    public SocketAddress address() {
        return address;
    }

    @Override
    public Optional<SocketAddress> peer() {
        return peer;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            network.closed(this);
            inbox.shutdown(true);
        }
    }

    @Override
    public String toString() {
        return "<datagrams on " + address + (closed ? " closed" : "") + ">";
    }
}
