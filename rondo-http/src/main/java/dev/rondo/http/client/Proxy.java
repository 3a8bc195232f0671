package dev.rondo.http.client;

import dev.rondo.http.Headers;
import dev.rondo.http.MalformedException;
import dev.rondo.http.Url;
import java.util.Locale;
import java.util.Optional;

/**
 * A proxy. Requests for http go to an HTTP proxy as they are (RFC 9112, section 3.2.2); those for
 * https and WebSockets go through a tunnel (CONNECT), and all do so through SOCKS 5 (RFC 1928),
 * which looks names up itself.
 *
 * @param kind how it is spoken to
 * @param url its host, port, and the user's name and password: a secret
 * @param headers fields that only the proxy gets
 */
public record Proxy(Kind kind, Url url, Headers headers) {
    /** How a proxy is spoken to. */
    public enum Kind {
        /** HTTP in plain. */
        HTTP,
        /** HTTP over TLS; tunnels are TLS in TLS. */
        HTTPS,
        /** SOCKS 5. */
        SOCKS5
    }

    private static final int SOCKS_PORT = 1080;

    /**
     * Returns the proxy of a URL: {@code http://}, {@code https://}, {@code socks5://} or {@code
     * socks5h://}; without a scheme it is http.
     *
     * @throws MalformedException if it is none
     */
    public static Proxy of(String url) {
        int colon = url.indexOf("://");
        String scheme = colon < 0 ? "http" : url.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = colon < 0 ? url : url.substring(colon + 3);
        return switch (scheme) {
            case "http" -> new Proxy(Kind.HTTP, Url.parse("http://" + rest), Headers.none());
            case "https" -> new Proxy(Kind.HTTPS, Url.parse("https://" + rest), Headers.none());
            case "socks5", "socks5h" -> new Proxy(Kind.SOCKS5, socks(rest), Headers.none());
            default ->
                    throw new MalformedException(
                            "The proxy's scheme is none of http, https, socks5, socks5h");
        };
    }

    /** The URL has the port of http where none was written. */
    private static Url socks(String rest) {
        Url url = Url.parse("http://" + rest);
        String authority = rest.split("[/?#]", 2)[0];
        String port = authority.substring(authority.lastIndexOf('@') + 1);
        boolean written = port.matches(".*:[0-9]+");
        if (written) {
            return url;
        }
        Url other = Url.of("http", url.host(), SOCKS_PORT);
        return url.userInfo().isPresent()
                ? other.withUserInfo(url.user().orElse(""), url.password().orElse(""))
                : other;
    }

    /** Returns this proxy with a field that only it gets. */
    public Proxy withHeader(String name, String value) {
        return new Proxy(kind, url, headers.with(name, value));
    }

    /** Returns the value of Proxy-Authorization, if there is a user. */
    Optional<String> authorization() {
        return url.user().map(user -> BasicAuth.encode(user, url.password().orElse("")));
    }

    /** Shows no user and no field. */
    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + "://" + url.authority();
    }
}
