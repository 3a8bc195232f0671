package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.waitAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.ConnectionResetException;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.StreamClosedException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Taking connections from listening sockets. */
class AcceptTest {
    private static Listener listen() {
        return SystemNetwork.instance().listen(SystemSockets.tcp(), ListenOptions.defaults());
    }

    @ParameterizedTest
    @EnumSource
    void connectionThatWasResetBeforeIsHandedOutWithItsPeer(OnPoller poller) throws Exception {
        poller.run(() -> {
            try (Listener listener = listen();
                    SocketChannel client = SocketChannel.open(listener.address())) {
                SocketAddress address = client.getLocalAddress();
                client.setOption(StandardSocketOptions.SO_LINGER, 0);
                client.close();
                ByteStream stream = listener.accept();
                assertThat(stream.info().peer()).contains(address);
                assertThatThrownBy(() -> stream.read(ByteBuffer.allocate(1)))
                        .isInstanceOf(ConnectionResetException.class)
                        .hasMessageStartingWith("read from " + address + ": ");
                stream.close();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void burstIsAcceptedOneByOneWithoutNewArrivals(OnPoller poller) throws Exception {
        poller.run(() -> {
            try (Listener listener = listen()) {
                List<ByteStream> streams = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    streams.add(
                            SystemNetwork.instance()
                                    .connect(listener.address(), ConnectOptions.defaults()));
                }
                for (int i = 0; i < 10; i++) {
                    ByteStream accepted = listener.accept();
                    assertThat(accepted.info().peer()).isEqualTo(streams.get(i).info().local());
                    streams.add(accepted);
                }
                streams.forEach(ByteStream::close);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void cancelAtEveryPointOfAnAcceptLosesNoConnection(OnPoller poller) throws Exception {
        poller.run(() -> {
            try (Listener listener = listen()) {
                int cancelled = 0;
                for (int before = 0; before < 4; before++) {
                    for (int after = -1; after < 4; after++) { // -1: before the client comes
                        Task<ByteStream> accepting = createTask(listener::accept);
                        OnPoller.passes(before);
                        if (after < 0) {
                            accepting.cancel();
                        }
                        SocketChannel client = SocketChannel.open(listener.address());
                        OnPoller.passes(after);
                        accepting.cancel();
                        waitAll(List.of(accepting));
                        ByteStream accepted =
                                accepting.cancelled() ? listener.accept() : accepting.result();
                        cancelled += accepting.cancelled() ? 1 : 0;
                        assertThat(accepted.info().peer()).contains(client.getLocalAddress());
                        client.close();
                        accepted.abort();
                    }
                }
                assertThat(cancelled).isPositive();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void closeEndsAnAccept(OnPoller poller) throws Exception {
        poller.run(() -> {
            Listener listener = listen();
            Task<ByteStream> accepting = createTask(listener::accept);
            OnPoller.passes(2);
            listener.close();
            listener.close();
            assertThatThrownBy(accepting::await)
                    .isInstanceOf(StreamClosedException.class)
                    .hasMessage("accept on " + listener.address() + ": it is closed");
            assertThatThrownBy(listener::accept).isInstanceOf(StreamClosedException.class);
        });
    }

    @ParameterizedTest
    @EnumSource
    void secondAcceptIsRefusedAndDisturbsNobody(OnPoller poller) throws Exception {
        poller.run(() -> {
            try (Listener listener = listen()) {
                Task<ByteStream> accepting = createTask(listener::accept);
                OnPoller.passes(2);
                assertThatThrownBy(listener::accept)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("Another task is accepting on ");
                ByteStream client =
                        SystemNetwork.instance()
                                .connect(listener.address(), ConnectOptions.defaults());
                accepting.await().close();
                client.close();
            }
        });
    }
}
