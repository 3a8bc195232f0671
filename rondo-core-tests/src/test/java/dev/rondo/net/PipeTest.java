package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.net.Channels.bytes;
import static dev.rondo.net.Channels.on;
import static dev.rondo.net.Net.connectReadPipe;
import static dev.rondo.net.Net.connectWritePipe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Poller;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.stream.BrokenPipeException;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectionRefusedException;
import dev.rondo.stream.StreamClosedException;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.StreamReader;
import dev.rondo.stream.StreamWriter;
import dev.rondo.testing.ChildJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pipes as streams: the JDK's with each poller, those that have a name with epoll. */
class PipeTest {
    private static final int HUGE = 1 << 20; // more than a pipe holds

    @TempDir private Path folder;

    static Stream<Supplier<Poller>> pollers() {
        return Channels.pollers();
    }

    /** The ends of a pipe as streams. */
    private record Ends(ByteStream in, ByteStream out) {
        static Ends open() throws IOException {
            Pipe pipe = Pipe.open();
            return new Ends(connectReadPipe(pipe.source()), connectWritePipe(pipe.sink()));
        }
    }

    private Path fifo() throws Exception {
        Path mkfifo = Path.of("/usr/bin/mkfifo");
        Assumptions.assumeTrue(Files.isExecutable(mkfifo), "no mkfifo");
        Path fifo = folder.resolve("fifo");
        assertThat(new ProcessBuilder(mkfifo.toString(), fifo.toString()).start().waitFor())
                .isZero();
        return fifo;
    }

    private static void sendHugeAndEnd(ByteStream in, ByteStream out) {
        byte[] content = new byte[HUGE];
        new java.util.Random(3).nextBytes(content);
        Task<byte[]> reading = createTask(() -> new StreamReader(in).readAll());
        StreamWriter writer = new StreamWriter(out);
        writer.write(content);
        writer.writeEof();
        assertThat(reading.await()).isEqualTo(content);
        in.close();
        out.close();
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void bytesGoThroughUntilTheEnd(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Ends ends = Ends.open();
                    assertThat(ends.out().canWriteEof()).isTrue();
                    sendHugeAndEnd(ends.in(), ends.out());
                    assertThat(ends.out().isClosed()).isTrue();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void linesAreReadAsTheyCome(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Ends ends = Ends.open();
                    StreamReader reader = new StreamReader(ends.in());
                    Task<byte[]> line = createTask(reader::readLine);
                    sleep(0);
                    ends.out().write(bytes("one\ntw"));
                    assertThat(line.await()).asString().isEqualTo("one\n");
                    ends.out().close();
                    assertThat(reader.readLine()).asString().isEqualTo("tw");
                    assertThat(reader.readLine()).isEmpty();
                    ends.in().close();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void eachEndHasOneDirection(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Ends ends = Ends.open();
                    ByteBuffer buffer = ByteBuffer.allocate(1);
                    assertThatThrownBy(() -> ends.in().write(buffer))
                            .isInstanceOf(UnsupportedOperationException.class)
                            .hasMessageContaining("reading end");
                    assertThatThrownBy(() -> ends.in().tryWrite(buffer))
                            .isInstanceOf(UnsupportedOperationException.class);
                    assertThatThrownBy(() -> ends.out().read(buffer))
                            .isInstanceOf(UnsupportedOperationException.class)
                            .hasMessageContaining("writing end");
                    assertThatThrownBy(() -> ends.out().waitReadable())
                            .isInstanceOf(UnsupportedOperationException.class);
                    assertThat(ends.in().canWriteEof()).isFalse();
                    assertThatThrownBy(() -> ends.in().writeEof())
                            .isInstanceOf(UnsupportedOperationException.class);
                    ends.in().close();
                    ends.out().close();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void writingWithoutAReaderFails(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Ends ends = Ends.open();
                    ends.in().close();
                    sleep(0);
                    assertThatThrownBy(
                                    () -> {
                                        while (true) {
                                            ends.out().write(ByteBuffer.allocate(HUGE));
                                        }
                                    })
                            .isInstanceOf(BrokenPipeException.class);
                    ends.out().abort();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void closingEndsTheWaits(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Ends idle = Ends.open();
                    Ends full = Ends.open();
                    Task<?> reading = createTask(() -> idle.in().read(ByteBuffer.allocate(1)));
                    Task<?> writing = createTask(() -> full.out().write(ByteBuffer.allocate(HUGE)));
                    sleep(0);
                    idle.in().close();
                    full.out().close();
                    assertThatThrownBy(reading::await).isInstanceOf(StreamClosedException.class);
                    assertThatThrownBy(writing::await).isInstanceOf(StreamClosedException.class);
                    idle.out().close();
                    full.in().close();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void cancelledReadLosesNoByte(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Ends ends = Ends.open();
                    Task<?> reading = createTask(() -> ends.in().read(ByteBuffer.allocate(9)));
                    sleep(0);
                    ends.out().write(bytes("abc"));
                    reading.cancel();
                    assertThatThrownBy(reading::await).isInstanceOf(CancelledError.class);
                    assertThat(ends.in().read(ByteBuffer.allocate(9))).isEqualTo(3);
                    ends.in().close();
                    ends.out().close();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void pipeBelongsToItsStream(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Pipe pipe = Pipe.open();
                    ByteStream in = connectReadPipe(pipe.source());
                    assertThatThrownBy(() -> connectReadPipe(pipe.source()))
                            .isInstanceOf(IllegalStateException.class);
                    in.close();
                    pipe.sink().close();
                    assertThatThrownBy(() -> connectWritePipe(pipe.sink()))
                            .isInstanceOf(StreamClosedException.class);
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void regularFilesAndFoldersAreRefused(Supplier<Poller> poller) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        on(
                poller,
                () -> {
                    assertThatThrownBy(() -> connectReadPipe(file))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("toThread()");
                    assertThatThrownBy(() -> connectWritePipe(file))
                            .isInstanceOf(IllegalArgumentException.class);
                    assertThatThrownBy(() -> connectReadPipe(folder))
                            .isInstanceOf(IllegalArgumentException.class);
                    assertThatThrownBy(() -> connectReadPipe(folder.resolve("none")))
                            .isInstanceOf(StreamException.class)
                            .hasMessageContaining("does not exist");
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void nothingIsLeftOpen(Supplier<Poller> poller) throws Exception {
        on(poller, Ends::open); // what the JDK opens once
        long before = Channels.open();
        on(poller, Ends::open); // the loop closes it
        assertThat(Channels.open()).isLessThanOrEqualTo(before);
    }

    // ---- Pipes that have a name

    @Test
    void readerOfAFifoWaitsForAWriter() throws Exception {
        Path fifo = fifo();
        on(
                Pollers::epoll,
                () -> {
                    ByteStream in = connectReadPipe(fifo);
                    Task<Integer> reading = createTask(() -> in.read(ByteBuffer.allocate(9)));
                    sleep(0);
                    sleep(0);
                    assertThat(reading.done()).isFalse();
                    try (ByteStream out = connectWritePipe(fifo)) {
                        out.write(bytes("abc"));
                        assertThat(reading.await()).isEqualTo(3);
                    }
                    assertThat(in.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                    in.close();
                });
    }

    @Test
    void hugeContentGoesThroughAFifo() throws Exception {
        Path fifo = fifo();
        on(
                Pollers::epoll,
                () -> {
                    ByteStream in = connectReadPipe(fifo);
                    sendHugeAndEnd(in, connectWritePipe(fifo));
                });
    }

    @Test
    void writerOfAFifoNeedsAReader() throws Exception {
        Path fifo = fifo();
        on(
                Pollers::epoll,
                () -> {
                    assertThatThrownBy(() -> connectWritePipe(fifo))
                            .isInstanceOf(ConnectionRefusedException.class)
                            .hasMessageContaining("nobody reads");
                    ByteStream in = connectReadPipe(fifo);
                    ByteStream out = connectWritePipe(fifo);
                    in.close();
                    assertThatThrownBy(() -> out.write(bytes("x")))
                            .isInstanceOf(BrokenPipeException.class);
                    out.close();
                });
    }

    @Test
    void fifoIsRefusedByNioWithAdvice() throws Exception {
        Path fifo = fifo();
        on(
                Pollers::nio,
                () ->
                        assertThatThrownBy(() -> connectReadPipe(fifo))
                                .isInstanceOf(UnsupportedOperationException.class)
                                .hasMessageContaining("epoll"));
    }

    /** Prints the lines of its standard input. */
    static final class ReadsStandardInput {
        static void main() {
            Rondo.run(() -> {
                ByteStream in = connectReadPipe(Path.of("/dev/stdin"));
                for (String line : new StreamReader(in).lines()) {
                    System.out.println("read " + line);
                }
            });
        }
    }

    @Test
    void standardInputIsReadIfItIsAPipe() {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash");
        ChildJvm.Result result =
                new ChildJvm(ReadsStandardInput.class)
                        .option("--enable-native-access=ALL-UNNAMED")
                        .through("/bin/bash", "-c", "printf 'a\\nb\\n' | \"$@\"", "child")
                        .run();
        assertThat(result).isEqualTo(new ChildJvm.Result(0, "read a\nread b\n"));
    }
}
