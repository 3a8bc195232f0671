package dev.rondo.http;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * An absolute URL of the schemes http, https, ws and wss (RFC 3986; RFC 9110, section 4).
 * Immutable.
 *
 * <p>A URL has one form: scheme and host in lower case, no port that is the scheme's own, a path
 * that begins with a slash and has no dot segments, hexadecimal digits in upper case. What may not
 * stand in a path, a query or a fragment is percent-encoded in UTF-8; what is encoded already
 * stays, so nothing is encoded twice. What could mean two things to two readers is refused: control
 * characters, white space around it, hosts with anything but letters, digits, dots, hyphens and
 * underscores, and numbers that are no dotted IPv4 address.
 *
 * <p>International hosts become ASCII by {@link java.net.IDN}: IDNA 2003 with its mapping (lower
 * case, compatibility forms), not the UTS 46 of browsers. They differ in few letters: {@code ß}
 * becomes {@code ss}, and characters younger than Unicode 3.2 pass as they are. Write the {@code
 * xn--} form where that matters.
 *
 * <p>User info is never in {@link #toString}.
 *
 * {@snippet :
 * Url url = Url.parse("https://example.com/search?q=café");
 * url.target(); // /search?q=caf%C3%A9
 * url.resolve("../about").plusQuery("lang", "de"); // https://example.com/about?lang=de
 * }
 */
public final class Url {
    private final String scheme;
    private final Optional<String> userInfo; // encoded, as all that follow
    private final String host;
    private final int port;
    private final String path;
    private final Optional<String> query;
    private final Optional<String> fragment;

    Url(
            String scheme,
            Optional<String> userInfo,
            String host,
            int port,
            String path,
            Optional<String> query,
            Optional<String> fragment) {
        this.scheme = scheme;
        this.userInfo = userInfo;
        this.host = host;
        this.port = port;
        this.path = path;
        this.query = query;
        this.fragment = fragment;
    }

    // ---- Making

    /**
     * Returns the URL that a text says.
     *
     * @throws MalformedException if it is none, or not absolute, or of another scheme; the message
     *     has no user info in it
     */
    public static Url parse(String text) {
        UrlParser.Parts parts = UrlParser.split(text);
        String scheme = parts.scheme();
        String authority = parts.authority();
        if (scheme == null) {
            throw new MalformedException(
                    "The URL has no scheme: "
                            + UrlParser.shown(text)
                            + "\nWrite http:// or https:// before it");
        }
        checkScheme(scheme, text);
        if (authority == null) {
            throw new MalformedException("The URL has no host: " + UrlParser.shown(text));
        }
        return UrlParser.url(scheme, authority, parts, text);
    }

    /** Returns the URL that a text says, or nothing where {@link #parse} throws. */
    public static Optional<Url> tryParse(String text) {
        try {
            return Optional.of(parse(text));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns a URL with the path {@code /} and the scheme's own port.
     *
     * @throws MalformedException if one of them is none
     */
    public static Url of(String scheme, String host) {
        return of(scheme, host, defaultPort(checkScheme(scheme.toLowerCase(Locale.ROOT), scheme)));
    }

    /**
     * Returns a URL with the path {@code /}.
     *
     * @param host a name or an address, an IPv6 address with or without brackets
     * @param port 0 to 65535
     * @throws MalformedException if one of them is none
     */
    public static Url of(String scheme, String host, int port) {
        boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
        return parse(scheme + "://" + (bare ? "[" + host + "]" : checkHost(host)) + ":" + port);
    }

    private static String checkHost(String host) {
        for (int i = 0; i < host.length(); i++) {
            if ("/?#@\\".indexOf(host.charAt(i)) >= 0) {
                throw new MalformedException("Not a host: " + FieldSyntax.shown(host));
            }
        }
        return host;
    }

    private static String checkScheme(String scheme, String text) {
        if (!isKnown(scheme)) {
            throw new MalformedException(
                    "The URL's scheme is none of http, https, ws, wss: " + UrlParser.shown(text));
        }
        return scheme;
    }

    private static boolean isKnown(String scheme) {
        return switch (scheme) {
            case "http", "https", "ws", "wss" -> true;
            default -> false;
        };
    }

    static int defaultPort(String scheme) {
        return scheme.equals("https") || scheme.equals("wss") ? 443 : 80;
    }

    // ---- Parts

    /** Returns {@code http}, {@code https}, {@code ws} or {@code wss}. */
    public String scheme() {
        return scheme;
    }

    /** Returns whether it is reached over TLS: https or wss. */
    public boolean isSecure() {
        return scheme.equals("https") || scheme.equals("wss");
    }

    /** Returns the host in ASCII and lower case; an IPv6 address without brackets. */
    public String host() {
        return host;
    }

    /** Returns whether the host is an address, not a name. */
    public boolean isAddress() {
        return HostSyntax.isAddress(host);
    }

    /** Returns the port: the one in the URL, or else the scheme's own. */
    public int port() {
        return port;
    }

    /** Returns whether the port is the scheme's own. */
    public boolean hasDefaultPort() {
        return port == defaultPort(scheme);
    }

    /**
     * Returns host and port as the {@code Host} field has them: IPv6 addresses in brackets, no port
     * that is the scheme's own, no user info (RFC 9110, section 7.2).
     */
    public String authority() {
        String bracketed = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return hasDefaultPort() ? bracketed : bracketed + ":" + port;
    }

    /** Returns the path as it is sent: encoded, beginning with a slash. */
    public String path() {
        return path;
    }

    /** Returns the query as it is sent: encoded, without the question mark. */
    public Optional<String> query() {
        return query;
    }

    /** Returns the query's parameters, decoded; what cannot be decoded stays as it is. */
    public Form queryParameters() {
        return Form.ofQuery(query.orElse(""));
    }

    /** Returns the fragment, encoded, without the hash sign. It is never sent. */
    public Optional<String> fragment() {
        return fragment;
    }

    /** Returns what stands before the {@code @}, encoded: a secret. */
    public Optional<String> userInfo() {
        return userInfo;
    }

    /** Returns the user's name in the user info, decoded. */
    public Optional<String> user() {
        return userInfo.map(
                info -> decodeLeniently(info.substring(0, end(info.indexOf(':'), info))));
    }

    /** Returns the password in the user info, decoded; nothing if there is no colon. */
    public Optional<String> password() {
        return userInfo.filter(info -> info.indexOf(':') >= 0)
                .map(info -> decodeLeniently(info.substring(info.indexOf(':') + 1)));
    }

    private static int end(int colon, String info) {
        return colon < 0 ? info.length() : colon;
    }

    // ---- What is sent

    /** Returns the target of a request: path and query (RFC 9112, section 3.2.1). */
    public String target() {
        return query.isPresent() ? path + "?" + query.get() : path;
    }

    /** Returns the target of a request to a proxy, without user info (RFC 9112, section 3.2.2). */
    public String absoluteTarget() {
        return origin() + target();
    }

    /** Returns scheme, host and port in ASCII; no port that is the scheme's own (RFC 6454, 6.2). */
    public String origin() {
        return scheme + "://" + authority();
    }

    /** Returns whether scheme, host and port are the same (RFC 6454, section 5). */
    public boolean isSameOrigin(Url other) {
        return scheme.equals(other.scheme) && host.equals(other.host) && port == other.port;
    }

    // ---- Others from it

    /**
     * Returns the URL that a reference means here (RFC 3986, section 5.2): a {@code Location}, a
     * link. User info stays only where host and port are this URL's; the fragment is the
     * reference's.
     *
     * @throws MalformedException if the reference is none, or of another scheme
     */
    public Url resolve(String reference) {
        UrlParser.Parts parts = UrlParser.split(reference);
        if (parts.scheme() != null) {
            return parse(reference);
        }
        String authority = parts.authority();
        if (authority != null) {
            return UrlParser.url(scheme, authority, parts, reference);
        }
        Optional<String> newFragment =
                Optional.ofNullable(parts.fragment())
                        .map(text -> PercentCoding.complete(text, PercentCoding.QUERY));
        Optional<String> newQuery =
                Optional.ofNullable(parts.query())
                        .map(text -> PercentCoding.complete(text, PercentCoding.QUERY));
        String newPath = parts.path();
        if (newPath.isEmpty()) {
            newPath = path;
            newQuery = newQuery.or(() -> query);
        } else if (!newPath.startsWith("/")) {
            newPath = path.substring(0, path.lastIndexOf('/') + 1) + newPath;
        }
        return new Url(
                scheme, userInfo, host, port, UrlParser.path(newPath), newQuery, newFragment);
    }

    /**
     * Returns this URL with another path, and without query and fragment.
     *
     * @param newPath encoded or not; a slash is put before it if there is none. A question or hash
     *     sign belongs to the path, and is encoded
     */
    public Url withPath(String newPath) {
        check("path", newPath);
        return new Url(
                scheme,
                userInfo,
                host,
                port,
                UrlParser.path(newPath),
                Optional.empty(),
                Optional.empty());
    }

    /** Returns this URL with these parameters as its query; without one if there are none. */
    public Url withQuery(Form parameters) {
        return query(parameters.isEmpty() ? Optional.empty() : Optional.of(parameters.format()));
    }

    /** Returns this URL with one parameter of a name in place of all that it had. */
    public Url withQuery(String name, String value) {
        return withQuery(queryParameters().with(name, value));
    }

    /** Returns this URL with one more parameter; the others stay as they are written. */
    public Url plusQuery(String name, String value) {
        String added = encodeQuery(name) + "=" + encodeQuery(value);
        return query(
                Optional.of(query.filter(q -> !q.isEmpty()).map(q -> q + "&").orElse("") + added));
    }

    /** Returns this URL without a query. */
    public Url withoutQuery() {
        return query(Optional.empty());
    }

    private Url query(Optional<String> newQuery) {
        return new Url(scheme, userInfo, host, port, path, newQuery, fragment);
    }

    /** Returns this URL with a user's name and password before the host. */
    public Url withUserInfo(String user, String password) {
        String info =
                PercentCoding.encode(user, PercentCoding.VALUE)
                        + ":"
                        + PercentCoding.encode(password, PercentCoding.VALUE);
        return new Url(scheme, Optional.of(info), host, port, path, query, fragment);
    }

    /** Returns this URL without user info. */
    public Url withoutUserInfo() {
        return userInfo.isEmpty()
                ? this
                : new Url(scheme, Optional.empty(), host, port, path, query, fragment);
    }

    /**
     * Returns this URL with another fragment.
     *
     * @param newFragment encoded or not, without the hash sign
     */
    public Url withFragment(String newFragment) {
        check("fragment", newFragment);
        String encoded = PercentCoding.complete(newFragment, PercentCoding.QUERY);
        return new Url(scheme, userInfo, host, port, path, query, Optional.of(encoded));
    }

    /** Returns this URL without a fragment. */
    public Url withoutFragment() {
        return fragment.isEmpty()
                ? this
                : new Url(scheme, userInfo, host, port, path, query, Optional.empty());
    }

    /**
     * Returns this URL with another scheme; a port that was the scheme's own becomes the other's.
     *
     * @throws MalformedException if it is none of the four
     */
    public Url withScheme(String newScheme) {
        checkScheme(newScheme, newScheme);
        int newPort = hasDefaultPort() ? defaultPort(newScheme) : port;
        return new Url(newScheme, userInfo, host, newPort, path, query, fragment);
    }

    private static void check(String part, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) == 127) {
                throw new MalformedException(
                        "The URL's "
                                + part
                                + " has a control character at "
                                + i
                                + ": "
                                + FieldSyntax.shown(text));
            }
        }
    }

    // ---- Texts

    /** Returns all of it, with user info: a secret if there is some. */
    public String full() {
        String rest = target() + fragment.map(text -> "#" + text).orElse("");
        return scheme + "://" + userInfo.map(text -> text + "@").orElse("") + authority() + rest;
    }

    /** Returns it for a log: without user info and fragment, and with names alone in the query. */
    public String redacted() {
        StringBuilder text = new StringBuilder(origin()).append(path);
        char separator = '?';
        for (Form.Field field : queryParameters()) {
            text.append(separator).append(encodeQuery(field.name())).append("=***");
            separator = '&';
        }
        return text.toString();
    }

    /** Returns it without user info. */
    @Override
    public String toString() {
        return origin() + target() + fragment.map(text -> "#" + text).orElse("");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Url url
                && isSameOrigin(url)
                && path.equals(url.path)
                && query.equals(url.query)
                && fragment.equals(url.fragment)
                && userInfo.equals(url.userInfo);
    }

    @Override
    public int hashCode() {
        return Objects.hash(scheme, host, port, path, query, fragment, userInfo);
    }

    // ---- Encoding

    /**
     * Returns text without percent-encoding. A plus sign is one: see {@link Form} for queries.
     *
     * @throws MalformedException if a percent sign has no two hexadecimal digits after it, or the
     *     bytes are no UTF-8
     */
    public static String decode(String encoded) {
        return PercentCoding.decode(encoded, false);
    }

    /** Returns text without percent-encoding; what {@link #decode} refuses stays as it is. */
    public static String decodeLeniently(String encoded) {
        return PercentCoding.decodeLeniently(encoded, false);
    }

    /** Returns text as one segment of a path: slashes and percent signs are encoded too. */
    public static String encodeSegment(String text) {
        return PercentCoding.encode(text, PercentCoding.SEGMENT);
    }

    /** Returns text as a name or a value in a query; a space is {@code %20}. */
    public static String encodeQuery(String text) {
        return PercentCoding.encode(text, PercentCoding.VALUE);
    }
}
