package dev.rondo.sim;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.stream.AddressInUseException;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.ConnectTimeoutException;
import dev.rondo.stream.DatagramOptions;
import dev.rondo.stream.Datagrams;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.Network;
import dev.rondo.stream.StreamClosedException;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.UnknownHostException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The network as one host sees it, in one life of its program. */
final class SimNetwork implements Network {
    private static final int FIRST_EPHEMERAL = 32_768; // Linux's ip_local_port_range
    private static final int EPHEMERAL_COUNT = 28_232;
    private static final long TIME_WAIT_NANOS = 60_000_000_000L; // Linux's
    private static final long FIRST_RETRY_NANOS = 1_000_000_000; // of a connection request
    private static final int RETRIES = 6; // Linux's tcp_syn_retries: gives up after 127 s

    private final World world;
    private final Host host;
    private final EventLoop loop;
    private final Map<SocketAddress, SimListener> listeners = new LinkedHashMap<>();
    private final Map<Integer, SimDatagrams> datagrams = new LinkedHashMap<>();
    private final Set<SimStream> streams = new LinkedHashSet<>();
    private final Set<Integer> usedPorts = new LinkedHashSet<>(); // of connections begun here
    private int nextPort;
    private boolean on = true; // its system runs

    EventLoop loop() {
        return loop;
    }

    SimNetwork(World world, Host host, EventLoop loop) {
        this.world = world;
        this.host = host;
        this.loop = loop;
    }

    Host host() {
        return host;
    }

    World world() {
        return world;
    }

    boolean isOn() {
        return on || host.state() == Host.State.UP;
    }

    /** Whether it is that of the program that runs now. */
    boolean isCurrent() {
        return host.life().network == this;
    }

    /** The program has ended; its system closes what it left, or nobody does. */
    void end(boolean silent) {
        on = !silent;
        List.copyOf(listeners.values()).forEach(SimListener::close);
        List.copyOf(datagrams.values()).forEach(SimDatagrams::close);
        for (SimStream stream : List.copyOf(streams)) {
            if (silent) {
                stream.vanish();
            } else {
                stream.abort();
            }
        }
    }

    void opened(SimStream stream) {
        streams.add(stream);
    }

    void closed(SimStream stream, int port) {
        streams.remove(stream);
        if (port != 0) {
            world.after(TIME_WAIT_NANOS, () -> usedPorts.remove(port));
        }
    }

    void closed(SimListener listener) {
        listeners.remove(listener.address(), listener);
    }

    void closed(SimDatagrams end, int port) {
        datagrams.remove(port, end);
    }

    // ---- Connecting

    @Override
    public ByteStream connect(SocketAddress address, ConnectOptions options) {
        checkCaller("connect to", address);
        if (address instanceof UnixDomainSocketAddress) {
            return dial(host, address, address, address, 0);
        }
        InetSocketAddress inet = (InetSocketAddress) address;
        InetSocketAddress resolved =
                inet.isUnresolved()
                        ? resolve(inet.getHostString(), inet.getPort()).getFirst()
                        : inet;
        Host target = hostAt(resolved.getAddress());
        int port = takePort(address);
        boolean connected = false;
        try {
            SocketAddress here = new InetSocketAddress(addressFor(target), port);
            ByteStream stream = dial(target, resolved, address, here, port);
            connected = true;
            return stream;
        } finally {
            if (!connected) {
                usedPorts.remove(port);
            }
        }
    }

    /** Asks for a connection, again and again while nobody answers. */
    private ByteStream dial(
            @Nullable Host target,
            SocketAddress resolved,
            SocketAddress asked,
            SocketAddress here,
            int port) {
        long patience = FIRST_RETRY_NANOS;
        for (int i = 0; i <= RETRIES; i++, patience *= 2) {
            Dial attempt = new Dial(this, target, resolved, asked, here, port);
            Optional<ByteStream> stream = attempt.run(patience);
            if (stream.isPresent()) {
                world.log.add(world.now(), host.name(), "connects to", asked);
                return stream.get();
            }
        }
        throw new ConnectTimeoutException(
                "connect to",
                asked,
                "Connection timed out",
                new IOException("nobody answered " + (RETRIES + 1) + " times"));
    }

    private int takePort(Object address) {
        if (usedPorts.size() >= host.options().ephemeralPorts()) {
            throw new AddressInUseException(
                    "connect to",
                    address,
                    "Cannot assign requested address",
                    new IOException("no port of " + host.options().ephemeralPorts() + " is free"));
        }
        return freePort(usedPorts);
    }

    private int freePort(Set<Integer> used) {
        int port;
        do {
            port = FIRST_EPHEMERAL + nextPort;
            nextPort = (nextPort + 1) % EPHEMERAL_COUNT;
        } while (used.contains(port));
        used.add(port);
        return port;
    }

    private InetAddress addressFor(@Nullable Host target) {
        return target == host ? InetAddress.getLoopbackAddress() : host.address();
    }

    /** Returns the host that has an address; null for an address that nobody has. */
    private @Nullable Host hostAt(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return host;
        }
        for (Host other : world.hosts()) {
            if (other.address().equals(address)) {
                return other;
            }
        }
        return null;
    }

    // ---- Listening

    @Override
    public Listener listen(SocketAddress address, ListenOptions options) {
        checkCaller("listen on", address);
        SocketAddress key = address;
        if (address instanceof InetSocketAddress inet) {
            int port = inet.getPort() == 0 ? freeListenPort() : inet.getPort();
            key = new InetSocketAddress(addressOf(inet), port);
        }
        if (listenerAt(key) != null) {
            throw new AddressInUseException(
                    "listen on", address, "Address already in use", new IOException("in use"));
        }
        SimListener listener = new SimListener(this, key, options.backlog());
        listeners.put(key, listener);
        world.log.add(world.now(), host.name(), "listens on", key);
        return listener;
    }

    private InetAddress addressOf(InetSocketAddress inet) {
        if (!inet.isUnresolved()) {
            return inet.getAddress();
        }
        return resolve(inet.getHostString(), inet.getPort()).getFirst().getAddress();
    }

    private int freeListenPort() {
        Set<Integer> used = new LinkedHashSet<>(usedPorts);
        listeners.keySet().stream()
                .filter(InetSocketAddress.class::isInstance)
                .forEach(key -> used.add(((InetSocketAddress) key).getPort()));
        return freePort(used);
    }

    @Nullable SimListener listenerAt(SocketAddress address) {
        SimListener exact = listeners.get(address);
        if (exact != null || !(address instanceof InetSocketAddress inet)) {
            return exact;
        }
        for (SimListener listener : listeners.values()) {
            if (listener.address() instanceof InetSocketAddress at
                    && at.getPort() == inet.getPort()
                    && (at.getAddress().isAnyLocalAddress()
                            || inet.getAddress().isAnyLocalAddress())) {
                return listener;
            }
        }
        return null;
    }

    // ---- Datagrams

    @Override
    public Datagrams datagrams(DatagramOptions options) {
        checkCaller("open datagrams on", options);
        int port =
                options.local()
                        .filter(InetSocketAddress.class::isInstance)
                        .map(local -> ((InetSocketAddress) local).getPort())
                        .orElse(0);
        if (port == 0) {
            port = freePort(new LinkedHashSet<>(datagrams.keySet()));
        }
        Optional<SocketAddress> peer = options.peer().map(this::datagramTarget);
        if (datagrams.containsKey(port)) {
            throw new AddressInUseException(
                    "open datagrams on",
                    host.name() + ":" + port,
                    "Address already in use",
                    new IOException("in use"));
        }
        SimDatagrams end =
                new SimDatagrams(this, new InetSocketAddress(host.address(), port), peer);
        datagrams.put(port, end);
        return end;
    }

    /** Returns where datagrams to an address go. */
    InetSocketAddress datagramTarget(SocketAddress to) {
        if (!(to instanceof InetSocketAddress inet)) {
            throw new IllegalArgumentException("Datagrams cannot be sent to " + to);
        }
        InetSocketAddress target =
                inet.isUnresolved()
                        ? resolve(inet.getHostString(), inet.getPort()).getFirst()
                        : inet;
        return target.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), target.getPort())
                : target;
    }

    /** Sends a datagram, with what the links do to it. */
    void send(byte[] data, InetSocketAddress from, InetSocketAddress to) {
        Host target = hostAt(to.getAddress());
        if (target == null || world.links.loses(host, target)) {
            world.log.add(world.now(), host.name(), "loses a datagram to", to);
            return;
        }
        int copies = world.links.duplicatesDatagram(host, target) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            long delay = world.links.draw(host, target);
            if (world.links.delaysDatagram(host, target)) {
                delay += 10 * world.links.draw(host, target);
            }
            world.after(delay, () -> arrive(target, data, from, to));
        }
    }

    private static void arrive(
            Host target, byte[] data, InetSocketAddress from, InetSocketAddress to) {
        if (target.state() == Host.State.UP) {
            SimDatagrams end = target.life().network.datagrams.get(to.getPort());
            if (end != null) {
                end.arrived(data, from);
            }
        }
    }

    // ---- Names

    @Override
    public List<InetSocketAddress> resolve(String name, int port) {
        checkCaller("look up", name);
        if (name.isEmpty() || name.equals("0.0.0.0")) {
            return List.of(new InetSocketAddress(port));
        }
        if (name.equals("localhost") || name.equals("127.0.0.1") || name.equals("::1")) {
            return List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
        for (Host other : world.hosts()) {
            if (other.address().getHostAddress().equals(name)) {
                return List.of(new InetSocketAddress(other.address(), port));
            }
        }
        InetAddress literal = isName(name) ? null : literal(name);
        if (literal != null) {
            return List.of(new InetSocketAddress(literal, port)); // of nobody
        }
        Rondo.sleep(java.time.Duration.ofNanos(world.links.draw(host, other())));
        for (Host other : world.hosts()) {
            if (other.name().equals(name) && !world.links.lookUpFails(name)) {
                return List.of(new InetSocketAddress(other.address(), port));
            }
        }
        throw new UnknownHostException(
                "look up",
                name,
                "the host has no address",
                new java.net.UnknownHostException(name));
    }

    private boolean isName(String name) {
        return world.hosts().stream().anyMatch(other -> other.name().equals(name));
    }

    private static @Nullable InetAddress literal(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null; // a name
        }
    }

    /** Any host that is not this one, for how long a look-up takes. */
    private Host other() {
        for (Host other : world.hosts()) {
            if (other != host) {
                return other;
            }
        }
        return host;
    }

    private void checkCaller(String operation, Object address) {
        if (Rondo.runningLoop() != loop) {
            throw new IllegalStateException(
                    operation
                            + " "
                            + address
                            + " was called on the network of "
                            + host
                            + " by a task that is not of its current program"
                            + "\nEach host uses its own network()");
        }
        if (world.isEnding()) {
            throw ended(operation, address);
        }
    }

    static StreamException ended(String operation, Object address) {
        return new StreamClosedException(operation, address, "the simulation is over");
    }

    @Override
    public String toString() {
        return "the network of " + host;
    }
}
