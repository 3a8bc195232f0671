package dev.rondo.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Rondo;
import dev.rondo.http.Headers;
import dev.rondo.http.Payload;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Network;
import dev.rondo.stream.Tls;
import dev.rondo.stream.TlsOptions;
import dev.rondo.test.RondoTest;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take an answer slowly, but take it: none of it is lost. */
class SlowClientTest {
    private static final int SIZE = 600_000;

    private final Network network;
    private final App app = new App();

    SlowClientTest(Network network) {
        this.network = network;
    }

    /** Takes an answer, so many bytes a second, and returns how many it had. */
    private int taken(String request, int rate) throws Exception {
        int total = 0;
        try (HttpServer _ = app.start(ServeOptions.on("localhost", 80).withNetwork(network));
                RawClient client = RawClient.connect(network)) {
            client.send(request);
            ByteBuffer piece = ByteBuffer.allocate(rate);
            int count;
            while ((count = client.stream().read(piece.clear())) >= 0) {
                total += count;
                Rondo.sleep(1);
            }
        }
        return total;
    }

    private static String get(String version) {
        return "GET / HTTP/" + version + "\r\nHost: a\r\nConnection: close\r\n\r\n";
    }

    @RondoTest
    void bytesThatTakeLongerThanTheStallLimitArriveWhole() throws Exception {
        app.get("/", _ -> Response.bytes(new byte[SIZE]));
        assertThat(taken(get("1.1"), 3000)).isGreaterThan(SIZE);
    }

    @RondoTest
    void theEndOfAnAnswerIsNotTakenForLingering() throws Exception {
        app.get("/", _ -> Response.bytes(new byte[60_000]));
        assertThat(taken(get("1.1"), 1000)).isGreaterThan(60_000);
    }

    @RondoTest
    void chunksArriveWhole() throws Exception {
        app.get("/", _ -> Response.stream(out -> out.write(new byte[SIZE])));
        assertThat(taken(get("1.1"), 3000)).isGreaterThan(SIZE);
    }

    @RondoTest
    void aStreamUntilTheEndArrivesWhole() throws Exception {
        app.get("/", _ -> Response.stream(out -> out.write(new byte[SIZE])));
        assertThat(taken(get("1.0"), 3000)).isGreaterThan(SIZE);
    }

    @RondoTest
    void aStreamOfAKnownLengthArrivesWhole() throws Exception {
        Payload payload = new Payload.Stream(SIZE, false, out -> out.write(new byte[SIZE]));
        app.get("/", _ -> Response.status(200).withPayload(payload));
        assertThat(taken(get("1.1"), 3000)).isGreaterThan(SIZE);
    }

    @RondoTest
    void aFileArrivesWhole(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("a"), new byte[SIZE]);
        app.get("/", _ -> Response.status(200).withPayload(new Payload.FilePart(file, 0, SIZE)));
        assertThat(taken(get("1.1"), 3000)).isGreaterThan(SIZE);
    }

    @RondoTest
    void overTlsEachPayloadArrivesWhole(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("keys.p12");
        SSLContext context = Rondo.toThread(() -> TlsKeysForTests.context(store));
        Path file = Files.write(folder.resolve("a"), new byte[SIZE]);
        app.get("/bytes", _ -> Response.bytes(new byte[SIZE]));
        app.get(
                "/file",
                _ -> Response.of(200, Headers.none(), new Payload.FilePart(file, 0, SIZE)));
        app.get("/stream", _ -> Response.stream(out -> out.write(new byte[SIZE])));
        ServeOptions options =
                ServeOptions.on("localhost", 80)
                        .withNetwork(network)
                        .withTls(TlsOptions.server(context));
        try (HttpServer _ = app.start(options)) {
            for (String path : List.of("/bytes", "/file", "/stream")) {
                try (ByteStream stream =
                        Tls.client(
                                network.connect("localhost", 80),
                                TlsOptions.client(context, "localhost"))) {
                    new RawClient(stream)
                            .send(
                                    "GET "
                                            + path
                                            + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                    ByteBuffer piece = ByteBuffer.allocate(4000);
                    int total = 0;
                    int count;
                    while ((count = stream.read(piece.clear())) >= 0) {
                        total += count;
                        Rondo.sleep(1);
                    }
                    assertThat(total).isGreaterThan(SIZE);
                }
            }
        }
    }
}
