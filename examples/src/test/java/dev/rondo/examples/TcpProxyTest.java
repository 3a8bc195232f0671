package dev.rondo.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int MOST_BYTES = 256 << 20; // far more than the system's buffers hold
    private static final int STALL_MILLIS = 200;

    private ServerSocket target;
    private Running proxy;
    private int port;

    @BeforeEach
    void start() throws Exception {
        target = new ServerSocket(0, 10, HERE);
        proxy =
                Running.example(
                        "TcpProxy", "127.0.0.1", Integer.toString(target.getLocalPort()), "0");
        port = proxy.port();
    }

    @AfterEach
    void stop() throws Exception {
        proxy.interrupt();
        proxy.close();
        target.close();
    }

    @Test
    void endOfOneDirectionIsPassedOnWhileTheOtherGoesOn() throws Exception {
        try (Socket client = new Socket(HERE, port);
                Socket server = target.accept()) {
            client.getOutputStream().write("question".getBytes(UTF_8));
            client.shutdownOutput();
            assertThat(server.getInputStream().readAllBytes())
                    .asString(UTF_8)
                    .isEqualTo("question");
            server.getOutputStream().write("answer".getBytes(UTF_8));
            server.close();
            assertThat(client.getInputStream().readAllBytes()).asString(UTF_8).isEqualTo("answer");
        }
    }

    @Test
    void proxyTakesNoMoreThanTheTargetDoes() throws Exception {
        try (SocketChannel client = SocketChannel.open(new InetSocketAddress(HERE, port));
                Socket server = target.accept()) {
            long sent = sendUntilItStalls(client);
            assertThat(sent).isLessThan(MOST_BYTES);
            client.configureBlocking(true);
            client.shutdownOutput();
            assertThat(server.getInputStream().transferTo(java.io.OutputStream.nullOutputStream()))
                    .isEqualTo(sent);
        }
    }

    private static long sendUntilItStalls(SocketChannel client) throws IOException {
        client.configureBlocking(false);
        ByteBuffer part = ByteBuffer.allocate(1 << 16);
        long sent = 0;
        try (Selector selector = Selector.open()) {
            client.register(selector, SelectionKey.OP_WRITE);
            while (sent < MOST_BYTES && selector.select(STALL_MILLIS) > 0) {
                selector.selectedKeys().clear();
                sent += client.write(part.clear());
            }
        }
        return sent;
    }

    @Test
    void resetOfOneSideResetsTheOther() throws Exception {
        try (Socket client = new Socket(HERE, port);
                Socket server = target.accept()) {
            client.getOutputStream().write('x');
            assertThat(server.getInputStream().read()).isEqualTo('x');
            server.setSoLinger(true, 0);
            server.close();
            assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
            proxy.find("read from .*: .*reset");
        }
    }

    @Test
    void targetThatIsNotThereEndsTheConnectionAlone() throws Exception {
        target.close();
        try (Socket client = new Socket(HERE, port)) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            proxy.find("connect to .*: .*refused");
        }
    }
}
