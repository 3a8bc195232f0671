package dev.rondo.stream;

import java.net.SocketAddress;

/**
 * A protocol on datagrams, as callbacks: asyncio's {@code DatagramProtocol}.
 *
 * <p>The calls are made by one task, which belongs to the endpoint; one that suspends holds up the
 * next. What {@link #datagramReceived} and {@link #errorReceived} throw goes to the loop's
 * exception handler and the endpoint goes on.
 */
public non-sealed interface DatagramProtocol extends BaseProtocol {
    /** The endpoint is there; the first call. */
    default void connectionMade(DatagramTransport transport) throws Exception {}

    /**
     * A message arrived.
     *
     * @param data all of its bytes, maybe none; the protocol's own from now on
     * @param from who sent it
     */
    default void datagramReceived(byte[] data, SocketAddress from) throws Exception {}

    /**
     * A message could not be sent or received: a connected peer does not listen, or it is too large
     * for the system. May be called inside {@code send}.
     */
    default void errorReceived(StreamException failure) throws Exception {}
}
