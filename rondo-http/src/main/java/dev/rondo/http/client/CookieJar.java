package dev.rondo.http.client;

import dev.rondo.http.Cookie;
import dev.rondo.http.MalformedException;
import dev.rondo.http.SetCookie;
import dev.rondo.http.Url;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Keeps the cookies that servers set, and gives them back with requests (RFC 6265bis, section 5.7).
 *
 * <p>It takes a cookie for the host it came from, or for a domain over it that is no public suffix;
 * {@code Secure} ones only from and for TLS and this machine; prefixed names only with what they
 * promise. A host that is an address has no domains over it. At most 50 cookies a domain and 3,000
 * in all are kept: first those go that have expired, then those that are not secure, then those not
 * used for longest. None is kept for more than 400 days.
 *
 * <p>For one thread at a time: a client's loop. What it gives out are copies.
 *
 * {@snippet :
 * CookieJar jar = new CookieJar();
 * Url url = Url.parse("https://example.com/login");
 * jar.update(url, List.of("sid=31d4; Path=/; Secure; HttpOnly"));
 * jar.cookieHeader(url.resolve("/account")); // Optional[sid=31d4]
 * Files.write(file, jar.save());
 * }
 */
public final class CookieJar implements Iterable<StoredCookie> {
    private static final Duration LONGEST = Duration.ofDays(400); // RFC 6265bis, section 5.5

    private final InstantSource time;
    private final CookieStore store;

    /** Creates an empty jar; the time of the world is the system's. */
    public CookieJar() {
        this(InstantSource.system());
    }

    /**
     * Creates an empty jar.
     *
     * @param time says when cookies expire
     */
    public CookieJar(InstantSource time) {
        this(time, new CookieStore(CookieStore.MOST));
    }

    private CookieJar(InstantSource time, CookieStore store) {
        this.time = time;
        this.store = store;
    }

    /** Returns a jar that keeps nothing. */
    public static CookieJar none() {
        return new CookieJar(InstantSource.fixed(Instant.EPOCH), new CookieStore(0));
    }

    // ---- From answers

    /**
     * Takes the cookies of an answer; those that are to be ignored are.
     *
     * @param url of the request
     * @param fields the values of its {@code Set-Cookie} fields
     */
    public void update(Url url, List<String> fields) {
        for (String field : fields) {
            SetCookie.tryParse(field).ifPresent(cookie -> add(url, cookie));
        }
    }

    /**
     * Takes a cookie as if an answer had set it, and returns whether it was taken. One that has
     * expired deletes what was there, and counts as taken.
     *
     * @param url of the request
     */
    public boolean add(Url url, SetCookie cookie) {
        boolean trustworthy = CookieMatch.isTrustworthy(url);
        Optional<String> domain = domain(url, cookie);
        if (domain.isEmpty() || cookie.fault().isPresent() || (cookie.isSecure() && !trustworthy)) {
            return false;
        }
        Instant now = time.instant();
        StoredCookie stored =
                new StoredCookie(
                        cookie.name(),
                        cookie.value(),
                        domain.get(),
                        isHostOnly(url, cookie, domain.get()),
                        cookie.path().orElseGet(() -> CookieMatch.defaultPath(url)),
                        expiry(cookie, now),
                        cookie.isSecure(),
                        cookie.isHttpOnly(),
                        cookie.sameSite(),
                        cookie.isPartitioned());
        if (!trustworthy && hidesSecure(stored, now)) {
            return false;
        }
        store.put(stored, now);
        return true;
    }

    /** A host that is a public suffix may name itself, and has the cookie for itself. */
    private static boolean isHostOnly(Url url, SetCookie cookie, String domain) {
        return cookie.domain().isEmpty()
                || url.isAddress()
                || PublicSuffixes.list().contains(domain);
    }

    /** Returns the domain to keep a cookie under; nothing if it may not be for that. */
    private static Optional<String> domain(Url url, SetCookie cookie) {
        Optional<String> named = cookie.domain();
        if (named.isEmpty()) {
            return Optional.of(url.host());
        }
        Optional<String> domain = host(named.get());
        if (domain.isEmpty() || domain.get().equals(url.host())) {
            return domain;
        }
        boolean over =
                !url.isAddress()
                        && CookieMatch.isUnder(url.host(), domain.get())
                        && !PublicSuffixes.list().contains(domain.get());
        return over ? domain : Optional.empty();
    }

    private static Optional<String> host(String text) {
        try {
            return Optional.of(Url.of("http", text).host());
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> expiry(SetCookie cookie, Instant now) {
        Instant latest = now.plus(LONGEST);
        if (cookie.maxAge().isPresent()) {
            Duration age = cookie.maxAge().get();
            return Optional.of(
                    age.compareTo(LONGEST) > 0 ? latest : age.isNegative() ? now : now.plus(age));
        }
        return cookie.expires().map(date -> date.isAfter(latest) ? latest : date);
    }

    /** Whether a cookie that came in the clear would stand before a secure one of its name. */
    private boolean hidesSecure(StoredCookie cookie, Instant now) {
        return !store.toList(other ->
                        other.secure()
                                && other.name().equals(cookie.name())
                                && isRelated(other.domain(), cookie.domain())
                                && CookieMatch.isPathUnder(cookie.path(), other.path())
                                && !other.isExpired(now))
                .isEmpty();
    }

    private static boolean isRelated(String one, String other) {
        return CookieMatch.isUnder(one, other) || CookieMatch.isUnder(other, one);
    }

    // ---- For requests

    /**
     * Returns the value of the {@code Cookie} field for a request; nothing if no cookie goes with
     * it. Longer paths come first, then what was set first (RFC 6265bis, section 5.8.3).
     */
    public Optional<String> cookieHeader(Url url) {
        List<Cookie> cookies = cookies(url);
        return cookies.isEmpty() ? Optional.empty() : Optional.of(Cookie.format(cookies));
    }

    /** Returns the cookies that go with a request, in their order. They count as used. */
    public List<Cookie> cookies(Url url) {
        if (store.size() == 0) {
            return List.of();
        }
        Instant now = time.instant();
        boolean trustworthy = CookieMatch.isTrustworthy(url);
        return store
                .use(
                        domains(url),
                        cookie ->
                                (!cookie.hostOnly() || cookie.domain().equals(url.host()))
                                        && (!cookie.secure() || trustworthy)
                                        && CookieMatch.isPathUnder(url.path(), cookie.path())
                                        && !cookie.isExpired(now))
                .stream()
                .map(StoredCookie::cookie)
                .toList();
    }

    /** Returns the host and the domains over it. */
    private static List<String> domains(Url url) {
        List<String> domains = new ArrayList<>();
        domains.add(url.host());
        int dot = url.isAddress() ? -1 : url.host().indexOf('.');
        for (; dot >= 0; dot = url.host().indexOf('.', dot + 1)) {
            domains.add(url.host().substring(dot + 1));
        }
        return domains;
    }

    // ---- For programs

    /** Returns how many cookies it has, those that have expired since too. */
    public int size() {
        return store.size();
    }

    /** Returns whether it has none. */
    public boolean isEmpty() {
        return store.size() == 0;
    }

    /** Returns the cookies that have not expired, domain by domain. */
    public List<StoredCookie> toList() {
        Instant now = time.instant();
        return store.toList(cookie -> !cookie.isExpired(now));
    }

    /** Goes over a copy: the jar may change meanwhile. See {@link #toList}. */
    @Override
    public Iterator<StoredCookie> iterator() {
        return List.copyOf(toList()).iterator();
    }

    /** Removes all cookies. */
    public void clear() {
        store.removeIf(_ -> true);
    }

    /** Removes the cookies that a condition holds for, and returns how many. */
    public int removeIf(Predicate<StoredCookie> condition) {
        return store.removeIf(condition);
    }

    /** Removes the cookies of a domain and of those under it, and returns how many. */
    public int clearDomain(String domain) {
        String host = Url.of("http", domain).host();
        return removeIf(cookie -> CookieMatch.isUnder(cookie.domain(), host));
    }

    /** Removes the cookies that have expired, and those that end with the program. */
    public void endSession() {
        Instant now = time.instant();
        removeIf(cookie -> cookie.expires().isEmpty() || cookie.isExpired(now));
    }

    // ---- Files

    /**
     * Returns the cookies as lines of a cookie file, Netscape's and curl's format: domain, {@code
     * TRUE} if those under it count, path, {@code TRUE} if secure, seconds since 1970 or 0, name
     * and value, with tabs between, after {@code #HttpOnly_} if so. {@code SameSite} and {@code
     * Partitioned} have no place in it; a cookie with a tab in its path or name is left out.
     *
     * <p>Cookies are as good as passwords: mind who can read the file.
     */
    public List<String> save() {
        return CookieFile.save(toList());
    }

    /**
     * Takes the cookies of a cookie file. What {@link #save} wrote comes back; those that have
     * expired do not. See {@link #save}.
     *
     * @throws MalformedException if a line is none of a cookie file, with its number; what came
     *     before it is taken
     */
    public void load(List<String> lines) {
        Instant now = time.instant();
        for (int i = 0; i < lines.size(); i++) {
            CookieFile.parse(lines.get(i), i + 1).ifPresent(cookie -> store.put(cookie, now));
        }
    }

    @Override
    public String toString() {
        return "<CookieJar "
                + store.size()
                + (store.size() == 1 ? " cookie of " : " cookies of ")
                + store.domains()
                + (store.domains() == 1 ? " domain>" : " domains>");
    }
}
