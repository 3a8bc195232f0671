package dev.rondo.stream;

/**
 * A protocol on a stream of bytes: what {@link Protocol} and {@link BufferedProtocol} have in
 * common.
 *
 * <p>The calls are made by one task, which belongs to the connection, in this order:
 *
 * <pre>
 *   connectionMade
 *   dataReceived*, or (getBuffer bufferUpdated)*
 *   eofReceived?
 *   connectionLost
 * </pre>
 *
 * <p>A call may suspend: the next one waits until it returns, and so do the bytes that arrive
 * meanwhile, in the system. What a call before {@code connectionLost} throws is a fatal error: it
 * goes to the loop's exception handler, the connection is aborted, and {@code connectionLost} gets
 * it.
 */
public sealed interface StreamProtocol extends BaseProtocol permits Protocol, BufferedProtocol {
    /** The connection is there; the first call. */
    default void connectionMade(Transport transport) throws Exception {}

    /**
     * The peer has ended its direction. On a connection that cannot end one direction alone (TLS)
     * the answer is ignored: it is closed.
     *
     * @return true to keep this direction open for writing; false lets the transport close
     */
    default boolean eofReceived() throws Exception {
        return false;
    }
}
