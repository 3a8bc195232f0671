package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.net.Channels.bytes;
import static dev.rondo.net.Channels.datagrams;
import static dev.rondo.net.Channels.listening;
import static dev.rondo.net.Channels.on;
import static dev.rondo.net.Channels.text;
import static dev.rondo.net.Channels.unconnected;
import static dev.rondo.net.Sockets.sockAccept;
import static dev.rondo.net.Sockets.sockConnect;
import static dev.rondo.net.Sockets.sockRecv;
import static dev.rondo.net.Sockets.sockRecvFrom;
import static dev.rondo.net.Sockets.sockSendAll;
import static dev.rondo.net.Sockets.sockSendTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Poller;
import dev.rondo.Task;
import dev.rondo.net.Channels.Pair;
import dev.rondo.stream.Connection;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations that follow a cancelled one at once, and what channels go through. */
class SocketsRaceTest {
    static Stream<Supplier<Poller>> pollers() {
        return Channels.pollers();
    }

    private static void cancel(Task<?> task) {
        task.cancel();
        assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void cancelledConnectIsGoneOnWith(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (ServerSocketChannel server = listening();
                            SocketChannel client = unconnected()) {
                        SocketAddress address = server.getLocalAddress();
                        Task<?> connecting = createTask(() -> sockConnect(client, address));
                        connecting.cancel();
                        sleep(0);
                        sleep(0);
                        assertThat(connecting.done()).isTrue();
                        if (!client.isConnected()) {
                            sockConnect(client, address);
                        }
                        try (SocketChannel served = sockAccept(server)) {
                            sockSendAll(served, bytes("x"));
                            assertThat(sockRecv(client, ByteBuffer.allocate(9))).isEqualTo(1);
                        }
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void receiveRightAfterACancelledOneGetsWhatComes(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open()) {
                        for (String message : new String[] {"one", "two", "three"}) {
                            Task<?> cancelled =
                                    createTask(() -> sockRecv(pair.near(), ByteBuffer.allocate(9)));
                            sleep(0);
                            cancel(cancelled);
                            ByteBuffer target = ByteBuffer.allocate(9);
                            Task<?> receiving = createTask(() -> sockRecv(pair.near(), target));
                            sleep(0);
                            sockSendAll(pair.far(), bytes(message));
                            receiving.await();
                            assertThat(text(target)).isEqualTo(message);
                        }
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void cancelledReceiveEndsThoughNothingComes(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open()) {
                        Task<?> receiving =
                                createTask(() -> sockRecv(pair.near(), ByteBuffer.allocate(9)));
                        sleep(0);
                        assertThat(receiving.done()).isFalse();
                        cancel(receiving);
                        assertThat(receiving.cancelled()).isTrue();
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void sendRightAfterACancelledOneGoesOut(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open()) {
                        ByteBuffer much = ByteBuffer.allocate(16 << 20);
                        Task<?> cancelled = createTask(() -> sockSendAll(pair.near(), much));
                        sleep(0);
                        cancel(cancelled);
                        Task<?> sending =
                                createTask(() -> {
                                    sockSendAll(pair.near(), bytes("end"));
                                    pair.near().shutdownOutput();
                                });
                        ByteBuffer all = ByteBuffer.allocate(16 << 20);
                        while (sockRecv(pair.far(), all) >= 0) {}
                        sending.await();
                        assertThat(all.position()).isEqualTo(much.position() + 3);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void channelConnectedByHandBecomesAConnection(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (ServerSocketChannel server = listening()) {
                        SocketChannel channel = unconnected();
                        sockConnect(channel, server.getLocalAddress());
                        try (Connection near = Net.adopt(channel);
                                Connection far = Net.adopt(sockAccept(server))) {
                            near.writer().write("hello\n");
                            assertThat(far.reader().readLine()).asString().isEqualTo("hello\n");
                        }
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void datagramToNobodyDoesNotEndReceiving(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    SocketAddress nobody;
                    try (DatagramChannel gone = datagrams()) {
                        nobody = gone.getLocalAddress();
                    }
                    try (DatagramChannel one = datagrams();
                            DatagramChannel two = datagrams()) {
                        ByteBuffer target = ByteBuffer.allocate(9);
                        Task<SocketAddress> receiving = createTask(() -> sockRecvFrom(one, target));
                        sleep(0);
                        sockSendTo(one, bytes("lost"), nobody);
                        sockSendTo(two, bytes("found"), one.getLocalAddress());
                        assertThat(receiving.await()).isEqualTo(two.getLocalAddress());
                        assertThat(text(target)).isEqualTo("found");
                    }
                });
    }

    @Test
    void callsOutsideOfALoopAreRefused() throws Exception {
        try (Pair pair = Pair.open()) {
            assertThatThrownBy(() -> sockRecv(pair.near(), ByteBuffer.allocate(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no running event loop");
            assertThatThrownBy(() -> Sockets.addReader(pair.near(), () -> {}))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> Sockets.removeReader(pair.near()))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
