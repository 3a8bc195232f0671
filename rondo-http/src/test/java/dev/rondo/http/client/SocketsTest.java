package dev.rondo.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.http.Payload;
import dev.rondo.stream.Network;
import dev.rondo.test.Finding;
import dev.rondo.test.InLoop;
import dev.rondo.test.Time;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large bodies over sockets, where buffers have an end and pieces any size. */
@InLoop(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
class SocketsTest {
    private static final int SIZE = 16 << 20;

    private final Network network;

    SocketsTest(Network network) {
        this.network = network;
    }

    private static byte[] pattern() {
        byte[] bytes = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            bytes[i] = (byte) (i * 31 >>> 3);
        }
        return bytes;
    }

    private static void echo(Peer peer) {
        while (!peer.atEnd()) {
            String head = peer.head();
            int length = SIZE;
            if (head.contains("chunked")) {
                peer.connection().reader().readUntil("0\r\n\r\n".getBytes());
                peer.ok("chunks");
                continue;
            }
            byte[] body = peer.connection().reader().readExactly(length);
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
            peer.send(body);
        }
    }

    @Test
    void megabytesGoUpAndDown(@TempDir Path folder) throws IOException {
        byte[] all = pattern();
        Path file = Files.write(folder.resolve("up"), all);
        try (var server = new ScriptedServer(network, 0, SocketsTest::echo);
                var http = new Client()) {
            String url = "http://127.0.0.1:" + server.port() + "/";
            assertThat(Arrays.equals(http.put(url).body(all).bytes(), all)).isTrue();
            assertThat(Arrays.equals(http.put(url).file(file, 0, SIZE).bytes(), all)).isTrue();
            ClientRequest made =
                    http.put(url)
                            .payload(
                                    new Payload.Stream(
                                            SIZE,
                                            true,
                                            out -> {
                                                for (int i = 0; i < SIZE; i += 1 << 12) {
                                                    out.write(ByteBuffer.wrap(all, i, 1 << 12));
                                                }
                                            }));
            Path down = folder.resolve("down");
            assertThat(made.saveTo(down)).isEqualTo(SIZE);
            assertThat(Files.mismatch(file, down)).isEqualTo(-1);
            assertThat(server.connections()).isEqualTo(1);
            assertThat(http.snapshot().idle()).isEqualTo(1);
        }
    }

    @Test
    void aUnixSocketIsConnectedTo(@TempDir Path folder) {
        SocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (var server = new ScriptedServer(network, address, peer -> peer.serve("local"));
                var http = new Client(ClientOptions.defaults().withAddress(address))) {
            assertThat(http.get("http://docker/v1/info").text()).isEqualTo("local");
            assertThat(server.head(0)).startsWith("GET /v1/info HTTP/1.1\r\nHost: docker\r\n");
        }
    }
}
