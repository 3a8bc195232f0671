package dev.rondo.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Rondo;
import dev.rondo.http.Payload;
import dev.rondo.stream.Network;
import dev.rondo.test.RondoTest;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
