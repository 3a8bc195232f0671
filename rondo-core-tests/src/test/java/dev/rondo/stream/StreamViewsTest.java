package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.sleep;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStreamWriter;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** The JDK's own stream libraries over a connection: their blocking calls suspend the task. */
class StreamViewsTest {
    interface Scenario {
        void run(Connection near, Connection far) throws Exception;
    }

    private static void scenario(int window, Scenario body) {
        run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(window);
            try {
                body.run(new Connection(pair.first()), new Connection(pair.second()));
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            } finally {
                pair.first().abort();
                pair.second().abort();
            }
        });
    }

    private static void scenario(Scenario body) {
        scenario(MemoryStream.DEFAULT_WINDOW, body);
    }

    @Test
    void bufferedReaderAndWriterCarryLines() {
        scenario((near, far) -> {
            Task<List<String>> reading =
                    createTask(() ->
                            new BufferedReader(
                                            new InputStreamReader(
                                                    far.reader().inputStream(), UTF_8))
                                    .lines()
                                    .toList());
            sleep(0);
            assertThat(reading.done()).isFalse();
            try (BufferedWriter out =
                    new BufferedWriter(
                            new OutputStreamWriter(near.writer().outputStream(), UTF_8))) {
                out.write("one\ntwö\n");
            }
            assertThat(reading.await()).containsExactly("one", "twö");
        });
    }

    @Test
    void objectsGoThroughAWindowThatIsSmallerThanThey() {
        scenario(
                100,
                (near, far) -> {
                    Map<String, List<Integer>> sent =
                            Map.of("numbers", List.of(1, 2, 3), "no", List.of());
                    Task<?> writing =
                            createTask(() -> {
                                ObjectOutputStream out =
                                        new ObjectOutputStream(near.writer().outputStream());
                                out.writeObject(sent);
                                out.flush();
                            });
                    ObjectInputStream in = new ObjectInputStream(far.reader().inputStream());
                    assertThat(in.readObject()).isEqualTo(sent);
                    writing.await();
                });
    }

    @Test
    void compressedBytesAreReadAsTheyCome() {
        byte[] data = "all work and no play ".repeat(10_000).getBytes(UTF_8);
        scenario(
                64,
                (near, far) -> {
                    Task<?> writing =
                            createTask(() -> {
                                try (GZIPOutputStream out =
                                        new GZIPOutputStream(near.writer().outputStream())) {
                                    out.write(data);
                                }
                            });
                    GZIPInputStream in = new GZIPInputStream(far.reader().inputStream());
                    assertThat(in.readAllBytes()).isEqualTo(data);
                    writing.await();
                });
    }

    @Test
    void scannerWaitsForItsNextToken() {
        scenario((near, far) -> {
            Scanner scanner = new Scanner(far.reader().inputStream(), UTF_8);
            near.writer().write("12 ");
            assertThat(scanner.nextInt()).isEqualTo(12);
            Task<Integer> next = createTask(() -> scanner.nextInt());
            sleep(0);
            assertThat(next.done()).isFalse();
            near.writer().write("34 ");
            assertThat(next.await()).isEqualTo(34);
        });
    }

    @Test
    void channelReadsAndWritesBuffers() {
        scenario(
                10,
                (near, far) -> {
                    ByteChannel out = near.byteChannel();
                    ByteChannel in = far.byteChannel();
                    Task<Integer> writing =
                            createTask(() ->
                                    out.write(ByteBuffer.wrap("0123456789abcdef".getBytes(UTF_8))));
                    ByteBuffer target = ByteBuffer.allocateDirect(16);
                    while (target.hasRemaining()) {
                        assertThat(in.read(target)).isPositive();
                    }
                    assertThat(UTF_8.decode(target.flip()).toString())
                            .isEqualTo("0123456789abcdef");
                    assertThat(writing.await()).isEqualTo(16);
                    out.close();
                    assertThat(out.isOpen()).isFalse();
                    assertThat(in.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                    assertThatThrownBy(() -> out.write(ByteBuffer.allocate(1)))
                            .isInstanceOf(ClosedChannelException.class);
                    assertThatThrownBy(() -> out.read(ByteBuffer.allocate(1)))
                            .isInstanceOf(ClosedChannelException.class);
                });
    }

    @Test
    void channelWorksWithTheJdksChannels() {
        scenario((near, far) -> {
            Task<String> reading =
                    createTask(() ->
                            new BufferedReader(Channels.newReader(far.byteChannel(), UTF_8))
                                    .readLine());
            sleep(0);
            Channels.newOutputStream(near.byteChannel()).write("by channels\n".getBytes(UTF_8));
            assertThat(reading.await()).isEqualTo("by channels");
        });
    }

    @Test
    void channelSharesTheReadersBuffer() {
        scenario((near, far) -> {
            near.writer().write("line\nrest");
            assertThat(far.reader().nextLine()).contains("line");
            ByteBuffer target = ByteBuffer.allocate(10);
            far.byteChannel().read(target);
            assertThat(UTF_8.decode(target.flip()).toString()).isEqualTo("rest");
        });
    }

    @Test
    void failureOfTheStreamIsAnIoExceptionInEveryView() {
        scenario((near, far) -> {
            near.stream().abort();
            assertThatThrownBy(() -> far.reader().inputStream().read())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the peer aborted");
            assertThatThrownBy(() -> far.byteChannel().read(ByteBuffer.allocate(1)))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(
                            () -> {
                                far.writer().outputStream().write(1);
                                far.writer().outputStream().flush();
                            })
                    .isInstanceOf(IOException.class);
        });
    }

    @Test
    void readExactlyFillsABuffer() {
        scenario((near, far) -> {
            ByteBuffer target = ByteBuffer.allocate(6);
            Task<?> reading = createTask(() -> far.reader().readExactly(target));
            near.writer().write("abc");
            sleep(0);
            sleep(0);
            assertThat(reading.done()).isFalse();
            near.writer().write("defg");
            reading.await();
            assertThat(target.array()).asString(UTF_8).isEqualTo("abcdef");
            near.writer().writeEof();
            assertThatThrownBy(() -> far.reader().readExactly(ByteBuffer.allocate(2)))
                    .isInstanceOfSatisfying(
                            IncompleteReadException.class,
                            e -> assertThat(e.partial()).asString(UTF_8).isEqualTo("g"));
        });
    }

    @Test
    void partsOfArraysAreReadAndWritten() {
        scenario((near, far) -> {
            near.writer().write("xabcx".getBytes(UTF_8), 1, 3);
            byte[] target = new byte[5];
            assertThat(far.reader().read(target, 1, 4)).isEqualTo(3);
            assertThat(new String(target, 1, 3, UTF_8)).isEqualTo("abc");
            assertThatThrownBy(() -> far.reader().read(target, 3, 4))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> near.writer().write(target, -1, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        });
    }
}
