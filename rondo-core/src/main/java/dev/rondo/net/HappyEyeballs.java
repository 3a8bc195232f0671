package dev.rondo.net;

import dev.rondo.ExceptionGroup;
import dev.rondo.RaceResult;
import dev.rondo.Rondo;
import dev.rondo.stream.AddressNotAvailableException;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
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
 * Connects to whichever address of a host answers first (RFC 8305): which addresses are tried, in
 * what order, when, and what a failure of all looks like. How one address is connected is the
 * caller's, so that this can be tested without a network.
 *
 * <pre>
 *   addresses of the host, in the system's order
 *     without those of another family than the local address
 *     interleaved by family
 *     each tried when the one before failed or had its delay; the first that connects wins,
 *     the others are cancelled, and closed if they connected in the same moment
 * </pre>
 *
 * Rejected: asyncio's single error with the texts of all failures when they differ. It has no type
 * that could be caught; here the first failure is thrown as it is, the others are suppressed in it.
 */
final class HappyEyeballs {
    /** Connects to one address. */
    @FunctionalInterface
    interface Attempt {
        ByteStream connect(InetSocketAddress address);
    }

    private final InetSocketAddress asked;
    private final ConnectOptions options;
    private final Attempt attempt;

    HappyEyeballs(InetSocketAddress asked, ConnectOptions options, Attempt attempt) {
        this.asked = asked;
        this.options = options;
        this.attempt = attempt;
    }

    /** Returns a connection to one of some addresses. Suspends. */
    ByteStream connect(List<InetSocketAddress> addresses) {
        List<InetSocketAddress> order = interleave(ofLocalFamily(addresses), options.interleave());
        return order.size() == 1 && !options.allErrors()
                ? attempt.connect(order.getFirst())
                : race(order);
    }

    private List<InetSocketAddress> ofLocalFamily(List<InetSocketAddress> addresses) {
        Optional<SocketAddress> local = options.local();
        if (local.isEmpty() || !(local.get() instanceof InetSocketAddress from)) {
            return addresses;
        }
        List<InetSocketAddress> same =
                addresses.stream().filter(address -> is6(address) == is6(from)).toList();
        if (same.isEmpty()) {
            throw new AddressNotAvailableException(
                    "connect to",
                    asked,
                    "it has no address of the family of the local address " + from,
                    new IOException("no matching local address"));
        }
        return same;
    }

    /** Alternates between address families, RFC 8305 section 4. */
    static List<InetSocketAddress> interleave(
            List<InetSocketAddress> addresses, int firstFamilyCount) {
        if (firstFamilyCount == 0) {
            return addresses;
        }
        boolean firstIs6 = is6(addresses.getFirst());
        Deque<InetSocketAddress> first = new ArrayDeque<>();
        Deque<InetSocketAddress> second = new ArrayDeque<>();
        for (InetSocketAddress address : addresses) {
            (is6(address) == firstIs6 ? first : second).add(address);
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

    private static boolean is6(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address;
    }

    private ByteStream race(List<InetSocketAddress> order) {
        List<Callable<ByteStream>> attempts = new ArrayList<>();
        List<ByteStream> connected = new ArrayList<>();
        for (InetSocketAddress address : order) {
            attempts.add(() -> {
                ByteStream stream = attempt.connect(address);
                connected.add(stream);
                return stream;
            });
        }
        Optional<ByteStream> winner = Optional.empty();
        try {
            RaceResult<ByteStream> result =
                    Rondo.staggeredRace(attempts, options.happyEyeballsDelay());
            winner = result.value();
            return winner.orElseThrow(() -> allFailed(result));
        } finally {
            // Two may have connected in the same pass, or the caller was cancelled right after.
            for (ByteStream stream : connected) {
                if (winner.isEmpty() || stream != winner.get()) {
                    stream.abort();
                }
            }
        }
    }

    private RuntimeException allFailed(RaceResult<ByteStream> result) {
        List<Throwable> failures = result.failures().stream().flatMap(Optional::stream).toList();
        if (options.allErrors()) {
            return new ExceptionGroup("connect to " + asked + " failed", failures);
        }
        Throwable first = failures.getFirst();
        failures.stream().skip(1).forEach(first::addSuppressed);
        return first instanceof RuntimeException e ? e : new IllegalStateException(first);
    }
}
