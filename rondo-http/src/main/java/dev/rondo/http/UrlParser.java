package dev.rondo.http;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes references apart (RFC 3986, section 4.1 and appendix B), and puts paths together. */
final class UrlParser {
    private static final int HIGHEST_PORT = 65_535;

    /** A reference's parts; null is a part that is not there. */
    record Parts(
            @Nullable String scheme,
            @Nullable String authority,
            String path,
            @Nullable String query,
            @Nullable String fragment) {}

    private UrlParser() {}

    /** Returns the text for a message: no user info in it. */
    static String shown(String url) {
        int start = url.indexOf("//");
        int from = start < 0 ? 0 : start + 2;
        int at = url.indexOf('@', from);
        for (int next = at; next >= 0; next = url.indexOf('@', next + 1)) {
            at = next; // the last one: an unescaped one may stand in a password
        }
        return FieldSyntax.shown(at < 0 ? url : url.substring(0, from) + "***" + url.substring(at));
    }

    static Parts split(String text) {
        check(text);
        int end = text.length();
        int hash = text.indexOf('#');
        String fragment = hash < 0 ? null : text.substring(hash + 1);
        end = hash < 0 ? end : hash;
        int mark = text.indexOf('?');
        String query = mark < 0 || mark >= end ? null : text.substring(mark + 1, end);
        end = query == null ? end : mark;
        int colon = schemeEnd(text, end);
        String scheme = colon < 0 ? null : text.substring(0, colon).toLowerCase(Locale.ROOT);
        int start = colon + 1;
        String authority = null;
        if (text.startsWith("//", start) && start + 2 <= end) {
            int slash = text.indexOf('/', start + 2);
            int authorityEnd = slash < 0 || slash > end ? end : slash;
            authority = text.substring(start + 2, authorityEnd);
            start = authorityEnd;
        }
        return new Parts(scheme, authority, text.substring(start, end), query, fragment);
    }

    private static void check(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == 127) {
                throw new MalformedException(
                        "The URL has U+%04X at %d: ".formatted((int) c, i) + shown(text));
            }
        }
        if (!text.equals(text.strip())) {
            throw new MalformedException("The URL has white space around it: " + shown(text));
        }
    }

    /** Returns where the colon after the scheme is, or -1 if there is no scheme. */
    private static int schemeEnd(String text, int end) {
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            boolean other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
            if (c == ':') {
                return i == 0 ? -1 : i;
            }
            if (!letter && (i == 0 || !other)) {
                return -1;
            }
        }
        return -1;
    }

    /** Makes a URL of parts with scheme and authority. */
    static Url url(String scheme, String authority, Parts rest, String text) {
        int at = authority.lastIndexOf('@');
        Optional<String> userInfo =
                at < 0 ? Optional.empty() : Optional.of(userInfo(authority.substring(0, at), text));
        String hostAndPort = authority.substring(at + 1);
        int bracket = hostAndPort.lastIndexOf(']');
        int colon = hostAndPort.indexOf(':', bracket < 0 ? 0 : bracket);
        if (hostAndPort.startsWith("[") && bracket < 0) {
            colon = -1; // the host's check names the bracket
        }
        String host = colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
        int port = colon < 0 ? -1 : port(hostAndPort.substring(colon + 1), text);
        return new Url(
                scheme,
                userInfo,
                HostSyntax.normalise(host, text),
                port < 0 ? Url.defaultPort(scheme) : port,
                path(rest.path),
                Optional.ofNullable(rest.query)
                        .map(query -> PercentCoding.complete(query, PercentCoding.QUERY)),
                Optional.ofNullable(rest.fragment)
                        .map(fragment -> PercentCoding.complete(fragment, PercentCoding.QUERY)));
    }

    private static String userInfo(String text, String url) {
        if (text.indexOf('\\') >= 0) {
            throw new MalformedException("The URL has a backslash before its host: " + shown(url));
        }
        return PercentCoding.complete(text, PercentCoding.USER_INFO);
    }

    private static int port(String digits, String url) {
        int port = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            port = c < '0' || c > '9' ? HIGHEST_PORT + 1 : 10 * port + c - '0';
            if (port > HIGHEST_PORT) {
                throw new MalformedException(
                        "The URL has a port that is no number to 65535: " + shown(url));
            }
        }
        return digits.isEmpty() ? -1 : port;
    }

    /** Returns a path as it is sent: encoded, without dot segments, never empty. */
    static String path(String text) {
        String encoded = PercentCoding.complete(text, PercentCoding.PATH);
        return withoutDots(encoded.startsWith("/") ? encoded : "/" + encoded);
    }

    /** RFC 3986, section 5.2.4, for a path that begins with a slash. */
    static String withoutDots(String path) {
        if (!path.contains("/.")) {
            return path;
        }
        StringBuilder kept = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); ) {
            int next = path.indexOf('/', i + 1);
            int end = next < 0 ? path.length() : next;
            String segment = path.substring(i + 1, end);
            boolean up = segment.equals("..");
            if (up) {
                kept.setLength(Math.max(0, kept.lastIndexOf("/")));
            } else if (!segment.equals(".")) {
                kept.append('/').append(segment);
            }
            if (next < 0 && (up || segment.equals("."))) {
                kept.append('/');
            }
            i = end;
        }
        return kept.isEmpty() ? "/" : kept.toString();
    }
}
