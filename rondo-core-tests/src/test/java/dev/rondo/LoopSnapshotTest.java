package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.Engines;
import dev.rondo.testing.VirtualLoop;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** {@link EventLoop#snapshot} and the loop's text. */
class LoopSnapshotTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();

    @Test
    void newLoopIsEmpty() {
        assertThat(loop.snapshot())
                .isEqualTo(new LoopSnapshot(false, false, false, Engines.current(), 0, 0, 0, 0));
        loop.close();
    }

    @Test
    void closedLoopIsEmptyToo() {
        loop.callSoon(() -> {});
        loop.close();

        assertThat(loop.snapshot())
                .isEqualTo(new LoopSnapshot(false, true, false, Engines.current(), 0, 0, 0, 0));
    }

    @Test
    void countsTasksCallbacksAndTimers() {
        loop.createTask(() -> {});
        loop.createTask(() -> {});
        loop.callSoon(() -> {});
        loop.callLater(1, () -> {});
        loop.setDebug(true);

        assertThat(loop.snapshot())
                .isEqualTo(new LoopSnapshot(false, false, true, Engines.current(), 2, 3, 1, 0));

        loop.setDebug(false);
        virtual.runOnce();
        assertThat(loop.snapshot())
                .isEqualTo(new LoopSnapshot(false, false, false, Engines.current(), 0, 0, 1, 0));
        loop.close();
    }

    @Test
    void countsSleepingTasksAsTimers() {
        loop.createTask(() -> Rondo.sleep(1));
        virtual.runOnce();

        assertThat(loop.snapshot().tasks()).isEqualTo(1);
        assertThat(loop.snapshot().ready()).isZero();
        assertThat(loop.snapshot().timers()).isEqualTo(1);
        loop.runUntilComplete(() -> Rondo.sleep(java.time.Duration.ofSeconds(2), "done"));
        loop.close();
    }

    @Test
    void countsWorkWithOtherThreads() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        Future<String> work =
                loop.runInExecutor(() -> {
                    go.await();
                    return "done";
                });

        assertThat(loop.snapshot().outstanding()).isEqualTo(1);
        go.countDown();
        loop.runUntilComplete(work);
        assertThat(loop.snapshot().outstanding()).isZero();
        loop.close();
    }

    @Test
    void insideOfTheLoopItRuns() {
        LoopSnapshot inside = loop.runUntilComplete(loop::snapshot);

        assertThat(inside.running()).isTrue();
        assertThat(inside.tasks()).isEqualTo(1);
        assertThat(loop.snapshot().running()).isFalse();
        loop.close();
    }

    @Test
    void textTellsTheState() {
        String engine = " engine=" + Engines.current() + ">";
        assertThat(loop).hasToString("<EventLoop running=false closed=false debug=false" + engine);
        assertThat(loop.runUntilComplete(loop::toString))
                .isEqualTo("<EventLoop running=true closed=false debug=false" + engine);
        loop.setDebug(true);
        loop.close();
        assertThat(loop).hasToString("<EventLoop running=false closed=true debug=true" + engine);
    }
}
