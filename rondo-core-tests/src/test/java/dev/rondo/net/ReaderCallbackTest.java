package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.net.Channels.bytes;
import static dev.rondo.net.Channels.on;
import static dev.rondo.net.Channels.text;
import static dev.rondo.net.Sockets.addReader;
import static dev.rondo.net.Sockets.addWriter;
import static dev.rondo.net.Sockets.removeReader;
import static dev.rondo.net.Sockets.removeWriter;
import static dev.rondo.net.Sockets.sockConnect;
import static dev.rondo.net.Sockets.sockRecv;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.ContextVar;
import dev.rondo.ExceptionContext;
import dev.rondo.Future;
import dev.rondo.Poller;
import dev.rondo.net.Channels.Pair;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Callbacks for readiness, with each poller. */
class ReaderCallbackTest {
    static Stream<Supplier<Poller>> pollers() {
        return Channels.pollers();
    }

    private static int read(SocketChannel channel, ByteBuffer target) {
        try {
            return channel.read(target);
        } catch (java.io.IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void readerRunsForEachPieceUntilTheEnd(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open()) {
                        ByteBuffer received = ByteBuffer.allocate(100);
                        Future<@Nullable Void> ended = runningLoop().createFuture();
                        addReader(
                                pair.near(),
                                () -> {
                                    received.limit(Math.min(received.position() + 2, 100));
                                    if (read(pair.near(), received) < 0) {
                                        assertThat(removeReader(pair.near())).isTrue();
                                        ended.setResult(null);
                                    }
                                });
                        pair.far().write(bytes("abcde"));
                        sleep(0);
                        pair.far().write(bytes("fgh"));
                        pair.far().close();
                        ended.await();
                        assertThat(text(received)).isEqualTo("abcdefgh");
                        assertThat(removeReader(pair.near())).isFalse();
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void readerRunsOnceAPassWhileNothingIsRead(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open()) {
                        Future<@Nullable Void> third = runningLoop().createFuture();
                        int[] runs = {0};
                        addReader(
                                pair.near(),
                                () -> {
                                    runs[0]++;
                                    if (runs[0] == 3) {
                                        removeReader(pair.near());
                                        third.setResult(null);
                                    }
                                });
                        pair.far().write(bytes("x"));
                        third.await();
                        sockRecv(pair.near(), ByteBuffer.allocate(1));
                        assertThat(runs[0]).isEqualTo(3);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void writerRunsWhileThereIsRoom(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open()) {
                        Future<@Nullable Void> twice = runningLoop().createFuture();
                        int[] runs = {0};
                        addWriter(
                                pair.near(),
                                () -> {
                                    runs[0]++;
                                    if (runs[0] == 2) {
                                        removeWriter(pair.near());
                                        twice.setResult(null);
                                    }
                                });
                        twice.await();
                        assertThat(removeWriter(pair.near())).isFalse();
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void writerTellsWhenAConnectionIsThere(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (ServerSocketChannel server = Channels.listening();
                            SocketChannel client = Channels.unconnected()) {
                        Future<@Nullable Void> ready = runningLoop().createFuture();
                        if (!client.connect(server.getLocalAddress())) {
                            addWriter(
                                    client,
                                    () -> {
                                        removeWriter(client);
                                        ready.setResult(null);
                                    });
                            ready.await();
                            assertThat(client.finishConnect()).isTrue();
                        }
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void secondReaderReplacesTheFirst(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open()) {
                        Future<String> called = runningLoop().createFuture();
                        addReader(pair.near(), () -> called.setResult("first"));
                        addReader(
                                pair.near(),
                                () -> {
                                    removeReader(pair.near());
                                    called.setResult("second");
                                });
                        pair.far().write(bytes("x"));
                        assertThat(called.await()).isEqualTo("second");
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void readerAndWriterOfAChannelAreApart(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open()) {
                        Future<@Nullable Void> readable = runningLoop().createFuture();
                        Future<@Nullable Void> writable = runningLoop().createFuture();
                        addReader(
                                pair.near(),
                                () -> {
                                    removeReader(pair.near());
                                    readable.setResult(null);
                                });
                        addWriter(
                                pair.near(),
                                () -> {
                                    removeWriter(pair.near());
                                    writable.setResult(null);
                                });
                        writable.await();
                        assertThat(readable.done()).isFalse();
                        pair.far().write(bytes("x"));
                        readable.await();
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void removedReaderDoesNotRunThoughItIsDue(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair first = Pair.open();
                            Pair second = Pair.open()) {
                        Future<@Nullable Void> done = runningLoop().createFuture();
                        List<String> ran = new ArrayList<>();
                        addReader(
                                first.near(),
                                () -> {
                                    ran.add("first");
                                    removeReader(first.near());
                                    removeReader(second.near());
                                    done.setResult(null);
                                });
                        addReader(
                                second.near(),
                                () -> {
                                    ran.add("second");
                                    removeReader(first.near());
                                    removeReader(second.near());
                                    done.setResult(null);
                                });
                        first.far().write(bytes("x"));
                        second.far().write(bytes("x"));
                        done.await();
                        sockRecv(first.near(), ByteBuffer.allocate(1));
                        sockRecv(second.near(), ByteBuffer.allocate(1));
                        assertThat(ran).hasSize(1);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void removingWhatWasNotAddedReturnsFalse(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Pair pair = Pair.open();
                    assertThat(removeReader(pair.near())).isFalse();
                    assertThat(removeWriter(pair.near())).isFalse();
                    pair.close();
                    assertThat(removeReader(pair.near())).isFalse();
                    assertThat(removeWriter(pair.near())).isFalse();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void failingReaderIsReportedAndStays(Supplier<Poller> poller) throws Exception {
        List<ExceptionContext> reports = new ArrayList<>();
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open()) {
                        runningLoop()
                                .setExceptionHandler(
                                        Optional.of((loop, report) -> reports.add(report)));
                        Future<@Nullable Void> again = runningLoop().createFuture();
                        int[] runs = {0};
                        addReader(
                                pair.near(),
                                () -> {
                                    if (runs[0]++ == 0) {
                                        throw new IllegalArgumentException("reader");
                                    }
                                    removeReader(pair.near());
                                    again.setResult(null);
                                });
                        pair.far().write(bytes("x"));
                        again.await();
                    }
                });
        assertThat(reports).hasSize(1);
        assertThat(reports.getFirst().exception())
                .get()
                .hasToString("java.lang.IllegalArgumentException: reader");
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void readerRunsInTheContextOfItsRegistration(Supplier<Poller> poller) throws Exception {
        ContextVar<String> variable = ContextVar.of("who");
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open()) {
                        Future<String> seen = runningLoop().createFuture();
                        variable.set("registered");
                        addReader(
                                pair.near(),
                                () -> {
                                    removeReader(pair.near());
                                    seen.setResult(variable.get());
                                });
                        variable.set("later");
                        pair.far().write(bytes("x"));
                        assertThat(seen.await()).isEqualTo("registered");
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void operationBesideACallbackIsRefused(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open()) {
                        addReader(pair.near(), () -> {});
                        assertThatThrownBy(() -> sockRecv(pair.near(), ByteBuffer.allocate(1)))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("removeReader()");
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void callbackThatClosesItsChannelIsTheLast(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Pair pair = Pair.open();
                    Future<@Nullable Void> closed = runningLoop().createFuture();
                    addReader(
                            pair.near(),
                            () -> {
                                try {
                                    pair.near().close();
                                } catch (java.io.IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                                closed.setResult(null);
                            });
                    createTask(() -> {
                        try (SocketChannel none = Channels.unconnected();
                                ServerSocketChannel server = Channels.listening()) {
                            sockConnect(none, server.getLocalAddress());
                        }
                    });
                    pair.far().write(bytes("x"));
                    closed.await();
                    assertThat(sockRecv(pair.far(), ByteBuffer.allocate(1))).isEqualTo(-1);
                    pair.far().close();
                });
    }
}
