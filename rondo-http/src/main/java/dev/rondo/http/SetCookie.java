package dev.rondo.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A cookie that an answer sets, with its attributes (RFC 6265bis, section 4.1). Immutable.
 *
 * <p>What a program sets is checked strictly, and nothing is quoted or encoded for it: a value of
 * other characters is refused with advice. What a peer set is read as browsers do: attributes that
 * are unknown or wrong do not count.
 *
 * {@snippet :
 * SetCookie cookie =
 *         SetCookie.of("__Host-sid", "31d4")
 *                 .withPath("/")
 *                 .withSecure()
 *                 .withHttpOnly()
 *                 .withSameSite(SameSite.LAX)
 *                 .withMaxAge(Duration.ofHours(8));
 * headers.plus("Set-Cookie", cookie.format());
 * }
 */
public final class SetCookie {
    private final String name;
    private final String value;
    private final CookieAttributes attributes;

    private SetCookie(String name, String value, CookieAttributes attributes) {
        this.name = name;
        this.value = value;
        this.attributes = attributes;
    }

    /**
     * Returns a cookie without attributes: of this host and path, until the browser closes.
     *
     * @param name a token
     * @param value ASCII without spaces, quotes, commas, semicolons, backslashes; or that in quotes
     * @throws MalformedException if they are something else, or longer than 4096 bytes together
     */
    public static SetCookie of(String name, String value) {
        CookieSyntax.checkStrictly(name, value);
        return new SetCookie(name, value, CookieAttributes.NONE);
    }

    /** Returns what deletes a cookie; path and domain must be as they were when it was set. */
    public static SetCookie deletionOf(String name) {
        return of(name, "").withMaxAge(Duration.ZERO).withExpires(Instant.EPOCH);
    }

    /**
     * Returns the cookie of a {@code Set-Cookie} field, read as section 5.6 of RFC 6265bis says;
     * nothing if it is to be ignored: control characters, no name and no value, more than 4096
     * bytes.
     */
    public static Optional<SetCookie> tryParse(String field) {
        return SetCookieParser.parse(field);
    }

    static SetCookie parsed(String name, String value, CookieAttributes attributes) {
        return new SetCookie(name, value, attributes);
    }

    // ---- Parts

    /** Returns the name. */
    public String name() {
        return name;
    }

    /** Returns the value as it is sent. */
    public String value() {
        return value;
    }

    /** Returns the domain, in lower case and without a dot before it. */
    public Optional<String> domain() {
        return attributes.domain();
    }

    /** Returns the path; nothing if it is the request's. */
    public Optional<String> path() {
        return attributes.path();
    }

    /** Returns until when it is kept; {@link #maxAge} wins over it. */
    public Optional<Instant> expires() {
        return attributes.expires();
    }

    /** Returns how long it is kept; zero or less deletes it. */
    public Optional<Duration> maxAge() {
        return attributes.maxAge();
    }

    /** Returns whether it is sent over TLS alone. */
    public boolean isSecure() {
        return attributes.secure();
    }

    /** Returns whether scripts cannot see it. */
    public boolean isHttpOnly() {
        return attributes.httpOnly();
    }

    /** Returns with which requests of other sites it goes; nothing if that is not said. */
    public Optional<SameSite> sameSite() {
        return attributes.sameSite();
    }

    /** Returns whether each site that embeds this one has its own (CHIPS). */
    public boolean isPartitioned() {
        return attributes.partitioned();
    }

    // ---- Others from it

    private SetCookie with(CookieAttributes changed) {
        return new SetCookie(name, value, changed);
    }

    /**
     * Returns this cookie for a domain and the hosts under it.
     *
     * @throws MalformedException if it is no host's name
     */
    public SetCookie withDomain(String domain) {
        String bare = domain.startsWith(".") ? domain.substring(1) : domain;
        return with(attributes.withDomain(Optional.of(Url.of("https", bare).host())));
    }

    /**
     * Returns this cookie for a path and those under it.
     *
     * @throws MalformedException if it does not begin with a slash, or has a semicolon or a control
     *     character
     */
    public SetCookie withPath(String path) {
        if (!path.startsWith("/") || path.indexOf(';') >= 0 || !CookieSyntax.isSendable(path)) {
            throw new MalformedException(
                    "The path of the cookie " + name + " is none: " + FieldSyntax.shown(path));
        }
        return with(attributes.withPath(Optional.of(path)));
    }

    /** Returns this cookie, kept until a date. */
    public SetCookie withExpires(Instant expires) {
        HttpDate.format(expires); // refuses what cannot be written
        return with(attributes.withExpires(Optional.of(expires)));
    }

    /** Returns this cookie, kept for so long; parts of a second are cut off. */
    public SetCookie withMaxAge(Duration maxAge) {
        return with(attributes.withMaxAge(Optional.of(maxAge)));
    }

    /** Returns this cookie for TLS alone. */
    public SetCookie withSecure() {
        return with(attributes.withSecure(true));
    }

    /** Returns this cookie, hidden from scripts. */
    public SetCookie withHttpOnly() {
        return with(attributes.withHttpOnly(true));
    }

    /** Returns this cookie for these requests of other sites. */
    public SetCookie withSameSite(SameSite sameSite) {
        return with(attributes.withSameSite(Optional.of(sameSite)));
    }

    /** Returns this cookie, one for each site that embeds this one; it must be secure. */
    public SetCookie withPartitioned() {
        return with(attributes.withPartitioned(true));
    }

    // ---- Rules

    /**
     * Returns why browsers would ignore it; nothing if they would not (RFC 6265bis, section 4.1.3):
     * {@code __Secure-} and {@code __Host-} names, in any case, promise attributes; so do {@code
     * SameSite=None} and {@code Partitioned}.
     */
    public Optional<String> fault() {
        // A cookie without a name could imitate a prefix by its value (section 5.7).
        String begin = (name.isEmpty() ? value : name).toLowerCase(Locale.ROOT);
        boolean secure = begin.startsWith("__secure-");
        boolean host = begin.startsWith("__host-");
        if (name.isEmpty() && (secure || host)) {
            return Optional.of("has no name, and a value that looks like a prefixed name");
        }
        if ((secure || host) && !isSecure()) {
            return Optional.of("has a prefix that promises Secure, but is not");
        }
        if (host && (domain().isPresent() || !path().equals(Optional.of("/")))) {
            return Optional.of("is __Host-, but has a Domain, or not Path=/");
        }
        if (isPartitioned() && !isSecure()) {
            return Optional.of("is Partitioned, but not Secure");
        }
        if (sameSite().equals(Optional.of(SameSite.NONE)) && !isSecure()) {
            return Optional.of("has SameSite=None, but is not Secure");
        }
        return Optional.empty();
    }

    /**
     * Returns the value of a {@code Set-Cookie} field.
     *
     * @throws MalformedException if browsers would ignore it: see {@link #fault}
     */
    public String format() {
        fault().ifPresent(fault -> {
            throw new MalformedException("The cookie " + name + " " + fault);
        });
        return name + (name.isEmpty() ? "" : "=") + value + attributes.format();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SetCookie cookie
                && name.equals(cookie.name)
                && value.equals(cookie.value)
                && attributes.equals(cookie.attributes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, value, attributes);
    }

    /** Returns name and attributes: the value may be secret. */
    @Override
    public String toString() {
        return name + "=***" + attributes.format();
    }
}
