package dev.rondo.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Cookies of requests; those that answers set have {@link SetCookieTest}. */
class CookieTest {
    private static String written(String field) {
        return Cookie.format(Cookie.parse(field));
    }

    @Test
    void cookiesAreReadInTheirOrder() {
        assertThat(Cookie.parse("a=1; b=2;c=3 ;\td = 4 ;a=5"))
                .containsExactly(
                        new Cookie("a", "1"),
                        new Cookie("b", "2"),
                        new Cookie("c", "3"),
                        new Cookie("d", "4"),
                        new Cookie("a", "5"));
        assertThat(Cookie.parse("")).isEmpty();
        assertThat(written("a=b=c; d=")).isEqualTo("a=b=c; d=");
        assertThat(written("a=b c, \"d\"\\é")).isEqualTo("a=b c, \"d\"\\é");
        assertThat(written("$Version=1; a=%0d%0a")).isEqualTo("$Version=1; a=%0d%0a");
    }

    @Test
    void whatIsNoCookieIsLeftOut() {
        assertThat(written(";;a=1;;")).isEqualTo("a=1");
        assertThat(written("x; a=1; y; =z; b=2; z")).isEqualTo("a=1; b=2");
        assertThat(written("a\u0001=1; b=\u00002; c\r\nd=3; e=4")).isEqualTo("e=4");
        assertThat(written("a=1; b=\u20ac; c=3")).isEqualTo("a=1; c=3");
    }

    /** SR-156: one bad cookie does not hide the others. */
    @Test
    void badNamesHideNothing() {
        List<Cookie> cookies = Cookie.parse("b\u00e9d@=1; ".repeat(500) + "ok=1");
        assertThat(cookies).hasSize(501).endsWith(new Cookie("ok", "1"));
    }

    @Test
    void longFieldsAreReadInLinearTime() {
        assertThat(Cookie.parse(";".repeat(1_000_000))).isEmpty();
        assertThat(Cookie.parse("a;".repeat(1_000_000))).isEmpty();
        assertThat(Cookie.parse("a;".repeat(1_000_000) + "b=1")).hasSize(1);
        assertThat(Cookie.parse("a=1;".repeat(300_000))).hasSize(300_000);
        assertThat(Cookie.parse("=".repeat(1_000_000))).isEmpty();
    }

    @Test
    void fieldsOfOneMessageAreJoined() {
        Headers headers = Headers.of("Cookie", "a=1", "X", "y=2", "cookie", "b=2; c=3");
        assertThat(Cookie.format(Cookie.parse(headers))).isEqualTo("a=1; b=2; c=3");
    }

    @Test
    void quotesArePartOfTheValueUntilTakenOff() {
        assertThat(Cookie.parse("a=\"b\\\"c\\\\\"").getFirst().value()).isEqualTo("\"b\\\"c\\\\\"");
        assertThat(new Cookie("a", "\"b\\\"c\\\\\"").unquoted()).isEqualTo("b\"c\\");
        assertThat(new Cookie("a", "\"\"").unquoted()).isEmpty();
        assertThat(new Cookie("a", "\"").unquoted()).isEqualTo("\"");
        assertThat(new Cookie("a", "b\"").unquoted()).isEqualTo("b\"");
        assertThat(new Cookie("a", "\"b\\\"").unquoted()).isEqualTo("b\\");
    }

    @Test
    void whatCannotBeSentIsRefused() {
        for (String name : new String[] {"a=", "a;", "a\n", " a", "a ", "\u20ac", "\0"}) {
            assertThatThrownBy(() -> new Cookie(name, "1")).isInstanceOf(MalformedException.class);
        }
        for (String value : new String[] {"a;b", "a\r\nX: 1", "\u0000", "€", " a", "a\t"}) {
            assertThatThrownBy(() -> new Cookie("a", value)).isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> new Cookie("", "")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new Cookie("", "a=b")).isInstanceOf(MalformedException.class);
        assertThat(new Cookie("", "a")).hasToString("=***");
    }

    @Test
    void anyFieldIsReadAndComesBack() {
        run(10_000, 1);
    }

    @Test
    @Tag("slow")
    void manyFieldsAreReadAndComeBack() {
        run(1_000_000, 2);
    }

    private static void run(int count, long seed) {
        Random random = new Random(seed);
        String alphabet = "ab=;, \t\"\\\r\n\0\u00e9\u007f%$_-SecureDomainMax-Age=Expires";
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(20); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String field = text.toString();
            List<Cookie> cookies = Cookie.parse(field);
            assertThat(Cookie.parse(Cookie.format(cookies))).as(field).isEqualTo(cookies);
            SetCookie.tryParse(field)
                    .filter(cookie -> cookie.fault().isEmpty())
                    .ifPresent(cookie ->
                            assertThat(SetCookie.tryParse(cookie.format()))
                                    .as(field)
                                    .contains(cookie));
        }
    }
}
