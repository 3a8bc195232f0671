package dev.rondo.stream;

import java.net.SocketAddress;

/** Takes connections on an address. Belongs to one loop; one task accepts at a time. */
public interface Listener extends AutoCloseable {
    /**
     * Returns the next connection, suspending until there is one. A cancellation loses no
     * connection.
     *
     * @throws StreamClosedException if the listener was closed, before or during the call
     * @throws TooManyFilesException if there is no descriptor left; the connection waits and the
     *     call can be repeated
     */
    ByteStream accept();

    /** Returns the address, with the port that the system chose if 0 was asked for. */
    SocketAddress address();

    /** Returns whether it was closed. */
    boolean isClosed();

    /** Stops taking connections; those that were accepted live on. Never suspends. */
    @Override
    void close();
}
