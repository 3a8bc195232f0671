package dev.rondo.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Rondo;
import dev.rondo.http.Headers;
import dev.rondo.http.Payload;
import dev.rondo.stream.Network;
import dev.rondo.test.RondoTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** {@code Expect: 100-continue}, when the body is read while the answer is made. */
class ExpectationTest {
    private static final String HEAD =
            "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n";

    private final Network network;

    ExpectationTest(Network network) {
        this.network = network;
    }

    private void talk(int status, ServerTest.Talk talk) throws Exception {
        App app = new App();
        app.post(
                "/",
                request ->
                        Response.of(
                                status,
                                Headers.none(),
                                new Payload.Stream(
                                        5, false, out -> request.body().transferTo(out))));
        try (HttpServer _ = app.start(ServeOptions.on("localhost", 80).withNetwork(network));
                RawClient client = RawClient.connect(network)) {
            talk.with(client);
        }
    }

    @RondoTest
    void theClientIsToldToSendBeforeTheHeadOfAnAnswerThatReadsTheBody() throws Exception {
        talk(
                200,
                client -> {
                    client.send(HEAD);
                    ByteBuffer first = ByteBuffer.allocate(1000);
                    client.stream().read(first);
                    String text = StandardCharsets.ISO_8859_1.decode(first.flip()).toString();
                    assertThat(text).startsWith("HTTP/1.1 100 Continue\r\n\r\n");
                    client.send("hello");
                });
    }

    @RondoTest
    void nothingButTheBodyIsInTheBody() throws Exception {
        for (int status : new int[] {200, 400}) {
            talk(
                    status,
                    client -> {
                        client.send(HEAD);
                        Rondo.sleep(1);
                        client.send("hello");
                        RawClient.Answer answer = client.answer();
                        assertThat(answer.status()).isEqualTo(status);
                        assertThat(answer.body()).isEqualTo("hello");
                    });
        }
    }
}
