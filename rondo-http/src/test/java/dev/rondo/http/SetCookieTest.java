package dev.rondo.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SetCookieTest {
    private static SetCookie parse(String field) {
        return SetCookie.tryParse(field).orElseThrow();
    }

    @Test
    void allAttributesAreWrittenAndRead() {
        SetCookie cookie =
                SetCookie.of("sid", "31d4")
                        .withDomain(".BÜCHER.example")
                        .withPath("/a b")
                        .withExpires(Instant.parse("1994-11-06T08:49:37.5Z"))
                        .withMaxAge(Duration.ofMillis(90_500))
                        .withSecure()
                        .withHttpOnly()
                        .withSameSite(SameSite.NONE)
                        .withPartitioned();
        String text =
                "sid=31d4; Domain=xn--bcher-kva.example; Path=/a b; Expires=Sun, 06 Nov 1994"
                        + " 08:49:37 GMT; Max-Age=90; Secure; HttpOnly; SameSite=None; Partitioned";
        assertThat(cookie.format()).isEqualTo(text);
        assertThat(parse(text).format()).isEqualTo(text);
        assertThat(cookie.toString()).startsWith("sid=***; Domain=xn--").doesNotContain("31d4");
        assertThat(SetCookie.of("a", "").format()).isEqualTo("a=");
        assertThat(SetCookie.of("a", "\"b\"").format()).isEqualTo("a=\"b\"");
        assertThat(SetCookie.deletionOf("a").withPath("/").format())
                .isEqualTo("a=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0");
    }

    @Test
    void whatCannotBeSentIsRefusedWhenSet() {
        for (String name : new String[] {"", "a b", "a=", "a;", "a\r\n", "ä", "a\"", "a,"}) {
            assertThatThrownBy(() -> SetCookie.of(name, "1"))
                    .isInstanceOf(MalformedException.class);
        }
        for (String value :
                new String[] {
                    "a b", "a;", "a,b", "a\"b", "a\\", "a\r\nX: 1", "ä", "\0", "\"", "\t"
                }) {
            assertThatThrownBy(() -> SetCookie.of("a", value))
                    .as(value)
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("The value of the cookie a has U+");
        }
        SetCookie cookie = SetCookie.of("a", "b");
        for (String path : new String[] {"", "a", "/;", "/\r\nX: 1", "/\0"}) {
            assertThatThrownBy(() -> cookie.withPath(path)).isInstanceOf(MalformedException.class);
        }
        for (String domain : new String[] {"", "a b", "a;b", "a/b", "a:80", "\r\n", "a; Secure"}) {
            assertThatThrownBy(() -> cookie.withDomain(domain))
                    .isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> cookie.withExpires(Instant.MAX))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void atMost4096BytesAreKept() {
        String value = "b".repeat(4095);
        assertThat(SetCookie.of("a", value).format()).hasSize(4097);
        assertThat(SetCookie.tryParse("a=" + value)).isPresent();
        assertThat(SetCookie.tryParse("ab=" + value)).isEmpty();
        assertThatThrownBy(() -> SetCookie.of("ab", value)).isInstanceOf(MalformedException.class);
        assertThat(parse("a=1; Path=/" + "p".repeat(1023)).path()).isPresent();
        assertThat(parse("a=1; Path=/" + "p".repeat(1024)).path()).isEmpty();
    }

    @ParameterizedTest(name = "{0} is {1} = {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a=b|a|b",
                " a = b |a|b",
                "a=|a|''",
                "=b|''|b",
                "b|''|b",
                "a=b=c|a|b=c",
                "a=\"b c\", d|a|\"b c\", d",
                "a=%0d%0aX:1|a|%0d%0aX:1", // CR-054
                "é=ü|é|ü",
                "a=b; c=d|a|b",
                "a=b;|a|b",
            })
    void namesAndValuesAreTakenAsTheyAre(String field, String name, String value) {
        assertThat(parse(field).name()).isEqualTo(name);
        assertThat(parse(field).value()).isEqualTo(value);
    }

    /** CR-058 and its like. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "=",
                ";",
                " ; Path=/",
                "=a=b",
                "a=1\u0001",
                "a\u0000=1",
                "a=1; Path=/\u007f"
            })
    void cookiesToBeIgnoredAreNone(String field) {
        assertThat(SetCookie.tryParse(field)).isEmpty();
    }

    @Test
    void attributesAreReadInAnyCaseAndTheLastCounts() {
        SetCookie cookie =
                parse(
                        "a=b; DOMAIN=.Example.COM; path=/x; PATH=/y; secure; HTTPonly=1; samesite=LAX");
        assertThat(cookie.domain()).contains("example.com");
        assertThat(cookie.path()).contains("/y");
        assertThat(cookie.isSecure()).isTrue();
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.sameSite()).contains(SameSite.LAX);
        assertThat(cookie.isPartitioned()).isFalse();
        assertThat(cookie.maxAge()).isEmpty();
    }

    @Test
    void wrongAttributesDoNotCount() {
        SetCookie cookie =
                parse(
                        "a=b; Domain=; Path=x; Expires=never; Max-Age=1x; Max-Age=; Max-Age=-;"
                                + " Max-Age=+1; SameSite=bogus; Unknown; =; Priority=High");
        assertThat(cookie).isEqualTo(SetCookie.of("a", "b"));
    }

    @Test
    void agesAreBounded() {
        assertThat(parse("a=b; Max-Age=60").maxAge()).contains(Duration.ofMinutes(1));
        assertThat(parse("a=b; Max-Age=0").maxAge()).contains(Duration.ZERO);
        assertThat(parse("a=b; Max-Age=-5").maxAge()).contains(Duration.ZERO);
        assertThat(parse("a=b; Max-Age=" + "9".repeat(40)).maxAge()).contains(Duration.ofDays(400));
        assertThat(parse("a=b; Expires=1 Jan 1601 00:00:00").expires()).contains(Instant.EPOCH);
    }

    /** CR-056 and its like (RFC 6265bis, section 4.1.3). */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "__Secure-a=1|true",
                "__SECURE-a=1|true",
                "__Secure-a=1; Secure|false",
                "__Secure-a=1; Secure; Domain=a.example|false",
                "__Host-a=1; Path=/|true",
                "__Host-a=1; Secure|true",
                "__Host-a=1; Secure; Path=/a|true",
                "__Host-a=1; Secure; Path=/; Domain=a.example|true",
                "__host-a=1; Secure; Path=/|false",
                "__Hosta=1|false",
                "__Host-a; Secure; Path=/|true",
                "=__Secure-a; Secure|true",
                "a=__Secure-a|false",
                "a=1; SameSite=None|true",
                "a=1; SameSite=None; Secure|false",
                "a=1; SameSite=bogus|false",
                "a=1; Partitioned|true",
                "a=1; Partitioned; Secure|false",
            })
    void prefixesPromiseAttributes(String field, boolean faulty) {
        assertThat(parse(field).fault().isPresent()).isEqualTo(faulty);
        if (faulty) {
            assertThatThrownBy(() -> parse(field).format()).isInstanceOf(MalformedException.class);
        }
    }
}
