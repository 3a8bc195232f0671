package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.gather;
import static dev.rondo.Rondo.sleep;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Task;
import dev.rondo.bytes.ByteQueue;
import dev.rondo.bytes.Span;
import dev.rondo.testing.VirtualLoop;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader's door for parsers promises, and whose memory is behind it. */
class ReaderDoorTest {
    private interface Scenario {
        void run(StreamReader reader, MemoryStream peer);
    }

    private static void reading(Scenario body) {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(1 << 20);
            body.run(new StreamReader(pair.first()), pair.second());
        });
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static String text(ByteQueue queue) {
        return UTF_8.decode(queue.view()).toString();
    }

    // ---- fill and tryFill

    @Test
    void fillWaitsForBytesAndPutsThemBehindThoseThatAreThere() {
        reading((reader, peer) -> {
            Task<Boolean> filling = createTask(reader::fill);
            sleep(0);
            assertThat(filling.done()).isFalse();
            peer.write(bytes("ab"));
            assertThat(filling.await()).isTrue();
            peer.write(bytes("cd"));
            assertThat(reader.fill()).isTrue();
            assertThat(text(reader.buffer())).isEqualTo("abcd");
        });
    }

    @Test
    void fillTellsTheEndAndLeavesWhatIsThere() {
        reading((reader, peer) -> {
            peer.write(bytes("half"));
            peer.writeEof();
            assertThat(reader.fill()).isTrue();
            assertThat(reader.fill()).isFalse();
            assertThat(reader.fill()).isFalse();
            assertThat(text(reader.buffer())).isEqualTo("half");
            assertThat(reader.atEof()).isFalse();
            reader.buffer().skip(4);
            assertThat(reader.atEof()).isTrue();
        });
    }

    @Test
    void tryFillNeverWaits() {
        reading((reader, peer) -> {
            assertThat(reader.tryFill()).isFalse();
            peer.write(bytes("ab"));
            assertThat(reader.tryFill()).isTrue();
            assertThat(reader.tryFill()).isFalse();
            assertThat(text(reader.buffer())).isEqualTo("ab");
            peer.writeEof();
            assertThat(reader.tryFill()).isFalse();
            assertThat(reader.fill()).isFalse();
        });
    }

    @Test
    void cancelledFillLosesNothingAndPositionsHold() {
        reading((reader, peer) -> {
            peer.write(bytes("abc"));
            reader.fill();
            reader.buffer().skip(1);
            Task<Boolean> filling = createTask(reader::fill);
            sleep(0);
            filling.cancel();
            assertThatThrownBy(filling::await).isInstanceOf(CancelledError.class);
            peer.write(bytes("d"));
            assertThat(reader.fill()).isTrue();
            assertThat(text(reader.buffer())).isEqualTo("bcd");
        });
    }

    @Test
    void bufferThatIsAtItsLimitIsNotFilled() {
        reading((reader, peer) -> {
            reader.setLimit(3);
            peer.write(bytes("abcd"));
            reader.fill();
            assertThatThrownBy(reader::fill)
                    .isInstanceOf(LimitOverrunException.class)
                    .hasMessageContaining("no end in 4 bytes");
            assertThatThrownBy(reader::tryFill).isInstanceOf(LimitOverrunException.class);
            reader.buffer().skip(2);
            peer.write(bytes("e"));
            assertThat(reader.fill()).isTrue();
            assertThat(text(reader.buffer())).isEqualTo("cde");
        });
    }

    @Test
    void otherTasksAreRefusedWhileOneFills() {
        reading((reader, peer) -> {
            Task<Boolean> filling = createTask(reader::fill);
            sleep(0);
            assertThatThrownBy(reader::buffer)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("Another task is reading from");
            assertThatThrownBy(reader::fill).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(reader::tryFill).isInstanceOf(IllegalStateException.class);
            peer.write(bytes("a"));
            assertThat(filling.await()).isTrue();
        });
    }

    @Test
    void bytesThatAStreamIsWritingBehindCannotBeTakenMeanwhile() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            StreamReader reader =
                    new StreamReader(
                            new Wrapped(pair.first()) {
                                @Override
                                public void waitReadable() {} // so it waits in the read
                            });
            pair.second().write(bytes("ab"));
            reader.fill();
            Task<Boolean> filling = createTask(reader::fill);
            sleep(0);
            assertThatThrownBy(() -> reader.read(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("Another task is reading from");
            assertThatThrownBy(reader::takeBuffered).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> reader.readLine()).isInstanceOf(IllegalStateException.class);
            pair.second().write(bytes("c"));
            assertThat(filling.await()).isTrue();
            assertThat(text(reader.buffer())).isEqualTo("abc");
        });
    }

    // ---- Mixed with the other reads

    @Test
    void parserAndOtherReadsTakeTurns() {
        reading((reader, peer) -> {
            peer.write(bytes("line\nxyzbody and\nmore"));
            assertThat(reader.nextLine()).contains("line");
            ByteQueue buffer = reader.buffer();
            assertThat(buffer.takeByte()).isEqualTo((byte) 'x');
            buffer.mark();
            buffer.skip(2);
            assertThat(new String(reader.readExactly(4), UTF_8)).isEqualTo("body");
            buffer.reset();
            assertThat(text(buffer)).isEqualTo("yzbody and\nmore");
            assertThat(reader.nextLine()).contains("yzbody and");
            assertThat(new String(reader.takeBuffered(), UTF_8)).isEqualTo("more");
            assertThat(reader.buffer()).isSameAs(buffer);
        });
    }

    // ---- Memory

    @Test
    void connectionsThatAreReadInOnePassUseTheSameMemory() {
        reading((reader, peer) -> {
            MemoryStream.Pair other = MemoryStream.pair();
            StreamReader second = new StreamReader(other.first());
            Task<String> a = createTask(() -> reader.nextLine().orElseThrow());
            Task<String> b = createTask(() -> second.nextLine().orElseThrow());
            sleep(0);
            peer.write(bytes("one\n"));
            other.second().write(bytes("two\n"));
            assertThat(gather(a, b).await()).containsExactly("one", "two");
            assertThat(BufferPool.current().spareBytes()).isEqualTo(BufferPool.LARGE);
        });
    }

    @Test
    void whatIsLeftAtThePassesEndMovesAndTheMemoryIsGivenBack() {
        reading((reader, peer) -> {
            peer.write(bytes("one\ntwo\n"));
            assertThat(reader.nextLine()).contains("one");
            ByteQueue buffer = reader.buffer();
            Span span = new Span().set(buffer, 0, 3);
            assertThat(span.toAscii()).isEqualTo("two");
            assertThat(BufferPool.current().spareBytes()).isZero();
            sleep(0);
            assertThat(BufferPool.current().spareBytes()).isEqualTo(BufferPool.LARGE);
            assertThatThrownBy(span::toAscii).isInstanceOf(IllegalStateException.class);
            assertThat(text(buffer)).isEqualTo("two\n");
            assertThat(reader.nextLine()).contains("two");
        });
    }

    @Test
    void aParserThatHasTakenAllGivesTheMemoryBackWhenItWaits() {
        reading((reader, peer) -> {
            peer.write(bytes("abc"));
            reader.fill();
            reader.buffer().skip(3);
            Task<Boolean> filling = createTask(reader::fill);
            sleep(0);
            assertThat(BufferPool.current().spareBytes()).isEqualTo(BufferPool.LARGE);
            assertThat(reader).asString().startsWith("<StreamReader 0 bytes");
            filling.cancel();
        });
    }

    @Test
    void aParserThatSaysThatItHasTakenAllGivesTheMemoryBackAtOnce() {
        reading((reader, peer) -> {
            peer.write(bytes("abc"));
            reader.fill();
            reader.buffer().skip(2);
            reader.taken();
            assertThat(BufferPool.current().spareBytes()).isZero();
            assertThat(text(reader.buffer())).isEqualTo("c");
            reader.buffer().skip(1);
            reader.taken();
            assertThat(BufferPool.current().spareBytes()).isEqualTo(BufferPool.LARGE);
            reader.taken();
            assertThat(BufferPool.current().spareBytes()).isEqualTo(BufferPool.LARGE);
            peer.write(bytes("de"));
            assertThat(new String(reader.readExactly(2), UTF_8)).isEqualTo("de");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 4 * 1024 + 1, 68 * 1024 + 1, 300 * 1024})
    void messagesOfAnySizeArriveInPiecesOfAnySize(int piece) {
        byte[] message = new byte[300 * 1024];
        for (int i = 0; i < message.length; i++) {
            message[i] = (byte) (i * 31 ^ i >> 8);
        }
        int length = Math.min(message.length, piece * 200);
        reading((reader, peer) -> {
            Task<byte[]> reads = createTask(() -> reader.readExactly(length));
            for (int at = 0; at < length; at += piece) {
                peer.write(ByteBuffer.wrap(message, at, Math.min(piece, length - at)));
                sleep(0);
            }
            assertThat(reads.await()).isEqualTo(java.util.Arrays.copyOf(message, length));
        });
    }

    @Test
    void lengthThatAPeerTellsTakesNoMemoryByItself() {
        reading((reader, peer) -> {
            peer.write(bytes("a"));
            Task<byte[]> reads = createTask(() -> reader.readExactly(1 << 30));
            sleep(0);
            peer.writeEof();
            assertThatThrownBy(reads::await).isInstanceOf(IncompleteReadException.class);
        });
    }
}
