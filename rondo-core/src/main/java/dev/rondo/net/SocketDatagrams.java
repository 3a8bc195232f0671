package dev.rondo.net;

import dev.rondo.stream.Datagram;
import dev.rondo.stream.Datagrams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A UDP socket. */
final class SocketDatagrams implements Datagrams {
    private static final int LARGEST = 65_535; // what an IP datagram can carry

    /** A group that was joined on an interface. */
    private record Membership(InetAddress group, String interfaceName) {}

    private final Descriptor descriptor;
    private final Set<Membership> memberships = new LinkedHashSet<>();
    private final SocketAddress address;
    private final Optional<SocketAddress> peer;
    private final ByteBuffer buffer = ByteBuffer.allocate(LARGEST);

    SocketDatagrams(Descriptor descriptor) throws IOException {
        this(descriptor, Optional.ofNullable(descriptor.remoteAddress()));
    }

    SocketDatagrams(Descriptor descriptor, Optional<SocketAddress> peer) throws IOException {
        this.descriptor = descriptor;
        Unclosed.watch(this, descriptor);
        this.peer = peer;
        this.address = descriptor.localAddress();
    }

    @Override
    public Datagram receive() {
        if (descriptor.hasReader()) {
            throw new IllegalStateException("Another task is receiving on " + this);
        }
        try {
            while (true) {
                checkOpen("receive on");
                buffer.clear();
                SocketAddress from = descriptor.receive(buffer);
                if (from != null) {
                    buffer.flip();
                    byte[] data = new byte[buffer.remaining()];
                    buffer.get(data);
                    return new Datagram(ByteBuffer.wrap(data), from);
                }
                descriptor.awaitReadable();
            }
        } catch (IOException e) {
            throw IoFailure.of("receive on", address, e);
        }
    }

    @Override
    public void send(ByteBuffer data, SocketAddress to) {
        sendTo(data, to, to);
    }

    @Override
    public void send(ByteBuffer data) {
        sendTo(data, null, connectedPeer());
    }

    private SocketAddress connectedPeer() {
        return peer.orElseThrow(() ->
                new IllegalStateException(
                        this + " has no peer\nSay where to send to, or open it withPeer()"));
    }

    private void sendTo(ByteBuffer data, @Nullable SocketAddress to, Object name) {
        if (descriptor.hasWriter()) {
            throw new IllegalStateException("Another task is sending on " + this);
        }
        try {
            checkOpen("send to");
            while (!descriptor.send(data, to)) {
                descriptor.awaitWritable();
                checkOpen("send to");
            }
        } catch (IOException e) {
            throw IoFailure.of("send to", name, e);
        }
    }

    @Override
    public boolean trySend(ByteBuffer data, SocketAddress to) {
        return trySendTo(data, to, to);
    }

    @Override
    public boolean trySend(ByteBuffer data) {
        return trySendTo(data, null, connectedPeer());
    }

    private boolean trySendTo(ByteBuffer data, @Nullable SocketAddress to, Object name) {
        try {
            checkOpen("send to");
            return !descriptor.hasWriter() && descriptor.send(data, to);
        } catch (IOException e) {
            throw IoFailure.of("send to", name, e);
        }
    }

    private void checkOpen(String operation) {
        descriptor.checkThread(operation);
        if (descriptor.isClosed()) {
            throw IoFailure.closed(operation, address);
        }
    }

    @Override
    public void join(InetAddress group, String interfaceName) {
        if (!group.isMulticastAddress()) {
            throw new IllegalArgumentException("Not a multicast address: " + group);
        }
        checkOpen("join a group on");
        Membership membership = new Membership(group, interfaceName);
        if (memberships.add(membership)) {
            try {
                descriptor.membership(group, Descriptor.named(interfaceName), true);
            } catch (IllegalArgumentException e) { // no such interface
                memberships.remove(membership);
                throw e;
            } catch (IOException e) {
                memberships.remove(membership);
                throw IoFailure.of("join " + group.getHostAddress() + " on", address, e);
            }
        }
    }

    @Override
    public void leave(InetAddress group, String interfaceName) {
        checkOpen("leave a group on");
        if (!memberships.remove(new Membership(group, interfaceName))) {
            throw new IllegalStateException(
                    this + " is no member of " + group.getHostAddress() + " on " + interfaceName);
        }
        try {
            descriptor.membership(group, Descriptor.named(interfaceName), false);
        } catch (IOException e) {
            throw IoFailure.of("leave " + group.getHostAddress() + " on", address, e);
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
        return descriptor.isClosed();
    }

    @Override
    public void close() {
        descriptor.close();
    }

    @Override
    public String toString() {
        return "<SocketDatagrams " + address + (isClosed() ? " closed" : "") + ">";
    }
}
