package dev.rondo.http.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The cookies of a jar by domain, bounded (RFC 6265bis, sections 5.7 and 6.1). It knows nothing of
 * requests: who may set what is {@link CookieJar}'s.
 *
 * <p>Order of creation and of use is kept by numbers, not times: then it is the same in each run.
 */
final class CookieStore {
    static final int MOST = 3000;
    static final int MOST_A_DOMAIN = 50;

    /** What makes two cookies of a domain the same one. */
    private record Key(String name, String path, boolean hostOnly) {}

    private static final class Kept {
        private final StoredCookie cookie;
        private final long created;
        private long used;

        Kept(StoredCookie cookie, long created, long used) {
            this.cookie = cookie;
            this.created = created;
            this.used = used;
        }
    }

    private final int most;
    private final Map<String, Map<Key, Kept>> domains = new LinkedHashMap<>(); // no empty ones
    private int size; // Invariant: the sum of the domains' sizes
    private long clock; // counts changes and uses

    CookieStore(int most) {
        this.most = most;
    }

    int size() {
        return size;
    }

    int domains() {
        return domains.size();
    }

    /** Puts a cookie in the place of the same one, or removes that if it has expired. */
    void put(StoredCookie cookie, Instant now) {
        if (most == 0) {
            return;
        }
        String domain = cookie.domain();
        Map<Key, Kept> bucket = domains.computeIfAbsent(domain, it -> new LinkedHashMap<>());
        Key key = new Key(cookie.name(), cookie.path(), cookie.hostOnly());
        Kept former = bucket.remove(key);
        size -= former == null ? 0 : 1;
        if (!cookie.isExpired(now)) {
            clock++;
            bucket.put(key, new Kept(cookie, former == null ? clock : former.created, clock));
            size++;
        }
        if (bucket.isEmpty()) {
            domains.remove(domain);
        }
        if (bucket.size() > MOST_A_DOMAIN || size > most) {
            removeIf(other -> other.isExpired(now));
        }
        if (bucket.size() > MOST_A_DOMAIN) {
            spare(List.of(bucket));
        }
        if (size > most) {
            spare(domains.values());
        }
    }

    /** Removes one: not secure if there is such, and of those the one not used for longest. */
    private void spare(Iterable<Map<Key, Kept>> buckets) {
        List<Kept> all = new ArrayList<>();
        buckets.forEach(bucket -> all.addAll(bucket.values()));
        Kept worst = all.getFirst();
        for (Kept kept : all) {
            boolean sameKind = kept.cookie.secure() == worst.cookie.secure();
            if (sameKind ? kept.used < worst.used : worst.cookie.secure()) {
                worst = kept;
            }
        }
        StoredCookie spared = worst.cookie;
        removeIf(cookie -> cookie == spared);
    }

    /**
     * Returns the cookies of domains that a condition holds for, in the order they are sent in.
     * They count as used.
     */
    List<StoredCookie> use(List<String> names, Predicate<StoredCookie> condition) {
        List<Kept> found = new ArrayList<>();
        for (String domain : names) {
            for (Kept kept : domains.getOrDefault(domain, Map.of()).values()) {
                if (condition.test(kept.cookie)) {
                    found.add(kept);
                }
            }
        }
        found.sort(
                Comparator.comparingInt((Kept kept) -> -kept.cookie.path().length())
                        .thenComparingLong(kept -> kept.created));
        clock++;
        List<StoredCookie> cookies = new ArrayList<>(found.size());
        for (Kept kept : found) {
            kept.used = clock;
            cookies.add(kept.cookie);
        }
        return cookies;
    }

    /** Returns the cookies that a condition holds for, domain by domain. */
    List<StoredCookie> toList(Predicate<StoredCookie> condition) {
        List<StoredCookie> cookies = new ArrayList<>();
        for (Map<Key, Kept> bucket : domains.values()) {
            for (Kept kept : bucket.values()) {
                if (condition.test(kept.cookie)) {
                    cookies.add(kept.cookie);
                }
            }
        }
        return cookies;
    }

    /** Removes the cookies that a condition holds for, and returns how many. */
    int removeIf(Predicate<StoredCookie> condition) {
        int before = size;
        for (Map<Key, Kept> bucket : domains.values()) {
            for (Iterator<Kept> all = bucket.values().iterator(); all.hasNext(); ) {
                if (condition.test(all.next().cookie)) {
                    all.remove();
                    size--;
                }
            }
        }
        domains.values().removeIf(Map::isEmpty);
        return before - size;
    }
}
