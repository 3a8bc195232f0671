package dev.rondo.net;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.DatagramOptions;
import dev.rondo.stream.Datagrams;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.Network;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;

/**
 * The network of this machine, for any loop: each call uses the poller of the loop that the calling
 * task belongs to.
 */
public final class SystemNetwork implements Network {
    private static final SystemNetwork INSTANCE = new SystemNetwork();

    private SystemNetwork() {}

    /** Returns it. It has no state. */
    public static SystemNetwork instance() {
        return INSTANCE;
    }

    @Override
    public ByteStream connect(SocketAddress address, ConnectOptions options) {
        EventLoop loop = Rondo.runningLoop();
        if (!(address instanceof InetSocketAddress inet)) {
            return connectOne(loop, address, options);
        }
        List<InetSocketAddress> addresses =
                inet.isUnresolved() ? resolve(inet.getHostString(), inet.getPort()) : List.of(inet);
        return new HappyEyeballs(inet, options, candidate -> connectOne(loop, candidate, options))
                .connect(addresses);
    }

    private static ByteStream connectOne(
            EventLoop loop, SocketAddress address, ConnectOptions options) {
        try {
            Descriptor descriptor = SocketPoller.of(loop).connect(address, options);
            try {
                while (!descriptor.finishConnect()) {
                    descriptor.awaitConnected();
                }
                return new SocketStream(descriptor);
            } catch (Throwable e) { // the socket must not stay open; rethrown
                descriptor.close();
                throw e;
            }
        } catch (IOException e) {
            throw IoFailure.of("connect to", address, e);
        }
    }

    @Override
    public Listener listen(SocketAddress address, ListenOptions options) {
        SocketAddress resolved =
                address instanceof InetSocketAddress inet && inet.isUnresolved()
                        ? resolve(inet.getHostString(), inet.getPort()).getFirst()
                        : address;
        if (resolved instanceof UnixDomainSocketAddress unix) {
            SocketFiles.removeStale(unix.getPath());
        }
        try {
            Descriptor descriptor = SocketPoller.of(Rondo.runningLoop()).listen(resolved, options);
            try {
                return new SocketListener(descriptor, options.unlink());
            } catch (IOException e) {
                descriptor.close();
                throw e;
            }
        } catch (IOException e) {
            throw IoFailure.of("listen on", address, e);
        }
    }

    @Override
    public Datagrams datagrams(DatagramOptions options) {
        Object name =
                options.local().or(options::peer).map(Object.class::cast).orElse("any address");
        try {
            Descriptor descriptor = SocketPoller.of(Rondo.runningLoop()).datagrams(options);
            try {
                return new SocketDatagrams(descriptor, options.peer());
            } catch (IOException e) {
                descriptor.close();
                throw e;
            }
        } catch (IOException e) {
            throw IoFailure.of("open datagrams on", name, e);
        }
    }

    /**
     * Returns the addresses of a host in the system's order. Suspends; an address in digits is
     * answered at once. The system is asked on threads that do nothing else, at most 16 of a loop
     * at a time, and never on the default executor; 10,000 look-ups may wait for them. Tasks that
     * ask for the same name at the same time share one look-up, which is given up when the last of
     * them is cancelled; its thread is busy until the system answers.
     *
     * <p>Answers are kept as long as the JDK keeps them: see its security properties {@code
     * networkaddress.cache.ttl} (30 s unless set), {@code networkaddress.cache.negative.ttl} (10 s)
     * and {@code networkaddress.cache.stale.ttl}.
     *
     * @throws dev.rondo.stream.UnknownHostException if it has none
     * @throws dev.rondo.stream.StreamException if too many look-ups wait
     */
    @Override
    public List<InetSocketAddress> resolve(String host, int port) {
        try {
            return Lookups.current().addresses(host, port).await();
        } catch (java.util.concurrent.CompletionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw IoFailure.of("look up", host, cause);
            }
            throw e;
        }
    }

    @Override
    public String toString() {
        return "the system's network";
    }
}
