package dev.rondo.stream;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Listens on all addresses of several hosts, or on none. */
final class Listening {
    private static final String EVERY_6 = "::";
    private static final String EVERY_4 = "0.0.0.0";

    private final Network network;
    private final ListenOptions options;
    private final List<Listener> listeners = new ArrayList<>();
    private Optional<AddressNotAvailableException> skipped = Optional.empty();

    private Listening(Network network, ListenOptions options) {
        this.network = network;
        this.options = options;
    }

    /**
     * Listens on the addresses of hosts. Suspends to look them up. An empty host stands for all
     * interfaces. An address that this machine does not have is left out, unless there is no other.
     */
    static List<Listener> onHosts(
            Network network, List<String> hosts, int port, ListenOptions options) {
        Listening listening = new Listening(network, options);
        return listening.orNone(() -> {
            Set<InetSocketAddress> addresses = new LinkedHashSet<>();
            for (String host : hosts) {
                if (host.isEmpty()) {
                    listening.listenEverywhere(port);
                } else {
                    addresses.addAll(network.resolve(host, port));
                }
            }
            addresses.forEach(listening::listenUnlessMissing);
            if (listening.listeners.isEmpty() && listening.skipped.isPresent()) {
                throw listening.skipped.get();
            }
        });
    }

    /** Listens on addresses, all of which must be there. */
    static List<Listener> onAddresses(
            Network network, Collection<? extends SocketAddress> addresses, ListenOptions options) {
        Listening listening = new Listening(network, options);
        return listening.orNone(() -> addresses.forEach(listening::listen));
    }

    private List<Listener> orNone(Runnable body) {
        boolean complete = false;
        try {
            body.run();
            complete = true;
            return listeners;
        } finally {
            if (!complete) { // a failure, or a cancellation during a look-up
                listeners.forEach(Listener::close);
            }
        }
    }

    private void listen(SocketAddress address) {
        listeners.add(network.listen(address, options));
    }

    private void listenUnlessMissing(SocketAddress address) {
        try {
            listen(address);
        } catch (AddressNotAvailableException e) { // a family that is switched off, mostly
            skipped = Optional.of(e);
        }
    }

    /** One socket takes both families where the machine has both. */
    private void listenEverywhere(int port) {
        try {
            listeners.add(
                    network.listen(
                            new InetSocketAddress(EVERY_6, port), options.withIpv6Only(false)));
        } catch (AddressNotAvailableException e) {
            listen(new InetSocketAddress(EVERY_4, port));
        }
    }
}
