package dev.rondo.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.http.MalformedException;
import dev.rondo.http.SetCookie;
import dev.rondo.http.Url;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits, clearing, and files of a jar. */
class CookieJarKeepingTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final CookieJar jar = new CookieJar(() -> now);

    private void set(String url, String... fields) {
        jar.update(Url.parse(url), List.of(fields));
    }

    private String sent(String url) {
        return jar.cookieHeader(Url.parse(url)).orElse("-");
    }

    @Test
    void aDomainKeepsFiftyAndSparesTheSecureAndTheUsed() {
        String url = "https://a.example/";
        set(url, "old=1", "secure=1; Secure", "short=1; Max-Age=10");
        for (int i = 0; i < 47; i++) {
            set(url, "c" + i + "=1");
        }
        assertThat(jar.size()).isEqualTo(50);
        set(url, "more=1"); // "old" goes
        assertThat(sent(url)).startsWith("secure=1; short=1; c0=1").endsWith("more=1");
        now = now.plusSeconds(10);
        set(url, "again=1"); // "short" has expired
        assertThat(sent(url)).startsWith("secure=1; c0=1").contains("c46=1").endsWith("again=1");
        set(
                "http://a.example/x/",
                "elsewhere=1; Path=/y"); // the first used longest ago: all but it
        assertThat(jar.size()).isEqualTo(50);
        assertThat(sent(url)).startsWith("secure=1; c1=1");
        for (int i = 0; i < 100; i++) {
            set(url, "s" + i + "=1; Secure");
        }
        assertThat(jar.toList()).hasSize(50).allMatch(StoredCookie::secure);
        assertThat(sent(url)).startsWith("s50=1").endsWith("s99=1");
    }

    @Test
    void whatExpiresElsewhereMakesNoRoomInADomain() {
        for (int i = 0; i < 50; i++) {
            set("http://a.example/", "a" + i + "=1");
        }
        for (int i = 0; i < 10; i++) {
            set("http://b.example/", "b=1; Max-Age=1");
            now = now.plusSeconds(1);
            set("http://a.example/", "c" + i + "=1");
        }
        assertThat(jar.size()).isEqualTo(50);
        assertThat(sent("http://a.example/")).startsWith("a10=1").endsWith("c9=1");
    }

    @Test
    void longestAgesAreNoDatesTooFar() {
        SetCookie cookie = SetCookie.of("a", "1");
        Url url = Url.parse("http://a.example/");
        assertThat(jar.add(url, cookie.withMaxAge(Duration.ofSeconds(Long.MAX_VALUE)))).isTrue();
        assertThat(sent("http://a.example/")).isEqualTo("a=1");
        assertThat(jar.add(url, cookie.withMaxAge(Duration.ofSeconds(Long.MIN_VALUE)))).isTrue();
        assertThat(jar.isEmpty()).isTrue();
    }

    @Test
    void domainsDoNotPushEachOtherOutBelowTheWhole() {
        set("http://b.example/", "b=1");
        for (int i = 0; i < 200; i++) {
            set("http://a.example/", "a" + i + "=1");
        }
        assertThat(sent("http://b.example/")).isEqualTo("b=1");
        assertThat(jar.size()).isEqualTo(51);
    }

    @Test
    void allTogetherAreThreeThousand() {
        set("http://used.example/", "u=1");
        set("http://unused.example/", "u=1");
        set("https://secure.example/", "u=1; Secure");
        for (int i = 0; i < 3100; i++) {
            set("http://h" + i / 50 + ".example/", "a" + i % 50 + "=1");
            sent("http://used.example/");
        }
        assertThat(jar.size()).isEqualTo(3000);
        assertThat(sent("http://used.example/")).isEqualTo("u=1");
        assertThat(sent("http://unused.example/")).isEqualTo("-");
        assertThat(sent("https://secure.example/")).isEqualTo("u=1");
        assertThat(sent("http://h0.example/")).isEqualTo("-");
    }

    @Test
    void cookiesAreClearedByConditionAndDomain() {
        set("http://a.example/", "a=1", "b=2; Domain=a.example");
        set("http://x.a.example/", "c=3");
        set("http://xa.example/", "d=4; Max-Age=100");
        assertThat(jar.removeIf(cookie -> cookie.name().equals("b"))).isEqualTo(1);
        assertThat(jar.clearDomain("A.example")).isEqualTo(2);
        assertThat(jar.toList()).extracting(StoredCookie::name).containsExactly("d");
        set("http://a.example/", "e=5", "f=6; Max-Age=1");
        now = now.plusSeconds(1);
        jar.endSession();
        assertThat(jar.toList()).extracting(StoredCookie::name).containsExactly("d");
        jar.clear();
        assertThat(jar).hasToString("<CookieJar 0 cookies of 0 domains>");
    }

    @Test
    void filesHaveNetscapesFormat() {
        set(
                "https://a.example/x/y",
                "a=1",
                "b=2=3 4; Domain=a.example; Path=/; Secure; HttpOnly; Max-Age=60");
        List<String> lines = jar.save();
        assertThat(lines)
                .containsExactly(
                        "# Netscape HTTP Cookie File",
                        "a.example\tFALSE\t/x\tFALSE\t0\ta\t1",
                        "#HttpOnly_.a.example\tTRUE\t/\tTRUE\t1767225660\tb\t2=3 4");
        CookieJar other = new CookieJar(() -> now);
        other.load(lines);
        assertThat(other.toList()).isEqualTo(jar.toList());
        assertThat(other.save()).isEqualTo(lines);
        now = now.plusSeconds(60);
        CookieJar later = new CookieJar(() -> now);
        later.load(lines);
        assertThat(later.toList()).extracting(StoredCookie::name).containsExactly("a");
    }

    @Test
    void tabsAreKeptInValuesAlone() {
        set("http://a.example/", "a=1\t2", "b\tc=1", "d=1; Path=/\te");
        assertThat(jar.size()).isEqualTo(3);
        CookieJar other = new CookieJar(() -> now);
        other.load(jar.save());
        assertThat(other.cookieHeader(Url.parse("http://a.example/"))).contains("a=1\t2");
        assertThat(other.size()).isEqualTo(1);
    }

    @Test
    void commentsAndEmptyLinesAreSkipped() {
        jar.load(List.of("", "# comment", "   ", ".A.example\ttrue\t/\tfalse\t0\ta\t1"));
        assertThat(sent("http://b.a.example/")).isEqualTo("a=1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.example",
                "a.example\tFALSE\t/\tFALSE\t0\ta",
                "a.example\tFALSE\t/\tFALSE\tx\ta\t1",
                "a b\tFALSE\t/\tFALSE\t0\ta\t1",
                "a.example\tFALSE\t/\tFALSE\t0\ta;\t1",
                "a.example\tFALSE\t/\tFALSE\t0\ta\t1\r\n",
                "a.example\tFALSE\t/\tFALSE\t0\t\t"
            })
    void otherLinesAreRefusedWithTheirNumber(String line) {
        assertThatThrownBy(() -> jar.load(List.of("#", line)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("Line 2 of a cookie file");
    }

    @Test
    void anyCookiesAreKeptWithinTheRules() {
        run(3000, 1);
    }

    @Test
    @Tag("slow")
    void manyCookiesAreKeptWithinTheRules() {
        run(100_000, 2);
    }

    private void run(int count, long seed) {
        Random random = new Random(seed);
        String[] hosts = {
            "a.example", "b.a.example", "x.co.uk", "co.uk", "1.2.3.4", "[::1]", "localhost"
        };
        String[] attributes = {
            "", "; Domain=a.example", "; Domain=co.uk", "; Domain=example", "; Path=/x",
                    "; Path=/x/y",
            "; Secure", "; HttpOnly", "; Max-Age=5", "; Max-Age=0", "; SameSite=None",
                    "; Domain=1.2.3.4"
        };
        String[] names = {"a", "b", "__Host-c", "__secure-d", ""};
        for (int i = 0; i < count; i++) {
            Url url =
                    Url.parse(
                            (random.nextBoolean() ? "http://" : "https://")
                                    + hosts[random.nextInt(hosts.length)]
                                    + (random.nextBoolean() ? "/x/z" : "/"));
            StringBuilder field = new StringBuilder(names[random.nextInt(names.length)] + "=v" + i);
            for (int more = random.nextInt(4); more > 0; more--) {
                field.append(attributes[random.nextInt(attributes.length)]);
            }
            jar.update(url, List.of(field.toString()));
            now = now.plus(Duration.ofMillis(random.nextInt(500)));
            check(url);
        }
        CookieJar other = new CookieJar(() -> now);
        other.load(jar.save());
        assertThat(other.toList()).hasSameSizeAs(jar.toList());
    }

    private void check(Url url) {
        List<StoredCookie> all = jar.toList();
        assertThat(all).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(jar.size());
        List<String> expected = new ArrayList<>();
        for (StoredCookie cookie : all) {
            String host = url.host();
            boolean under =
                    host.equals(cookie.domain())
                            || (!cookie.hostOnly() && host.endsWith("." + cookie.domain()));
            boolean local = host.equals("localhost") || host.equals("::1");
            assertThat(cookie.domain()).isNotEqualTo("example");
            assertThat(cookie.hostOnly() || cookie.domain().equals("a.example")).isTrue();
            if (under
                    && (url.path() + "/")
                            .startsWith(cookie.path().equals("/") ? "/" : cookie.path() + "/")
                    && (!cookie.secure() || url.isSecure() || local)) {
                expected.add(cookie.value());
            }
        }
        assertThat(jar.cookies(url))
                .extracting(cookie -> cookie.value())
                .hasSameElementsAs(expected);
    }
}
