package dev.rondo.stream;

/**
 * A protocol as callbacks, for code that was written that way: asyncio's {@code Protocol}. New code
 * reads better as a task with a {@link Connection}.
 *
 * {@snippet :
 * class Echo implements Protocol {
 *     private Transport transport;
 *
 *     @Override
 *     public void connectionMade(Transport transport) {
 *         this.transport = transport;
 *     }
 *
 *     @Override
 *     public void dataReceived(byte[] data) {
 *         transport.write(data);
 *     }
 * }
 * }
 */
public non-sealed interface Protocol extends StreamProtocol {
    /**
     * Bytes arrived: as many as there were, so a message may come in pieces or with others.
     *
     * @param data at least one byte; the protocol's own from now on
     */
    default void dataReceived(byte[] data) throws Exception {}
}
