package dev.rondo;

import static dev.rondo.Rondo.await;
import static dev.rondo.Rondo.callLater;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A poller knows which outstanding work may wait for the loop itself. */
class OutstandingTest {
    /** A clock that moves at once, whatever is outstanding, and notes what was. */
    private static final class Noting implements Clock, Poller {
        private final List<String> notes = new ArrayList<>();
        private long now;

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void poll(long timeoutNanos, Sink sink) {
            if (timeoutNanos > 0 && timeoutNanos != FOREVER) {
                notes.add(sink.uncertain() + " of " + sink.outstanding());
                now += timeoutNanos;
            }
        }

        @Override
        public void wakeUp() {}
    }

    private static List<String> notesOf(Action<RuntimeException> body) {
        Noting noting = new Noting();
        LoopOptions options = LoopOptions.defaults().withClock(noting).withPoller(() -> noting);
        Rondo.run(RunnerOptions.defaults().withLoopFactory(() -> EventLoop.create(options)), body);
        return noting.notes;
    }

    @Test
    void aStageIsUncertainAsTheLoopMayCompleteIt() {
        List<String> notes =
                notesOf(() -> {
                    CompletableFuture<String> stage = new CompletableFuture<>();
                    callLater(1, () -> stage.complete("done"));
                    assertThat(await(stage)).isEqualTo("done");
                    sleep(1);
                });
        assertThat(notes).containsExactly("1 of 1", "0 of 0");
    }

    @Test
    void whoWaitsOutsideForATaskIsUncertain() {
        List<String> notes =
                notesOf(() -> {
                    Task<?> sleeper = createTask(() -> sleep(1));
                    CompletableFuture<?> outside = sleeper.toCompletableFuture();
                    sleeper.await();
                    assertThat(runningLoop().time()).isEqualTo(Duration.ofSeconds(1));
                    sleep(1);
                    assertThat(outside).isCompleted();
                });
        assertThat(notes).containsExactly("1 of 0", "0 of 0");
    }
}
