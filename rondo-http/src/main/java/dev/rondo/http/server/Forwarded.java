package dev.rondo.http.server;

import dev.rondo.http.Headers;
import dev.rondo.http.HttpException;
import dev.rondo.http.Status;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Believes trusted proxies about where a request came from: then {@link Request#remote}, {@link
 * Request#scheme} and {@link Request#host} are the client's, for all that is inside, and for the
 * access log. From anybody else these fields say nothing.
 *
 * <p>Proxies add what they see at the end. So the list is read from there, and only as far as the
 * proxies are trusted: what a client has written itself stands before it, and is not reached. One of
 * the two ways of writing is believed, never both: a proxy that sets the one lets the client's other
 * pass.
 *
 * {@snippet :
 * app.use(Forwarded.byX("10.0.0.0/8", "::1")); // X-Forwarded-For, -Proto, -Host
 * app.use(Forwarded.byStandard("10.0.0.0/8")); // Forwarded (RFC 7239)
 * }
 */
public final class Forwarded implements Middleware {
    private static final int MOST = 32; // hops that are looked at
    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

    private final boolean standard;
    private final List<AddressRange> trusted;
    private final boolean trustsUnix;

    /** What one proxy says; empty where it says nothing. */
    record Hop(String from, String scheme, String host) {}

    private Forwarded(boolean standard, List<AddressRange> trusted, boolean trustsUnix) {
        this.standard = standard;
        this.trusted = trusted;
        this.trustsUnix = trustsUnix;
    }

    /**
     * Returns one that reads {@code X-Forwarded-For}, {@code -Proto} and {@code -Host}.
     *
     * @param proxies addresses, or ranges as {@code 10.0.0.0/8}
     * @throws IllegalArgumentException if one is something else
     */
    public static Forwarded byX(String... proxies) {
        return of(false, proxies);
    }

    /** Like {@link #byX}, for the field {@code Forwarded}. */
    public static Forwarded byStandard(String... proxies) {
        return of(true, proxies);
    }

    private static Forwarded of(boolean standard, String... proxies) {
        List<AddressRange> ranges = Arrays.stream(proxies).map(AddressRange::parse).toList();
        return new Forwarded(standard, ranges, false);
    }

    /** Returns one that believes those, too, who have no address: proxies on a Unix socket. */
    public Forwarded withUnixSockets() {
        return new Forwarded(standard, trusted, true);
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        if (isTrusted(request.remote())) {
            List<Hop> hops =
                    standard ? ForwardedHops.standard(request.headers()) : x(request.headers());
            believe(request, hops);
        }
        return next.handle(request);
    }

    private boolean isTrusted(Optional<SocketAddress> peer) {
        if (peer.orElse(null) instanceof InetSocketAddress inet) {
            return !inet.isUnresolved() && isTrusted(inet.getAddress());
        }
        return trustsUnix;
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(range -> range.contains(address));
    }

    /** Goes from the nearest proxy to the client, while who speaks is trusted. */
    private void believe(Request request, List<Hop> hops) {
        Optional<SocketAddress> client = request.remote();
        String scheme = "";
        String host = "";
        for (Hop hop : hops.reversed().subList(0, Math.min(MOST, hops.size()))) {
            scheme = hop.scheme().isEmpty() ? scheme : hop.scheme().toLowerCase(Locale.ROOT);
            host = hop.host().isEmpty() ? host : hop.host();
            Optional<InetSocketAddress> from = address(hop.from());
            if (from.isEmpty()) {
                break; // hidden, or unknown: nobody can be asked further
            }
            client = Optional.of(from.get());
            if (!isTrusted(from.get().getAddress())) {
                break;
            }
        }
        if (!scheme.isEmpty() && !scheme.equals("http") && !scheme.equals("https")) {
            throw bad();
        }
        if (!host.isEmpty() && !HOST.matcher(host).matches()) {
            throw bad();
        }
        boolean secure = scheme.isEmpty() ? request.scheme().equals("https") : scheme.equals("https");
        request.cameFrom(
                new Origin(client, secure),
                host.isEmpty() ? request.headers() : request.headers().with("Host", host));
    }

    private record Origin(Optional<SocketAddress> address, boolean isSecure) implements Peer {}

    private static HttpException bad() {
        return new HttpException(Status.BAD_REQUEST, "The proxy's fields are malformed");
    }

    /** {@code 192.0.2.7}, {@code 192.0.2.7:4711}, {@code 2001:db8::7}, {@code [2001:db8::7]:4711}. */
    private static Optional<InetSocketAddress> address(String text) {
        int bracket = text.startsWith("[") ? text.indexOf(']') : -1;
        boolean isV6 = bracket < 0 && text.indexOf(':') != text.lastIndexOf(':');
        int colon = isV6 ? -1 : text.indexOf(':', Math.max(0, bracket));
        String host =
                bracket > 0
                        ? text.substring(1, bracket)
                        : colon < 0 ? text : text.substring(0, colon);
        try {
            int port = colon < 0 ? 0 : Integer.parseInt(text.substring(colon + 1));
            return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(host), port));
        } catch (IllegalArgumentException e) { // no address, or no port
            return Optional.empty();
        }
    }

    /**
     * The three lists belong together from their ends: the last of each is the nearest proxy's. A
     * scheme or host that is there once is that of all.
     */
    private static List<Hop> x(Headers headers) {
        List<String> from = ForwardedHops.list(headers, "X-Forwarded-For");
        List<String> schemes = ForwardedHops.list(headers, "X-Forwarded-Proto");
        List<String> hosts = ForwardedHops.list(headers, "X-Forwarded-Host");
        List<Hop> hops = new ArrayList<>();
        int count = Math.max(from.size(), Math.max(schemes.size(), hosts.size()));
        for (int i = count; i > 0; i--) {
            hops.add(
                    new Hop(
                            fromEnd(from, i),
                            schemes.size() == 1 ? schemes.getFirst() : fromEnd(schemes, i),
                            hosts.size() == 1 ? hosts.getFirst() : fromEnd(hosts, i)));
        }
        return hops;
    }

    private static String fromEnd(List<String> list, int position) {
        return position > list.size() ? "" : list.get(list.size() - position);
    }

    @Override
    public String toString() {
        return "<Forwarded " + (standard ? "standard " : "x ") + trusted + ">";
    }
}
