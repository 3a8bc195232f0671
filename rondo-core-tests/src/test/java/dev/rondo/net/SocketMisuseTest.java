package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.toThread;
import static dev.rondo.Rondo.waitAll;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.EventLoop;
import dev.rondo.LoopOptions;
import dev.rondo.Task;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.Ends;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.Server;
import dev.rondo.stream.StreamClosedException;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.StreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sockets used from a wrong place, twice, or too late. With each poller. */
class SocketMisuseTest {
    private static final int MORE_THAN_BUFFERS = 20_000_000;

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static Ends pair() {
        return SystemSockets.connect(SystemSockets.tcp());
    }

    private static Listener listen() {
        return SystemNetwork.instance().listen(SystemSockets.tcp(), ListenOptions.defaults());
    }

    /** What may be called only on the loop's thread. */
    private static Map<String, ThrowingCallable> calls(
            ByteStream stream, Listener listener, Server server) {
        Map<String, ThrowingCallable> calls = new TreeMap<>();
        calls.put("read", () -> stream.read(ByteBuffer.allocate(1)));
        calls.put("write", () -> stream.write(bytes("x")));
        calls.put("tryWrite", () -> stream.tryWrite(bytes("x")));
        calls.put("writeEof", stream::writeEof);
        calls.put("close", stream::close);
        calls.put("abort", stream::abort);
        calls.put("accept", listener::accept);
        calls.put("close listener", listener::close);
        calls.put("startServing", server::startServing);
        calls.put("serveForever", server::serveForever);
        calls.put("close server", server::close);
        calls.put("waitClosed", server::waitClosed);
        calls.put("closeClients", server::closeClients);
        calls.put("abortClients", server::abortClients);
        return calls;
    }

    private static void refuses(Map<String, ThrowingCallable> calls) {
        calls.forEach((name, call) ->
                assertThatThrownBy(call)
                        .as(name)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("Use callSoonThreadsafe()"));
    }

    @ParameterizedTest
    @EnumSource
    void aSecondReaderOrWriterHearsOfTheFirst(OnPoller poller) throws Exception {
        poller.run(() -> {
            Ends ends = pair();
            Task<?> reader = createTask(() -> ends.near().read(ByteBuffer.allocate(1)));
            Task<?> writer =
                    createTask(() -> ends.near().write(ByteBuffer.allocate(MORE_THAN_BUFFERS)));
            OnPoller.passes(20);
            assertThatThrownBy(() -> ends.near().read(ByteBuffer.allocate(1)))
                    .hasMessageStartingWith("Another task is reading from <");
            assertThatThrownBy(() -> ends.near().write(bytes("x")))
                    .hasMessageStartingWith("Another task is writing to <");
            ends.near().abort();
            ends.far().abort();
            waitAll(List.of(reader, writer));
        });
    }

    @ParameterizedTest
    @EnumSource
    void otherThreadsAndOtherLoopsAreRefusedAndDisturbNothing(OnPoller poller) throws Exception {
        poller.run(() -> {
            Ends ends = pair();
            Listener listener = listen();
            Server server = new Server(List.of(listener), connection -> {});
            Map<String, ThrowingCallable> calls = calls(ends.near(), listener, server);
            toThread(() -> refuses(calls));
            toThread(() -> {
                try (EventLoop other =
                        EventLoop.create(LoopOptions.defaults().withPoller(poller.poller()))) {
                    other.runUntilComplete(() -> refuses(calls));
                }
            });
            assertThat(ends.near().isClosed()).isFalse();
            ends.near().write(bytes("ok"));
            assertThat(new StreamReader(ends.far()).readExactly(2)).isEqualTo("ok".getBytes(UTF_8));
            ByteStream client =
                    SystemNetwork.instance().connect(listener.address(), ConnectOptions.defaults());
            listener.accept().close();
            client.close();
            server.close();
            server.waitClosed();
            ends.near().close();
            ends.far().close();
        });
    }

    @ParameterizedTest
    @EnumSource
    void streamsOfTwoLoopsDoNotMeetInOneTask(OnPoller poller) throws Exception {
        poller.runLeaving(() -> {
            Ends ends = pair();
            Task<Integer> reading = createTask(() -> ends.near().read(ByteBuffer.allocate(1)));
            OnPoller.passes(2);
            toThread(() -> {
                try (EventLoop other =
                        EventLoop.create(LoopOptions.defaults().withPoller(poller.poller()))) {
                    other.runUntilComplete(() -> {
                        Ends own = pair();
                        own.near().write(bytes("mine"));
                        assertThatThrownBy(() -> ends.far().write(bytes("theirs")))
                                .isInstanceOf(IllegalStateException.class);
                        assertThat(new StreamReader(own.far()).readExactly(4)).hasSize(4);
                    });
                }
            });
            assertThat(reading.done()).isFalse();
            ends.far().write(bytes("x"));
            assertThat(reading.await()).isEqualTo(1);
        });
    }

    @ParameterizedTest
    @EnumSource
    void closeEndsAReadAndAWriteOfOtherTasks(OnPoller poller) throws Exception {
        poller.run(() -> {
            for (boolean abort : new boolean[] {false, true}) {
                Ends ends = pair();
                Task<Integer> reading = createTask(() -> ends.near().read(ByteBuffer.allocate(1)));
                Task<?> writing =
                        createTask(() -> ends.near().write(ByteBuffer.allocate(MORE_THAN_BUFFERS)));
                OnPoller.passes(5);
                if (abort) {
                    ends.near().abort();
                } else {
                    ends.near().close();
                }
                assertThatThrownBy(reading::await)
                        .isInstanceOf(StreamClosedException.class)
                        .hasMessageStartingWith("read from ")
                        .hasMessageEndingWith(": it is closed");
                assertThatThrownBy(writing::await)
                        .isInstanceOf(StreamClosedException.class)
                        .hasMessageStartingWith("write to ");
                ends.near().close();
                ends.near().abort();
                ends.far().abort();
                ends.far().abort();
                ends.far().close();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void numberThatIsReusedBelongsToTheNewSocketAlone(OnPoller poller) throws Exception {
        poller.run(() -> {
            Ends old = pair();
            Task<Integer> reading = createTask(() -> old.near().read(ByteBuffer.allocate(1)));
            OnPoller.passes(1);
            old.near().close(); // its descriptor is free now
            old.far().close();
            Ends fresh = pair();
            fresh.far().write(bytes("x"));
            assertThatThrownBy(reading::await).isInstanceOf(StreamClosedException.class);
            assertThatThrownBy(() -> old.near().write(bytes("y")))
                    .isInstanceOf(StreamClosedException.class);
            assertThat(fresh.near().read(ByteBuffer.allocate(1))).isEqualTo(1);
            fresh.near().close();
            fresh.far().close();
        });
    }

    @ParameterizedTest
    @EnumSource
    void endOfTheLoopClosesEverySocket(OnPoller poller) throws Exception {
        List<ByteStream> streams = new ArrayList<>();
        List<Listener> listeners = new ArrayList<>();
        List<SocketChannel> clients = new ArrayList<>();
        poller.runLeaving(() -> {
            for (int i = 0; i < 3; i++) {
                Ends ends = pair();
                streams.add(ends.near());
                streams.add(ends.far());
                listeners.add(listen());
            }
            createTask(() -> streams.getFirst().read(ByteBuffer.allocate(1))); // waited for
            createTask(() -> listeners.getFirst().accept());
            clients.add(SocketChannel.open(listeners.getLast().address())); // never accepted
            ByteStream hanging =
                    SystemNetwork.instance()
                            .connect(listeners.getLast().address(), ConnectOptions.defaults());
            streams.add(hanging);
            OnPoller.passes(2);
            clients.getFirst().close();
            assertThat(runningLoop().isClosed()).isFalse();
        });
        assertThat(streams).allMatch(ByteStream::isClosed);
        assertThat(listeners).allMatch(Listener::isClosed);
        for (ByteStream stream : streams) {
            assertThatThrownBy(() -> stream.tryWrite(bytes("x")))
                    .isInstanceOf(StreamException.class)
                    .hasMessageEndingWith(": it is closed");
            stream.close();
            stream.abort();
        }
        listeners.forEach(Listener::close);
    }

    @ParameterizedTest
    @EnumSource
    void serverMayBeClosedAfterItsLoop(OnPoller poller) throws Exception {
        List<Server> servers = new ArrayList<>();
        poller.runLeaving(() ->
                servers.add(
                        Net.startServer(
                                List.of(SystemSockets.tcp()),
                                ListenOptions.defaults(),
                                connection -> {})));
        servers.getFirst().close();
        assertThat(servers.getFirst().isServing()).isFalse();
        servers.getFirst().close();
    }
}
