package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;
import static dev.rondo.Rondo.waitAll;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.testing.VirtualLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A peer that sends a byte a second, or takes one, in virtual time. */
class SlowPeerTest {
    private static final int WINDOW = 16;

    private static Task<?> drip(ByteStream stream, String text) {
        return createTask(() -> {
            for (byte b : text.getBytes(UTF_8)) {
                sleep(1);
                stream.write(ByteBuffer.wrap(new byte[] {b}));
            }
        });
    }

    @Test
    void lineArrivesWithItsLastByte() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            Task<?> dripping = drip(pair.second(), "slow line\n");
            StreamReader reader = new StreamReader(pair.first());
            assertThat(reader.nextLine()).contains("slow line");
            assertThat(runningLoop().time()).isEqualTo(Duration.ofSeconds(10));
            dripping.await();
        });
    }

    @Test
    void readsThatTimeOutLoseNoByteOfIt() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            Task<?> dripping = drip(pair.second(), "abcdefgh");
            StreamReader reader = new StreamReader(pair.first());
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(
                                () -> timeout(Duration.ofMillis(2500), () -> reader.readExactly(8)))
                        .isInstanceOf(TimeoutException.class);
            }
            assertThat(reader.buffered()).isEqualTo(7);
            assertThat(reader.readExactly(8)).isEqualTo("abcdefgh".getBytes(UTF_8));
            dripping.await();
        });
    }

    @Test
    void writerWaitsForAPeerThatTakesAByteASecond() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(WINDOW);
            Task<?> sipping =
                    createTask(() -> {
                        for (int i = 0; i < 20; i++) {
                            sleep(1);
                            pair.second().read(ByteBuffer.allocate(1));
                        }
                    });
            ByteBuffer source = ByteBuffer.allocate(WINDOW + 20);
            Task<?> writing = createTask(() -> pair.first().write(source));
            sleep(5.5);
            assertThat(source.position()).isEqualTo(WINDOW + 5);
            writing.await();
            assertThat(runningLoop().time()).isEqualTo(Duration.ofSeconds(20));
            sipping.await();
        });
    }

    @Test
    void closeWaitsForASlowPeerOnlyUntilItIsCancelled() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(WINDOW);
            Connection connection = new Connection(pair.first());
            Task<?> closing =
                    createTask(() -> {
                        connection.writer().write(new byte[100]);
                        connection.close();
                    });
            sleep(1);
            assertThat(closing.done()).isFalse();
            closing.cancel();
            waitAll(List.of(closing));
            assertThat(closing.cancelled()).isTrue();
            assertThat(connection.stream().isClosed()).isTrue();
            assertThat(connection.writer().buffered()).isZero();
        });
    }

    @Test
    void endOfADirectionEndsTheWriteThatWaitsInIt() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(WINDOW);
            Task<?> writing = createTask(() -> pair.first().write(ByteBuffer.allocate(100)));
            sleep(0);
            pair.first().writeEof();
            assertThatThrownBy(writing::await)
                    .isInstanceOf(StreamClosedException.class)
                    .hasMessageEndingWith("writeEof() was called");
        });
    }
}
