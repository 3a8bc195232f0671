package dev.rondo.test;

import dev.rondo.stream.AddressInUseException;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.ConnectionRefusedException;
import dev.rondo.stream.DatagramOptions;
import dev.rondo.stream.Datagrams;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.MemoryStream;
import dev.rondo.stream.Network;
import dev.rondo.stream.UnknownHostException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A network inside one loop, for tests on virtual time: no latency, no loss, and no host but this
 * one.
 *
 * <p>Streams are {@link MemoryStream}s with addresses; datagrams arrive in their order. {@code
 * localhost} and addresses as numbers are known, other names after {@link #addHost}. What happens
 * on a bad network is for {@link FaultyStream}, and for the simulation of {@code dev.rondo.sim}.
 * Used by the tasks of one loop.
 *
 * {@snippet :
 * Network network = new MemoryNetwork();
 * Listener listener = network.listen(new InetSocketAddress(80));
 * ByteStream client = network.connect("localhost", 80);
 * ByteStream server = listener.accept();
 * }
 */
public final class MemoryNetwork implements Network {
    private static final int FIRST_PORT =
            49_152; // of those that the system chooses, as IANA has it
    private static final int LAST_PORT = 65_535;

    private final InetAddress here = InetAddress.getLoopbackAddress();
    private final Map<Object, MemoryListener> listeners = new LinkedHashMap<>();
    private final Map<Object, MemoryDatagrams> inboxes = new LinkedHashMap<>();
    private final Set<Object> open = new LinkedHashSet<>();
    private final Set<String> hosts = new LinkedHashSet<>(List.of("localhost"));
    private int lastPort = FIRST_PORT - 1;

    /** Creates a network that nobody listens on. */
    public MemoryNetwork() {}

    /** Lets a name be known: it is this host. */
    public void addHost(String name) {
        hosts.add(Objects.requireNonNull(name, "name"));
    }

    /** Returns the streams, listeners and ends for datagrams that are not closed. */
    public List<Object> open() {
        return List.copyOf(open);
    }

    @Override
    public ByteStream connect(SocketAddress address, ConnectOptions options) {
        SocketAddress target = resolved(address);
        MemoryListener listener = listeners.get(key(target));
        if (listener == null) {
            throw new ConnectionRefusedException(
                    "connect to", address, "nobody listens there", new IOException("refused"));
        }
        SocketAddress local = options.local().map(SocketAddress.class::cast).orElse(local(target));
        MemoryStream.Pair pair = MemoryStream.pair();
        ByteStream near = opened(new AddressedStream(this, pair.first(), local, target));
        listener.offer(opened(new AddressedStream(this, pair.second(), target, local)));
        return near;
    }

    private SocketAddress local(SocketAddress target) {
        return target instanceof InetSocketAddress
                ? new InetSocketAddress(here, newPort())
                : target;
    }

    @Override
    public Listener listen(SocketAddress address, ListenOptions options) {
        SocketAddress bound = bound(address);
        if (listeners.containsKey(key(bound))) {
            throw inUse("listen on", address);
        }
        MemoryListener listener = opened(new MemoryListener(this, bound));
        listeners.put(key(bound), listener);
        return listener;
    }

    @Override
    public Datagrams datagrams(DatagramOptions options) {
        SocketAddress bound = bound(options.local().orElse(new InetSocketAddress(here, 0)));
        if (inboxes.containsKey(key(bound))) {
            throw inUse("open datagrams on", bound);
        }
        MemoryDatagrams end =
                opened(new MemoryDatagrams(this, bound, options.peer().map(this::resolved)));
        inboxes.put(key(bound), end);
        return end;
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) {
        if (hosts.contains(host)) {
            return List.of(new InetSocketAddress(here, port));
        }
        InetAddress literal = literal(host);
        if (literal == null) {
            throw new UnknownHostException(
                    "look up",
                    host,
                    "the test's network does not know it; addHost() makes it known",
                    new java.net.UnknownHostException(host));
        }
        return List.of(new InetSocketAddress(literal, port));
    }

    private static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            return null; // a name
        }
    }

    // ---- Addresses

    private SocketAddress resolved(SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.isUnresolved()
                ? resolve(inet.getHostString(), inet.getPort()).getFirst()
                : address;
    }

    private SocketAddress bound(SocketAddress address) {
        SocketAddress resolved = resolved(address);
        return resolved instanceof InetSocketAddress inet && inet.getPort() == 0
                ? new InetSocketAddress(inet.getAddress(), newPort())
                : resolved;
    }

    /** Every address of this host is the same one, so a port says it all. */
    private static Object key(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? (Object) inet.getPort() : address;
    }

    private int newPort() {
        for (int i = FIRST_PORT; i <= LAST_PORT; i++) {
            lastPort = lastPort == LAST_PORT ? FIRST_PORT : lastPort + 1;
            if (!listeners.containsKey(lastPort) && !inboxes.containsKey(lastPort)) {
                return lastPort;
            }
        }
        throw inUse("choose a port of", here);
    }

    private static AddressInUseException inUse(String operation, Object address) {
        return new AddressInUseException(
                operation, address, "somebody has it already", new IOException("in use"));
    }

    // ---- For what it made

    private <T> T opened(T thing) {
        open.add(thing);
        return thing;
    }

    void closed(Object thing) {
        open.remove(thing);
    }

    void closed(MemoryListener listener) {
        open.remove(listener);
        listeners.remove(key(listener.address()), listener);
    }

    void closed(MemoryDatagrams end) {
        open.remove(end);
        inboxes.remove(key(end.address()), end);
    }

    /** Returns who receives at an address, or null: a datagram to nobody is lost. */
    @Nullable MemoryDatagrams receiver(SocketAddress address) {
        return inboxes.get(key(resolved(address)));
    }

    @Override
    public String toString() {
        return "a network in memory";
    }
}
