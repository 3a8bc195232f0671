package dev.rondo.http.client;

import dev.rondo.http.MalformedException;
import dev.rondo.http.Url;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy a request goes through: its own, the client's, or the environment's.
 *
 * <p>{@code NO_PROXY} is a list with commas: {@code *} for all; a host, with those under it; an
 * address; a block of addresses as {@code 10.0.0.0/8}; each with a port or without. An IPv4 address
 * that is written as IPv6 ({@code ::ffff:127.0.0.1}) is the same address.
 */
final class ProxyRules {
    private static final int IPV4_BYTES = 4;

    private final @Nullable Proxy own;
    private final @Nullable Proxy forHttp;
    private final @Nullable Proxy forHttps;
    private final List<String> exceptions;

    ProxyRules(ClientOptions options) {
        Map<String, String> environment = options.environment();
        this.own = options.proxy();
        this.forHttp = proxy(environment, "http_proxy");
        this.forHttps = proxy(environment, "https_proxy");
        List<String> list = new ArrayList<>();
        for (String exception : value(environment, "no_proxy").split("[,\\s]+")) {
            if (!exception.isBlank()) {
                list.add(exception.strip().toLowerCase(Locale.ROOT));
            }
        }
        this.exceptions = List.copyOf(list);
    }

    /**
     * {@code HTTP_PROXY} in capitals is what a CGI server makes of a field {@code Proxy}, so there
     * it does not count (httpoxy, CVE-2016-5385).
     */
    private static @Nullable Proxy proxy(Map<String, String> environment, String name) {
        boolean forged = name.equals("http_proxy") && environment.containsKey("REQUEST_METHOD");
        String said =
                forged ? environment.getOrDefault(name, "") : value(environment, name);
        String text = said.isBlank() ? value(environment, "all_proxy") : said;
        try {
            return text.isBlank() ? null : Proxy.of(text.strip());
        } catch (MalformedException e) {
            throw new IllegalArgumentException(
                    "The environment's " + name + " is no proxy's URL: " + e.getMessage(), e);
        }
    }

    private static String value(Map<String, String> environment, String name) {
        String lower = environment.getOrDefault(name, "");
        return lower.isEmpty()
                ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "")
                : lower;
    }

    @Nullable Proxy of(ClientRequest request) {
        if (request.usesNoProxy()) {
            return null;
        }
        Proxy asked = request.proxy();
        if (asked != null) {
            return asked;
        }
        if (own != null) {
            return own;
        }
        Proxy found = request.url().isSecure() ? forHttps : forHttp;
        return found == null || isException(request.url()) ? null : found;
    }

    // ---- NO_PROXY

    private boolean isException(Url url) {
        for (String exception : exceptions) {
            if (matches(exception, url)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String exception, Url url) {
        if (exception.equals("*")) {
            return true;
        }
        String host = exception;
        int colon = host.lastIndexOf(':');
        boolean bracketed = host.startsWith("[");
        if (colon > 0
                && (host.indexOf(':') == colon || bracketed && host.charAt(colon - 1) == ']')) {
            if (!host.substring(colon + 1).equals(Integer.toString(url.port()))) {
                return false;
            }
            host = host.substring(0, colon);
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return url.isAddress() ? matchesAddress(host, url.host()) : matchesName(host, url.host());
    }

    private static boolean matchesName(String exception, String host) {
        String name = exception.startsWith("*.") ? exception.substring(1) : exception;
        String bare = name.startsWith(".") ? name.substring(1) : name;
        return !bare.isEmpty() && (host.equals(bare) || host.endsWith("." + bare));
    }

    private static boolean matchesAddress(String exception, String host) {
        int slash = exception.indexOf('/');
        byte[] block = address(slash < 0 ? exception : exception.substring(0, slash));
        byte[] wanted = address(host);
        if (block == null || wanted == null || block.length != wanted.length) {
            return false;
        }
        int bits = 8 * block.length;
        if (slash >= 0) {
            String said = exception.substring(slash + 1);
            if (!said.matches("[0-9]{1,3}") || Integer.parseInt(said) > bits) {
                return false;
            }
            bits = Integer.parseInt(said);
        }
        int shift = 8 * block.length - bits;
        return new BigInteger(1, block)
                .shiftRight(shift)
                .equals(new BigInteger(1, wanted).shiftRight(shift));
    }

    /** Returns the bytes of an address, 4 also for IPv4 in IPv6; null for a name. No lookup. */
    private static byte @Nullable [] address(String text) {
        if (!text.matches("[0-9.]+") && text.indexOf(':') < 0) {
            return null;
        }
        try {
            byte[] bytes = InetAddress.ofLiteral(text).getAddress();
            return bytes.length == IPV4_BYTES || text.indexOf(':') >= 0 ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
