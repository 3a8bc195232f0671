package dev.rondo.sync;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Work that is counted, in every kind of queue. */
@ParameterizedClass
@EnumSource(QueueKind.class)
class QueueJoinTest {
    private final QueueKind kind;
    private final Queue<Integer> queue;

    QueueJoinTest(QueueKind kind) {
        this.kind = kind;
        this.queue = kind.create(0);
    }

    @Test
    void taskDoneOfNothingIsRefused() {
        assertThatThrownBy(queue::taskDone)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "taskDone() called too many times: <"
                                + kind.className()
                                + " size=0>\nCall it once for each item that get() returned");
    }

    @Test
    void joinWaitsForTheWorkOnAllItems() {
        VirtualLoop.run(() -> {
            for (int i = 0; i < 100; i++) {
                queue.putNow(i);
            }
            int[] sum = {0};
            boolean[] running = {true};
            taskGroup(g -> {
                for (int i = 0; i < 2; i++) {
                    g.createTask(() -> {
                        while (running[0]) {
                            sum[0] += queue.get();
                            queue.taskDone();
                        }
                    });
                }
                queue.join();
                assertThat(sum[0]).isEqualTo(99 * 100 / 2);
                running[0] = false;
                queue.putNow(0);
                queue.putNow(0);
            });
        });
    }

    @Test
    void joinReturnsAtOnceWhenThereIsNoWork() {
        VirtualLoop.run(() -> {
            boolean[] otherRan = {false};
            createTask(() -> {
                otherRan[0] = true;
            });
            queue.join();
            queue.join();
            assertThat(otherRan[0]).isFalse();
        });
    }

    @Test
    void showsHowMuchWorkIsLeft() {
        assertThat(queue).hasToString("<" + kind.className() + " size=0>");
        queue.putNow(1);
        queue.putNow(2);
        queue.getNow();
        queue.getNow();
        assertThat(queue).hasToString("<" + kind.className() + " size=0 unfinished=2>");
    }

    // ---- Beyond CPython's cases

    @Test
    void itemHandedToATaskThatWaitsCountsAsWork() {
        VirtualLoop.run(() -> {
            Task<Integer> getter = createTask(queue::get);
            sleep(0);
            queue.putNow(1);
            Task<?> joiner = createTask(queue::join);
            sleep(0);
            assertThat(getter.done()).isTrue();
            assertThat(joiner.done()).isFalse();
            queue.taskDone();
            joiner.await();
        });
    }

    @Test
    void cancelledJoinLeavesNoWaiter() {
        VirtualLoop.run(() -> {
            queue.putNow(1);
            Task<?> joiner = createTask(queue::join);
            sleep(0);
            assertThat(queue.snapshot().joiners()).isEqualTo(1);
            joiner.cancel();
            assertThatThrownBy(joiner::await).isInstanceOf(CancelledError.class);
            assertThat(queue.snapshot().joiners()).isZero();
        });
    }
}
