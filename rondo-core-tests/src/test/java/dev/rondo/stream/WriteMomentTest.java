package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Action;
import dev.rondo.EventLoop;
import dev.rondo.LoopOptions;
import dev.rondo.Poller;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When what was written leaves, traced with the loop's polls, and in how many calls. */
class WriteMomentTest {
    private final List<String> events = new ArrayList<>();

    /** Tells of each call that sends. */
    private final class Logging extends Wrapped {
        Logging(ByteStream inner) {
            super(inner);
        }

        @Override
        public int tryWrite(ByteBuffer source) {
            events.add("send " + UTF_8.decode(source.duplicate()));
            return super.tryWrite(source);
        }

        @Override
        public long tryWrite(ByteBuffer... sources) {
            StringBuilder text = new StringBuilder("gather");
            long count = 0;
            for (ByteBuffer source : sources) {
                text.append(' ').append(source.remaining());
                count += super.tryWrite(source);
            }
            events.add(text.toString());
            return count;
        }
    }

    private StreamWriter writer() {
        return new StreamWriter(new Logging(MemoryStream.pair().first()));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private void traced(Action<RuntimeException> body) {
        Poller parking = Poller.parking();
        Poller logging =
                new Poller() {
                    @Override
                    public void poll(long timeoutNanos, Sink sink) {
                        events.add("poll");
                        parking.poll(timeoutNanos, sink);
                    }

                    @Override
                    public void wakeUp() {
                        parking.wakeUp();
                    }
                };
        try (EventLoop loop = EventLoop.create(LoopOptions.defaults().withPoller(() -> logging))) {
            loop.runUntilComplete(body);
        }
    }

    @Test
    void smallPiecesOfATaskLeaveAsOneAtTheEndOfTheSamePassBeforeTheNextPoll() {
        traced(() -> {
            StreamWriter writer = writer();
            sleep(0);
            events.clear();
            writer.write("one ");
            writer.write("two ");
            writer.write(bytes("three"));
            createTask(() -> events.add("next pass"));
            events.add("written");
            sleep(0);
            sleep(0);
        });
        assertThat(events).startsWith("written", "send one two three", "poll", "next pass");
    }

    @Test
    void whatSeveralTasksWroteInAPassLeavesInOneCall() {
        traced(() -> {
            StreamWriter writer = writer();
            createTask(() -> writer.write("a"));
            createTask(() -> writer.write("b"));
            createTask(() -> events.add("third"));
            sleep(0);
            sleep(0);
        });
        assertThat(events).containsSubsequence("third", "send ab", "poll");
        assertThat(events).doesNotContain("send a", "send b");
    }

    @Test
    void whatACallbackWroteLeavesInItsPassToo() {
        traced(() -> {
            StreamWriter writer = writer();
            runningLoop().callSoon(() -> writer.write("x"));
            runningLoop().callSoon(() -> events.add("later"));
            sleep(0);
            sleep(0);
        });
        assertThat(events).containsSubsequence("later", "send x", "poll");
    }

    @Test
    void drainedBytesAreNotSentAgainAtThePassEnd() {
        traced(() -> {
            StreamWriter writer = writer();
            writer.write("x");
            writer.drain();
            writer.write("y");
            sleep(0);
            sleep(0);
        });
        assertThat(events).containsSubsequence("send x", "send y");
        assertThat(events).containsOnlyOnce("send x", "send y");
    }

    @Test
    void aLargePieceTakesTheSmallOnesBeforeItAlongInOneCall() {
        traced(() -> {
            StreamWriter writer = writer();
            sleep(0);
            events.clear();
            writer.write("head");
            writer.write(new byte[5000]);
            writer.write(bytes("x"), ByteBuffer.allocate(3000), ByteBuffer.allocate(2000));
            writer.writeLines(List.of(new byte[3000], new byte[4000]));
            assertThat(events)
                    .containsExactly("gather 4 5000", "gather 1 3000 2000", "gather 3000 4000");
            assertThat(writer.buffered()).isZero();
        });
    }

    @Test
    void smallBuffersWrittenTogetherWaitForThePassEnd() {
        traced(() -> {
            StreamWriter writer = writer();
            writer.write(bytes("a"), bytes("b"));
            assertThat(writer.buffered()).isEqualTo(2);
            sleep(0);
            assertThat(events).contains("send ab");
        });
    }
}
