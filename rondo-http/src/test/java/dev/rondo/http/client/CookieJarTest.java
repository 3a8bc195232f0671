package dev.rondo.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.http.SameSite;
import dev.rondo.http.SetCookie;
import dev.rondo.http.Url;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is taken and what is sent; limits and files have {@link CookieJarKeepingTest}. */
class CookieJarTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final CookieJar jar = new CookieJar(() -> now);

    private void set(String url, String... fields) {
        jar.update(Url.parse(url), List.of(fields));
    }

    private String sent(String url) {
        return jar.cookieHeader(Url.parse(url)).orElse("-");
    }

    /** By https://www.a.example.com/foo/bar: whether it is taken, then two requests. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a=1|true",
                "a|true",
                "a=1; Domain=www.a.example.com|true",
                "a=1; Domain=a.example.com|true",
                "a=1; Domain=.a.Example.COM|true",
                "a=1; Domain=example.com|true",
                "a=1; Domain=|true",
                "a=1; SameSite=bogus|true", // CR-062
                "a=1; Secure|true",
                "__Host-a=1; Secure; Path=/|true",
                "a=1; Domain=com|false",
                "a=1; Domain=other.example|false", // CR-052
                "a=1; Domain=b.www.a.example.com|false",
                "a=1; Domain=xample.com|false",
                "a=1; Domain=ww.a.example.com|false",
                "a=1; Domain=example.com.|false",
                "a=1; Domain=a_b|false",
                "a=1; Domain=a b|false",
                "a=1; Domain=example.com/|false",
                "a=1; Domain=example.com:80|false",
                "a=1; Domain=u@example.com|false",
                "a=1; Domain=example.com#|false",
                "a=1; Domain=..example.com|false",
                "__Secure-a=1|false", // CR-056
                "__Host-a=1; Secure; Path=/; Domain=example.com|false",
                "a=1; SameSite=None|false",
                "a=1; Partitioned|false",
                "'a=1\u0001'|false", // CR-058
                "=|false",
            })
    void cookiesAreTakenOrNot(String field, boolean taken) {
        set("https://www.a.example.com/foo/bar", field);
        assertThat(jar.size()).isEqualTo(taken ? 1 : 0);
    }

    /** CB-058. */
    @Test
    void hostOnlyCookiesGoToTheirHostAlone() {
        set("http://a.example/", "h=1", "d=2; Domain=a.example");
        assertThat(sent("http://a.example/")).isEqualTo("h=1; d=2");
        assertThat(sent("http://b.a.example/")).isEqualTo("d=2");
        assertThat(sent("http://c.b.a.example/")).isEqualTo("d=2");
        assertThat(sent("http://ba.example/")).isEqualTo("-");
        assertThat(sent("http://example/")).isEqualTo("-");
        assertThat(sent("http://a.example:8080/")).isEqualTo("h=1; d=2"); // ports do not count
        assertThat(sent("ws://a.example/")).isEqualTo("h=1; d=2");
    }

    /** CB-060 and RFC 6265bis, section 5.1.4. */
    @ParameterizedTest(name = "{0}; {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/foo|/foo|true",
                "/foo|/foo/|true",
                "/foo|/foo/bar|true",
                "/foo|/foo?x|true",
                "/foo|/foobar|false",
                "/foo|/|false",
                "/foo|/FOO|false",
                "/foo/|/foo|false",
                "/foo/|/foo/|true",
                "/foo/|/foo/bar|true",
                "/|/x/y|true",
                "/foo|/foo/../x|false",
            })
    void pathsAreFolders(String path, String requested, boolean isSent) {
        set("http://a.example/x/y", "a=1; Path=" + path);
        assertThat(sent("http://a.example" + requested).equals("a=1")).isEqualTo(isSent);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"/, /", "/x, /", "/x/, /x", "/x/y, /x", "/x/y/?z=/a, /x/y", "'', /"})
    void pathIsTheFolderIfNoneIsSaid(String requested, String path) {
        set("http://a.example" + requested, "a=1", "b=2; Path=relative", "c=3; Path=");
        assertThat(jar.toList()).extracting(StoredCookie::path).containsExactly(path, path, path);
    }

    @Test
    void longerPathsAndOlderCookiesComeFirst() {
        set("http://a.example/", "a=1; Path=/", "b=2; Path=/x", "c=3; Path=/", "d=4; Path=/x");
        set("http://a.example/", "a=5; Path=/"); // keeps its place
        assertThat(sent("http://a.example/x")).isEqualTo("b=2; d=4; a=5; c=3");
    }

    @Test
    void secureCookiesNeedTlsOrThisMachine() {
        set("http://a.example/", "a=1; Secure");
        assertThat(jar.isEmpty()).isTrue();
        set("https://a.example/", "a=1; Secure");
        assertThat(sent("http://a.example/")).isEqualTo("-");
        assertThat(sent("wss://a.example/")).isEqualTo("a=1");
        for (String local :
                new String[] {
                    "http://localhost/",
                    "http://x.localhost:81/",
                    "http://127.0.0.1/",
                    "http://[::1]/"
                }) {
            set(local, "b=2; Secure");
            assertThat(sent(local)).as(local).isEqualTo("b=2");
        }
        set("http://127.0.0.1.example/", "c=3; Secure");
        set("http://localhost.example/", "c=3; Secure");
        set("http://[::2]/", "c=3; Secure");
        assertThat(jar.toString()).isEqualTo("<CookieJar 5 cookies of 5 domains>");
    }

    @Test
    void cookiesInTheClearDoNotHideSecureOnes() {
        set("https://b.a.example/x", "s=1; Secure; Path=/x; Domain=a.example");
        set("http://a.example/x/y", "s=2", "s=2; Path=/x", "s=2; Domain=a.example; Path=/x");
        set("http://b.a.example/x/", "s=3");
        assertThat(sent("https://b.a.example/x/y")).isEqualTo("s=1");
        set("http://a.example/", "s=4; Path=/", "t=5; Path=/x");
        set("http://c.example/x/", "s=6");
        assertThat(sent("http://a.example/x")).isEqualTo("t=5; s=4");
        assertThat(sent("http://c.example/x")).isEqualTo("s=6");
        now = now.plus(Duration.ofDays(1));
        set("https://d.example/", "e=1; Secure; Max-Age=1");
        now = now.plusSeconds(2);
        set("http://d.example/", "e=2");
        assertThat(sent("http://d.example/")).isEqualTo("e=2");
    }

    @Test
    void addressesHaveNoDomains() {
        set(
                "http://1.2.3.4/",
                "a=1",
                "b=2; Domain=1.2.3.4",
                "c=3; Domain=3.4",
                "d=4; Domain=2.3.4");
        assertThat(sent("http://1.2.3.4/")).isEqualTo("a=1; b=2");
        assertThat(jar.toList()).allMatch(StoredCookie::hostOnly);
        assertThat(sent("http://5.1.2.3.4.example/")).isEqualTo("-");
        set("http://[::1]/", "e=5", "f=6; Domain=::1", "g=7; Domain=[::1]");
        assertThat(sent("http://[0::1]/")).isEqualTo("e=5; f=6; g=7");
    }

    @Test
    void publicSuffixesKeepCookiesForThemselves() {
        set("http://co.uk/", "a=1; Domain=co.uk");
        set("http://x.co.uk/", "b=2; Domain=co.uk", "c=3; Domain=x.co.uk");
        set("http://ada.github.io/", "d=4; Domain=github.io");
        set("http://localhost/", "e=5; Domain=localhost");
        assertThat(sent("http://co.uk/")).isEqualTo("a=1");
        assertThat(sent("http://x.co.uk/")).isEqualTo("c=3");
        assertThat(sent("http://ada.github.io/")).isEqualTo("-");
        assertThat(sent("http://localhost/")).isEqualTo("e=5");
    }

    @Test
    void internationalDomainsAreOneInBothForms() {
        set("http://www.bücher.example/", "a=1; Domain=xn--bcher-kva.example");
        assertThat(sent("http://BÜCHER.example/")).isEqualTo("a=1");
        jar.add(
                Url.parse("http://www.bücher.example/"),
                SetCookie.of("b", "2").withDomain("bücher.example"));
        assertThat(sent("http://xn--bcher-kva.example/")).isEqualTo("a=1; b=2");
    }

    /** CR-060. */
    @Test
    void expiredCookiesAreDeleted() {
        String url = "http://a.example/x";
        set(url, "a=1; Max-Age=10", "b=2; Expires=Thu, 01 Jan 2026 00:00:05 GMT", "c=3", "d=4");
        set(url, "c=; Max-Age=0", "d=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "e=5; Max-Age=-1");
        assertThat(jar.size()).isEqualTo(2);
        assertThat(sent(url)).isEqualTo("a=1; b=2");
        now = now.plusSeconds(5);
        assertThat(sent(url)).isEqualTo("a=1");
        assertThat(jar.toList()).hasSize(1);
        now = now.plusSeconds(5);
        assertThat(sent(url)).isEqualTo("-");
        assertThat(jar.size()).isEqualTo(2); // until room is needed
        set(url, "f=6; Path=/x; Max-Age=5; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
        assertThat(sent(url)).isEqualTo("f=6");
        set(url, "f=; Path=/; Max-Age=0"); // another one
        assertThat(sent(url)).isEqualTo("f=6");
    }

    @Test
    void nothingIsKeptForMoreThan400Days() {
        set(
                "http://a.example/",
                "a=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT",
                "b=2; Max-Age=999999999");
        now = now.plus(Duration.ofDays(400)).minusSeconds(1);
        assertThat(sent("http://a.example/")).isEqualTo("a=1; b=2");
        now = now.plusSeconds(1);
        assertThat(sent("http://a.example/")).isEqualTo("-");
    }

    /** CR-054. */
    @Test
    void valuesAreSentAsTheyCame() {
        set("http://a.example/", "a=%0d%0aX:1", "b=\"c d\"", "noname", "é=ü");
        assertThat(sent("http://a.example/")).isEqualTo("a=%0d%0aX:1; b=\"c d\"; noname; é=ü");
    }

    @Test
    void cookiesOfProgramsAreTakenByTheSameRules() {
        Url url = Url.parse("http://a.example/");
        assertThat(jar.add(url, SetCookie.of("a", "1"))).isTrue();
        assertThat(jar.add(url, SetCookie.of("b", "1").withSecure())).isFalse();
        assertThat(jar.add(url, SetCookie.of("c", "1").withDomain("b.example"))).isFalse();
        SetCookie all =
                SetCookie.of("d", "1").withSecure().withHttpOnly().withSameSite(SameSite.LAX);
        assertThat(jar.add(url.withScheme("https"), all.withPartitioned())).isTrue();
        StoredCookie stored = jar.toList().getLast();
        assertThat(stored.secure() && stored.httpOnly() && stored.partitioned()).isTrue();
        assertThat(stored.sameSite()).contains(SameSite.LAX);
        assertThat(stored).hasToString("d=*** for a.example/");
        assertThat(jar.cookies(url)).hasSize(1);
    }

    @Test
    void noneKeepsNothing() {
        CookieJar none = CookieJar.none();
        none.update(Url.parse("http://a.example/"), List.of("a=1"));
        none.load(List.of("a.example\tFALSE\t/\tFALSE\t0\ta\t1"));
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.cookieHeader(Url.parse("http://a.example/"))).isEmpty();
    }

    @Test
    void iterationIsACopy() {
        set("http://a.example/", "a=1", "b=2", "c=3");
        List<String> names = new ArrayList<>();
        for (StoredCookie cookie : jar) {
            names.add(cookie.name());
            jar.clear();
        }
        assertThat(names).containsExactly("a", "b", "c");
    }
}
