package dev.rondo.test;

import dev.rondo.Parking;
import dev.rondo.stream.Datagram;
import dev.rondo.stream.Datagrams;
import dev.rondo.stream.StreamClosedException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** An end for datagrams of a {@link MemoryNetwork}. */
final class MemoryDatagrams implements Datagrams {
    private final MemoryNetwork network;
    private final SocketAddress address;
    private final Optional<SocketAddress> peer;
    private final Deque<Datagram> inbox = new ArrayDeque<>();
    private final Parking receivers = new Parking("receive on", this);
    private boolean closed;

    MemoryDatagrams(MemoryNetwork network, SocketAddress address, Optional<SocketAddress> peer) {
        this.network = network;
        this.address = address;
        this.peer = peer;
    }

    @Override
    public Datagram receive() {
        while (inbox.isEmpty() && !closed) {
            receivers.await();
        }
        checkOpen("receive on");
        return inbox.remove();
    }

    @Override
    public void send(ByteBuffer data, SocketAddress to) {
        checkOpen("send from");
        ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
        MemoryDatagrams receiver = network.receiver(to);
        if (receiver != null && receiver.peer.map(address::equals).orElse(true)) {
            receiver.inbox.add(new Datagram(copy, address));
            receiver.receivers.wakeOne();
        }
    }

    private void checkOpen(String operation) {
        if (closed) {
            throw new StreamClosedException(
                    operation, address, "it is closed", new IOException("closed"));
        }
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
            receivers.wakeAll();
        }
    }

    @Override
    public String toString() {
        return "<datagrams on " + address + (closed ? " closed" : "") + ">";
    }
}
