package dev.rondo.http.server;

import java.net.SocketAddress;
import java.util.Optional;

/** The other end of a connection, as far as a request tells of it. */
interface Peer {
    /** Returns its address, where it has one. */
    Optional<SocketAddress> address();

    /** Returns whether the connection is encrypted. */
    boolean isSecure();
}
