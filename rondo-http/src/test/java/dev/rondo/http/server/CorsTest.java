package dev.rondo.http.server;

import static dev.rondo.http.server.Asking.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.http.HttpException;
import dev.rondo.http.server.RawClient.Answer;
import dev.rondo.stream.Network;
import dev.rondo.test.Finding;
import dev.rondo.test.RondoTest;

class CorsTest {
    private static final String ORIGIN = "https://app.example";

    private final App app = new App();
    private final Asking asking;

    CorsTest(Network network) {
        this.asking = new Asking(app, network);
        app.get("/", _ -> Response.text("hello"));
        app.get(
                "/refused",
                _ -> {
                    throw new HttpException(409, "no");
                });
        app.get(
                "/broken",
                _ -> {
                    throw new IllegalStateException("broken");
                });
    }

    private Answer preflight(String origin) throws Exception {
        return asking.ask(
                "OPTIONS", "/none", "Origin", origin, "Access-Control-Request-Method", "PUT");
    }

    @RondoTest
    void pagesOfTheOriginsMayRead() throws Exception {
        app.use(Cors.of(ORIGIN, "http://localhost:3000").withExposed("X-Total", "ETag"));
        Answer answer = asking.get("/", "Origin", ORIGIN);
        assertThat(field(answer, "Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
        assertThat(field(answer, "Access-Control-Expose-Headers")).isEqualTo("X-Total, ETag");
        assertThat(field(answer, "Access-Control-Allow-Credentials")).isEmpty();
        assertThat(field(answer, "Vary")).isEqualTo("Origin");
        for (String other :
                new String[] {
                    "https://evil.example", "http://app.example", "https://app.example.evil", "null",
                    "https://app.example:444", "HTTPS://APP.EXAMPLE"
                }) {
            Answer refused = asking.get("/", "Origin", other);
            assertThat(field(refused, "Access-Control-Allow-Origin")).as(other).isEmpty();
            assertThat(field(refused, "Vary")).as(other).isEqualTo("Origin");
        }
    }

    @RondoTest
    void twoOriginsAreNone() throws Exception {
        app.use(Cors.of(ORIGIN));
        Answer answer = asking.get("/", "Origin", ORIGIN, "Origin", ORIGIN);
        assertThat(field(answer, "Access-Control-Allow-Origin")).isEmpty();
    }

    @RondoTest
    void aRequestWithoutAnOriginIsAnsweredForCachesToo() throws Exception {
        app.use(Cors.of(ORIGIN));
        assertThat(field(asking.get("/"), "Vary")).isEqualTo("Origin");
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    void pagesMayReadErrorsToo() throws Exception {
        app.use(Cors.of(ORIGIN));
        for (String path : new String[] {"/refused", "/none", "/broken"}) {
            Answer answer = asking.get(path, "Origin", ORIGIN);
            assertThat(answer.status()).isGreaterThan(400);
            assertThat(field(answer, "Access-Control-Allow-Origin")).as(path).isEqualTo(ORIGIN);
        }
    }

    @RondoTest
    void aPreflightSaysWhatIsAllowed() throws Exception {
        app.use(
                Cors.of(ORIGIN)
                        .withMethods("GET", "PUT")
                        .withHeaders("Content-Type", "X-Token")
                        .withCredentials());
        Answer answer = preflight(ORIGIN);
        assertThat(answer.status()).isEqualTo(204);
        assertThat(field(answer, "Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
        assertThat(field(answer, "Access-Control-Allow-Methods")).isEqualTo("GET, PUT");
        assertThat(field(answer, "Access-Control-Allow-Headers"))
                .isEqualTo("Content-Type, X-Token");
        assertThat(field(answer, "Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(field(answer, "Access-Control-Max-Age")).isEqualTo("600");
        Answer refused = preflight("https://evil.example");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(field(refused, "Access-Control-Allow-Origin")).isEmpty();
    }

    @RondoTest
    void anyOriginIsAStarWithoutCredentials() throws Exception {
        app.use(Cors.any());
        Answer answer = asking.get("/", "Origin", "https://whoever.example");
        assertThat(field(answer, "Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(field(answer, "Vary")).isEmpty();
        assertThatThrownBy(() -> Cors.any().withCredentials())
                .isInstanceOf(IllegalStateException.class);
    }

    @RondoTest
    void whatIsNoOriginIsRefused() {
        for (String bad :
                new String[] {"null", "*", "app.example", "https://a/", "https://a b", "https://u@a"}) {
            assertThatThrownBy(() -> Cors.of(bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Cors.of()).isInstanceOf(IllegalArgumentException.class);
    }
}
