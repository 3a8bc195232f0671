package dev.rondo.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.stream.Network;
import dev.rondo.test.RondoTest;

/** Clients that send all of a body before they look for the answer, as nginx and Python do. */
class LingeringTest {
    private static final int LARGE = 20_000_000;

    private final Network network;

    LingeringTest(Network network) {
        this.network = network;
    }

    @RondoTest
    void theRefusalOfALargeBodyArrivesWhenAllOfItWasSent() throws Exception {
        App app = new App();
        app.post("/", request -> Response.text(request.body().text()));
        ServeOptions options = ServeOptions.on("localhost", 80).withNetwork(network);
        try (HttpServer _ = app.start(options);
                RawClient client = RawClient.connect(network)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + LARGE + "\r\n\r\n");
            client.send(new byte[LARGE]);
            assertThat(client.isBroken()).isFalse();
            assertThat(client.answer().status()).isEqualTo(413);
        }
    }
}
