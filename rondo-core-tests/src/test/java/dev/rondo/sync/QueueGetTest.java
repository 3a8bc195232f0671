package dev.rondo.sync;

import static dev.rondo.Rondo.callLater;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static dev.rondo.Rondo.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueGetTest {
    @Test
    void getTakesAnItemThatIsThere() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new Queue<>();
            queue.putNow(1);
            assertThat(queue.get()).isEqualTo(1);
        });
    }

    @Test
    void getGivesItsRoomToTheOneWhoWaitsForIt() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new Queue<>(1);
            queue.put(1);
            Task<?> putter = createTask(() -> queue.put(2));
            sleep(0);
            assertThat(queue.get()).isEqualTo(1);
            assertThat(queue.size()).isEqualTo(1); // the second is in already
            putter.await();
        });
    }

    @Test
    void getSuspendsUntilAnItemIsPut() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new Queue<>();
            Event started = new Event();
            Task<Integer> getter =
                    createTask(() -> {
                        started.set();
                        return queue.get();
                    });
            started.await();
            assertThat(getter.done()).isFalse();
            callLater(0.01, () -> queue.putNow(1));
            assertThat(getter.await()).isEqualTo(1);
        });
    }

    @Test
    void getNowTakesAnItemThatIsThere() {
        Queue<Integer> queue = new Queue<>();
        queue.putNow(1);
        assertThat(queue.getNow()).isEqualTo(1);
    }

    @Test
    void getNowRefusesAnEmptyQueue() {
        assertThatThrownBy(() -> new Queue<>().getNow())
                .isInstanceOf(QueueEmptyException.class)
                .hasMessage(
                        """
                        Queue is empty: getNow() on <Queue size=0>
                        get() waits, tryGet() tells\
                        """);
    }

    @Test
    void itemGoesToTheNextOneWhenTheFirstInLineWasCancelled() {
        VirtualLoop.run(() -> {
            Queue<String> queue = new Queue<>();
            Task<String> t1 = createTask(queue::get);
            Task<String> t2 = createTask(queue::get);
            sleep(0);
            t1.cancel();
            sleep(0);
            assertThat(t1.done()).isTrue();
            queue.put("a");
            sleep(0);
            assertThat(t2.await()).isEqualTo("a");
        });
    }

    @Test
    void getTakesItemsOfTasksThatWaitForRoom() {
        VirtualLoop.run(() -> {
            Queue<String> queue = new Queue<>(1);
            createTask(() -> queue.put("a"));
            createTask(() -> queue.put("b"));
            assertThat(queue.get()).isEqualTo("a");
            assertThat(queue.get()).isEqualTo("b");
        });
    }

    @Test
    void producerAndConsumerPassItemsThroughOnePlace() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new Queue<>(1);
            List<Integer> items = new ArrayList<>();
            taskGroup(g -> {
                g.createTask(() -> {
                    for (int i = 0; i < 5; i++) {
                        queue.put(i);
                    }
                });
                g.createTask(() -> {
                    for (int i = 0; i < 5; i++) {
                        items.add(queue.get());
                    }
                });
            });
            assertThat(items).containsExactly(0, 1, 2, 3, 4);
        });
    }

    @Test
    void getThatTimesOutLeavesNoWaiter() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new Queue<>(5);
            assertThatThrownBy(() -> timeout(0.1, () -> queue.get()))
                    .isInstanceOf(TimeoutException.class);
            assertThat(queue.snapshot().getters()).isZero();
        });
    }

    @Test
    void itemOfAGetterThatIsCancelledAfterItArrivedIsNotLost() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new Queue<>();
            Task<Integer> reader = createTask(queue::get);
            sleep(0);
            queue.putNow(1);
            queue.putNow(2);
            reader.cancel();
            assertThat(reader.await()).isEqualTo(1);
            assertThat(queue.getNow()).isEqualTo(2);
        });
    }

    /** asyncio cancels the first reader and gives the items to the other two. */
    @Test
    void itemsThatHaveArrivedStayWithTheirGettersWhenOneIsCancelled() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new Queue<>();
            taskGroup(g -> {
                Task<Integer> reader1 = g.createTask(queue::get);
                Task<Integer> reader2 = g.createTask(queue::get);
                Task<Integer> reader3 = g.createTask(queue::get);
                sleep(0);
                queue.putNow(1);
                queue.putNow(2);
                reader1.cancel();
                assertThat(reader1.await()).isEqualTo(1);
                assertThat(reader2.await()).isEqualTo(2);
                sleep(0);
                assertThat(reader3.done()).isFalse();
                queue.putNow(3);
                assertThat(reader3.await()).isEqualTo(3);
            });
        });
    }

    // ---- Beyond CPython's cases

    @Test
    void itemPassesOverGettersThatWereCancelledInTheSameStep() {
        VirtualLoop.run(() -> {
            Queue<String> queue = new Queue<>();
            Task<String> t1 = createTask(queue::get);
            Task<String> t2 = createTask(queue::get);
            sleep(0);
            t1.cancel();
            queue.putNow("a");
            assertThat(t2.await()).isEqualTo("a");
            assertThatThrownBy(t1::await).isInstanceOf(CancelledError.class);
            assertThat(queue.isEmpty()).isTrue();
        });
    }

    @Test
    void itemStaysWhenAllGettersWereCancelled() {
        VirtualLoop.run(() -> {
            Queue<String> queue = new Queue<>();
            Task<String> getter = createTask(queue::get);
            sleep(0);
            getter.cancel();
            queue.putNow("a");
            assertThat(queue.getNow()).isEqualTo("a");
        });
    }

    @Test
    void itemThatArrivesWithTheDeadlineIsDelivered() {
        VirtualLoop.run(() -> {
            Queue<String> queue = new Queue<>();
            callLater(1, () -> queue.putNow("a")); // queued before the deadline, due with it
            assertThat(timeout(1, () -> queue.get())).isEqualTo("a");
        });
    }

    @Test
    void gettersAreServedInTheOrderOfTheirCalls() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new Queue<>();
            List<String> got = new ArrayList<>();
            taskGroup(g -> {
                for (String name : List.of("a", "b", "c")) {
                    g.createTask(() -> got.add(name + queue.get()));
                }
                sleep(0);
                for (int i = 1; i <= 3; i++) {
                    queue.putNow(i);
                }
                assertThat(queue.tryGet()).isEmpty(); // all are on their way
            });
            assertThat(got).containsExactly("a1", "b2", "c3");
        });
    }

    @Test
    void tryGetTellsWhetherThereIsAnItem() {
        Queue<Integer> queue = new Queue<>();
        assertThat(queue.tryGet()).isEmpty();
        queue.putNow(1);
        assertThat(queue.tryGet()).contains(1);
    }
}
