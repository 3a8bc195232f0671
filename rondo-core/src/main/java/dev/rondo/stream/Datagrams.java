package dev.rondo.stream;

import java.net.SocketAddress;
import java.nio.ByteBuffer;

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

    /** Sends a message to the peer that this end is connected to. */
    void send(ByteBuffer data);

    /** Returns the address of this end. */
    SocketAddress address();

    /** Returns whether it was closed. */
    boolean isClosed();

    /** Closes it. Never suspends. */
    @Override
    void close();
}
