package dev.rondo.http.client;

import dev.rondo.http.Cookie;
import dev.rondo.http.SameSite;
import java.time.Instant;
import java.util.Optional;

/**
 * A cookie in a jar, as it is now (RFC 6265bis, section 5.7). Immutable.
 *
 * @param name may be empty
 * @param value as it is sent
 * @param domain the host it is for, in lower case
 * @param hostOnly whether it is for that host alone, not for those under it
 * @param path where it is sent, and below
 * @param expires when it ends; nothing if it ends with the program
 * @param secure whether it is sent over TLS alone
 * @param httpOnly whether scripts would not see it
 * @param sameSite kept, though a program's client has no sites
 * @param partitioned kept, though a program's client has no sites
 */
public record StoredCookie(
        String name,
        String value,
        String domain,
        boolean hostOnly,
        String path,
        Optional<Instant> expires,
        boolean secure,
        boolean httpOnly,
        Optional<SameSite> sameSite,
        boolean partitioned) {

    /** Returns what is sent of it. */
    public Cookie cookie() {
        return new Cookie(name, value);
    }

    boolean isExpired(Instant now) {
        return expires.isPresent() && !expires.get().isAfter(now);
    }

    /** Returns all but the value, which may be secret. */
    @Override
    public String toString() {
        return name + "=*** for " + (hostOnly ? "" : "*.") + domain + path;
    }
}
