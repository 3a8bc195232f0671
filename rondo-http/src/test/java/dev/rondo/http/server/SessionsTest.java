package dev.rondo.http.server;

import static dev.rondo.http.server.Asking.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.http.HttpException;
import dev.rondo.http.SameSite;
import dev.rondo.http.SetCookie;
import dev.rondo.http.server.RawClient.Answer;
import dev.rondo.stream.Network;
import dev.rondo.test.RondoTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;

class SessionsTest {
    private static final byte[] KEY = key(1);
    private static final byte[] OTHER = key(2);

    private final Network network;
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    SessionsTest(Network network) {
        this.network = network;
    }

    private static byte[] key(int content) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) content);
        return key;
    }

    private Asking visits(Sessions sessions) {
        App app = new App();
        app.use(Forwarded.byX("127.0.0.1"));
        app.use(sessions.withClock(() -> now));
        app.get("/count", request -> {
            Session session = Sessions.of(request);
            int count = session.find("count").map(Integer::parseInt).orElse(0) + 1;
            session.set("count", Integer.toString(count));
            return Response.text(Integer.toString(count));
        });
        app.get("/look", request -> Response.text(Sessions.of(request).toString()));
        app.get("/odd", request -> {
            Sessions.of(request).set("a b&=;ü", "\"1\",\n2\\");
            return Response.text("");
        });
        app.get("/odd/look", request -> Response.text(
                Sessions.of(request).find("a b&=;ü").orElse("-").replace("\n", "|")));
        app.get("/out", request -> {
            Sessions.of(request).clear();
            return Response.text("");
        });
        app.get("/refused", request -> {
            Sessions.of(request).set("tried", "yes");
            throw new HttpException(403, "no");
        });
        app.get("/none", _ -> Response.text("none"));
        return new Asking(app, network);
    }

    private static SetCookie cookie(Answer answer) {
        return SetCookie.tryParse(field(answer, "Set-Cookie")).orElseThrow();
    }

    private static Answer with(Asking asking, String path, Answer before) throws Exception {
        return with(asking, path, cookie(before).value());
    }

    private static Answer with(Asking asking, String path, String value) throws Exception {
        return asking.get(path, "Cookie", "other=1; session=" + value);
    }

    @RondoTest
    void valuesComeBackWithTheNextRequest() throws Exception {
        Asking asking = visits(Sessions.signedBy(KEY));
        Answer first = asking.get("/count");
        assertThat(first.body()).isEqualTo("1");
        Answer second = with(asking, "/count", first);
        assertThat(second.body()).isEqualTo("2");
        assertThat(with(asking, "/count", second).body()).isEqualTo("3");
        assertThat(with(asking, "/look", second).body()).isEqualTo("<Session [count]>");
        assertThat(with(asking, "/odd/look", asking.get("/odd")).body()).isEqualTo("\"1\",|2\\");
    }

    @RondoTest
    void theCookieIsCareful() throws Exception {
        Asking asking = visits(Sessions.signedBy(KEY));
        Answer answer = asking.get("/count");
        SetCookie cookie = cookie(answer);
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.isSecure()).isFalse();
        assertThat(cookie.sameSite()).contains(SameSite.LAX);
        assertThat(cookie.path()).contains("/");
        assertThat(cookie.maxAge()).contains(Duration.ofDays(14));
        assertThat(field(answer, "Vary")).isEqualTo("Cookie");
        assertThat(field(answer, "Cache-Control")).isEqualTo("private");
        assertThat(cookie(asking.get("/count", "X-Forwarded-Proto", "https")).isSecure()).isTrue();
        assertThat(cookie(visits(Sessions.signedBy(KEY).withSecure()).get("/count")).isSecure())
                .isTrue();
    }

    @RondoTest
    void anAnswerThatDoesNotLookAtTheSessionSetsNothing() throws Exception {
        Asking asking = visits(Sessions.signedBy(KEY));
        Answer none = with(asking, "/none", asking.get("/count"));
        assertThat(field(none, "Set-Cookie") + field(none, "Vary")).isEmpty();
        Answer look = with(asking, "/look", asking.get("/count"));
        assertThat(field(look, "Set-Cookie")).isEmpty();
        assertThat(field(look, "Vary")).isEqualTo("Cookie");
    }

    @RondoTest
    void whatIsForgedIsNoSession() throws Exception {
        Asking asking = visits(Sessions.signedBy(KEY));
        String good = cookie(asking.get("/count")).value();
        assertThat(with(asking, "/count", good).body()).isEqualTo("2");
        for (int i = 0; i < good.length(); i++) {
            char other = good.charAt(i) == 'x' ? 'y' : 'x';
            String bad = good.substring(0, i) + other + good.substring(i + 1);
            assertThat(with(asking, "/count", bad).body()).as(bad).isEqualTo("1");
            assertThat(with(asking, "/count", good.substring(0, i)).body()).isEqualTo("1");
        }
        assertThat(with(asking, "/count", good + "x").body()).isEqualTo("1");
        assertThat(with(visits(Sessions.signedBy(OTHER)), "/count", good).body()).isEqualTo("1");
        Asking named = visits(Sessions.signedBy(KEY).withName("admin"));
        assertThat(named.get("/count", "Cookie", "admin=" + good).body()).isEqualTo("1");
    }

    @RondoTest
    void aSessionExpiresUnlessItIsUsed() throws Exception {
        Asking asking = visits(Sessions.signedBy(KEY).withLifetime(Duration.ofHours(1)));
        String first = cookie(asking.get("/count")).value();
        now = now.plus(Duration.ofMinutes(29));
        assertThat(field(with(asking, "/look", first), "Set-Cookie")).isEmpty();
        now = now.plus(Duration.ofMinutes(1));
        String renewed = cookie(with(asking, "/look", first)).value();
        now = now.plus(Duration.ofMinutes(30));
        assertThat(with(asking, "/count", first).body()).isEqualTo("1");
        assertThat(with(asking, "/count", renewed).body()).isEqualTo("2");
        now = now.minus(Duration.ofDays(1)); // of the future
        assertThat(with(asking, "/count", renewed).body()).isEqualTo("1");
    }

    @RondoTest
    void anOlderKeyIsTakenAndReplaced() throws Exception {
        String old = cookie(visits(Sessions.signedBy(OTHER)).get("/count")).value();
        Answer answer = with(visits(Sessions.signedBy(KEY).withOlderKey(OTHER)), "/look", old);
        assertThat(answer.body()).isEqualTo("<Session [count]>");
        assertThat(with(visits(Sessions.signedBy(KEY)), "/count", cookie(answer).value()).body())
                .isEqualTo("2");
    }

    @RondoTest
    void aClearedSessionIsDeleted() throws Exception {
        Asking asking = visits(Sessions.signedBy(KEY));
        SetCookie deletion = cookie(with(asking, "/out", asking.get("/count")));
        assertThat(deletion.value()).isEmpty();
        assertThat(deletion.maxAge()).contains(Duration.ZERO);
        assertThat(field(asking.get("/out"), "Set-Cookie")).isEmpty();
    }

    @RondoTest
    void aThrownAnswerKeepsTheSession() throws Exception {
        Asking asking = visits(Sessions.signedBy(KEY));
        Answer refused = asking.get("/refused");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(with(asking, "/look", refused).body()).isEqualTo("<Session [tried]>");
    }

    @RondoTest
    void changesAfterTheAnswerAreRefused() throws Exception {
        Session session = new Session(Map.of(), true);
        session.seal();
        assertThatThrownBy(() -> session.set("a", "b")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Sessions.signedBy(new byte[31]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("31");
    }
}
