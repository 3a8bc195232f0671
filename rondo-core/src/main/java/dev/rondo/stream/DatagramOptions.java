package dev.rondo.stream;

import java.net.SocketAddress;
import java.util.Objects;
import java.util.Optional;

/**
 * How to open an end for datagrams.
 *
 * @param local the address to bind, or empty for the system's choice
 * @param peer the one address to talk to, or empty for any
 * @param reusePort whether several ends share the address (SO_REUSEPORT)
 * @param broadcast whether sending to a broadcast address is allowed (SO_BROADCAST)
 */
public record DatagramOptions(
        Optional<SocketAddress> local,
        Optional<SocketAddress> peer,
        boolean reusePort,
        boolean broadcast) {
    /** Checks that nothing is null. */
    public DatagramOptions {
        Objects.requireNonNull(local, "local");
        Objects.requireNonNull(peer, "peer");
    }

    /** Returns the defaults: any local address, any peer. */
    public static DatagramOptions defaults() {
        return new DatagramOptions(Optional.empty(), Optional.empty(), false, false);
    }

    /** Returns these options with an address to bind. */
    public DatagramOptions withLocal(SocketAddress local) {
        return new DatagramOptions(Optional.of(local), peer, reusePort, broadcast);
    }

    /** Returns these options with the one address to talk to. */
    public DatagramOptions withPeer(SocketAddress peer) {
        return new DatagramOptions(local, Optional.of(peer), reusePort, broadcast);
    }

    /** Returns these options with or without SO_REUSEPORT. */
    public DatagramOptions withReusePort(boolean reusePort) {
        return new DatagramOptions(local, peer, reusePort, broadcast);
    }

    /** Returns these options with or without SO_BROADCAST. */
    public DatagramOptions withBroadcast(boolean broadcast) {
        return new DatagramOptions(local, peer, reusePort, broadcast);
    }
}
