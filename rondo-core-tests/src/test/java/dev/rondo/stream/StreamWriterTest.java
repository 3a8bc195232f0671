package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.currentTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.waitAll;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.io.OutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamWriterTest {
    private interface Scenario {
        void run(StreamWriter writer, StreamReader peer, MemoryStream near) throws Exception;
    }

    private static void writing(int window, Scenario body) {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(window);
            try {
                body.run(
                        new StreamWriter(pair.first()),
                        new StreamReader(pair.second()),
                        pair.first());
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void writesOfOnePassGoOutTogetherAtItsEnd() {
        writing(
                1000,
                (writer, peer, near) -> {
                    writer.write("hello ");
                    writer.write("world");
                    assertThat(writer.buffered()).isEqualTo(11);
                    sleep(0);
                    assertThat(writer.buffered()).isZero();
                    assertThat(new String(peer.readExactly(11), UTF_8)).isEqualTo("hello world");
                });
    }

    @Test
    void drainSendsAtOnceAndReturnsWhenLittleIsLeft() {
        writing(
                1000,
                (writer, peer, near) -> {
                    writer.write("now");
                    writer.drain();
                    assertThat(writer.buffered()).isZero();
                    assertThat(new String(peer.readExactly(3), UTF_8)).isEqualTo("now");
                });
    }

    @Test
    void writeLinesAddsNoEnds() {
        writing(
                1000,
                (writer, peer, near) -> {
                    writer.writeLines(List.of("a\n".getBytes(UTF_8), "b".getBytes(UTF_8)));
                    writer.drain();
                    assertThat(new String(peer.readExactly(3), UTF_8)).isEqualTo("a\nb");
                });
    }

    @Test
    void writeAloneWaitsAtTheHighWaterMark() {
        writing(
                10,
                (writer, peer, near) -> {
                    writer.setWriteBufferLimits(20, 100);
                    Task<?> task =
                            createTask(() -> {
                                for (int i = 0; i < 1000; i++) {
                                    writer.write("0123456789");
                                }
                            });
                    for (int i = 0; i < 50; i++) {
                        sleep(0);
                    }
                    assertThat(task.done()).isFalse();
                    assertThat(writer.buffered()).isLessThanOrEqualTo(110);
                    Task<byte[]> reading = createTask(() -> peer.readExactly(10_000));
                    task.await();
                    writer.flush();
                    assertThat(reading.await()).hasSize(10_000);
                });
    }

    @Test
    void aCancelledSenderLeavesNobodyWaiting() {
        writing(
                10,
                (writer, peer, near) -> {
                    writer.write("x".repeat(50));
                    Task<?> flushing = createTask(writer::flush);
                    sleep(0);
                    for (Task<?> task : runningLoop().allTasks()) {
                        if (task != flushing && task != currentTask().orElseThrow()) {
                            task.cancel();
                        }
                    }
                    assertThat(peer.readExactly(50)).hasSize(50);
                    flushing.await();
                });
    }

    @Test
    void cancelledWriteKeepsWhatItBuffered() {
        writing(
                10,
                (writer, peer, near) -> {
                    writer.setWriteBufferLimits(0, 20);
                    Task<?> task = createTask(() -> writer.write("x".repeat(50)));
                    sleep(0);
                    sleep(0);
                    task.cancel();
                    waitAll(List.of(task));
                    assertThat(task.cancelled()).isTrue();
                    assertThat(peer.readExactly(50)).hasSize(50);
                });
    }

    @Test
    void tasksShareAWriterWithoutMixingTheirPieces() {
        writing(
                7,
                (writer, peer, near) -> {
                    List<Task<?>> tasks =
                            List.of(
                                    createTask(() -> writer.write("a".repeat(30))),
                                    createTask(() -> writer.write("b".repeat(30))));
                    Task<byte[]> reading = createTask(() -> peer.readExactly(60));
                    waitAll(tasks);
                    assertThat(new String(reading.await(), UTF_8))
                            .isEqualTo("a".repeat(30) + "b".repeat(30));
                });
    }

    @Test
    void closeSendsTheRestFirst() {
        writing(
                5,
                (writer, peer, near) -> {
                    writer.write("the rest of it");
                    writer.close();
                    assertThat(writer.isClosing()).isTrue();
                    assertThat(new String(peer.readAll(), UTF_8)).isEqualTo("the rest of it");
                    writer.waitClosed();
                    assertThat(near.isClosed()).isTrue();
                });
    }

    @Test
    void writingAfterCloseIsRefused() {
        writing(
                5,
                (writer, peer, near) -> {
                    writer.close();
                    assertThatThrownBy(() -> writer.write("x"))
                            .isInstanceOf(StreamClosedException.class);
                    writer.waitClosed();
                    writer.close();
                });
    }

    @Test
    void writeEofSendsTheRestAndEndsOneDirection() {
        writing(
                100,
                (writer, peer, near) -> {
                    writer.write("question");
                    writer.writeEof();
                    assertThat(new String(peer.readAll(), UTF_8)).isEqualTo("question");
                    assertThatThrownBy(() -> writer.write("x"))
                            .isInstanceOf(StreamClosedException.class);
                    assertThat(near.isClosed()).isFalse();
                });
    }

    @Test
    void failureOfTheStreamIsThrownByTheNextCall() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(5);
            StreamWriter writer = new StreamWriter(pair.first());
            writer.write("more than fits");
            sleep(0);
            pair.second().close();
            sleep(0);
            sleep(0);
            assertThatThrownBy(() -> writer.write("x")).isInstanceOf(StreamException.class);
            assertThatThrownBy(writer::drain).isInstanceOf(StreamException.class);
        });
    }

    @Test
    void anotherWriterOfTheStreamFailsTheWaitInsteadOfHangingIt() {
        writing(
                5,
                (writer, peer, near) -> {
                    Task<?> other = createTask(() -> near.write(java.nio.ByteBuffer.allocate(50)));
                    sleep(0);
                    writer.write("more than fits");
                    assertThatThrownBy(writer::flush)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageStartingWith("Another task is writing");
                    other.cancel();
                });
    }

    @Test
    void waitClosedAfterTheStreamBrokeReturns() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(5);
            StreamWriter writer = new StreamWriter(pair.first());
            writer.write("more than fits");
            pair.second().abort();
            writer.close();
            writer.waitClosed();
            assertThat(pair.first().isClosed()).isTrue();
        });
    }

    @Test
    void abortInTheMiddleOfAPieceIsWhatTheNextWriteTells() {
        writing(
                10,
                (writer, peer, near) -> {
                    writer.write(new byte[1000]);
                    sleep(0);
                    peer.readExactly(10);
                    sleep(0); // the flusher is behind a part of its piece
                    writer.abort();
                    assertThat(writer.buffered()).isZero();
                    sleep(0);
                    assertThatThrownBy(() -> writer.write("more"))
                            .isInstanceOf(StreamClosedException.class);
                });
    }

    @Test
    void abortDropsWhatIsBuffered() {
        writing(
                5,
                (writer, peer, near) -> {
                    writer.write("lost");
                    writer.abort();
                    assertThat(writer.buffered()).isZero();
                    assertThat(near.isClosed()).isTrue();
                });
    }

    @Test
    void limitsMustBeInOrder() {
        writing(
                5,
                (writer, peer, near) ->
                        assertThatThrownBy(() -> writer.setWriteBufferLimits(2, 1))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessage("high (1) must be >= low (2) must be >= 0"));
    }

    @Test
    void outputStreamWritesTheSameBytes() {
        writing(
                100,
                (writer, peer, near) -> {
                    OutputStream out = writer.outputStream();
                    out.write('a');
                    out.write("bc".getBytes(UTF_8));
                    out.flush();
                    assertThat(new String(peer.readExactly(3), UTF_8)).isEqualTo("abc");
                    out.close();
                    assertThat(near.isClosed()).isTrue();
                });
    }
}
