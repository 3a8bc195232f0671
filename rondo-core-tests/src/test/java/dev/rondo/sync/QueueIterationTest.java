package dev.rondo.sync;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class QueueIterationTest {
    private final Queue<Integer> queue = new Queue<>(2);
    private final List<Integer> got = new ArrayList<>();

    private void consume() {
        for (int item : queue) {
            got.add(item);
        }
    }

    @Test
    void iterationSuspendsForItemsAndEndsAtTheShutdown() {
        VirtualLoop.run(() -> {
            Task<?> consumer = createTask(this::consume);
            for (int i = 0; i < 5; i++) {
                queue.put(i);
                sleep(1);
            }
            assertThat(consumer.done()).isFalse();
            queue.shutdown();
            consumer.await();
            assertThat(got).containsExactly(0, 1, 2, 3, 4);
        });
    }

    @Test
    void iterationTakesTheItemsThatAreLeftAtTheShutdown() {
        VirtualLoop.run(() -> {
            queue.put(1);
            queue.put(2);
            queue.shutdown();
            consume();
            assertThat(got).containsExactly(1, 2);
        });
    }

    @Test
    void immediateShutdownEndsTheIterationAtOnce() {
        VirtualLoop.run(() -> {
            queue.put(1);
            queue.shutdown(true);
            consume();
            assertThat(got).isEmpty();
        });
    }

    @Test
    void severalTasksShareTheItems() {
        VirtualLoop.run(() -> {
            taskGroup(g -> {
                g.createTask(this::consume);
                g.createTask(this::consume);
                for (int i = 0; i < 10; i++) {
                    queue.put(i);
                }
                queue.shutdown();
            });
            assertThat(got).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        });
    }

    @Test
    void hasNextTakesNoMoreThanOneItem() {
        VirtualLoop.run(() -> {
            queue.put(1);
            queue.put(2);
            Iterator<Integer> iterator = queue.iterator();
            assertThat(iterator.hasNext()).isTrue();
            assertThat(iterator.hasNext()).isTrue();
            assertThat(queue.size()).isEqualTo(1);
            assertThat(iterator.next()).isEqualTo(1);
            assertThat(iterator.next()).isEqualTo(2);
            queue.shutdown();
            assertThat(iterator.hasNext()).isFalse();
            assertThatThrownBy(iterator::next)
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessage(
                            "Queue is shut down: next() on <Queue size=0/2 unfinished=2 shut down>");
        });
    }

    @Test
    void cancelledIterationTakesNoItem() {
        VirtualLoop.run(() -> {
            Task<?> consumer = createTask(this::consume);
            sleep(0);
            consumer.cancel();
            queue.putNow(1);
            assertThatThrownBy(consumer::await).isInstanceOf(CancelledError.class);
            assertThat(got).isEmpty();
            assertThat(queue.getNow()).isEqualTo(1);
        });
    }

    // ---- Several producers

    @Test
    void queueIsShutDownWhenTheLastProducerIsClosed() {
        VirtualLoop.run(() -> {
            taskGroup(g -> {
                for (int i = 1; i <= 3; i++) {
                    int number = i;
                    QueueProducer<Integer> out = queue.producer();
                    g.createTask(() -> {
                        try (out) {
                            for (int round = 0; round < number; round++) {
                                sleep(number);
                                out.put(10 * number + round);
                            }
                        }
                    });
                }
                assertThat(queue.toString()).contains("producers=3");
                consume();
            });
            assertThat(got).containsExactlyInAnyOrder(10, 20, 21, 30, 31, 32);
            assertThat(queue.isShutDown()).isTrue();
        });
    }

    @Test
    void failedProducerIsClosedAndTheOthersGoOn() {
        VirtualLoop.run(() -> {
            QueueProducer<Integer> bad = queue.producer();
            QueueProducer<Integer> good = queue.producer();
            Task<?> failing =
                    createTask(() -> {
                        try (bad) {
                            throw new IllegalStateException("from the producer");
                        }
                    });
            assertThatThrownBy(failing::await).hasMessage("from the producer");
            good.putNow(1);
            assertThat(good.tryPut(2)).isTrue();
            assertThat(good.tryPut(3)).isFalse();
            good.close();
            consume();
            assertThat(got).containsExactly(1, 2);
        });
    }

    @Test
    void closeCountsOnce() {
        QueueProducer<Integer> one = queue.producer();
        QueueProducer<Integer> other = queue.producer();
        assertThat(one).hasToString("<QueueProducer open of <Queue size=0/2 producers=2>>");
        one.close();
        one.close();
        assertThat(one).hasToString("<QueueProducer closed of <Queue size=0/2 producers=1>>");
        assertThat(queue.isShutDown()).isFalse();
        other.close();
        assertThat(queue.isShutDown()).isTrue();
    }

    @Test
    void closedProducerIsRefused() {
        QueueProducer<Integer> open = queue.producer();
        QueueProducer<Integer> closed = queue.producer();
        closed.close();
        assertThatThrownBy(() -> closed.put(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        """
                        QueueProducer is closed: put() for <Queue size=0/2 producers=1>
                        Every task that puts needs a producer() of its own\
                        """);
        open.putNow(1);
    }
}
