package dev.rondo.sim;

import dev.rondo.stream.Datagram;
import dev.rondo.stream.Datagrams;
import dev.rondo.stream.StreamClosedException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** An end for simulated datagrams. */
final class SimDatagrams implements Datagrams {
    private static final int MOST_QUEUED = 256; // then the system drops: about Linux's 208 KiB

    private final SimNetwork network;
    private final InetSocketAddress address;
    private final Optional<SocketAddress> peer;
    private final Deque<Datagram> arrived = new ArrayDeque<>();
    private final Seat receiver;
    private boolean closed;

    SimDatagrams(SimNetwork network, InetSocketAddress address, Optional<SocketAddress> peer) {
        this.network = network;
        this.address = address;
        this.peer = peer;
        this.receiver = new Seat(network.host(), "receive on", this);
    }

    void arrived(byte[] data, InetSocketAddress from) {
        if (arrived.size() < MOST_QUEUED && peer.map(from::equals).orElse(true)) {
            arrived.add(new Datagram(ByteBuffer.wrap(data.clone()), from));
            receiver.wake();
        }
    }

    @Override
    public Datagram receive() {
        if (receiver.isTaken()) {
            throw new IllegalStateException("Another task is receiving on " + this);
        }
        checkOpen("receive on");
        while (arrived.isEmpty()) {
            receiver.await();
            checkOpen("receive on");
        }
        return arrived.remove();
    }

    @Override
    public void send(ByteBuffer data, SocketAddress to) {
        checkOpen("send on");
        InetSocketAddress target = network.datagramTarget(to);
        byte[] copy = new byte[data.remaining()];
        data.get(copy);
        InetSocketAddress from =
                target.getAddress().isLoopbackAddress()
                        ? new InetSocketAddress(target.getAddress(), address.getPort())
                        : address;
        network.send(copy, from, target);
    }

    private void checkOpen(String operation) {
        if (closed) {
            throw new StreamClosedException(operation, address, "it is closed");
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
            network.closed(this, address.getPort());
            receiver.wake();
        }
    }

    @Override
    public String toString() {
        return "<SimDatagrams " + address + (closed ? " closed" : "") + ">";
    }
}
