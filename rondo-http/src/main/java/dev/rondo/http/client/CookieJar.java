package dev.rondo.http.client;

import dev.rondo.http.Cookie;
import dev.rondo.http.MalformedException;
import dev.rondo.http.SetCookie;
import dev.rondo.http.Url;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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
    private static final int MOST = 3000; // RFC 6265bis, section 6.1
    private static final int MOST_A_DOMAIN = 50;
    private static final Duration LONGEST = Duration.ofDays(400); // RFC 6265bis, section 5.5

    /** What makes two cookies the same one. */
    private record Key(String name, String path, boolean hostOnly) {}

    private static final class Kept {
        private final StoredCookie cookie;
        private final long created; // numbers, not times: they order
        private long used;

        Kept(StoredCookie cookie, long created, long used) {
            this.cookie = cookie;
            this.created = created;
            this.used = used;
        }
    }

    private final InstantSource time;
    private final int most;
    private final Map<String, Map<Key, Kept>> domains = new LinkedHashMap<>();
    private int size;
    private long clock; // counts what happened, for the order of creation and use

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
        this(time, MOST);
    }

    private CookieJar(InstantSource time, int most) {
        this.time = time;
        this.most = most;
    }

    /** Returns a jar that keeps nothing. */
    public static CookieJar none() {
        return new CookieJar(InstantSource.fixed(Instant.EPOCH), 0);
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
        if (most == 0
                || domain.isEmpty()
                || cookie.fault().isPresent()
                || (cookie.isSecure() && !trustworthy)) {
            return false;
        }
        Instant now = time.instant();
        StoredCookie stored =
                new StoredCookie(
                        cookie.name(),
                        cookie.value(),
                        domain.get(),
                        isHostOnly(url, cookie),
                        cookie.path().orElseGet(() -> CookieMatch.defaultPath(url)),
                        expiry(cookie, now),
                        cookie.isSecure(),
                        cookie.isHttpOnly(),
                        cookie.sameSite(),
                        cookie.isPartitioned());
        if (!trustworthy && hidesSecure(stored, now)) {
            return false;
        }
        put(stored, now);
        return true;
    }

    private static boolean isHostOnly(Url url, SetCookie cookie) {
        Optional<String> domain = cookie.domain();
        return domain.isEmpty()
                || url.isAddress()
                || (domain.get().equals(url.host())
                        && PublicSuffixes.list().contains(domain.get()));
    }

    /** Returns the domain to keep a cookie under; nothing if it may not be for that. */
    private static Optional<String> domain(Url url, SetCookie cookie) {
        Optional<String> named = cookie.domain();
        if (named.isEmpty()) {
            return Optional.of(url.host());
        }
        Optional<String> domain =
                Url.tryParse("http://" + named.get())
                        .filter(it -> it.target().equals("/") && it.authority().equals(it.host()))
                        .map(Url::host);
        if (domain.isEmpty() || domain.get().equals(url.host())) {
            return domain;
        }
        boolean over =
                !url.isAddress()
                        && CookieMatch.isUnder(url.host(), domain.get())
                        && !PublicSuffixes.list().contains(domain.get());
        return over ? domain : Optional.empty();
    }

    private static Optional<Instant> expiry(SetCookie cookie, Instant now) {
        Instant latest = now.plus(LONGEST);
        Optional<Instant> said = cookie.maxAge().map(now::plus).or(cookie::expires);
        return said.map(date -> date.isAfter(latest) ? latest : date);
    }

    /** Whether a cookie that came in the clear would stand before a secure one of its name. */
    private boolean hidesSecure(StoredCookie cookie, Instant now) {
        for (var domain : domains.entrySet()) {
            if (!CookieMatch.isUnder(domain.getKey(), cookie.domain())
                    && !CookieMatch.isUnder(cookie.domain(), domain.getKey())) {
                continue;
            }
            for (Kept kept : domain.getValue().values()) {
                StoredCookie other = kept.cookie;
                if (other.secure()
                        && other.name().equals(cookie.name())
                        && CookieMatch.isPathUnder(cookie.path(), other.path())
                        && !other.isExpired(now)) {
                    return true;
                }
            }
        }
        return false;
    }

    // ---- The store

    private void put(StoredCookie cookie, Instant now) {
        Key key = new Key(cookie.name(), cookie.path(), cookie.hostOnly());
        Map<Key, Kept> bucket = domains.computeIfAbsent(cookie.domain(), it -> new LinkedHashMap<>());
        Kept former = bucket.remove(key);
        size -= former == null ? 0 : 1;
        clock++;
        if (!cookie.isExpired(now)) {
            bucket.put(key, new Kept(cookie, former == null ? clock : former.created, clock));
            size++;
            if (bucket.size() > MOST_A_DOMAIN) {
                makeRoom(bucket.values(), now);
            }
            if (size > most) {
                makeRoomInAll(now);
            }
        }
        if (bucket.isEmpty()) {
            domains.remove(cookie.domain());
        }
    }

    /** Removes what has expired, or else one that can best be spared. */
    private void makeRoom(Iterable<Kept> bucket, Instant now) {
        int before = size;
        remove(bucket, kept -> kept.cookie.isExpired(now));
        if (size == before) {
            Kept worst = worst(bucket);
            remove(bucket, kept -> kept == worst);
        }
    }

    private void makeRoomInAll(Instant now) {
        removeIf(cookie -> cookie.isExpired(now));
        if (size > most) {
            List<Kept> all = new ArrayList<>(size);
            domains.values().forEach(bucket -> all.addAll(bucket.values()));
            Kept worst = worst(all);
            Map<Key, Kept> bucket = domains.get(worst.cookie.domain());
            if (bucket != null) {
                remove(bucket.values(), kept -> kept == worst);
            }
            domains.values().removeIf(Map::isEmpty);
        }
    }

    private static Kept worst(Iterable<Kept> bucket) {
        Kept worst = null;
        for (Kept kept : bucket) {
            if (worst == null || isWorse(kept, worst)) {
                worst = kept;
            }
        }
        if (worst == null) {
            throw new AssertionError("An empty bucket has too many cookies");
        }
        return worst;
    }

    private static boolean isWorse(Kept one, Kept other) {
        return one.cookie.secure() == other.cookie.secure()
                ? one.used < other.used
                : !one.cookie.secure();
    }

    private void remove(Iterable<Kept> bucket, Predicate<Kept> condition) {
        for (Iterator<Kept> all = bucket.iterator(); all.hasNext(); ) {
            if (condition.test(all.next())) {
                all.remove();
                size--;
            }
        }
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
        if (size == 0) {
            return List.of();
        }
        Instant now = time.instant();
        boolean trustworthy = CookieMatch.isTrustworthy(url);
        List<Kept> found = new ArrayList<>();
        String host = url.host();
        for (String domain = host; domain != null; domain = parent(domain, url)) {
            for (Kept kept : domains.getOrDefault(domain, Map.of()).values()) {
                StoredCookie cookie = kept.cookie;
                if ((!cookie.hostOnly() || domain.equals(host))
                        && (!cookie.secure() || trustworthy)
                        && CookieMatch.isPathUnder(url.path(), cookie.path())
                        && !cookie.isExpired(now)) {
                    found.add(kept);
                }
            }
        }
        found.sort(
                Comparator.comparingInt((Kept kept) -> -kept.cookie.path().length())
                        .thenComparingLong(kept -> kept.created));
        clock++;
        found.forEach(kept -> kept.used = clock);
        return found.stream().map(kept -> kept.cookie.cookie()).toList();
    }

    private static @Nullable String parent(String domain, Url url) {
        int dot = domain.indexOf('.');
        return dot < 0 || url.isAddress() ? null : domain.substring(dot + 1);
    }

    // ---- For programs

    /** Returns how many cookies it has, those that have expired since too. */
    public int size() {
        return size;
    }

    /** Returns whether it has none. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Returns the cookies that have not expired, domain by domain. */
    public List<StoredCookie> toList() {
        Instant now = time.instant();
        List<StoredCookie> all = new ArrayList<>(size);
        for (Map<Key, Kept> bucket : domains.values()) {
            for (Kept kept : bucket.values()) {
                if (!kept.cookie.isExpired(now)) {
                    all.add(kept.cookie);
                }
            }
        }
        return all;
    }

    /** Goes over a copy: the jar may change meanwhile. See {@link #toList}. */
    @Override
    public Iterator<StoredCookie> iterator() {
        return List.copyOf(toList()).iterator();
    }

    /** Removes all cookies. */
    public void clear() {
        domains.clear();
        size = 0;
    }

    /** Removes the cookies that a condition holds for, and returns how many. */
    public int removeIf(Predicate<StoredCookie> condition) {
        int before = size;
        for (Map<Key, Kept> bucket : domains.values()) {
            remove(bucket.values(), kept -> condition.test(kept.cookie));
        }
        domains.values().removeIf(Map::isEmpty);
        return before - size;
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
            Optional<StoredCookie> cookie = CookieFile.parse(lines.get(i), i + 1);
            if (cookie.isPresent() && most > 0) {
                put(cookie.get(), now);
            }
        }
    }

    @Override
    public String toString() {
        return "<CookieJar " + size + " cookies of " + domains.size() + " domains>";
    }
}
