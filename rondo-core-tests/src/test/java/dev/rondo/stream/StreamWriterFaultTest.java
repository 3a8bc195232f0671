package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A writer whose sending task is cancelled, fails or comes too late, and calls from elsewhere. */
class StreamWriterFaultTest {
    private static final int WINDOW = 10;

    private static void passes(int count) {
        for (int i = 0; i < count; i++) {
            sleep(0);
        }
    }

    /** Returns the tasks that came since, but the current one. */
    private static List<Task<?>> others(List<Task<?>> before) {
        List<Task<?>> others = new ArrayList<>(runningLoop().allTasks());
        others.removeAll(before);
        return others;
    }

    private static List<Task<?>> tasks() {
        return new ArrayList<>(runningLoop().allTasks());
    }

    @Test
    void abortBeforeTheSendingTaskBeganEndsAWaitingWrite() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(WINDOW);
            StreamWriter writer = new StreamWriter(pair.first());
            writer.setWriteBufferLimits(0, 0);
            createTask(writer::abort); // runs before the task that the write makes
            assertThatThrownBy(() -> writer.write(new byte[100]))
                    .isInstanceOf(StreamClosedException.class)
                    .hasMessageEndingWith("the writer was aborted");
        });
    }

    @Test
    void waitingWriteGoesOnWhenTheSendingTaskIsCancelled() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(WINDOW);
            StreamWriter writer = new StreamWriter(pair.first());
            writer.setWriteBufferLimits(0, 0);
            Task<?> writing = createTask(() -> writer.write(new byte[100]));
            List<Task<?>> before = tasks();
            passes(2);
            List<Task<?>> senders = others(before);
            assertThat(senders).hasSize(1);
            senders.getFirst().cancel();
            passes(3);
            assertThat(writing.done()).isFalse();
            assertThat(new StreamReader(pair.second()).readExactly(100)).hasSize(100);
            writing.await();
            assertThat(writer.buffered()).isZero();
        });
    }

    @Test
    void errorOfTheStreamReachesWhoWaits() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(WINDOW);
            runningLoop().setExceptionHandler(Optional.of((loop, report) -> {}));
            ByteStream broken =
                    new Wrapped(pair.first()) {
                        @Override
                        public void write(ByteBuffer source) {
                            throw new StackOverflowError("of the stream");
                        }
                    };
            StreamWriter writer = new StreamWriter(broken);
            writer.setWriteBufferLimits(0, 0);
            assertThatThrownBy(() -> writer.write(new byte[100]))
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseInstanceOf(StackOverflowError.class);
            assertThatThrownBy(writer::drain).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    void cancelledWriteEofCanBeRepeated() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(WINDOW);
            StreamWriter writer = new StreamWriter(pair.first());
            writer.write(new byte[100]);
            Task<?> ending = createTask(writer::writeEof);
            passes(3);
            ending.cancel();
            assertThatThrownBy(ending::await).isInstanceOf(CancelledError.class);
            assertThatThrownBy(() -> writer.write("x")).isInstanceOf(StreamClosedException.class);
            Task<byte[]> reading = createTask(new StreamReader(pair.second())::readAll);
            writer.writeEof();
            assertThat(reading.await()).hasSize(100);
            writer.writeEof();
        });
    }

    @Test
    void otherThreadsAreRefusedAndDisturbNothing() {
        Rondo.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            StreamWriter writer = new StreamWriter(pair.first());
            writer.write("a");
            List<ThrowingCallable> calls =
                    List.of(
                            () -> writer.write("x"),
                            () -> writer.write(new byte[10_000]),
                            () -> writer.withStream(stream -> ""),
                            writer::drain,
                            writer::flush,
                            writer::writeEof,
                            writer::close,
                            writer::abort);
            toThread(() ->
                    calls.forEach(call ->
                            assertThatThrownBy(call)
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasMessageContaining("Use callSoonThreadsafe()")));
            writer.write("b");
            writer.close();
            writer.waitClosed();
            assertThat(new StreamReader(pair.second()).readAll()).isEqualTo(new byte[] {'a', 'b'});
        });
    }

    @Test
    void closeAfterTheEndOfTheLoopIsQuiet() {
        List<StreamWriter> kept = new ArrayList<>();
        Rondo.run(() -> {
            kept.add(new StreamWriter(MemoryStream.pair().first()));
        });
        kept.getFirst().close();
        kept.getFirst().close();
        assertThat(kept.getFirst().isClosing()).isTrue();
    }

    @Test
    void closeThatGetsNoTaskAborts() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            StreamWriter writer = new StreamWriter(pair.first());
            Refusing.after(0, new IllegalStateException("no more tasks"));
            assertThatThrownBy(writer::close).hasMessage("no more tasks");
            Refusing.end();
            assertThat(pair.first().isClosed()).isTrue();
            writer.waitClosed();
        });
    }

    @Test
    void errorOfATaskFactoryLeavesWhatIsUnsentToTheNextCall() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(WINDOW);
            StreamWriter writer = new StreamWriter(pair.first());
            Refusing.after(0, new AssertionError("no more tasks"));
            assertThatThrownBy(() -> writer.write(new byte[10_000])).hasMessage("no more tasks");
            Refusing.end();
            Task<byte[]> reading =
                    createTask(() -> new StreamReader(pair.second()).readExactly(10_000));
            writer.flush();
            assertThat(reading.await()).hasSize(10_000);
        });
    }

    @Test
    void writeEofThatTheStreamRefusesChangesNothing() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            ByteStream whole =
                    new Wrapped(pair.first()) {
                        @Override
                        public boolean canWriteEof() {
                            return false;
                        }

                        @Override
                        public void writeEof() {
                            throw new UnsupportedOperationException("close it");
                        }
                    };
            StreamWriter writer = new StreamWriter(whole);
            assertThatThrownBy(writer::writeEof).isInstanceOf(UnsupportedOperationException.class);
            writer.write("more");
            writer.close();
            assertThat(new StreamReader(pair.second()).readAll()).hasSize(4);
        });
    }
}
