package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.waitAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Task;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.DatagramOptions;
import dev.rondo.stream.Datagrams;
import dev.rondo.stream.Ends;
import dev.rondo.stream.Listener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A task that waits for a socket says for which, and for what. */
class WaitTextTest {
    private static String waitOf(Runnable body) {
        Task<?> task = createTask(body::run);
        OnPoller.passes(3);
        String text = task.snapshot().waitingOn();
        task.cancel();
        waitAll(List.of(task));
        return text;
    }

    private static int port(Listener listener) {
        return ((InetSocketAddress) listener.address()).getPort();
    }

    @ParameterizedTest
    @EnumSource(OnPoller.class)
    void readAndWriteNameTheConnection(OnPoller poller) throws Exception {
        poller.run(() -> {
            Ends ends = SystemSockets.connect(SystemSockets.tcp());
            InetSocketAddress near = (InetSocketAddress) ends.near().info().local().orElseThrow();
            InetSocketAddress far = (InetSocketAddress) ends.far().info().local().orElseThrow();
            String connection =
                    "<connection 127.0.0.1:%d to 127.0.0.1:%d>"
                            .formatted(near.getPort(), far.getPort());
            ByteStream stream = ends.near();
            assertThat(waitOf(() -> stream.read(ByteBuffer.allocate(1))))
                    .isEqualTo("read of " + connection);
            assertThat(waitOf(stream::waitReadable)).isEqualTo("read of " + connection);
            assertThat(waitOf(() -> stream.write(ByteBuffer.allocate(20_000_000))))
                    .isEqualTo("write of " + connection);
            ends.near().abort();
            ends.far().abort();
        });
    }

    @ParameterizedTest
    @EnumSource(OnPoller.class)
    void acceptNamesTheListenerAndReceiveTheEndForDatagrams(OnPoller poller) throws Exception {
        poller.run(() -> {
            Listener listener = SystemNetwork.instance().listen(SystemSockets.tcp());
            assertThat(waitOf(listener::accept))
                    .isEqualTo("accept on <listener 127.0.0.1:" + port(listener) + ">");
            listener.close();
            Datagrams datagrams =
                    SystemNetwork.instance()
                            .datagrams(
                                    DatagramOptions.defaults()
                                            .withLocal(
                                                    new InetSocketAddress(
                                                            InetAddress.getLoopbackAddress(), 0)));
            assertThat(waitOf(datagrams::receive))
                    .matches("receive on <datagrams 127\\.0\\.0\\.1:\\d+>");
            datagrams.close();
        });
    }

    /** An address that answers nothing: a listener whose backlog is full. */
    @ParameterizedTest
    @EnumSource(OnPoller.class)
    void connectNamesWhomItWaitsFor(OnPoller poller) throws Exception {
        poller.run(() -> {
            try (FullBacklog full = FullBacklog.open()) {
                assertThat(waitOf(() -> SystemNetwork.instance().connect("127.0.0.1", full.port())))
                        .startsWith("connect to <connection ")
                        .endsWith(" to 127.0.0.1:" + full.port() + ">");
            }
        });
    }
}
