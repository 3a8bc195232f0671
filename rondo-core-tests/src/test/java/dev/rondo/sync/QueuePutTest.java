package dev.rondo.sync;

import static dev.rondo.Rondo.callLater;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueuePutTest {
    @Test
    void putDoesNotSuspendWithoutAMaximumSize() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new Queue<>();
            List<String> others = new ArrayList<>();
            createTask(() -> others.add("ran"));
            queue.put(1);
            assertThat(queue.get()).isEqualTo(1);
            assertThat(others).isEmpty();
        });
    }

    @Test
    void putSuspendsUntilThereIsRoom() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new Queue<>(1);
            Event started = new Event();
            callLater(0.01, queue::getNow);
            Task<?> putter =
                    createTask(() -> {
                        started.set();
                        queue.put(1);
                        queue.put(2);
                    });
            started.await();
            assertThat(putter.done()).isFalse();
            putter.await();
            assertThat(queue.getNow()).isEqualTo(2);
        });
    }

    @Test
    void putNowPutsWhenThereIsRoom() {
        Queue<Integer> queue = new Queue<>();
        queue.putNow(1);
        assertThat(queue.getNow()).isEqualTo(1);
    }

    @Test
    void itemOfAPutterThatIsCancelledAfterItGotInIsThereOnce() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new Queue<>(1);
            queue.putNow(1);
            Task<?> writer = createTask(() -> queue.put(2));
            sleep(0);
            assertThat(queue.getNow()).isEqualTo(1);
            writer.cancel();
            writer.await(); // it got in
            assertThat(queue.getNow()).isEqualTo(2);
            assertThat(queue.size()).isZero();
        });
    }

    @Test
    void putNowRefusesAFullQueue() {
        Queue<Integer> queue = new Queue<>(1);
        queue.putNow(1);
        assertThatThrownBy(() -> queue.putNow(2))
                .isInstanceOf(QueueFullException.class)
                .hasMessage(
                        """
                        Queue is full: putNow() on <Queue size=1/1 unfinished=1>
                        put() waits, tryPut() tells\
                        """);
    }

    @Test
    void putThatNeedNotWaitIsDoneWhenTheItemIsTaken() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new Queue<>();
            Task<Boolean> putter =
                    createTask(() -> {
                        queue.put(1);
                        return true;
                    });
            assertThat(queue.get()).isEqualTo(1);
            assertThat(putter.done()).isTrue();
            assertThat(putter.result()).isTrue();
        });
    }

    @Test
    void itemOfACancelledPutterIsPassedOver() {
        VirtualLoop.run(() -> {
            Queue<String> queue = new Queue<>(1);
            Task<?> putA = createTask(() -> queue.put("a"));
            Task<?> putB = createTask(() -> queue.put("b"));
            Task<?> putX = createTask(() -> queue.put("X"));
            sleep(0);
            assertThat(putA.done()).isTrue();
            assertThat(putB.done()).isFalse();
            putX.cancel();
            sleep(0);
            assertThat(putX.done()).isTrue();
            assertThat(queue.getNow()).isEqualTo("a");
            sleep(0);
            assertThat(queue.getNow()).isEqualTo("b");
            putB.await();
            assertThat(queue.isEmpty()).isTrue();
        });
    }

    @Test
    void putHandsTheItemToATaskThatWaits() {
        VirtualLoop.run(() -> {
            Queue<String> queue = new Queue<>();
            Task<String> getter = createTask(queue::get);
            sleep(0);
            queue.put("a");
            assertThat(queue.size()).isZero();
            assertThat(getter.await()).isEqualTo("a");
        });
    }

    @Test
    void allPuttersGetInAsRoomIsMade() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new Queue<>(2);
            List<Integer> items = new ArrayList<>();
            taskGroup(g -> {
                g.createTask(() -> {
                    sleep(0);
                    for (int i = queue.size(); i > 0; i--) {
                        items.add(queue.getNow());
                    }
                });
                for (int i = 0; i < 4; i++) {
                    int item = i;
                    g.createTask(() -> queue.put(item));
                }
            });
            assertThat(items).containsExactly(0, 1);
            assertThat(queue.getNow()).isEqualTo(2);
            assertThat(queue.getNow()).isEqualTo(3);
        });
    }

    @Test
    void cancelledPutLeavesNoWaiter() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new Queue<>(1);
            queue.putNow(1);
            Task<?> putter = createTask(() -> queue.put(2));
            sleep(0);
            assertThat(queue.snapshot().putters()).isEqualTo(1);
            putter.cancel();
            assertThatThrownBy(putter::await).isInstanceOf(CancelledError.class);
            assertThat(queue.snapshot().putters()).isZero();
            assertThat(queue.getNow()).isEqualTo(1);
            assertThat(queue.tryGet()).isEmpty();
        });
    }

    /** asyncio cancels the put, and the item is not in the queue. */
    @Test
    void cancelAfterTheItemGotInComesAtTheNextSuspension() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new Queue<>(1);
            List<String> steps = new ArrayList<>();
            queue.putNow(1);
            Task<?> putter =
                    createTask(() -> {
                        queue.put(2);
                        steps.add("put");
                        sleep(0);
                        steps.add("slept");
                    });
            sleep(0);
            queue.getNow();
            putter.cancel();
            assertThatThrownBy(putter::await).isInstanceOf(CancelledError.class);
            assertThat(steps).containsExactly("put");
            assertThat(queue.getNow()).isEqualTo(2);
        });
    }

    // ---- Beyond CPython's cases

    @Test
    void roomPassesOverPuttersThatWereCancelledInTheSameStep() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new Queue<>(1);
            queue.putNow(1);
            Task<?> second = createTask(() -> queue.put(2));
            Task<?> third = createTask(() -> queue.put(3));
            sleep(0);
            second.cancel();
            assertThat(queue.getNow()).isEqualTo(1);
            assertThat(queue.getNow()).isEqualTo(3);
            third.await();
            assertThat(second.cancelled()).isTrue();
            assertThat(queue.snapshot().unfinished()).isEqualTo(2);
        });
    }

    @Test
    void putNowCannotTakeRoomFromTheOneWhoWaitsForIt() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new Queue<>(1);
            queue.putNow(1);
            Task<?> waiting = createTask(() -> queue.put(2));
            sleep(0);
            assertThat(queue.getNow()).isEqualTo(1);
            assertThat(queue.tryPut(3)).isFalse();
            waiting.await();
            assertThat(queue.getNow()).isEqualTo(2);
            assertThat(queue.tryPut(3)).isTrue();
        });
    }
}
