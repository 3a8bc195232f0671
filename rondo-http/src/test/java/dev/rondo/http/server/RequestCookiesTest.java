package dev.rondo.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.http.server.RawClient.Answer;
import dev.rondo.stream.Network;
import dev.rondo.test.RondoTest;
import java.util.concurrent.atomic.AtomicInteger;

class RequestCookiesTest {
    @RondoTest
    void sr156MalformedCookiesHideNoneAndFillNoLog(Network network) throws Exception {
        App app = new App();
        AtomicInteger lines = new AtomicInteger();
        app.get("/echo", request -> Response.text(request.cookie("ok").orElse("-")));
        Answer answer =
                new Asking(app, network)
                        .with(_ -> lines.incrementAndGet())
                        .get("/echo", "Cookie", "b\u00e9d@=1; ".repeat(500) + "ok=1");
        assertThat(answer.body()).isEqualTo("1");
        assertThat(lines).hasValueLessThanOrEqualTo(1);
    }
}
