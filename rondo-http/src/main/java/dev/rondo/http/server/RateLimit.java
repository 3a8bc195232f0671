package dev.rondo.http.server;

import dev.rondo.http.Headers;
import dev.rondo.http.HttpException;
import dev.rondo.http.Status;
import dev.rondo.sync.RateLimiter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Answers 429 to those who ask too often; each has a {@link RateLimiter} of their own. Belongs to
 * one loop.
 *
 * <p>Behind a proxy put {@link Forwarded} around it, else all clients are one: the proxy. How many
 * clients are remembered is bounded: the one that was not seen for longest is forgotten first, and
 * begins anew.
 *
 * {@snippet :
 * app.use(RateLimit.perAddress(100, Duration.ofMinutes(1)));
 * app.post("/login", this::login)
 *         .use(RateLimit.by(request -> request.query().get("user"), 5, Duration.ofMinutes(15)));
 * }
 */
public final class RateLimit implements Middleware {
    private static final int MOST = 10_000;

    private final Function<Request, String> key;
    private final int requests;
    private final Duration period;
    private final int burst;
    private final int most;
    private final Map<String, RateLimiter> limiters = new LinkedHashMap<>(16, 0.75f, true);

    private RateLimit(
            Function<Request, String> key, int requests, Duration period, int burst, int most) {
        this.key = Objects.requireNonNull(key, "key");
        this.requests = requests;
        this.period = period;
        this.burst = burst;
        this.most = most;
        limiter(); // refuses what is no limit
    }

    private RateLimiter limiter() {
        return new RateLimiter(requests, period, burst);
    }

    /**
     * Returns a limit for each client's address; of IPv6, for each network of 64 bits, which one
     * client has whole. Clients without an address, as those on Unix sockets, share one.
     *
     * @param requests how many in a period, at least 1; so many may come at once
     * @param period more than zero
     * @throws IllegalArgumentException if one is not
     */
    public static RateLimit perAddress(int requests, Duration period) {
        return by(RateLimit::addressOf, requests, period);
    }

    /** Like {@link #perAddress}, for whom a function names; what it throws is thrown. */
    public static RateLimit by(Function<Request, String> key, int requests, Duration period) {
        return new RateLimit(key, requests, period, requests, MOST);
    }

    /** Returns a limit where another number may come at once; at least 1. */
    public RateLimit withBurst(int burst) {
        return new RateLimit(key, requests, period, burst, most);
    }

    /** Returns a limit that remembers another number of clients; at least 1, 10,000 unless set. */
    public RateLimit withMost(int clients) {
        if (clients < 1) {
            throw new IllegalArgumentException("most must be positive, but is " + clients);
        }
        return new RateLimit(key, requests, period, burst, clients);
    }

    private static String addressOf(Request request) {
        boolean known =
                request.remote().orElse(null) instanceof InetSocketAddress address
                        && !address.isUnresolved();
        if (!known) {
            return "";
        }
        InetAddress address = ((InetSocketAddress) request.remote().get()).getAddress();
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), 8))
                : address.getHostAddress();
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        String client = key.apply(request);
        RateLimiter limiter = limiters.get(client);
        if (limiter == null) {
            if (limiters.size() >= most) {
                limiters.remove(limiters.keySet().iterator().next());
            }
            limiter = limiter();
            limiters.put(client, limiter);
        }
        if (!limiter.tryAcquire()) {
            throw new HttpException(
                    Status.TOO_MANY_REQUESTS,
                    Status.reason(Status.TOO_MANY_REQUESTS),
                    Headers.of("Retry-After", Long.toString(secondsToNext())));
        }
        return next.handle(request);
    }

    /** Nobody waits in line, so the next permit is one interval away at most. */
    private long secondsToNext() {
        return Math.max(1, Math.ceilDiv(period.dividedBy(requests).toMillis(), 1000L));
    }

    /** Returns how many clients are remembered. */
    int clients() {
        return limiters.size();
    }

    @Override
    public String toString() {
        return "<RateLimit " + requests + " per " + period + " clients=" + clients() + ">";
    }
}
