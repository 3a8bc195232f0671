package dev.rondo.stream;

/**
 * An end for datagrams and its protocol: the pair that asyncio's {@code create_datagram_endpoint}
 * returns.
 *
 * @param transport the end
 * @param protocol what the factory made
 */
public record DatagramEndpoint<P extends DatagramProtocol>(
        DatagramTransport transport, P protocol) {}
