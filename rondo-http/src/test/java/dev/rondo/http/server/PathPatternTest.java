package dev.rondo.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
    private static List<String> values(String pattern, String path) {
        RouteTree<String> tree = new RouteTree<>();
        tree.add("GET", PathPattern.parse(pattern), "here");
        RequestPath parsed = RequestPath.parse(path);
        return tree.find("GET", parsed) instanceof RouteTree.Hit<String>
                ? parsed.names().stream().map(parsed::get).toList()
                : List.of("no");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/v{a}.{b} /v1.2 1,2",
                "/v{a}.{b} /v1.2.3 1,2.3",
                "/v{a}.{b} /v1. no",
                "/v{a}.{b} /v.1 no",
                "/v{a}.{b} /v..1 .,1",
                "/{file}.json /a.b.json a.b",
                "/{file}.json /a.json.json a.json",
                "/{file}.json /.json no",
                "/{file}.json /a.jsonx no",
                "/{a}-{b}-{c} /1-2-3-4 1,2,3-4",
                "/{a}-{b}-{c} /--2-3 -,2,3",
                "/{a}-{b}.x /1-2.x-3.x 1,2.x-3",
                "/{a}{b} /xyz x,yz",
                "/{a}{b} /x no",
                "/{a}-{b:[0-9]+} /x-1-2 x-1,2",
                "/{a:[a-z-]+}-{b} /x-y-z x-y,z",
                "/{a}-{b:[0-9]+}-{c} /x-y-1-z x-y,1,z",
                "/{a:(?:x|y)+}/b /xyx/b xyx",
                "/{a:[0-9]{2,3}} /123 123",
                "/{a:[0-9]{2,3}} /1 no",
                "/{a:[^/]+/x}/y /b%2Fx/y b/x",
                "/x.y+z/{a} /x.y+z/1 1",
                "/x.y/{a} /xay/1 no",
            })
    void aSegmentMayHaveTextNamesAndExpressions(String pattern, String path, String values) {
        assertThat(String.join(",", values(pattern, path))).isEqualTo(values);
    }

    @Test
    void anExpressionMatchesTheWholeSegmentAndLineEndsToo() {
        assertThat(values("/{a:.+}", "/x%0Ay")).containsExactly("x\ny");
        assertThat(values("/{a:b|c}", "/bx")).containsExactly("no");
        assertThat(values("/{a}.{b}", "/x%0A.y")).containsExactly("x\n", "y");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "/{",
                "/}",
                "/{}",
                "/{a",
                "/a}",
                "/{a}/{a}",
                "/{a b}",
                "/{a:(x)}",
                "/{a:[}",
                "/{a...}/b",
                "/x{a...}",
                "/{a...}x",
                "/{...}",
                "/{:x}",
                "/{a:}{b:*}",
                "/{a}{",
            })
    void whatIsNoPatternIsRefusedWithItsText(String pattern) {
        assertThatThrownBy(() -> PathPattern.parse(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(pattern);
    }

    @Test
    void aPrefixStandsBeforeIt() {
        PathPattern behind = PathPattern.parse("/{id}").behind("/api/v{version}");
        assertThat(behind.names()).containsExactly("version", "id");
        assertThat(behind).hasToString("/api/v{version}/{id}");
        assertThatThrownBy(() -> PathPattern.parse("/{id}").behind("/{id}"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pathsAreBuiltFromValues() {
        App app = new App();
        app.get("/a b/{id}/v{x}.{y}/{rest...}", _ -> Response.noContent()).named("all");
        app.get("/n/{n:[0-9]+}", _ -> Response.noContent()).named("number");
        assertThat(app.url("all", "ä/b", 1, 2, "c/d e"))
                .isEqualTo("/a%20b/%C3%A4%2Fb/v1.2/c/d%20e");
        assertThat(app.url("number", 7)).isEqualTo("/n/7");
        assertThatThrownBy(() -> app.url("number", "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> app.url("number")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> app.url("all", "..", 1, 2, "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> app.url("none"))
                .isInstanceOf(java.util.NoSuchElementException.class);
    }
}
