package dev.rondo.stream;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/**
 * The world outside as streams: one of a program's seams, with a real side ({@code dev.rondo.net})
 * and a simulated one. Pass it as a constructor argument.
 *
 * <p>Addresses are {@link InetSocketAddress} (resolved or not) and {@link
 * java.net.UnixDomainSocketAddress}. Called by tasks.
 */
public interface Network {
    /**
     * Connects to an address and returns the stream. A host with several addresses is tried as the
     * options say, without those of another family than the local address. Suspends; a cancellation
     * leaves no connection behind.
     *
     * @throws UnknownHostException if the name has no address
     * @throws ConnectionRefusedException if nobody listens; the other {@link StreamException}s as
     *     their names say. When several addresses failed in different ways, the first failure is
     *     thrown and the others are suppressed in it, unless the options ask for an {@link
     *     dev.rondo.ExceptionGroup}
     */
    ByteStream connect(SocketAddress address, ConnectOptions options);

    /** Connects with the default options. */
    default ByteStream connect(SocketAddress address) {
        return connect(address, ConnectOptions.defaults());
    }

    /** Connects with the default options. */
    default ByteStream connect(String host, int port) {
        return connect(InetSocketAddress.createUnresolved(host, port), ConnectOptions.defaults());
    }

    /**
     * Listens on an address. Port 0 lets the system choose. A socket file that nobody listens on is
     * replaced. Never suspends for an address that is resolved.
     *
     * @throws AddressInUseException if somebody listens there already
     * @throws AddressNotAvailableException if it is not an address of this machine
     */
    Listener listen(SocketAddress address, ListenOptions options);

    /** Listens with the default options. */
    default Listener listen(SocketAddress address) {
        return listen(address, ListenOptions.defaults());
    }

    /** Opens an end for datagrams. */
    Datagrams datagrams(DatagramOptions options);

    /**
     * Returns the addresses of a host, in the system's order. Suspends.
     *
     * @throws UnknownHostException if it has none
     */
    List<InetSocketAddress> resolve(String host, int port);
}
