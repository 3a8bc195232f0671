package dev.rondo.sync;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueTest {
    @Test
    void showsWhoWaitsAndHowManyItemsThereAre() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new Queue<>();
            taskGroup(g -> {
                Task<Integer> getter = g.createTask(queue::get);
                sleep(0);
                assertThat(queue).hasToString("<Queue size=0 getters=1>");
                queue.putNow(0);
                assertThat(getter.await()).isZero();
            });
            Queue<Integer> full = new Queue<>(1);
            taskGroup(g -> {
                full.putNow(1);
                g.createTask(() -> full.put(2));
                sleep(0);
                assertThat(full).hasToString("<Queue size=1/1 putters=1 unfinished=1>");
                full.getNow();
            });
            assertThat(full).hasToString("<Queue size=1/1 unfinished=2>");
        });
    }

    @Test
    void snapshotHasAllThatIsKnown() {
        VirtualLoop.run(() -> {
            Queue<String> queue = new Queue<>(1);
            queue.put("a");
            Task<?> putter = createTask(() -> queue.put("b"));
            Task<?> joiner = createTask(queue::join);
            sleep(0);
            assertThat(queue.snapshot()).isEqualTo(new QueueSnapshot(1, 1, 0, 1, 1, 1, 0, false));
            assertThat(queue).hasToString("<Queue size=1/1 putters=1 joiners=1 unfinished=1>");
            putter.cancel();
            queue.shutdown(true);
            joiner.await();
            assertThat(queue.snapshot()).isEqualTo(new QueueSnapshot(0, 1, 0, 0, 0, 0, 0, true));
        });
    }

    @Test
    void isEmptyUntilAnItemIsPut() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new Queue<>();
            assertThat(queue.isEmpty()).isTrue();
            queue.put(1);
            assertThat(queue.isEmpty()).isFalse();
            assertThat(queue.get()).isEqualTo(1);
            assertThat(queue.isEmpty()).isTrue();
        });
    }

    @Test
    void isFullAtItsMaximumSizeOnly() {
        VirtualLoop.run(() -> {
            assertThat(new Queue<>().isFull()).isFalse();
            Queue<Integer> queue = new Queue<>(1);
            assertThat(queue.isFull()).isFalse();
            queue.put(1);
            assertThat(queue.isFull()).isTrue();
        });
    }

    private static void putAll(Queue<Integer> queue, int... items) {
        for (int item : items) {
            queue.put(item);
        }
    }

    private static List<Integer> take(Queue<Integer> queue, int count) {
        List<Integer> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(queue.get());
        }
        return items;
    }

    @Test
    void itemsComeOutInTheOrderInWhichTheyWerePut() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new Queue<>();
            putAll(queue, 1, 3, 2);
            assertThat(take(queue, 3)).containsExactly(1, 3, 2);
        });
    }

    @Test
    void putSuspendsWhileItIsFull() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new Queue<>(2);
            assertThat(queue.maxSize()).isEqualTo(2);
            List<Integer> put = new ArrayList<>();
            Task<?> putter =
                    createTask(() -> {
                        for (int i = 0; i < 3; i++) {
                            queue.put(i);
                            put.add(i);
                        }
                    });
            sleep(0);
            sleep(0);
            assertThat(put).containsExactly(0, 1);
            assertThat(queue.get()).isZero();
            sleep(0);
            assertThat(put).containsExactly(0, 1, 2);
            assertThat(take(queue, 2)).containsExactly(1, 2);
            assertThat(putter.done()).isTrue();
        });
    }

    @Test
    void lifoQueueGivesTheLastItemFirst() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new LifoQueue<>();
            putAll(queue, 1, 3, 2);
            assertThat(take(queue, 3)).containsExactly(2, 3, 1);
        });
    }

    @Test
    void priorityQueueGivesTheSmallestItemFirst() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new PriorityQueue<>();
            putAll(queue, 1, 3, 2);
            assertThat(take(queue, 3)).containsExactly(1, 2, 3);
        });
    }

    // ---- Beyond CPython's cases

    @Test
    void priorityQueueKeepsTheOrderOfEqualItems() {
        VirtualLoop.run(() -> {
            Queue<String> queue = new PriorityQueue<>(Comparator.comparing(String::length));
            for (int i = 0; i < 9; i++) {
                queue.put((i % 3 == 0 ? "a" : "bb") + i);
            }
            List<String> items = new ArrayList<>();
            while (!queue.isEmpty()) {
                items.add(queue.get());
            }
            assertThat(items)
                    .containsExactly("a0", "a3", "a6", "bb1", "bb2", "bb4", "bb5", "bb7", "bb8");
        });
    }

    @Test
    void priorityQueueRefusesItemsThatItCannotCompare() {
        VirtualLoop.run(() -> {
            Queue<Object> queue = new PriorityQueue<>(1);
            assertThatThrownBy(() -> queue.put(new Object()))
                    .isInstanceOf(ClassCastException.class);
            queue.put("text");
            Task<?> number = createTask(() -> queue.put(1));
            sleep(0);
            assertThat(queue.get()).isEqualTo("text");
            number.await(); // alone in the queue it need not be compared
            Task<?> other = createTask(() -> queue.put("text"));
            sleep(0);
            assertThat(queue.get()).isEqualTo(1);
            other.await();
            assertThat(queue.snapshot().unfinished()).isEqualTo(3);
        });
    }

    @Test
    void failureOfTheOrderGoesToTheOneWhoPuts() {
        VirtualLoop.run(() -> {
            Queue<Object> queue = new PriorityQueue<>(2);
            queue.put(1);
            queue.put(2);
            Task<?> bad = createTask(() -> queue.put("text"));
            Task<?> good = createTask(() -> queue.put(3));
            sleep(0);
            assertThat(queue.get()).isEqualTo(1);
            assertThatThrownBy(bad::await).isInstanceOf(ClassCastException.class);
            good.await();
            assertThat(queue.get()).isEqualTo(2);
            assertThat(queue.get()).isEqualTo(3);
            assertThat(queue.snapshot().unfinished()).isEqualTo(3);
        });
    }

    @Test
    void lifoQueueGivesRoomInTheOrderOfTheCalls() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new LifoQueue<>(1);
            queue.put(0);
            createTask(() -> queue.put(1));
            createTask(() -> queue.put(2));
            sleep(0);
            assertThat(take(queue, 3)).containsExactly(0, 1, 2);
        });
    }

    @Test
    void negativeMaximumSizeIsRefused() {
        assertThatThrownBy(() -> new Queue<>(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxSize must be >= 0, but it is -1\n0 stands for no limit");
    }

    @Test
    void nullItemIsRefused() {
        Queue<String> queue = new Queue<>();
        assertThatThrownBy(() -> queue.put(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("A queue takes no null; put an Optional, or shut it down");
        assertThatThrownBy(() -> queue.tryPut(null)).isInstanceOf(NullPointerException.class);
        assertThat(queue.isEmpty()).isTrue();
    }
}
