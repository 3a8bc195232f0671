package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static dev.rondo.Rondo.waitAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Action;
import dev.rondo.CancelledError;
import dev.rondo.RunnerOptions;
import dev.rondo.Task;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ByteStream} must do: one suite, run on memory, TCP, Unix sockets and TLS over
 * each, on every poller and both engines.
 */
public abstract class ByteStreamContract {
    /** Two ends of one connection. */
    public record Ends(ByteStream near, ByteStream far) {}

    /** A test's body. */
    interface Scenario {
        void run(ByteStream near, ByteStream far) throws Exception;
    }

    /** Returns a fresh connection. Called by a task. */
    protected abstract Ends connect();

    /** Returns how the loop is made. */
    protected RunnerOptions options() {
        return RunnerOptions.defaults();
    }

    private void scenario(Scenario body) {
        Action<Exception> main =
                () -> {
                    Ends ends = connect();
                    try {
                        body.run(ends.near(), ends.far());
                    } finally {
                        ends.near().abort();
                        ends.far().abort();
                    }
                };
        try {
            run(options(), main);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ByteStream stream, int length) {
        ByteBuffer target = ByteBuffer.allocate(length);
        while (target.hasRemaining() && stream.read(target) >= 0) {}
        return new String(target.array(), 0, target.position(), StandardCharsets.UTF_8);
    }

    private static byte[] random(int length) {
        byte[] data = new byte[length];
        new Random(7).nextBytes(data);
        return data;
    }

    @Test
    void deliversWhatWasWritten() {
        scenario((near, far) -> {
            near.write(bytes("hello"));
            assertThat(text(far, 5)).isEqualTo("hello");
            far.write(bytes("world"));
            assertThat(text(near, 5)).isEqualTo("world");
        });
    }

    @Test
    void readWaitsForTheFirstByte() {
        scenario((near, far) -> {
            Task<String> reader = createTask(() -> text(far, 2));
            sleep(0);
            assertThat(reader.done()).isFalse();
            near.write(bytes("ok"));
            assertThat(reader.await()).isEqualTo("ok");
        });
    }

    @Test
    void waitingForBytesTakesNone() {
        scenario((near, far) -> {
            Task<?> waiter = createTask(far::waitReadable);
            sleep(0);
            waiter.cancel();
            waitAll(List.of(waiter));
            near.write(bytes("ok"));
            far.waitReadable();
            assertThat(text(far, 2)).isEqualTo("ok");
            createTask(near::close); // TLS waits for the answer
            far.waitReadable();
            assertThat(far.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        });
    }

    @Test
    void readReturnsLessThanAskedWhenThereIsLess() {
        scenario((near, far) -> {
            near.write(bytes("abc"));
            ByteBuffer target = ByteBuffer.allocate(100);
            assertThat(far.read(target)).isEqualTo(3);
            assertThat(target.position()).isEqualTo(3);
        });
    }

    @Test
    void readLeavesWhatDoesNotFit() {
        scenario((near, far) -> {
            near.write(bytes("abcdef"));
            assertThat(text(far, 2)).isEqualTo("ab");
            assertThat(text(far, 4)).isEqualTo("cdef");
        });
    }

    @Test
    void readIntoNoRoomReturnsZeroAtOnce() {
        scenario((near, far) -> assertThat(far.read(ByteBuffer.allocate(0))).isZero());
    }

    @Test
    void readsAndWritesDirectBuffers() {
        scenario((near, far) -> {
            ByteBuffer source = ByteBuffer.allocateDirect(4).put(new byte[] {1, 2, 3, 4}).flip();
            near.write(source);
            assertThat(source.hasRemaining()).isFalse();
            ByteBuffer target = ByteBuffer.allocateDirect(4);
            while (target.hasRemaining()) {
                far.read(target);
            }
            assertThat(target.get(3)).isEqualTo((byte) 4);
        });
    }

    @Test
    void readsIntoThePartOfABufferThatIsFree() {
        scenario((near, far) -> {
            near.write(bytes("xy"));
            ByteBuffer target = ByteBuffer.allocate(8);
            target.position(3).limit(5);
            far.read(target);
            assertThat(target.array()[3]).isEqualTo((byte) 'x');
            assertThat(target.array()[2]).isZero();
        });
    }

    @Test
    void writesAReadOnlyBuffer() {
        scenario((near, far) -> {
            near.write(bytes("read-only").asReadOnlyBuffer());
            assertThat(text(far, 9)).isEqualTo("read-only");
        });
    }

    @Test
    void writesSeveralBuffersInOrder() {
        scenario((near, far) -> {
            near.write(bytes("one "), bytes("two "), bytes("three"));
            assertThat(text(far, 13)).isEqualTo("one two three");
        });
    }

    @Test
    void carriesMegabytesBothWaysAtOnce() {
        byte[] data = random(3_000_000);
        scenario((near, far) ->
                taskGroup(group -> {
                    group.createTask(() -> near.write(ByteBuffer.wrap(data)));
                    group.createTask(() -> far.write(ByteBuffer.wrap(data)));
                    for (ByteStream stream : List.of(near, far)) {
                        group.createTask(() -> {
                            ByteBuffer target = ByteBuffer.allocate(data.length);
                            while (target.hasRemaining()) {
                                assertThat(stream.read(target)).isPositive();
                            }
                            assertThat(Arrays.equals(target.array(), data)).isTrue();
                        });
                    }
                }));
    }

    @Test
    void writeWaitsWhileThePeerDoesNotRead() {
        scenario((near, far) -> {
            byte[] data = random(20_000_000); // more than any socket buffer
            Task<?> writer = createTask(() -> near.write(ByteBuffer.wrap(data)));
            for (int i = 0; i < 50; i++) {
                sleep(0);
            }
            assertThat(writer.done()).isFalse();
            ByteBuffer target = ByteBuffer.allocate(data.length);
            while (target.hasRemaining()) {
                far.read(target);
            }
            writer.await();
            assertThat(Arrays.equals(target.array(), data)).isTrue();
        });
    }

    @Test
    void cancelledWriteSaysWhatWasHandedOver() {
        scenario((near, far) -> {
            ByteBuffer source = ByteBuffer.wrap(random(20_000_000));
            Task<?> writer = createTask(() -> near.write(source));
            for (int i = 0; i < 20; i++) {
                sleep(0);
            }
            writer.cancel();
            waitAll(List.of(writer));
            assertThat(writer.cancelled()).isTrue();
            assertThat(source.position()).isLessThan(source.limit());
        });
    }

    @Test
    void cancelledReadLosesNoByte() {
        scenario((near, far) -> {
            Task<String> reader = createTask(() -> text(far, 3));
            sleep(0);
            reader.cancel();
            waitAll(List.of(reader));
            assertThat(reader.cancelled()).isTrue();
            near.write(bytes("abc"));
            assertThat(text(far, 3)).isEqualTo("abc");
        });
    }

    @Test
    void cancelInTheSameMomentAsTheByteLosesNothing() {
        scenario((near, far) -> {
            ByteBuffer target = ByteBuffer.allocate(3);
            Task<Integer> reader = createTask(() -> far.read(target));
            sleep(0);
            near.write(bytes("abc"));
            reader.cancel();
            waitAll(List.of(reader));
            String rest = text(far, 3 - target.position());
            assertThat(
                            new String(target.array(), 0, target.position(), StandardCharsets.UTF_8)
                                    + rest)
                    .isEqualTo("abc");
        });
    }

    @Test
    void closeEndsThePeersReadAfterWhatWasWritten() {
        scenario((near, far) -> {
            near.write(bytes("bye"));
            Task<?> closing = createTask(near::close);
            assertThat(text(far, 100)).isEqualTo("bye");
            assertThat(far.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            far.close();
            closing.await();
        });
    }

    @Test
    void endIsReportedAgainAndAgain() {
        scenario((near, far) -> {
            Task<?> closing = createTask(near::close);
            for (int i = 0; i < 3; i++) {
                assertThat(far.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            }
            far.close();
            closing.await();
        });
    }

    @Test
    void halfCloseLetsTheOtherDirectionGoOn() {
        scenario((near, far) -> {
            if (!near.canWriteEof()) {
                assertThatThrownBy(near::writeEof)
                        .isInstanceOf(UnsupportedOperationException.class);
                return;
            }
            near.write(bytes("question"));
            near.writeEof();
            near.writeEof(); // again: nothing
            assertThat(text(far, 100)).isEqualTo("question");
            far.write(bytes("answer"));
            assertThat(text(near, 6)).isEqualTo("answer");
            assertThatThrownBy(() -> near.write(bytes("more")))
                    .isInstanceOf(StreamClosedException.class);
        });
    }

    @Test
    void operationsOnAClosedStreamFail() {
        scenario((near, far) -> {
            near.abort();
            assertThat(near.isClosed()).isTrue();
            assertThatThrownBy(() -> near.read(ByteBuffer.allocate(1)))
                    .isInstanceOf(StreamClosedException.class);
            assertThatThrownBy(() -> near.write(bytes("x")))
                    .isInstanceOf(StreamClosedException.class);
            assertThatThrownBy(() -> near.tryWrite(bytes("x")))
                    .isInstanceOf(StreamClosedException.class);
            near.abort();
            near.close();
        });
    }

    @Test
    void abortWakesTheReaderOfTheSameEnd() {
        scenario((near, far) -> {
            Task<Integer> reader = createTask(() -> near.read(ByteBuffer.allocate(1)));
            sleep(0);
            near.abort();
            assertThatThrownBy(reader::await).isInstanceOf(StreamClosedException.class);
        });
    }

    @Test
    void abortWakesTheWriterOfTheSameEnd() {
        scenario((near, far) -> {
            Task<?> writer = createTask(() -> near.write(ByteBuffer.wrap(random(20_000_000))));
            for (int i = 0; i < 20; i++) {
                sleep(0);
            }
            near.abort();
            assertThatThrownBy(writer::await).isInstanceOf(StreamException.class);
        });
    }

    @Test
    void writingToAPeerThatIsGoneFails() {
        scenario((near, far) -> {
            far.abort();
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 1000; i++) {
                                    near.write(ByteBuffer.allocate(10_000));
                                }
                            })
                    .isInstanceOf(StreamException.class);
        });
    }

    @Test
    void secondReaderIsRefused() {
        scenario((near, far) -> {
            Task<Integer> reader = createTask(() -> far.read(ByteBuffer.allocate(1)));
            sleep(0);
            assertThatThrownBy(() -> far.read(ByteBuffer.allocate(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("Another task is reading");
            near.write(bytes("x"));
            assertThat(reader.await()).isEqualTo(1);
        });
    }

    @Test
    void secondWriterIsRefused() {
        scenario((near, far) -> {
            Task<?> writer = createTask(() -> near.write(ByteBuffer.wrap(random(20_000_000))));
            for (int i = 0; i < 20; i++) {
                sleep(0);
            }
            assertThatThrownBy(() -> near.write(bytes("x")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("Another task is writing");
            assertThat(near.tryWrite(bytes("x"))).isZero();
            writer.cancel();
            waitAll(List.of(writer));
        });
    }

    @Test
    void tryWriteTakesWhatFitsAndNeverWaits() {
        scenario((near, far) -> {
            ByteBuffer source = ByteBuffer.wrap(random(20_000_000));
            int total = 0;
            for (int count = near.tryWrite(source); count > 0; count = near.tryWrite(source)) {
                total += count;
            }
            assertThat(total).isEqualTo(source.position()).isPositive().isLessThan(source.limit());
        });
    }

    @Test
    void cancelledCloseClosesAllTheSame() {
        scenario((near, far) -> {
            Task<?> closing = createTask(near::close);
            sleep(0);
            closing.cancel();
            waitAll(List.of(closing));
            assertThat(near.isClosed()).isTrue();
        });
    }

    @Test
    void cancelledErrorPassesThroughARead() {
        scenario((near, far) -> {
            Task<?> reader =
                    createTask(() -> {
                        try {
                            far.read(ByteBuffer.allocate(1));
                        } catch (CancelledError e) {
                            return "cancelled";
                        }
                        return "read";
                    });
            sleep(0);
            reader.cancel();
            assertThat(reader.await()).isEqualTo("cancelled");
        });
    }

    @Test
    void textShowsWhatItIs() {
        scenario((near, far) -> {
            assertThat(near.toString()).startsWith("<").endsWith(">");
            near.abort();
            assertThat(near.toString()).contains("closed");
        });
    }
}
