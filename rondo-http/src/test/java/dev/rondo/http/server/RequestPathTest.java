package dev.rondo.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.http.HttpException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '"',
            value = {
                "/ / \"\"",
                "/a /a a",
                "/a/ /a/ a|",
                "//a //a |a",
                "/a//b /a//b a||b",
                "/a%2Fb /a%2Fb a/b",
                "/a%2fb/c /a%2fb/c a/b|c",
                "/a%5Cb /a%5Cb a\\b",
                "/./a /a a",
                "/a/. /a/ a|",
                "/a/.. / \"\"",
                "/a/b/.. /a/ a|",
                "/a/../b /b b",
                "/a/b/../../c /c c",
                "/a/%2e%2e/b /b b",
                "/a/.%2E/b /b b",
                "/a/%2E/b /a/b a|b",
                "/a//../b /a/b a|b",
                "/a/... /a/... a|...",
                "/a/..b /a/..b a|..b",
                "/a/%252e%252e/b /a/%252e%252e/b a|%2e%2e|b",
                "/a/%2e%2e%2Fb /a/%2e%2e%2Fb a|../b",
                "/%C3%A4 /%C3%A4 ä",
                "/a+b /a+b a+b",
                "/a;b=c /a;b=c a;b=c",
            })
    void segmentsAreDecodedOnceAndDotsAreGone(String raw, String shown, String segments) {
        RequestPath path = RequestPath.parse(raw);
        assertThat(path).hasToString(shown);
        assertThat(String.join("|", path.segments())).isEqualTo(segments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..", "/../a", "/a/../..", "/%2e%2e/a", "/a/..%2F..", "/a/%", "/a/%4", "/a/%zz",
                "/%00", "/a%00b/../c", "/%C3", "/%C3/%A4", "/%ff", "/%C0%AF", "/%ED%A0%80",
                        "/%u0041",
            })
    void whatIsNoPathIsA400(String raw) {
        if (raw.equals("/a/..%2F..")) {
            assertThat(RequestPath.parse(raw).segments()).containsExactly("a", "../..");
            return; // one segment: a handler that opens files has to look at it
        }
        assertThatThrownBy(() -> RequestPath.parse(raw))
                .isInstanceOfSatisfying(
                        HttpException.class, e -> assertThat(e.status()).isEqualTo(400))
                .hasMessage("The path is malformed");
    }

    @Test
    @Timeout(10)
    void longPathsCostTheirLength() {
        for (int i = 0; i < 100; i++) {
            assertThat(RequestPath.parse("/a/..".repeat(2000))).hasToString("/");
            assertThat(RequestPath.parse("/%2e".repeat(2000))).hasToString("/");
            assertThat(RequestPath.parse("/%41".repeat(2000)).segments()).hasSize(2000);
        }
    }

    @Test
    void numbersThatAreNoneAreA404() {
        RequestPath path = RequestPath.parse("/x/7/9999999999");
        RouteTree<String> tree = new RouteTree<>();
        tree.add("GET", PathPattern.parse("/{text}/{small}/{large}"), "");
        tree.find("GET", path);
        assertThat(path.getInt("small")).isEqualTo(7);
        assertThat(path.getLong("large")).isEqualTo(9_999_999_999L);
        assertThatThrownBy(() -> path.getInt("large")).isInstanceOf(HttpException.class);
        assertThatThrownBy(() -> path.getInt("text")).isInstanceOf(HttpException.class);
        assertThatThrownBy(() -> path.getLong("text")).isInstanceOf(HttpException.class);
        assertThatThrownBy(() -> path.get("none"))
                .isInstanceOf(java.util.NoSuchElementException.class);
    }
}
