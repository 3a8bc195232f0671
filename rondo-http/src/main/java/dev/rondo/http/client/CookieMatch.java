package dev.rondo.http.client;

import dev.rondo.http.Url;

/** Which requests a cookie is for (RFC 6265bis, section 5.1). */
final class CookieMatch {
    private CookieMatch() {}

    /** Returns whether a host is a domain, or under it (section 5.1.3). */
    static boolean isUnder(String host, String domain) {
        return host.equals(domain)
                || (host.length() > domain.length()
                        && host.endsWith(domain)
                        && host.charAt(host.length() - domain.length() - 1) == '.');
    }

    /** Returns whether a request's path is a cookie's, or under it (section 5.1.4). */
    static boolean isPathUnder(String path, String cookiePath) {
        return path.startsWith(cookiePath)
                && (path.length() == cookiePath.length()
                        || cookiePath.endsWith("/")
                        || path.charAt(cookiePath.length()) == '/');
    }

    /** Returns the path of a cookie that names none: the folder of the request's. */
    static String defaultPath(Url url) {
        int last = url.path().lastIndexOf('/');
        return last == 0 ? "/" : url.path().substring(0, last);
    }

    /** Returns whether nobody on the way can listen: TLS, or the machine itself. */
    static boolean isTrustworthy(Url url) {
        String host = url.host();
        return url.isSecure()
                || isUnder(host, "localhost")
                || host.equals("::1")
                || (url.isAddress() && host.startsWith("127."));
    }
}
