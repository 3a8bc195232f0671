package dev.rondo.stream;

import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An end that sends and receives messages: UDP. They may be lost, doubled and reordered. Belongs to
 * one loop; one task receives and one sends at a time.
 */
public interface Datagrams extends AutoCloseable {
    /**
     * Returns the next message, suspending until there is one. A cancellation loses none.
     *
     * @throws StreamClosedException if this end was closed, before or during the call
     * @throws ConnectionRefusedException if a connected peer said that nobody listens
     */
    Datagram receive();

    /** Sends a message to an address, suspending while the system has no room. */
    void send(ByteBuffer data, SocketAddress to);

    /**
     * Sends a message to the peer that this end is connected to. This default names {@link #peer}.
     *
     * @throws IllegalStateException if it is connected to none
     * @throws UnsupportedOperationException if it is empty, with the NIO poller: the JDK cannot
     *     send it
     */
    default void send(ByteBuffer data) {
        send(
                data,
                peer().orElseThrow(() ->
                        new IllegalStateException(
                                this
                                        + " has no peer\nSay where to send to, or open it"
                                        + " withPeer()")));
    }

    /**
     * Sends a message if that needs no waiting, and returns whether it did. Never suspends. This
     * default sends none.
     *
     * @throws StreamException if the system refused the message
     */
    default boolean trySend(ByteBuffer data, SocketAddress to) {
        return false;
    }

    /**
     * Like {@link #trySend(ByteBuffer, SocketAddress)}, to the peer that this is connected to.
     *
     * @throws IllegalStateException if it is connected to none
     */
    default boolean trySend(ByteBuffer data) {
        return false;
    }

    /**
     * Receives what is sent to a multicast group, too, where it comes in on an interface: "eth0",
     * "lo". Bind the group's port; several ends on one machine need {@link
     * DatagramOptions#withReuseAddress}. Never suspends. Does nothing when it is a member already.
     *
     * @throws IllegalArgumentException if it is no multicast address, or there is no such interface
     * @throws UnsupportedOperationException if the implementation knows no multicast
     * @throws StreamException if the system refuses
     */
    default void join(InetAddress group, String interfaceName) {
        throw new UnsupportedOperationException(this + " knows no multicast");
    }

    /**
     * Leaves a group. Never suspends.
     *
     * @throws IllegalStateException if it is no member of the group on that interface
     */
    default void leave(InetAddress group, String interfaceName) {
        throw new UnsupportedOperationException(this + " knows no multicast");
    }

    /** Returns the address of this end. */
    SocketAddress address();

    /** Returns the one peer that this end is connected to, if it is. This default has none. */
    default Optional<SocketAddress> peer() {
        return Optional.empty();
    }

    /** Returns whether it was closed. */
    boolean isClosed();

    /** Closes it. Never suspends. */
    @Override
    void close();
}
