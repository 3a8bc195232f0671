package dev.rondo.stream;

import java.net.SocketAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * How to open an end for datagrams.
 *
 * @param local the address to bind, or empty for the system's choice
 * @param peer the one address to talk to, or empty for any
 * @param reusePort whether several ends share the address (SO_REUSEPORT)
 * @param broadcast whether sending to a broadcast address is allowed (SO_BROADCAST)
 * @param reuseAddress whether several ends may bind the address (SO_REUSEADDR): what receivers of
 *     one multicast group on one machine need. Anybody who may bind it can take the datagrams of
 *     others then, which is why asyncio gave it up
 * @param multicastTtl how many routers pass multicast datagrams on, 0 to 255; empty for the
 *     system's 1, which is the local network
 * @param multicastLoopback whether multicast datagrams reach members on this machine, too
 * @param multicastInterface the name of the interface that multicast datagrams leave through; empty
 *     for the system's choice
 */
public record DatagramOptions(
        Optional<SocketAddress> local,
        Optional<SocketAddress> peer,
        boolean reusePort,
        boolean broadcast,
        boolean reuseAddress,
        OptionalInt multicastTtl,
        boolean multicastLoopback,
        Optional<String> multicastInterface) {
    private static final DatagramOptions DEFAULTS =
            new DatagramOptions(
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    false,
                    false,
                    OptionalInt.empty(),
                    true,
                    Optional.empty());

    /** Checks the values. */
    public DatagramOptions {
        Objects.requireNonNull(local, "local");
        Objects.requireNonNull(peer, "peer");
        Objects.requireNonNull(multicastTtl, "multicastTtl");
        Objects.requireNonNull(multicastInterface, "multicastInterface");
        int ttl = multicastTtl.orElse(1);
        if (ttl < 0 || ttl > 255) {
            throw new IllegalArgumentException("multicastTtl must be 0 to 255, but is " + ttl);
        }
    }

    /** Returns the defaults: any local address, any peer. */
    public static DatagramOptions defaults() {
        return DEFAULTS;
    }

    /** Returns these options with an address to bind. */
    public DatagramOptions withLocal(SocketAddress local) {
        return with(draft -> draft.local = Optional.of(local));
    }

    /** Returns these options with the one address to talk to. */
    public DatagramOptions withPeer(SocketAddress peer) {
        return with(draft -> draft.peer = Optional.of(peer));
    }

    /** Returns these options with or without SO_REUSEPORT. */
    public DatagramOptions withReusePort(boolean reusePort) {
        return with(draft -> draft.reusePort = reusePort);
    }

    /** Returns these options with or without SO_BROADCAST. */
    public DatagramOptions withBroadcast(boolean broadcast) {
        return with(draft -> draft.broadcast = broadcast);
    }

    /** Returns these options with or without SO_REUSEADDR. */
    public DatagramOptions withReuseAddress(boolean reuseAddress) {
        return with(draft -> draft.reuseAddress = reuseAddress);
    }

    /** Returns these options with a number of routers that pass multicast datagrams on. */
    public DatagramOptions withMulticastTtl(int multicastTtl) {
        return with(draft -> draft.multicastTtl = OptionalInt.of(multicastTtl));
    }

    /** Returns these options with or without multicast to members on this machine. */
    public DatagramOptions withMulticastLoopback(boolean multicastLoopback) {
        return with(draft -> draft.multicastLoopback = multicastLoopback);
    }

    /**
     * Returns these options with the name of the interface that multicast datagrams leave through.
     */
    public DatagramOptions withMulticastInterface(String multicastInterface) {
        return with(draft -> draft.multicastInterface = Optional.of(multicastInterface));
    }

    /** The values, to change one of them. */
    private final class Draft {
        Optional<SocketAddress> local = local();
        Optional<SocketAddress> peer = peer();
        boolean reusePort = reusePort();
        boolean broadcast = broadcast();
        boolean reuseAddress = reuseAddress();
        OptionalInt multicastTtl = multicastTtl();
        boolean multicastLoopback = multicastLoopback();
        Optional<String> multicastInterface = multicastInterface();
    }

    private DatagramOptions with(Consumer<Draft> change) {
        Draft draft = new Draft();
        change.accept(draft);
        return new DatagramOptions(
                draft.local,
                draft.peer,
                draft.reusePort,
                draft.broadcast,
                draft.reuseAddress,
                draft.multicastTtl,
                draft.multicastLoopback,
                draft.multicastInterface);
    }
}
