package dev.rondo.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** All of a set cookie but its name and value. */
record CookieAttributes(
        Optional<String> domain,
        Optional<String> path,
        Optional<Instant> expires,
        Optional<Duration> maxAge,
        boolean secure,
        boolean httpOnly,
        Optional<SameSite> sameSite,
        boolean partitioned) {
    static final CookieAttributes NONE =
            new CookieAttributes(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    false,
                    Optional.empty(),
                    false);

    CookieAttributes withDomain(Optional<String> to) {
        return new CookieAttributes(
                to, path, expires, maxAge, secure, httpOnly, sameSite, partitioned);
    }

    CookieAttributes withPath(Optional<String> to) {
        return new CookieAttributes(
                domain, to, expires, maxAge, secure, httpOnly, sameSite, partitioned);
    }

    CookieAttributes withExpires(Optional<Instant> to) {
        return new CookieAttributes(
                domain, path, to, maxAge, secure, httpOnly, sameSite, partitioned);
    }

    CookieAttributes withMaxAge(Optional<Duration> to) {
        return new CookieAttributes(
                domain, path, expires, to, secure, httpOnly, sameSite, partitioned);
    }

    CookieAttributes withSecure(boolean to) {
        return new CookieAttributes(
                domain, path, expires, maxAge, to, httpOnly, sameSite, partitioned);
    }

    CookieAttributes withHttpOnly(boolean to) {
        return new CookieAttributes(
                domain, path, expires, maxAge, secure, to, sameSite, partitioned);
    }

    CookieAttributes withSameSite(Optional<SameSite> to) {
        return new CookieAttributes(
                domain, path, expires, maxAge, secure, httpOnly, to, partitioned);
    }

    CookieAttributes withPartitioned(boolean to) {
        return new CookieAttributes(domain, path, expires, maxAge, secure, httpOnly, sameSite, to);
    }

    String format() {
        StringBuilder text = new StringBuilder();
        domain.ifPresent(it -> text.append("; Domain=").append(it));
        path.ifPresent(it -> text.append("; Path=").append(it));
        expires.ifPresent(it -> text.append("; Expires=").append(HttpDate.format(it)));
        maxAge.ifPresent(it -> text.append("; Max-Age=").append(it.toSeconds()));
        text.append(secure ? "; Secure" : "").append(httpOnly ? "; HttpOnly" : "");
        sameSite.ifPresent(it -> text.append("; SameSite=").append(it));
        return text.append(partitioned ? "; Partitioned" : "").toString();
    }
}
