package dev.rondo.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTreeTest {
    private final RouteTree<String> tree = new RouteTree<>();

    private void add(String... routes) {
        for (String route : routes) {
            String[] parts = route.split(" ", 2);
            tree.add(parts[0], PathPattern.parse(parts[1]), parts[1]);
        }
    }

    /** Returns the pattern that was found and the values, or the methods that are allowed. */
    private String find(String method, String path) {
        RequestPath parsed = RequestPath.parse(path);
        return switch (tree.find(method, parsed)) {
            case RouteTree.Hit<String>(String route) -> {
                StringBuilder found = new StringBuilder(route);
                for (String name : parsed.names()) {
                    found.append(' ').append(name).append('=').append(parsed.get(name));
                }
                yield found.toString();
            }
            case RouteTree.Miss<String>(var allowed) -> String.join(",", allowed);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "/a/me, /a/me",
        "/a/12, /a/{number:[0-9]+} number=12",
        "/a/x12, /a/x{rest} rest=12",
        "/a/12x, /a/{id} id=12x",
        "/a/x, /a/{id} id=x",
        "/a/x/y, /a/{all...} all=x/y",
        "/a/, /a/{all...} all=",
        "/a, ''",
        "/b/x/c, /b/{first}/c first=x",
        "/b/x/d, '/b/{all...} all=x/d'",
        "/b/y/e, /b/y/e",
        "/b/y/c, /b/{first}/c first=y",
    })
    void textComesBeforeExpressionsBeforeANameBeforeTheRest(String path, String found) {
        add(
                "GET /a/{all...}",
                "GET /a/{id}",
                "GET /a/{number:[0-9]+}",
                "GET /a/x{rest}",
                "GET /a/me",
                "GET /b/{all...}",
                "GET /b/{first}/c",
                "GET /b/y/e");
        assertThat(find("GET", path)).isEqualTo(found);
    }

    @Test
    void expressionsAreTriedInTheOrderTheyWereAdded() {
        add("GET /{a:[a-f]+}", "GET /{b:[a-z]+}", "GET /{a:[a-f]+}/x", "GET /{b:[a-z]+}/y");
        assertThat(find("GET", "/abc")).isEqualTo("/{a:[a-f]+} a=abc");
        assertThat(find("GET", "/abz")).isEqualTo("/{b:[a-z]+} b=abz");
        assertThat(find("GET", "/abc/y")).isEqualTo("/{b:[a-z]+}/y b=abc");
    }

    @Test
    void whatAWayThatLedNowhereHasFoundIsForgotten() {
        add("GET /{a:x+}/{b}/{c}/end", "GET /{d}/{e}/{f...}");
        assertThat(find("GET", "/x/1/2/end")).isEqualTo("/{a:x+}/{b}/{c}/end a=x b=1 c=2");
        assertThat(find("GET", "/x/1/2/other")).isEqualTo("/{d}/{e}/{f...} d=x e=1 f=2/other");
    }

    @Test
    void anotherRouteOfTheMethodIsTakenAlsoIfABetterOneHasNotTheMethod() {
        add("GET /a/me", "POST /a/{id}", "* /a/{rest...}");
        assertThat(find("POST", "/a/me")).isEqualTo("/a/{id} id=me");
        assertThat(find("DELETE", "/a/me")).isEqualTo("/a/{rest...} rest=me");
        assertThat(find("HEAD", "/a/me")).isEqualTo("/a/me");
    }

    @Test
    void theAllowedMethodsAreThoseOfAllPatternsThatMatch() {
        add("GET /a/me", "POST /a/{id}", "PUT /a/{id:[0-9]+}", "PATCH /a/{rest...}", "DELETE /b");
        assertThat(find("DELETE", "/a/me")).isEqualTo("GET,HEAD,PATCH,POST");
        assertThat(find("DELETE", "/a/7")).isEqualTo("PATCH,POST,PUT");
        assertThat(find("DELETE", "/a/x/y")).isEqualTo("PATCH");
        assertThat(find("GET", "/c")).isEmpty();
    }

    @Test
    void headAndAnyHaveRoutesOfTheirOwnBeforeThoseThatStandInForThem() {
        add("* /a", "GET /a", "HEAD /a", "GET /b", "* /b");
        RouteTree<String> named = new RouteTree<>();
        for (String method : List.of("*", "GET", "HEAD")) {
            named.add(method, PathPattern.parse("/a"), method);
        }
        for (String method : List.of("GET", "HEAD")) {
            assertThat(named.find(method, RequestPath.parse("/a")))
                    .isEqualTo(new RouteTree.Hit<>(method));
        }
        assertThat(named.find("PURGE", RequestPath.parse("/a")))
                .isEqualTo(new RouteTree.Hit<>("*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a", "/a/{x}", "/a/{x:[0-9]+}", "/a/{x...}", "/v{x}.{y}", "/", "//"})
    void aRouteIsThereOnceAndNamesDoNotTellPatternsApart(String pattern) {
        add("GET " + pattern, "POST " + pattern);
        assertThatThrownBy(() -> add("GET " + pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("GET " + pattern);
    }

    @Test
    void patternsThatDifferInNamesOnlyAreTheSame() {
        add("GET /a/{x}", "GET /b/{x...}");
        assertThatThrownBy(() -> add("GET /a/{y}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> add("GET /b/{y...}")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void emptySegmentsAreSegmentsButNoValueOfAName() {
        add("GET /a", "GET /a/", "GET /{x}/{y}", "GET //b");
        assertThat(find("GET", "/a")).isEqualTo("/a");
        assertThat(find("GET", "/a/")).isEqualTo("/a/");
        assertThat(find("GET", "/b/")).isEmpty();
        assertThat(find("GET", "//b")).isEqualTo("//b");
        assertThat(find("GET", "///")).isEmpty();
    }

    // ---- What it costs

    @Test
    @Timeout(20)
    void aLongPathCostsItsLengthOnly() {
        add("GET /{a}/{b}/{c...}", "GET /{a}/x/{c}", "GET /{a:.*}/{b:.*}/y");
        for (String path : List.of("/a".repeat(4000), "/".repeat(8000), "/" + "a".repeat(8000))) {
            for (int i = 0; i < 200; i++) {
                find("GET", path);
            }
        }
    }

    @Test
    @Timeout(20)
    void manyRoutesThatBeginAlikeAreTriedOnceEach() {
        List<String> routes = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            StringBuilder pattern = new StringBuilder("GET ");
            for (int bit = 0; bit < 12; bit++) {
                pattern.append((i >> (bit % 4) & 1) == 0 ? "/{p" + bit + "}" : "/x");
            }
            routes.add(pattern.append("/").append(i).toString());
        }
        add(routes.toArray(String[]::new));
        for (int i = 0; i < 1000; i++) {
            assertThat(find("GET", "/x".repeat(12) + "/no")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/{a}-{b}-{c}.json",
                "/{a}-{b}-{c}-{d}-{e}-{f}x",
                "/{a}{b}{c}{d}x",
                "/{a}--{b}--{c}--{d}x",
            })
    @Timeout(20)
    void aSegmentThatAlmostMatchesManyNamesCostsItsLengthOnly(String pattern) {
        add("GET " + pattern);
        long begin = System.nanoTime();
        assertThat(find("GET", "/" + "-".repeat(8000))).isEmpty();
        assertThat(find("GET", "/x" + "-a".repeat(4000) + "!")).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }
}
