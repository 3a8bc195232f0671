package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimerSnapshotTest {
    @Test
    void timersAreListedByTheirTimeWithWhatHappensThen() {
        VirtualLoop.run(() -> {
            EventLoop loop = Rondo.runningLoop();
            Duration now = loop.time();
            Task<?> sleeper = Rondo.createTask("sleeper", () -> Rondo.sleep(3));
            Task<?> limited =
                    Rondo.createTask(
                            "limited", () -> Rondo.timeout(2, () -> loop.createFuture().await()));
            Rondo.sleep(0);
            TimerHandle later = loop.callLater(Duration.ofSeconds(1), () -> {});
            MovableDeadline deadline = new MovableDeadline(loop, () -> {});
            deadline.setAfter(Duration.ofSeconds(1));
            deadline.setAfter(Duration.ofSeconds(4)); // moved, and not touched in the heap

            List<TimerSnapshot> timers = loop.timers();

            assertThat(timers)
                    .extracting(timer -> timer.due().minus(now).toSeconds())
                    .containsExactly(1L, 2L, 3L, 4L);
            assertThat(timers.get(0).what()).startsWith("<TimerHandle");
            assertThat(timers.get(1).what()).isEqualTo("limited, timeout");
            assertThat(timers.get(2).what()).startsWith("sleeper, sleep until");
            assertThat(timers.get(3).what()).startsWith("<MovableDeadline at");
            deadline.close();
            later.cancel();
            sleeper.cancel();
            limited.cancel();
        });
    }

    @Test
    void whatWaitsForEverIsNoTimer() {
        VirtualLoop.run(() -> {
            Task<?> task = Rondo.createTask(() -> Rondo.sleep(Duration.ofSeconds(Long.MAX_VALUE)));
            Rondo.sleep(0);
            assertThat(Rondo.runningLoop().timers()).isEmpty();
            task.cancel();
        });
    }

    @Test
    void anotherThreadIsRefused() throws Exception {
        Rondo.run(() -> {
            EventLoop loop = Rondo.runningLoop();
            Rondo.toThread(() ->
                    assertThatThrownBy(loop::timers)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("timers()"));
        });
    }
}
