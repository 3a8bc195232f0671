package dev.rondo.stream;

/**
 * A connection and the protocol that serves it: the pair that asyncio's {@code create_connection}
 * returns.
 *
 * @param transport the connection
 * @param protocol what the factory made
 */
public record Connected<P extends StreamProtocol>(Transport transport, P protocol) {}
