package dev.rondo.net;

import dev.rondo.CancelledError;
import dev.rondo.EventLoop;
import dev.rondo.ExceptionGroup;
import dev.rondo.RaceResult;
import dev.rondo.Rondo;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.DatagramOptions;
import dev.rondo.stream.Datagrams;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.Network;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

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
        List<InetSocketAddress> candidates =
                inet.isUnresolved() ? resolve(inet.getHostString(), inet.getPort()) : List.of(inet);
        if (candidates.size() == 1) {
            return connectOne(loop, candidates.getFirst(), options);
        }
        return race(loop, inet, interleave(candidates, options.interleave()), options);
    }

    private static ByteStream race(
            EventLoop loop,
            InetSocketAddress asked,
            List<InetSocketAddress> candidates,
            ConnectOptions options) {
        List<Callable<ByteStream>> attempts = new ArrayList<>();
        List<ByteStream> connected = new ArrayList<>();
        for (InetSocketAddress candidate : candidates) {
            attempts.add(() -> {
                ByteStream stream = connectOne(loop, candidate, options);
                connected.add(stream);
                return stream;
            });
        }
        Optional<ByteStream> winner = Optional.empty();
        try {
            RaceResult<ByteStream> result =
                    Rondo.staggeredRace(attempts, options.happyEyeballsDelay());
            winner = result.value();
            return winner.orElseThrow(() -> allFailed(asked, result, options));
        } finally {
            // Two may have connected in the same pass, or the caller was cancelled right after.
            for (ByteStream stream : connected) {
                if (winner.isEmpty() || stream != winner.get()) {
                    stream.abort();
                }
            }
        }
    }

    private static RuntimeException allFailed(
            InetSocketAddress asked, RaceResult<ByteStream> result, ConnectOptions options) {
        List<Throwable> failures = result.failures().stream().flatMap(Optional::stream).toList();
        if (options.allErrors()) {
            return new ExceptionGroup("connect to " + asked + " failed", failures);
        }
        Throwable first = failures.getFirst();
        failures.stream().skip(1).forEach(first::addSuppressed);
        return first instanceof RuntimeException e ? e : new IllegalStateException(first);
    }

    /** Alternates between address families, RFC 8305 section 4. */
    static List<InetSocketAddress> interleave(
            List<InetSocketAddress> addresses, int firstFamilyCount) {
        if (firstFamilyCount == 0) {
            return addresses;
        }
        boolean firstIs6 = addresses.getFirst().getAddress() instanceof Inet6Address;
        Deque<InetSocketAddress> first = new ArrayDeque<>();
        Deque<InetSocketAddress> second = new ArrayDeque<>();
        for (InetSocketAddress address : addresses) {
            ((address.getAddress() instanceof Inet6Address) == firstIs6 ? first : second)
                    .add(address);
        }
        List<InetSocketAddress> mixed = new ArrayList<>();
        for (int i = 1; i < firstFamilyCount && !first.isEmpty(); i++) {
            mixed.add(first.remove());
        }
        while (!first.isEmpty() || !second.isEmpty()) {
            if (!first.isEmpty()) {
                mixed.add(first.remove());
            }
            if (!second.isEmpty()) {
                mixed.add(second.remove());
            }
        }
        return mixed;
    }

    private static ByteStream connectOne(
            EventLoop loop, SocketAddress address, ConnectOptions options) {
        try {
            Descriptor descriptor = SocketPoller.of(loop).connect(address, options);
            try {
                while (!descriptor.finishConnect()) {
                    descriptor.awaitWritable();
                }
                return new SocketStream(descriptor);
            } catch (IOException | RuntimeException | CancelledError e) {
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
                return new SocketDatagrams(descriptor);
            } catch (IOException e) {
                descriptor.close();
                throw e;
            }
        } catch (IOException e) {
            throw IoFailure.of("open datagrams on", name, e);
        }
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) {
        try {
            return Rondo.runningLoop().getAddrInfo(host, port).await();
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
