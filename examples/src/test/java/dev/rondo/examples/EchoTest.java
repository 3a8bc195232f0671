package dev.rondo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class EchoTest {
    @Test
    void everyByteOfManyClientsComesBack() throws Exception {
        try (Running server = Running.example("EchoServer", "0")) {
            Output client =
                    Program.named("EchoClient")
                            .onRealTime(Integer.toString(server.port()), "40", "300000");
            assertThat(client.texts()).containsExactly("40 clients got all 12000000 bytes back");
            server.interrupt();
        }
    }

    @Test
    void ctrlCClosesTheConnectionsThatAreOpen() throws Exception {
        try (Running server = Running.example("EchoServer", "0");
                Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            client.getOutputStream().write('x');
            assertThat(client.getInputStream().read()).isEqualTo('x');
            server.interrupt();
            assertThat(endOf(client)).isEqualTo(-1);
        }
    }

    /** Returns -1, by an end or by a reset. */
    private static int endOf(Socket client) {
        try {
            return client.getInputStream().read();
        } catch (IOException reset) {
            return -1;
        }
    }
}
