package dev.rondo.http.server;

import static dev.rondo.http.server.Asking.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.http.server.RawClient.Answer;
import dev.rondo.stream.Network;
import dev.rondo.test.RondoTest;
import java.time.Duration;

class RateLimitTest {
    private final App app = new App();
    private final Asking asking;

    RateLimitTest(Network network) {
        this.asking = new Asking(app, network);
        app.get("/", _ -> Response.text("x"));
    }

    private int status(String... fields) throws Exception {
        return asking.get("/", fields).status();
    }

    @RondoTest
    void whoAsksTooOftenIsToldWhenToComeBack() throws Exception {
        app.use(RateLimit.perAddress(2, Duration.ofMinutes(1)));
        assertThat(status()).isEqualTo(200);
        assertThat(status()).isEqualTo(200);
        Answer refused = asking.get("/");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(field(refused, "Retry-After")).isEqualTo("30");
        Rondo.sleep(30);
        assertThat(status()).isEqualTo(200);
        assertThat(status()).isEqualTo(429);
    }

    @RondoTest
    void theBurstMayBeSmaller() throws Exception {
        app.use(RateLimit.perAddress(60, Duration.ofMinutes(1)).withBurst(1));
        assertThat(status()).isEqualTo(200);
        assertThat(status()).isEqualTo(429);
        Rondo.sleep(1);
        assertThat(status()).isEqualTo(200);
    }

    @RondoTest
    void eachKeyHasItsOwnAndTheirNumberIsBounded() throws Exception {
        RateLimit limit =
                RateLimit.by(
                                request -> request.header("X-User").orElse(""),
                                1,
                                Duration.ofDays(1))
                        .withMost(3);
        app.use(limit);
        assertThat(status("X-User", "a")).isEqualTo(200);
        assertThat(status("X-User", "b")).isEqualTo(200);
        assertThat(status("X-User", "a")).isEqualTo(429);
        for (String other : new String[] {"c", "d", "e"}) {
            assertThat(status("X-User", other)).isEqualTo(200);
            assertThat(status("X-User", "a")).isEqualTo(429); // seen lately, so remembered
        }
        assertThat(limit.clients()).isEqualTo(3);
        assertThat(status("X-User", "b")).isEqualTo(200); // forgotten
    }

    @RondoTest
    void ofIpv6ANetworkIsOneClient() throws Exception {
        app.use(Forwarded.byX("127.0.0.1"));
        app.use(RateLimit.perAddress(1, Duration.ofMinutes(1)));
        assertThat(status("X-Forwarded-For", "2001:db8:1:1::1")).isEqualTo(200);
        assertThat(status("X-Forwarded-For", "2001:db8:1:1:ffff::2")).isEqualTo(429);
        assertThat(status("X-Forwarded-For", "2001:db8:1:2::1")).isEqualTo(200);
        assertThat(status("X-Forwarded-For", "203.0.113.1")).isEqualTo(200);
        assertThat(status("X-Forwarded-For", "::ffff:203.0.113.1")).isEqualTo(429);
    }

    @RondoTest
    void whatIsNoLimitIsRefused() {
        assertThatThrownBy(() -> RateLimit.perAddress(0, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RateLimit.perAddress(1, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
