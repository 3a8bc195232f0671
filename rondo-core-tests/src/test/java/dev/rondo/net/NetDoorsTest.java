package dev.rondo.net;

import static dev.rondo.Rondo.run;
import static dev.rondo.net.Net.connect;
import static dev.rondo.net.Net.openConnection;
import static dev.rondo.net.Net.startServer;
import static dev.rondo.net.Net.startUnixServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Connection;
import dev.rondo.stream.Server;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short forms: what a program needs that has no wishes. */
class NetDoorsTest {
    @Test
    void portIsWhatTheSystemChose() {
        run(() -> {
            try (Server server = startServer("127.0.0.1", 0, connection -> {})) {
                assertThat(server.port())
                        .isPositive()
                        .isEqualTo(((InetSocketAddress) server.addresses().getFirst()).getPort());
            }
        });
    }

    @Test
    void serverOnASocketFileHasNoPort(@TempDir Path folder) {
        run(() -> {
            try (Server server = startUnixServer(folder.resolve("socket"), connection -> {})) {
                assertThatThrownBy(server::port)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("has no port")
                        .hasMessageContaining("addresses()");
            }
        });
    }

    @Test
    void addressesNeedNoOptions() {
        run(() -> {
            Server server = startServer("127.0.0.1", 0, c -> c.writer().write("hello\n"));
            SocketAddress address = server.addresses().getFirst();
            try (server;
                    Connection connection = openConnection(address);
                    ByteStream stream = connect(address)) {
                assertThat(connection.reader().nextLine()).contains("hello");
                assertThat(stream.info().peer()).contains(address);
            }
        });
    }
}
