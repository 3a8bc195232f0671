package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.waitAll;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamReaderTest {
    private interface Scenario {
        void run(StreamReader reader, MemoryStream peer) throws Exception;
    }

    private static void reading(int limit, Scenario body) {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(1 << 20);
            try {
                body.run(new StreamReader(pair.first(), limit), pair.second());
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private static void reading(Scenario body) {
        reading(StreamReader.DEFAULT_LIMIT, body);
    }

    private static void feed(MemoryStream peer, String text) {
        peer.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    @Test
    void readReturnsWhatIsThere() {
        reading((reader, peer) -> {
            feed(peer, "line1\nline2\n");
            assertThat(text(reader.read(30))).isEqualTo("line1\nline2\n");
        });
    }

    @Test
    void readWaitsAndReturnsNoMoreThanAsked() {
        reading((reader, peer) -> {
            Task<byte[]> task = createTask(() -> reader.read(3));
            sleep(0);
            assertThat(task.done()).isFalse();
            feed(peer, "abcdef");
            assertThat(text(task.await())).isEqualTo("abc");
            assertThat(text(reader.read(10))).isEqualTo("def");
        });
    }

    @Test
    void smallReadReadsAheadAndLargeReadTakesNoMoreThanAsked() {
        reading((reader, peer) -> {
            peer.write(ByteBuffer.allocate(70_000));
            assertThat(reader.read(30_000)).hasSize(30_000);
            assertThat(reader.buffered()).isZero();
            assertThat(reader.read(10)).hasSize(10);
            assertThat(reader.buffered()).isEqualTo(39_990);
            assertThat(reader.read(65_536)).hasSize(39_990);
        });
    }

    @Test
    void readZeroReturnsAtOnceAndNegativeIsRefused() {
        reading((reader, peer) -> {
            assertThat(reader.read(0)).isEmpty();
            assertThatThrownBy(() -> reader.read(-1)).isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void readAtTheEndReturnsNothing() {
        reading((reader, peer) -> {
            peer.writeEof();
            assertThat(reader.read(10)).isEmpty();
            assertThat(reader.atEof()).isTrue();
            assertThat(reader.read(ByteBuffer.allocate(3))).isEqualTo(-1);
        });
    }

    @Test
    void readAllReturnsEverythingToTheEnd() {
        reading((reader, peer) -> {
            feed(peer, "chunk1");
            Task<byte[]> all = createTask(reader::readAll);
            sleep(0);
            feed(peer, "chunk2");
            peer.writeEof();
            assertThat(text(all.await())).isEqualTo("chunk1chunk2");
        });
    }

    @Test
    void atEofOnlyWhenEverythingWasRead() {
        reading((reader, peer) -> {
            feed(peer, "x");
            peer.writeEof();
            assertThat(reader.atEof()).isFalse();
            reader.readAll();
            assertThat(reader.atEof()).isTrue();
        });
    }

    @Test
    void readLineReturnsLinesWithTheirEnd() {
        reading((reader, peer) -> {
            feed(peer, "chunk1 ");
            Task<byte[]> line = createTask(reader::readLine);
            sleep(0);
            feed(peer, "chunk2 ");
            sleep(0);
            feed(peer, "chunk3 \n chunk4");
            assertThat(text(line.await())).isEqualTo("chunk1 chunk2 chunk3 \n");
            peer.writeEof();
            assertThat(text(reader.readLine())).isEqualTo(" chunk4");
            assertThat(reader.readLine()).isEmpty();
        });
    }

    @Test
    void lineLongerThanTheLimitIsSkippedAndTheNextOneIsRead() {
        reading(
                3,
                (reader, peer) -> {
                    feed(peer, "li\nne1\nab\n");
                    assertThat(text(reader.readLine())).isEqualTo("li\n");
                    feed(peer, "toolong\nab\n");
                    assertThat(text(reader.readLine())).isEqualTo("ne1\n");
                    assertThat(text(reader.readLine())).isEqualTo("ab\n");
                    assertThatThrownBy(reader::readLine).isInstanceOf(LimitOverrunException.class);
                    assertThat(text(reader.readLine())).isEqualTo("ab\n");
                });
    }

    @Test
    void endlessLineDoesNotFillTheMemory() {
        reading(
                1000,
                (reader, peer) -> {
                    feed(peer, "x".repeat(100_000));
                    assertThatThrownBy(reader::readLine).isInstanceOf(LimitOverrunException.class);
                    assertThat(reader.buffered()).isLessThan(20_000);
                });
    }

    @Test
    void nextLineIsTextWithoutItsEnd() {
        reading((reader, peer) -> {
            feed(peer, "eins\r\nzwei\ndrei");
            peer.writeEof();
            List<String> lines = new ArrayList<>();
            reader.lines().forEach(lines::add);
            assertThat(lines).containsExactly("eins", "zwei", "drei");
            assertThat(reader.nextLine()).isEmpty();
        });
    }

    @Test
    void emptyLinesAreLines() {
        reading((reader, peer) -> {
            feed(peer, "\n\na\n");
            assertThat(reader.nextLine()).contains("");
            assertThat(reader.nextLine()).contains("");
            assertThat(reader.nextLine()).contains("a");
        });
    }

    @Test
    void readUntilFindsASeparatorThatArrivesInPieces() {
        reading((reader, peer) -> {
            byte[] separator = "AAA".getBytes(UTF_8);
            Task<byte[]> task = createTask(() -> reader.readUntil(separator));
            for (String part : new String[] {"QWERTYA", "A", "A!"}) {
                sleep(0);
                feed(peer, part);
            }
            assertThat(text(task.await())).isEqualTo("QWERTYAAA");
            assertThat(text(reader.read(1))).isEqualTo("!");
        });
    }

    @Test
    void readUntilTakesTheSeparatorThatEndsFirst() {
        reading((reader, peer) -> {
            feed(peer, "some data#here##end");
            assertThat(text(reader.readUntil("##".getBytes(UTF_8), "#".getBytes(UTF_8))))
                    .isEqualTo("some data#");
            assertThat(text(reader.readUntil("##".getBytes(UTF_8), "nd".getBytes(UTF_8))))
                    .isEqualTo("here##");
        });
    }

    @Test
    void readUntilKeepsTheBytesOfAnOverlongMessage() {
        reading(
                7,
                (reader, peer) -> {
                    feed(peer, "some dataAAA");
                    assertThatThrownBy(() -> reader.readUntil("AAA".getBytes(UTF_8)))
                            .isInstanceOf(LimitOverrunException.class)
                            .hasMessageContaining("longer than the limit");
                    assertThat(text(reader.readExactly(12))).isEqualTo("some dataAAA");
                });
    }

    @Test
    void readUntilAtTheEndGivesWhatWasThere() {
        reading((reader, peer) -> {
            feed(peer, "data");
            peer.writeEof();
            assertThatThrownBy(() -> reader.readUntil("!".getBytes(UTF_8)))
                    .isInstanceOfSatisfying(
                            IncompleteReadException.class,
                            e -> {
                                assertThat(text(e.partial())).isEqualTo("data");
                                assertThat(e.expected()).isEqualTo(-1);
                            });
        });
    }

    @Test
    void emptySeparatorsAreRefused() {
        reading((reader, peer) -> {
            assertThatThrownBy(() -> reader.readUntil(new byte[0]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Separator should be at least one-byte string");
            assertThatThrownBy(reader::readUntil)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Separator should contain at least one element");
        });
    }

    @Test
    void readExactlyWaitsForAllOfIt() {
        reading((reader, peer) -> {
            Task<byte[]> task = createTask(() -> reader.readExactly(6));
            for (String part : new String[] {"ab", "cd", "efgh"}) {
                sleep(0);
                feed(peer, part);
            }
            assertThat(text(task.await())).isEqualTo("abcdef");
            assertThat(reader.readExactly(0)).isEmpty();
            assertThat(text(reader.readExactly(2))).isEqualTo("gh");
        });
    }

    @Test
    void readExactlyAtTheEndGivesWhatWasThere() {
        reading((reader, peer) -> {
            feed(peer, "abc");
            peer.writeEof();
            assertThatThrownBy(() -> reader.readExactly(10))
                    .isInstanceOfSatisfying(
                            IncompleteReadException.class,
                            e -> {
                                assertThat(text(e.partial())).isEqualTo("abc");
                                assertThat(e.expected()).isEqualTo(10);
                            })
                    .hasMessage("The stream ended after 3 of 10 bytes");
        });
    }

    @Test
    void cancelledReadExactlyLosesNothing() {
        reading((reader, peer) -> {
            feed(peer, "abc");
            Task<byte[]> task = createTask(() -> reader.readExactly(6));
            sleep(0);
            sleep(0);
            task.cancel();
            waitAll(List.of(task));
            assertThat(task.cancelled()).isTrue();
            feed(peer, "def");
            assertThat(text(reader.readExactly(6))).isEqualTo("abcdef");
        });
    }

    @Test
    void secondReaderIsRefusedAndTheFirstLosesNothing() {
        reading((reader, peer) -> {
            Task<byte[]> first = createTask(() -> reader.readExactly(3));
            sleep(0);
            assertThatThrownBy(() -> reader.readExactly(100_000))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("Another task is reading");
            feed(peer, "abc");
            assertThat(text(first.await())).isEqualTo("abc");
        });
    }

    @Test
    void failureOfTheStreamIsThrown() {
        reading((reader, peer) -> {
            peer.abort();
            assertThatThrownBy(reader::readLine).isInstanceOf(ConnectionResetException.class);
        });
    }

    @Test
    void inputStreamReadsTheSameBytes() {
        reading((reader, peer) -> {
            feed(peer, "through an InputStream");
            peer.writeEof();
            InputStream in = reader.inputStream();
            assertThat(in.read()).isEqualTo('t');
            assertThat(text(in.readAllBytes())).isEqualTo("hrough an InputStream");
            assertThat(in.read()).isEqualTo(-1);
        });
    }

    @Test
    void limitMustBePositive() {
        VirtualLoop.run(() -> {
            MemoryStream stream = MemoryStream.pair().first();
            assertThatThrownBy(() -> new StreamReader(stream, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("limit must be positive, but is 0");
        });
    }

    @Test
    void textShowsBytesEndAndLimit() {
        reading(
                7,
                (reader, peer) ->
                        assertThat(reader.toString()).startsWith("<StreamReader 0 bytes limit=7 "));
    }
}
