package dev.rondo.struct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The heap, against a {@link TreeSet} of deadlines and order of insertion. */
class TimerHeapTest {
    private static final class Timer extends TimerHeap.Node {
        private final int number;
        private int insertion;

        Timer(int number) {
            this.number = number;
        }

        @Override
        public String toString() {
            return number + " at " + deadlineNanos();
        }
    }

    private final TimerHeap<Timer> heap = new TimerHeap<>();

    private Timer add(int number, long deadline) {
        Timer timer = new Timer(number);
        heap.add(timer, deadline);
        return timer;
    }

    @Test
    void newHeapIsEmpty() {
        assertThat(heap.isEmpty()).isTrue();
        assertThat(heap.size()).isZero();
        assertThat(heap.peek()).isNull();
        assertThat(heap.poll()).isNull();
        assertThat(heap.remove(new Timer(1))).isFalse();
    }

    @Test
    void listIsByATimeOfTheNodesAndThenByInsertion() {
        add(3, 30);
        add(2, 20);
        add(4, 30);
        add(1, 10);
        assertThat(heap.toList(Timer::deadlineNanos))
                .extracting(timer -> timer.number)
                .containsExactly(1, 2, 3, 4);
        assertThat(heap.toList(timer -> timer.number == 4 ? 0 : 1))
                .extracting(timer -> timer.number)
                .containsExactly(4, 3, 2, 1);
        assertThat(heap.size()).isEqualTo(4);
    }

    @Test
    void nodesComeOutByDeadline() {
        add(3, 30);
        add(1, -10);
        add(2, 20);
        add(4, Long.MAX_VALUE);
        add(0, Long.MIN_VALUE);
        List<Integer> order = new ArrayList<>();
        while (!heap.isEmpty()) {
            order.add(heap.poll().number);
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void nodesOfOneDeadlineComeOutInTheOrderOfInsertion() {
        List<Timer> timers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            timers.add(add(i, i % 3));
        }
        timers.removeIf(timer -> timer.number % 7 == 0 && heap.remove(timer));
        timers.sort(Comparator.comparingLong(TimerHeap.Node::deadlineNanos)); // a stable sort
        for (Timer timer : timers) {
            assertThat(heap.poll()).isSameAs(timer);
        }
    }

    @Test
    void nodeKnowsWhetherItIsQueued() {
        Timer timer = new Timer(1);
        assertThat(timer.isQueued()).isFalse();
        heap.add(timer, 5);
        assertThat(timer.isQueued()).isTrue();
        assertThat(timer.deadlineNanos()).isEqualTo(5);
        assertThat(heap.poll()).isSameAs(timer);
        assertThat(timer.isQueued()).isFalse();
        heap.add(timer, 7);
        assertThat(heap.remove(timer)).isTrue();
        assertThat(timer.isQueued()).isFalse();
        assertThat(heap.remove(timer)).isFalse();
    }

    @Test
    void nodeIsInOneHeapAtMost() {
        Timer timer = add(1, 5);
        TimerHeap<Timer> other = new TimerHeap<>();
        other.add(new Timer(2), 1);
        assertThatThrownBy(() -> heap.add(timer, 6)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> other.add(timer, 6)).isInstanceOf(IllegalStateException.class);
        assertThat(other.remove(timer)).isFalse();
        assertThat(heap.remove(timer)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyOperationsDoWhatTheyDoToASortedSet(long seed) {
        Random random = new Random(seed);
        TreeSet<Timer> model =
                new TreeSet<>(
                        Comparator.<Timer>comparingLong(TimerHeap.Node::deadlineNanos)
                                .thenComparingInt(timer -> timer.insertion));
        List<Timer> queued = new ArrayList<>();
        for (int step = 0; step < 6_000; step++) {
            int bias = step / 600 % 2 == 0 ? 6 : 3;
            if (random.nextInt(10) < bias) {
                Timer timer = new Timer(step);
                timer.insertion = step;
                heap.add(timer, random.nextInt(200));
                model.add(timer);
                queued.add(timer);
            } else if (!queued.isEmpty() && random.nextBoolean()) {
                Timer timer = queued.remove(random.nextInt(queued.size()));
                model.remove(timer);
                assertThat(heap.remove(timer)).isTrue();
            } else {
                Timer expected = model.pollFirst();
                assertThat(heap.poll()).isSameAs(expected);
                queued.remove(expected);
            }
            assertThat(heap.size()).isEqualTo(model.size());
            assertThat(heap.peek()).isSameAs(model.isEmpty() ? null : model.first());
        }
        for (Timer expected : model) {
            assertThat(heap.poll()).isSameAs(expected);
        }
        assertThat(heap.isEmpty()).isTrue();
    }
}
