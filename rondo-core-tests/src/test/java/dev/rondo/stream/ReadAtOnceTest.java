package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.waitAll;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader's reads that do not suspend, that hand over, or that go straight into a buffer. */
class ReadAtOnceTest {
    private interface Scenario {
        void run(StreamReader reader, MemoryStream peer);
    }

    private static void reading(Scenario body) {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            body.run(new StreamReader(pair.first()), pair.second());
        });
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static String text(ByteBuffer target) {
        return UTF_8.decode(target.duplicate().flip()).toString();
    }

    // ---- tryRead

    @Test
    void tryReadTakesWhatIsThereAndNeverWaits() {
        reading((reader, peer) -> {
            ByteBuffer target = ByteBuffer.allocate(10);
            assertThat(reader.tryRead(target)).isZero();
            peer.write(bytes("abc"));
            assertThat(reader.tryRead(target)).isEqualTo(3);
            assertThat(reader.tryRead(target)).isZero();
            assertThat(text(target)).isEqualTo("abc");
            peer.writeEof();
            assertThat(reader.tryRead(target)).isEqualTo(-1);
            assertThat(reader.tryRead(ByteBuffer.allocate(0))).isZero();
            assertThat(reader.atEof()).isTrue();
        });
    }

    @Test
    void tryReadTakesWhatIsBufferedFirst() {
        reading((reader, peer) -> {
            peer.write(bytes("line\nrest"));
            assertThat(reader.nextLine()).contains("line");
            peer.write(bytes(" of it"));
            ByteBuffer target = ByteBuffer.allocate(20);
            assertThat(reader.tryRead(target)).isEqualTo(4);
            assertThat(reader.tryRead(target)).isEqualTo(6);
            assertThat(text(target)).isEqualTo("rest of it");
        });
    }

    @Test
    void tryReadIsRefusedWhileAnotherTaskReads() {
        reading((reader, peer) -> {
            Task<?> other = createTask(() -> reader.read(1));
            sleep(0);
            assertThatThrownBy(() -> reader.tryRead(ByteBuffer.allocate(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("Another task is reading");
            other.cancel();
            waitAll(List.of(other));
        });
    }

    // ---- Handing over

    @Test
    void takeBufferedHandsOverWhatCameBehindTheLastMessage() {
        reading((reader, peer) -> {
            assertThat(reader.takeBuffered()).isEmpty();
            peer.write(bytes("UPGRADE\nfirst frame"));
            assertThat(reader.nextLine()).contains("UPGRADE");
            assertThat(reader.takeBuffered()).isEqualTo("first frame".getBytes(UTF_8));
            assertThat(reader.buffered()).isZero();
            peer.write(bytes("back\n"));
            assertThat(reader.nextLine()).contains("back");
        });
    }

    // ---- readExactly into a buffer

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 9, 10})
    void readExactlyFillsABufferHoweverTheBytesArrive(int piece) {
        reading((reader, peer) -> {
            ByteBuffer target = ByteBuffer.allocate(12).position(1).limit(11);
            Task<?> reading = createTask(() -> reader.readExactly(target));
            byte[] data = "0123456789behind".getBytes(UTF_8);
            for (int at = 0; at < data.length; at += piece) {
                sleep(0);
                peer.write(ByteBuffer.wrap(data, at, Math.min(piece, data.length - at)));
            }
            reading.await();
            assertThat(target.position()).isEqualTo(11);
            assertThat(new String(target.array(), 1, 10, UTF_8)).isEqualTo("0123456789");
            assertThat(reader.readExactly(6)).isEqualTo("behind".getBytes(UTF_8));
        });
    }

    @Test
    void anEndInTheMiddleLeavesTheBufferAsItWasAndTellsWhatCame() {
        reading((reader, peer) -> {
            peer.write(bytes("abc"));
            peer.writeEof();
            ByteBuffer target = ByteBuffer.allocate(10);
            assertThatThrownBy(() -> reader.readExactly(target))
                    .isInstanceOfSatisfying(
                            IncompleteReadException.class,
                            e -> assertThat(e.partial()).isEqualTo("abc".getBytes(UTF_8)));
            assertThat(target.position()).isZero();
        });
    }

    @Test
    void aCancelledReadExactlyLosesNothing() {
        reading((reader, peer) -> {
            ByteBuffer target = ByteBuffer.allocate(10);
            Task<?> reading = createTask(() -> reader.readExactly(target));
            sleep(0);
            peer.write(bytes("abc"));
            sleep(0);
            reading.cancel();
            waitAll(List.of(reading));
            assertThat(target.position()).isZero();
            peer.write(bytes("defghij"));
            assertThat(reader.readExactly(10)).isEqualTo("abcdefghij".getBytes(UTF_8));
        });
    }
}
