package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.waitAll;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sends what a stream refused, and what a cancellation or a failure makes of it. */
class OutboxTest {
    private static final int WINDOW = 10;

    private interface Scenario {
        void run(Outbox out, MemoryStream near, StreamReader peer);
    }

    /** Runs a body on an outbox over memory that holds ten bytes. */
    private static void outbox(Scenario body) {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(WINDOW);
            Outbox out = new Outbox(runningLoop(), pair.first(), "the test", OutboxOwner.NOBODY);
            body.run(out, pair.first(), new StreamReader(pair.second()));
        });
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static void passes(int count) {
        for (int i = 0; i < count; i++) {
            sleep(0);
        }
    }

    private static List<Task<?>> senders() {
        return runningLoop().allTasks().stream()
                .<Task<?>>map(task -> task)
                .filter(task -> task.name().startsWith("sender of"))
                .toList();
    }

    // ---- Who

    @Test
    void aPeerThatKeepsUpCostsNoTask() {
        outbox((out, near, peer) -> {
            out.add(bytes("0123456789"));
            assertThat(out.isIdle()).isFalse();
            sleep(0);
            assertThat(out.isIdle()).isTrue();
            assertThat(senders()).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 500, 5_000, 70_000, 400_000})
    void whatTheStreamRefusesIsSentInOrderByOneTask(int length) {
        outbox((out, near, peer) -> {
            byte[] data = new byte[length];
            for (int i = 0; i < length; i++) {
                data[i] = (byte) (i * 31);
            }
            out.put(ByteBuffer.wrap(data, 0, length / 2));
            out.put(ByteBuffer.wrap(data, length / 2, length - length / 2));
            out.sendInBackground();
            assertThat(out.size()).isEqualTo(length - WINDOW);
            assertThat(senders()).hasSize(1);
            Task<byte[]> reading = createTask(() -> peer.readExactly(length));
            out.flush();
            assertThat(reading.await()).isEqualTo(data);
            sleep(0);
            assertThat(senders()).isEmpty();
        });
    }

    @Test
    void whatIsAppendedWhileATaskSendsComesBehind() {
        outbox((out, near, peer) -> {
            out.put(bytes("a".repeat(30)));
            out.sendInBackground();
            passes(2);
            out.add(bytes("b".repeat(30)));
            out.put(bytes("c".repeat(5000)));
            assertThat(new String(peer.readExactly(5060), UTF_8))
                    .isEqualTo("a".repeat(30) + "b".repeat(30) + "c".repeat(5000));
        });
    }

    @Test
    void theCallerOfFlushHereSendsItself() {
        outbox((out, near, peer) -> {
            out.put(bytes("x".repeat(50)));
            Task<?> flushing = createTask(out::flushHere);
            passes(2);
            assertThat(senders()).isEmpty();
            assertThat(out.isSending()).isTrue();
            assertThat(peer.readExactly(50)).hasSize(50);
            flushing.await();
            assertThat(out.isIdle()).isTrue();
        });
    }

    @Test
    void anOwnerThatWritesWhenSomethingWasTakenComesBehindWhatWasLeft() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(WINDOW);
            Outbox[] out = new Outbox[1];
            boolean[] written = new boolean[1];
            OutboxOwner owner =
                    new OutboxOwner() {
                        @Override
                        public void shrunk() {
                            if (!written[0]) {
                                written[0] = true;
                                out[0].put(bytes("last"));
                            }
                        }
                    };
            out[0] = new Outbox(runningLoop(), pair.first(), "the test", owner);
            out[0].add(bytes("first"));
            out[0].put(bytes(" second"));
            out[0].sendInBackground();
            assertThat(new StreamReader(pair.second()).readExactly(16))
                    .isEqualTo("first secondlast".getBytes(UTF_8));
        });
    }

    // ---- Cancelling, at every moment

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
    void cancellingTheSenderAtAnyMomentLosesNothing(int moment) {
        outbox((out, near, peer) -> {
            out.put(bytes("x".repeat(35)));
            Task<?> flushing = createTask(out::flush);
            Task<byte[]> reading = createTask(() -> peer.readExactly(35));
            passes(moment);
            senders().forEach(task -> task.cancel());
            assertThat(reading.await()).hasSize(35);
            flushing.await();
            assertThat(out.isIdle()).isTrue();
        });
    }

    @Test
    void aCancelledSenderLeavesTheRestToTheNextWrite() {
        outbox((out, near, peer) -> {
            out.put(bytes("x".repeat(35)));
            out.sendInBackground();
            passes(2);
            senders().forEach(task -> task.cancel());
            passes(2);
            assertThat(out.isSending()).isFalse();
            assertThat(out.size()).isEqualTo(25);
            out.add(bytes("y"));
            assertThat(peer.readExactly(36)).endsWith('y');
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void cancellingAFlushAtAnyMomentLosesNothingAndDisturbsNobody(int moment) {
        outbox((out, near, peer) -> {
            out.put(bytes("x".repeat(35)));
            Task<?> first = createTask(out::flush);
            Task<?> second = createTask(out::flush);
            Task<byte[]> reading = createTask(() -> peer.readExactly(35));
            passes(moment);
            first.cancel();
            second.await();
            assertThat(reading.await()).hasSize(35);
            waitAll(List.of(first));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void cancellingTheCallerThatSendsLeavesTheRestToThePassEnd(int moment) {
        outbox((out, near, peer) -> {
            out.put(bytes("x".repeat(35)));
            Task<?> flushing = createTask(out::flushHere);
            Task<byte[]> reading = createTask(() -> peer.readExactly(35));
            passes(moment);
            flushing.cancel();
            waitAll(List.of(flushing));
            passes(1);
            out.flush();
            assertThat(reading.await()).hasSize(35);
        });
    }

    @Test
    void anEndOfTheLoopInTheMiddleLeavesNobodySendingAgainAndAgain() {
        outbox((out, near, peer) -> {
            out.put(bytes("x".repeat(35)));
            createTask(out::flushHere);
            createTask(() -> {
                try {
                    out.flush();
                } catch (CancelledError e) {
                    out.add(bytes("last words"));
                    throw e;
                }
            });
            passes(2);
        }); // and the loop ends
    }

    // ---- Waiting

    @Test
    void waitsAreNamedForWhatTheyWaitFor() {
        outbox((out, near, peer) -> {
            out.put(bytes("x".repeat(35)));
            out.setLimits(new WriteBufferLimits(5, 10));
            Task<?> flushing = createTask(out::flush);
            Task<?> draining = createTask(out::drain);
            passes(2);
            assertThat(flushing.snapshot().waitingOn()).contains("flush of the test");
            assertThat(draining.snapshot().waitingOn()).contains("drain of the test");
            assertThat(senders().getFirst().snapshot().waitingOn())
                    .startsWith("write to <MemoryStream");
            assertThat(peer.readExactly(35)).hasSize(35);
            flushing.await();
            draining.await();
        });
    }

    @Test
    void drainReturnsAtTheLowMarkAndFlushAtTheEnd() {
        outbox((out, near, peer) -> {
            out.setLimits(new WriteBufferLimits(5000, 9000));
            out.put(ByteBuffer.allocate(300_000)); // two batches
            Task<?> draining = createTask(out::drain);
            Task<?> flushing = createTask(out::flush);
            Task<byte[]> reading = createTask(() -> peer.readExactly(300_000));
            draining.await();
            reading.await();
            flushing.await();
            assertThat(out.isIdle()).isTrue();
        });
    }

    // ---- Failing and ending

    @Test
    void aFailureOfTheStreamReachesEveryWaiterAndEveryLaterCall() {
        outbox((out, near, peer) -> {
            out.setLimits(new WriteBufferLimits(0, 0));
            out.put(bytes("x".repeat(35)));
            Task<?> flushing = createTask(out::flush);
            Task<?> draining = createTask(out::drain);
            passes(2);
            near.abort();
            assertThatThrownBy(flushing::await).isInstanceOf(StreamException.class);
            assertThatThrownBy(draining::await).isInstanceOf(StreamException.class);
            assertThatThrownBy(out::flush).isInstanceOf(StreamException.class);
            assertThatThrownBy(out::flushHere).isInstanceOf(StreamException.class);
            assertThatThrownBy(out::throwFailure).isInstanceOf(StreamException.class);
            out.add(bytes("dropped"));
            out.put(bytes("dropped"));
            assertThat(out.size()).isZero();
        });
    }

    @Test
    void aFailureAtThePassEndIsToldByTheNextCallAndNotReported() {
        outbox((out, near, peer) -> {
            out.add(bytes("x"));
            near.abort();
            sleep(0);
            assertThatThrownBy(out::flush).isInstanceOf(StreamClosedException.class);
        });
    }

    @Test
    void anErrorOfTheStreamFailsTheCallerThatSends() {
        VirtualLoop.run(() -> {
            ByteStream broken =
                    new Wrapped(MemoryStream.pair(WINDOW).first()) {
                        @Override
                        public void write(ByteBuffer source) {
                            throw new StackOverflowError("of the stream");
                        }
                    };
            Outbox out = new Outbox(runningLoop(), broken, "the test", OutboxOwner.NOBODY);
            out.put(bytes("x".repeat(35)));
            assertThatThrownBy(out::flushHere).isInstanceOf(StackOverflowError.class);
            assertThatThrownBy(out::flush)
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseInstanceOf(StackOverflowError.class);
        });
    }

    @Test
    void theEndWakesWhoWaitsWithoutAFailure() {
        outbox((out, near, peer) -> {
            out.put(bytes("x".repeat(35)));
            Task<?> flushing = createTask(out::flush);
            passes(2);
            out.end();
            near.abort();
            flushing.await();
            out.add(bytes("dropped"));
            assertThat(out.size()).isZero();
        });
    }

    // ---- A lent stream

    @Test
    void whatIsWrittenWhileTheStreamIsLentGoesOutAfterwards() {
        outbox((out, near, peer) -> {
            out.hold();
            out.add(bytes("small"));
            out.put(bytes("large"));
            passes(2);
            assertThat(out.size()).isEqualTo(10);
            Task<?> flushing = createTask(out::flush);
            passes(2);
            assertThat(flushing.done()).isFalse();
            out.goOn(near);
            flushing.await();
            assertThat(peer.readExactly(10)).isEqualTo("smalllarge".getBytes(UTF_8));
        });
    }

    @Test
    void aFailureWhileTheStreamIsLentEndsTheWait() {
        outbox((out, near, peer) -> {
            out.hold();
            Task<?> flushing = createTask(out::flush);
            passes(2);
            out.fail(new IllegalStateException("lost"));
            assertThatThrownBy(flushing::await).hasMessage("lost");
            out.goOn(near);
            assertThatThrownBy(out::flush).hasMessage("lost");
        });
    }
}
