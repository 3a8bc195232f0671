package dev.rondo.http.server;

import static dev.rondo.http.server.Asking.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.http.server.RawClient.Answer;
import dev.rondo.stream.Network;
import dev.rondo.test.Finding;
import dev.rondo.test.RondoTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Request ids, security fields, normalised paths. */
class MiddlewaresTest {
    private final App app = new App();
    private final Asking asking;
    private int ids;

    MiddlewaresTest(Network network) {
        this.asking = new Asking(app, network);
    }

    // ---- RequestId

    private RequestId counted() {
        return RequestId.standard().withSource(() -> "id-" + ++ids);
    }

    @RondoTest
    void aRequestHasAnIdForItsTasksAndItsAnswer() throws Exception {
        app.use(counted());
        app.get("/", request -> {
            var child = Rondo.createTask(() -> RequestId.current().orElse("-"));
            return Response.text(request.get(RequestId.KEY) + " " + child.await());
        });
        app.get(
                "/stream",
                _ -> Response.stream(out -> out.write(RequestId.current().orElse("-"))));
        Answer answer = asking.get("/", "X-Request-ID", "forged");
        assertThat(answer.body()).isEqualTo("id-1 id-1");
        assertThat(field(answer, "X-Request-ID")).isEqualTo("id-1");
        assertThat(asking.get("/stream").body()).isEqualTo("id-2");
        assertThat(field(asking.get("/none"), "X-Request-ID")).isEqualTo("id-3");
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    void theAnswerToAFailureHasItToo() throws Exception {
        app.use(counted());
        app.use(SecurityHeaders.standard());
        app.get(
                "/",
                _ -> {
                    throw new IllegalStateException("broken");
                });
        Answer answer = asking.get("/");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(field(answer, "X-Request-ID")).isEqualTo("id-1");
        assertThat(field(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.body()).doesNotContain("broken");
    }

    @RondoTest
    void anIdThatIsBroughtIsTakenOverIfItIsPlain() throws Exception {
        app.use(counted().withAccepted().withField("X-Trace"));
        app.get("/", request -> Response.text(request.get(RequestId.KEY)));
        assertThat(asking.get("/", "X-Trace", "Abc-1_2.3").body()).isEqualTo("Abc-1_2.3");
        for (String bad : List.of("", "a b", "\"", "x".repeat(65), "\u00e9")) {
            assertThat(asking.get("/", "X-Trace", bad).body()).startsWith("id-");
        }
    }

    @RondoTest
    void idsAreDrawn() throws Exception {
        app.use(RequestId.standard());
        app.get("/", request -> Response.text(request.get(RequestId.KEY)));
        assertThat(asking.get("/").body()).matches("[0-9a-f]{32}").isNotEqualTo(asking.get("/").body());
        assertThat(RequestId.current()).isEmpty();
    }

    // ---- SecurityHeaders

    @RondoTest
    void browsersAreToldToBeCareful() throws Exception {
        app.use(Forwarded.byX("127.0.0.1"));
        app.use(
                SecurityHeaders.standard()
                        .without("X-Frame-Options")
                        .withContentPolicy("default-src 'self'")
                        .withStrictTransport(Duration.ofDays(365)));
        app.get("/", _ -> Response.text("x").withHeader("Referrer-Policy", "no-referrer"));
        Answer answer = asking.get("/");
        assertThat(field(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(field(answer, "Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(field(answer, "Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(field(answer, "Content-Security-Policy")).isEqualTo("default-src 'self'");
        assertThat(field(answer, "X-Frame-Options")).isEmpty();
        assertThat(field(answer, "Strict-Transport-Security")).isEmpty();
        Answer secure = asking.get("/", "X-Forwarded-Proto", "https");
        assertThat(field(secure, "Strict-Transport-Security")).isEqualTo("max-age=31536000");
        assertThat(field(asking.get("/none"), "X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @RondoTest
    void malformedRequestsAreAnsweredWithTheFieldsToo() throws Exception {
        app.use(SecurityHeaders.standard());
        Answer answer = asking.send("GET", "GET / HTTP/1.1\r\nHost: a\r\nbad name: x\r\n\r\n");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(field(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    }

    // ---- NormalizePath

    private String location(String path) throws Exception {
        Answer answer = asking.get(path);
        return answer.status() == 308 ? field(answer, "Location") : "" + answer.status();
    }

    @RondoTest
    void aSlashIsAddedWhereThereIsSuchARoute() throws Exception {
        app.get("/users/", _ -> Response.text("users"));
        app.get("/users/{id}/", _ -> Response.text("user"));
        app.get("/exact", _ -> Response.text("exact"));
        app.use(NormalizePath.addingSlash());
        assertThat(location("/users")).isEqualTo("/users/");
        assertThat(location("/users?a=1&b")).isEqualTo("/users/?a=1&b");
        assertThat(location("/users/7%2F8")).isEqualTo("/users/7%2F8/");
        assertThat(location("//users///7")).isEqualTo("/users/7/");
        assertThat(location("//exact")).isEqualTo("/exact");
        assertThat(location("/exact")).isEqualTo("200");
        assertThat(location("/exact/")).isEqualTo("404");
        assertThat(location("/none")).isEqualTo("404");
        assertThat(asking.ask("POST", "/users", "Content-Length", "0").status()).isEqualTo(404);
    }

    @RondoTest
    void aSlashIsTakenAway() throws Exception {
        app.get("/users", _ -> Response.text("users"));
        app.use(NormalizePath.removingSlash());
        assertThat(location("/users/")).isEqualTo("/users");
        assertThat(location("/users//")).isEqualTo("/users");
        assertThat(location("/")).isEqualTo("404");
    }

    @RondoTest
    void sr152NoPathLeadsToAnotherHost() throws Exception {
        app.get("/{host}/", _ -> Response.text("a folder"));
        app.use(NormalizePath.addingSlash());
        for (String path :
                List.of("//evil.example", "/\\evil.example", "///evil.example", "//evil.example/..",
                        "/%2fevil.example", "/.//evil.example", "/a/..//evil.example")) {
            assertThat(location(path)).as(path).matches("40[04]|200|/[^/\\\\]*/");
        }
    }

    // ---- AccessLog

    private final List<Answered> answered = new ArrayList<>();

    private Answered logged(String request) throws Exception {
        app.get("/{rest...}", _ -> Response.text("hello").withHeader("X-Out", "o"));
        asking.with(answered::add)
                .talk((_, client) -> {
                    client.send(request);
                    client.answer();
                    Rondo.sleep(1);
                });
        return answered.getFirst();
    }

    private static String at(Answered it, String format) {
        Answered fixed =
                new Answered(
                        it.request(),
                        it.response(),
                        it.bytes(),
                        Instant.parse("2026-03-01T12:00:09.5Z"),
                        Duration.ofNanos(1_234_567_890));
        return format.isEmpty()
                ? JsonLog.line(fixed)
                : LogFormat.parse(format).line(fixed);
    }

    @RondoTest
    void anAnswerIsALineInAiohttpsFormat() throws Exception {
        Answered it =
                logged("GET /a?b=1 HTTP/1.1\r\nHost: a\r\nReferer: http://r/\r\nUser-Agent: me\r\n\r\n");
        assertThat(at(it, LogFormat.COMMON))
                .isEqualTo(
                        "127.0.0.1 [01/Mar/2026:12:00:09 +0000] \"GET /a?b=1 HTTP/1.1\" 200 5 1"
                                + " \"http://r/\" \"me\"");
        assertThat(at(it, "%Tf %D %{x-out}o %{Nothing}i %{NO_SUCH_VARIABLE}e 100%%"))
                .isEqualTo("1.234567 1234567 o - - 100%");
        assertThat(at(it, "%P")).isEqualTo(Long.toString(ProcessHandle.current().pid()));
        assertThat(at(it, ""))
                .isEqualTo(
                        "{\"time\":\"2026-03-01T12:00:09.500Z\",\"remote\":\"127.0.0.1\","
                                + "\"method\":\"GET\",\"target\":\"/a?b=1\","
                                + "\"version\":\"HTTP/1.1\",\"status\":200,\"bytes\":5,"
                                + "\"seconds\":1.234567,\"referer\":\"http://r/\","
                                + "\"userAgent\":\"me\"}");
    }

    @RondoTest
    void noClientWritesALogOfItsOwn() throws Exception {
        Answered it =
                logged(
                        "GET /\"x HTTP/1.1\r\nHost: a\r\nUser-Agent: a\" 200\\\t\u00e9\u009b\r\n\r\n");
        String escaped = "a\\\" 200\\\\\\u0009\\u00e9\\u009b";
        assertThat(at(it, "%{User-Agent}i")).isEqualTo(escaped);
        assertThat(at(it, "")).contains("\"userAgent\":\"" + escaped + "\"}");
    }

    @RondoTest
    void aMalformedRequestIsALineToo() throws Exception {
        asking.with(answered::add)
                .talk((_, client) -> {
                    client.send("BAD\r\n\r\n").answer();
                    Rondo.sleep(1);
                });
        assertThat(answered).hasSize(1);
        assertThat(at(answered.getFirst(), "\"%r\" %s")).isEqualTo("\"- - HTTP/1.1\" 400");
    }

    @RondoTest
    void aFormatThatIsNoneIsRefused() {
        for (String bad : List.of("%", "%x", "%{a", "%{a}", "%{a}x", "%{}i")) {
            assertThatThrownBy(() -> AccessLog.of(bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(AccessLog.common().toString()).contains("%{Referer}i");
    }
}
