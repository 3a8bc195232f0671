package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.net.Channels.bytes;
import static dev.rondo.net.Channels.on;
import static dev.rondo.net.Sockets.sockRecv;
import static dev.rondo.net.Sockets.sockSendAll;
import static dev.rondo.net.Sockets.sockSendFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Poller;
import dev.rondo.Task;
import dev.rondo.net.Channels.Pair;
import dev.rondo.stream.BrokenPipeException;
import dev.rondo.stream.ConnectionResetException;
import dev.rondo.stream.SendFileOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files through channels of the JDK, with each poller. */
class SockSendFileTest {
    private static final int SIZE = 5_000_000; // more than any socket buffer holds
    private static final byte[] CONTENT = new byte[SIZE];
    private static final SendFileOptions NATIVE = SendFileOptions.defaults().withFallback(false);
    @TempDir private static Path folder;
    private static Path file;

    @BeforeAll
    static void writeFile() throws IOException {
        new Random(2).nextBytes(CONTENT);
        file = Files.write(folder.resolve("file"), CONTENT);
    }

    static Stream<Supplier<Poller>> pollers() {
        return Channels.pollers();
    }

    private static byte[] readAll(SocketChannel channel) {
        ByteBuffer all = ByteBuffer.allocate(SIZE + 100);
        while (sockRecv(channel, all) >= 0) {}
        return Arrays.copyOf(all.array(), all.position());
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void fileArrivesWholeAndItsPositionIsBehindIt(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open();
                            FileChannel open = FileChannel.open(file)) {
                        Task<byte[]> reading = createTask(() -> readAll(pair.far()));
                        assertThat(sockSendFile(pair.near(), open, NATIVE)).isEqualTo(SIZE);
                        pair.near().shutdownOutput();
                        assertThat(reading.await()).isEqualTo(CONTENT);
                        assertThat(open.position()).isEqualTo(SIZE);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void offsetAndCountChooseAPart(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open();
                            FileChannel open = FileChannel.open(file)) {
                        SendFileOptions part = NATIVE.withOffset(1000).withCount(2000);
                        assertThat(sockSendFile(pair.near(), open, part)).isEqualTo(2000);
                        assertThat(open.position()).isEqualTo(3000);
                        pair.near().shutdownOutput();
                        assertThat(readAll(pair.far()))
                                .isEqualTo(Arrays.copyOfRange(CONTENT, 1000, 3000));
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void emptyFileSendsNothing(Supplier<Poller> poller) throws Exception {
        Path empty = Files.createTempFile(folder, "empty", "");
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open();
                            FileChannel open = FileChannel.open(empty)) {
                        assertThat(sockSendFile(pair.near(), open, NATIVE)).isZero();
                        assertThat(open.position()).isZero();
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void bytesBeforeAndAfterKeepTheirPlace(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open()) {
                        Task<byte[]> reading = createTask(() -> readAll(pair.far()));
                        sockSendAll(pair.near(), bytes("before"));
                        assertThat(sockSendFile(pair.near(), file, NATIVE)).isEqualTo(SIZE);
                        sockSendAll(pair.near(), bytes("after"));
                        pair.near().shutdownOutput();
                        byte[] all = reading.await();
                        assertThat(Arrays.copyOf(all, 6)).asString().isEqualTo("before");
                        assertThat(Arrays.copyOfRange(all, 6, 6 + SIZE)).isEqualTo(CONTENT);
                        assertThat(Arrays.copyOfRange(all, 6 + SIZE, all.length))
                                .asString()
                                .isEqualTo("after");
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void cancellationLeavesThePositionBehindWhatWasSent(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open();
                            FileChannel open = FileChannel.open(file)) {
                        Task<Long> sending =
                                createTask(() -> sockSendFile(pair.near(), open, NATIVE));
                        sockRecv(pair.far(), ByteBuffer.allocate(1000));
                        sending.cancel();
                        assertThatThrownBy(sending::await).isInstanceOf(CancelledError.class);
                        long sent = open.position();
                        assertThat(sent).isBetween(1000L, SIZE - 1L);
                        pair.near().shutdownOutput();
                        assertThat(readAll(pair.far())).hasSize((int) sent - 1000);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void failureOfTheChannelIsTold(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open()) {
                        Task<Long> sending =
                                createTask(() -> sockSendFile(pair.near(), file, NATIVE));
                        sockRecv(pair.far(), ByteBuffer.allocate(1000));
                        pair.far().close();
                        assertThatThrownBy(sending::await)
                                .isInstanceOfAny(
                                        ConnectionResetException.class, BrokenPipeException.class);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void channelInBlockingModeAndOtherFilesAreRefused(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Pair pair = Pair.open()) {
                        assertThatThrownBy(() -> sockSendFile(pair.near(), folder, NATIVE))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessageContaining("regular file");
                        pair.near().configureBlocking(true);
                        assertThatThrownBy(() -> sockSendFile(pair.near(), file, NATIVE))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessageContaining("non-blocking");
                    }
                });
    }
}
