package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.net.Channels.on;
import static dev.rondo.net.Net.sendFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Poller;
import dev.rondo.Task;
import dev.rondo.net.Channels.Pair;
import dev.rondo.stream.BrokenPipeException;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Connection;
import dev.rondo.stream.ConnectionResetException;
import dev.rondo.stream.Ends;
import dev.rondo.stream.MemoryStream;
import dev.rondo.stream.SendFileNotAvailableException;
import dev.rondo.stream.SendFileOptions;
import dev.rondo.stream.StreamClosedException;
import dev.rondo.stream.StreamReader;
import dev.rondo.stream.StreamWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files through streams, by the system and by the fallback, with each poller. */
class SendFileTest {
    private static final int SIZE = 5_000_000; // more than any socket buffer holds
    private static final byte[] CONTENT = new byte[SIZE];
    private static final SendFileOptions ALL = SendFileOptions.defaults();
    private static final SendFileOptions NATIVE = ALL.withFallback(false);
    @TempDir private static Path folder;
    private static Path file;

    @BeforeAll
    static void writeFile() throws IOException {
        new Random(1).nextBytes(CONTENT);
        file = Files.write(folder.resolve("file"), CONTENT);
    }

    static Stream<Supplier<Poller>> pollers() {
        return Channels.pollers();
    }

    private static Ends tcp() {
        return SystemSockets.connect(SystemSockets.tcp());
    }

    private static byte[] part(int from, int to) {
        return Arrays.copyOfRange(CONTENT, from, to);
    }

    /** Returns what arrives while a body sends, up to the end. */
    private static byte[] received(Ends ends, Function<StreamWriter, Long> body, long expected) {
        Task<byte[]> reading = createTask(() -> new StreamReader(ends.far()).readAll());
        StreamWriter writer = new StreamWriter(ends.near());
        assertThat(body.apply(writer)).isEqualTo(expected);
        writer.close();
        writer.waitClosed();
        byte[] all = reading.await();
        ends.far().close();
        return all;
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void systemSendsAFileOverTcp(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () ->
                        assertThat(received(tcp(), w -> sendFile(w, file, NATIVE), SIZE))
                                .isEqualTo(CONTENT));
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void systemSendsAFileOverAUnixConnection(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Ends ends = SystemSockets.connect(SystemSockets.unix());
                    assertThat(received(ends, w -> sendFile(w, file, NATIVE), SIZE))
                            .isEqualTo(CONTENT);
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void memoryStreamsGetItPieceByPiece(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    MemoryStream.Pair pair = MemoryStream.pair();
                    Ends ends = new Ends(pair.first(), pair.second());
                    assertThat(received(ends, w -> sendFile(w, file, ALL), SIZE))
                            .isEqualTo(CONTENT);
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void withoutFallbackNothingIsSentToAStreamThatNeedsIt(Supplier<Poller> poller)
            throws Exception {
        on(
                poller,
                () -> {
                    MemoryStream.Pair pair = MemoryStream.pair();
                    assertThatThrownBy(() -> sendFile(new Connection(pair.first()), file, NATIVE))
                            .isInstanceOf(SendFileNotAvailableException.class)
                            .hasMessageContaining("Allow the fallback");
                    pair.first().close();
                    assertThat(new StreamReader(pair.second()).readAll()).isEmpty();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void partOfAFileIsSent(Supplier<Poller> poller) throws Exception {
        SendFileOptions part = NATIVE.withOffset(1000).withCount(100_000);
        SendFileOptions tail = NATIVE.withOffset(SIZE - 10).withCount(100);
        SendFileOptions behind = NATIVE.withOffset(SIZE + 10);
        on(
                poller,
                () -> {
                    assertThat(received(tcp(), w -> sendFile(w, file, part), 100_000))
                            .isEqualTo(part(1000, 101_000));
                    assertThat(received(tcp(), w -> sendFile(w, file, tail), 10))
                            .isEqualTo(part(SIZE - 10, SIZE));
                    assertThat(received(tcp(), w -> sendFile(w, file, behind), 0)).isEmpty();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void partOfAFileIsCopied(Supplier<Poller> poller) throws Exception {
        SendFileOptions part = ALL.withOffset(1000).withCount(300_000);
        on(
                poller,
                () -> {
                    MemoryStream.Pair pair = MemoryStream.pair();
                    Ends ends = new Ends(pair.first(), pair.second());
                    assertThat(received(ends, w -> sendFile(w, file, part), 300_000))
                            .isEqualTo(part(1000, 301_000));
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void emptyFileSendsNothing(Supplier<Poller> poller) throws Exception {
        Path empty = Files.createFile(folder.resolve("empty" + System.nanoTime()));
        on(
                poller,
                () -> {
                    assertThat(received(tcp(), w -> sendFile(w, empty, NATIVE), 0)).isEmpty();
                    MemoryStream.Pair pair = MemoryStream.pair();
                    Ends ends = new Ends(pair.first(), pair.second());
                    assertThat(received(ends, w -> sendFile(w, empty, ALL), 0)).isEmpty();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void whatWasWrittenBeforeAndAfterKeepsItsPlace(Supplier<Poller> poller) throws Exception {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes(part(7, 500_000));
        expected.writeBytes(CONTENT);
        expected.writeBytes("after".getBytes());
        on(
                poller,
                () -> {
                    byte[] all =
                            received(
                                    tcp(),
                                    w -> {
                                        w.setWriteBufferLimits(0, 1 << 20);
                                        w.write(part(7, 500_000));
                                        long sent = sendFile(w, file, NATIVE);
                                        w.write("after");
                                        return sent;
                                    },
                                    SIZE);
                    assertThat(all).isEqualTo(expected.toByteArray());
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void writesOfOtherTasksGoOutAfterTheFile(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    byte[] all =
                            received(
                                    tcp(),
                                    w -> {
                                        createTask(() -> w.write("a"));
                                        Task<?> other =
                                                createTask(() -> {
                                                    sendFile(w, file, NATIVE.withCount(3));
                                                    w.write("z");
                                                });
                                        long sent = sendFile(w, file, NATIVE);
                                        other.await();
                                        return sent;
                                    },
                                    SIZE);
                    assertThat(part(0, SIZE)).isEqualTo(Arrays.copyOf(all, SIZE));
                    byte[] rest = Arrays.copyOfRange(all, SIZE, all.length);
                    byte[] three = part(0, 3);
                    assertThat(rest).containsExactly('a', three[0], three[1], three[2], 'z');
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void openFileStandsBehindWhatWasSent(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (FileChannel open = FileChannel.open(file)) {
                        open.position(77);
                        SendFileOptions part = ALL.withOffset(10).withCount(20);
                        assertThat(received(tcp(), w -> sendFile(w, open, part), 20))
                                .isEqualTo(part(10, 30));
                        assertThat(open.position()).isEqualTo(30);
                        assertThat(received(tcp(), w -> sendFile(w, open, ALL), SIZE))
                                .isEqualTo(CONTENT);
                        assertThat(open.position()).isEqualTo(SIZE);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void cancellationSaysWhatWasSent(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (FileChannel open = FileChannel.open(file)) {
                        for (boolean inMemory : List.of(false, true)) {
                            MemoryStream.Pair pair = MemoryStream.pair();
                            Ends ends = inMemory ? new Ends(pair.first(), pair.second()) : tcp();
                            long[] told = {0};
                            Task<Long> sending =
                                    createTask(() ->
                                            sendFile(
                                                    ends.near(),
                                                    open,
                                                    ALL.withProgress(n -> told[0] = n)));
                            assertThat(new StreamReader(ends.far()).readExactly(1000))
                                    .isEqualTo(part(0, 1000));
                            sending.cancel();
                            assertThatThrownBy(sending::await).isInstanceOf(CancelledError.class);
                            assertThat(open.position()).isBetween(1000L, SIZE - 1L);
                            assertThat(told[0]).isEqualTo(open.position());
                            assertThat(open.isOpen()).isTrue();
                            ends.near().abort();
                            ends.far().abort();
                        }
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void progressIsToldForAPath(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    List<Long> told = new ArrayList<>();
                    SendFileOptions telling = NATIVE.withProgress(told::add);
                    received(tcp(), w -> sendFile(w, file, telling), SIZE);
                    assertThat(told).isSorted().doesNotHaveDuplicates().endsWith((long) SIZE);
                    assertThat(told).hasSizeGreaterThan(1);
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void peerThatLeavesEndsIt(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    for (boolean copied : List.of(false, true)) {
                        try (FileChannel open = FileChannel.open(file)) {
                            Ends ends = tcp();
                            Task<Long> sending =
                                    createTask(() ->
                                            copied
                                                    ? sendFile(ends.near(), open, ALL)
                                                    : sendFile(ends.near(), file, NATIVE));
                            new StreamReader(ends.far()).readExactly(1000);
                            ends.far().abort();
                            assertThatThrownBy(sending::await)
                                    .isInstanceOfAny(
                                            ConnectionResetException.class,
                                            BrokenPipeException.class);
                            assertThat(open.position()).isLessThan(SIZE);
                            ends.near().close();
                        }
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void peerThatLeavesAfterTheLastByteDoesNotMatter(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Ends ends = tcp();
                    Task<?> peer =
                            createTask(() -> {
                                new StreamReader(ends.far()).readExactly(SIZE);
                                ends.far().close();
                            });
                    assertThat(sendFile(ends.near(), file, NATIVE)).isEqualTo(SIZE);
                    peer.await();
                    ends.near().close();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void closedWriterRefuses(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Ends ends = tcp();
                    StreamWriter writer = new StreamWriter(ends.near());
                    writer.close();
                    assertThatThrownBy(() -> sendFile(writer, file, ALL))
                            .isInstanceOf(StreamClosedException.class);
                    writer.waitClosed();
                    assertThatThrownBy(() -> sendFile(ends.near(), file, ALL))
                            .isInstanceOf(StreamClosedException.class);
                    ends.far().close();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void closingTheWriterWaitsForTheFile(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Ends ends = tcp();
                    StreamWriter writer = new StreamWriter(ends.near());
                    Task<Long> sending = createTask(() -> sendFile(writer, file, NATIVE));
                    sleep(0);
                    writer.close();
                    assertThat(new StreamReader(ends.far()).readAll()).isEqualTo(CONTENT);
                    assertThat(sending.await()).isEqualTo(SIZE);
                    ends.far().close();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void closingTheStreamEndsIt(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Ends ends = tcp();
                    ByteStream near = ends.near();
                    Task<Long> sending = createTask(() -> sendFile(near, file, NATIVE));
                    new StreamReader(ends.far()).readExactly(1000);
                    near.close();
                    assertThatThrownBy(sending::await).isInstanceOf(StreamClosedException.class);
                    ends.far().close();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void whatIsNoRegularFileIsRefused(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    ByteStream stream = MemoryStream.pair().first();
                    assertThatThrownBy(() -> sendFile(stream, folder, ALL))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("regular file");
                    assertThatThrownBy(() -> sendFile(stream, folder.resolve("none"), ALL))
                            .isInstanceOf(UncheckedIOException.class)
                            .hasCauseInstanceOf(NoSuchFileException.class);
                });
    }

    @Test
    void optionsAreChecked() {
        assertThatThrownBy(() -> ALL.withOffset(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ALL.withCount(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ALL.withCount(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void fileThatTheSystemCannotSendIsCopied() throws Exception {
        Path odd = Path.of("/proc/self/cmdline"); // sendfile(2) refuses most of these
        Assumptions.assumeTrue(Files.exists(odd), "not Linux");
        byte[] content = Files.readAllBytes(odd);
        on(
                Pollers::epoll,
                () ->
                        assertThat(received(tcp(), w -> sendFile(w, odd, ALL), content.length))
                                .isEqualTo(content));
    }

    @Test
    void epollNeedsAPathForTheSystemsWay() throws Exception {
        on(
                Pollers::epoll,
                () -> {
                    try (FileChannel open = FileChannel.open(file)) {
                        Ends ends = tcp();
                        assertThatThrownBy(() -> sendFile(ends.near(), open, NATIVE))
                                .isInstanceOf(SendFileNotAvailableException.class);
                        ends.near().close();
                        ends.far().close();
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void nothingIsLeftOpen(Supplier<Poller> poller) throws Exception {
        on(poller, SendFileTest::sendAllWays); // what the JDK opens once
        long before = Channels.open();
        on(poller, SendFileTest::sendAllWays);
        assertThat(Channels.open()).isLessThanOrEqualTo(before);
    }

    private static void sendAllWays() throws IOException {
        try (Pair pair = Pair.open()) {
            Task<byte[]> reading =
                    createTask(() ->
                            new StreamReader(Net.adopt(pair.far()).stream()).readExactly(1000));
            Sockets.sockSendFile(pair.near(), file, NATIVE.withCount(1000));
            reading.await();
        }
        Ends ends = tcp();
        sendFile(ends.near(), file, NATIVE.withCount(100));
        ends.near().close();
        ends.far().close();
        MemoryStream.Pair pair = MemoryStream.pair();
        sendFile(pair.first(), file, ALL.withCount(100));
    }
}
