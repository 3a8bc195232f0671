package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.waitAll;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Corners of readers and writers that CPython's test_streams has and the other tests lack. */
class StreamConformanceTest {
    interface Scenario {
        void run(StreamReader reader, MemoryStream peer) throws Exception;
    }

    private static void reading(int limit, Scenario body) {
        run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            try {
                body.run(new StreamReader(pair.first(), limit), pair.second());
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            pair.first().abort();
            pair.second().abort();
        });
    }

    private static void feed(MemoryStream peer, String text) {
        peer.write(UTF_8.encode(text));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "QWEaaXYaa, a, aaa, QWEaaXYaaa",
        "QWEaaXYa, aa, aaa, QWEaaXYaaa",
        "X, aaa, aaa, Xaaa",
        "aa, a, aaa, aaa"
    })
    void separatorThatBeginsTwiceIsFoundOnce(
            String first, String second, String separator, String expected) {
        reading(
                StreamReader.DEFAULT_LIMIT,
                (reader, peer) -> {
                    Task<byte[]> found =
                            createTask(() -> reader.readUntil(separator.getBytes(UTF_8)));
                    feed(peer, first);
                    sleep(0);
                    sleep(0);
                    feed(peer, second);
                    assertThat(text(found.await())).isEqualTo(expected);
                    assertThat(reader.buffered()).isZero();
                });
    }

    @Test
    void lineOfExactlyTheLimitIsReadAndOneByteMoreIsNot() {
        reading(
                7,
                (reader, peer) -> {
                    feed(peer, "1234567\n");
                    assertThat(text(reader.readLine())).isEqualTo("1234567\n");
                    feed(peer, "12345678\n");
                    assertThatThrownBy(reader::readLine).isInstanceOf(LimitOverrunException.class);
                    assertThat(reader.buffered()).isZero();
                    feed(peer, "123456789");
                    assertThatThrownBy(reader::readLine).isInstanceOf(LimitOverrunException.class);
                    assertThat(reader.buffered()).isZero();
                });
    }

    @Test
    void overlongLineLeavesTheNextOne() {
        reading(
                3,
                (reader, peer) -> {
                    feed(peer, "line1\nline2\n");
                    assertThatThrownBy(reader::readLine).isInstanceOf(LimitOverrunException.class);
                    assertThat(text(reader.read(100))).isEqualTo("line2\n");
                });
    }

    @Test
    void shortSeparatorBesideALongOneIsFoundWhenItComes() {
        reading(
                StreamReader.DEFAULT_LIMIT,
                (reader, peer) -> {
                    feed(peer, "data");
                    Task<byte[]> found =
                            createTask(() ->
                                    reader.readUntil(
                                            "A".getBytes(UTF_8), "long sep".getBytes(UTF_8)));
                    sleep(0);
                    feed(peer, "Z");
                    sleep(0);
                    feed(peer, "Aaaa");
                    assertThat(text(found.await())).isEqualTo("dataZA");
                    assertThat(text(reader.read(10))).isEqualTo("aaa");
                });
    }

    @Test
    void overlongMessageWithSeveralSeparatorsStays() {
        reading(
                3,
                (reader, peer) -> {
                    feed(peer, "some dataA");
                    assertThatThrownBy(() ->
                                    reader.readUntil(
                                            "A".getBytes(UTF_8), "ome dataA".getBytes(UTF_8)))
                            .isInstanceOf(LimitOverrunException.class);
                    assertThat(text(reader.read(100))).isEqualTo("some dataA");
                });
    }

    @Test
    void limitIsNoLimitForReadAndReadExactly() {
        reading(
                3,
                (reader, peer) -> {
                    feed(peer, "chunk-and-more");
                    assertThat(text(reader.read(5))).isEqualTo("chunk");
                    assertThat(text(reader.readExactly(9))).isEqualTo("-and-more");
                });
    }

    @Test
    void countsMustNotBeNegative() {
        reading(
                3,
                (reader, peer) -> {
                    feed(peer, "data");
                    assertThat(reader.readExactly(0)).isEmpty();
                    assertThatThrownBy(() -> reader.readExactly(-1))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("less than zero");
                    assertThat(text(reader.readExactly(4))).isEqualTo("data");
                });
    }

    @Test
    void failureReachesTheTaskThatWaitsInAnyRead() {
        List<java.util.function.Consumer<StreamReader>> reads =
                List.of(
                        r -> r.read(10),
                        StreamReader::readLine,
                        r -> r.readExactly(10),
                        r -> r.readUntil(new byte[] {0}),
                        StreamReader::readAll);
        for (var read : reads) {
            reading(
                    StreamReader.DEFAULT_LIMIT,
                    (reader, peer) -> {
                        Task<?> waiting = createTask(() -> read.accept(reader));
                        sleep(0);
                        peer.abort();
                        assertThatThrownBy(waiting::await)
                                .isInstanceOf(ConnectionResetException.class);
                    });
        }
    }

    @Test
    void failureAfterACancelledReadIsTheNextReadsAlone() {
        reading(
                StreamReader.DEFAULT_LIMIT,
                (reader, peer) -> {
                    Task<?> waiting = createTask(() -> reader.readLine());
                    sleep(0);
                    waiting.cancel();
                    waitAll(List.of(waiting));
                    peer.abort();
                    assertThat(waiting.cancelled()).isTrue();
                    assertThatThrownBy(reader::readLine)
                            .isInstanceOf(ConnectionResetException.class);
                });
    }

    @Test
    void manyTasksDrainOneWriter() {
        run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(10);
            StreamWriter writer = new StreamWriter(pair.first());
            writer.setWriteBufferLimits(0, 1_000_000);
            writer.write(new byte[1000]);
            List<Task<?>> drains = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                drains.add(createTask(() -> writer.drain()));
            }
            sleep(0);
            assertThat(drains).noneMatch(Task::done);
            new StreamReader(pair.second()).readExactly(1000);
            waitAll(drains);
            assertThat(drains).allMatch(drain -> drain.exception().isEmpty());
        });
    }

    @Test
    void writingForEverToAPeerThatLeftFails() {
        run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            StreamWriter writer = new StreamWriter(pair.first());
            pair.second().close();
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    writer.write("foo\n");
                                    writer.drain();
                                }
                            })
                    .isInstanceOf(BrokenPipeException.class);
        });
    }

    @Test
    void closeWithUnreadBytesCloses() {
        run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            Connection connection = new Connection(pair.first());
            feed(pair.second(), "first\nsecond\n");
            assertThat(connection.reader().nextLine()).contains("first");
            assertThat(connection.writer().isClosing()).isFalse();
            connection.writer().close();
            assertThat(connection.writer().isClosing()).isTrue();
            connection.writer().waitClosed();
            assertThat(pair.first().isClosed()).isTrue();
            assertThatThrownBy(() -> connection.writer().write("more"))
                    .isInstanceOf(StreamClosedException.class);
        });
    }

    @Test
    void readingAfterCloseIsRefused() {
        run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            Connection connection = new Connection(pair.first());
            connection.close();
            assertThatThrownBy(() -> connection.reader().read(1))
                    .isInstanceOf(StreamClosedException.class);
        });
    }

    @Test
    void exceptionsSurviveSerialization() throws Exception {
        IncompleteReadException incomplete =
                copy(new IncompleteReadException("abc".getBytes(UTF_8), 10));
        assertThat(incomplete.partial()).asString(UTF_8).isEqualTo("abc");
        assertThat(incomplete)
                .isInstanceOf(PeerException.class)
                .hasCauseInstanceOf(EOFException.class);
        assertThat(new IncompleteReadException("a peer", new byte[3], -1))
                .hasMessage("read from a peer: The stream ended after 3 bytes, before a separator");
        LimitOverrunException overrun = copy(new LimitOverrunException("message", 10));
        assertThat(overrun).hasMessageStartingWith("message");
        assertThat(overrun.consumed()).isEqualTo(10);
        assertThat(overrun).isInstanceOf(PeerException.class);
        assertThat(overrun.operation()).isEqualTo("read from");
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T value) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(value);
        return (T)
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    }
}
