package dev.rondo.struct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ring, against an {@link ArrayList} that does the same. */
class ReadyQueueTest {
    private final ReadyQueue<Integer> queue = new ReadyQueue<>();

    @Test
    void newQueueIsEmpty() {
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.size()).isZero();
        assertThat(queue.peek()).isNull();
        assertThat(queue.poll()).isNull();
    }

    @Test
    void membersComeOutInTheOrderOfArrival() {
        for (int i = 0; i < 1_000; i++) {
            queue.add(i);
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(queue.peek()).isEqualTo(i);
            assertThat(queue.poll()).isEqualTo(i);
        }
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void memberAddedFirstComesBeforeAllOthers() {
        queue.add(1);
        queue.addFirst(0);
        queue.addFirst(-1);
        assertThat(drain()).containsExactly(-1, 0, 1);
    }

    @Test
    void queueGrowsWhereverItsHeadIs() {
        for (int head = 0; head < 200; head++) {
            ReadyQueue<Integer> turned = new ReadyQueue<>();
            for (int i = 0; i < head; i++) {
                turned.add(-1);
                turned.poll();
            }
            for (int i = 0; i < 300; i++) {
                turned.add(i);
            }
            for (int i = 0; i < 300; i++) {
                assertThat(turned.poll()).isEqualTo(i);
            }
        }
    }

    @Test
    void positionsOutsideAreRefused() {
        queue.add(1);
        queue.add(2);
        for (int index : new int[] {-1, 2}) {
            assertThatThrownBy(() -> queue.moveToFront(index))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> queue.get(index))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThat(drain()).containsExactly(1, 2);
    }

    @Test
    void removeTakesTheFirstThatIsTheObject() {
        Integer large = 1_000_000;
        Integer equal = Integer.valueOf(large.toString());
        queue.add(equal);
        queue.add(large);
        queue.add(large);
        assertThat(queue.remove(large)).isTrue();
        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.poll()).isSameAs(equal);
        assertThat(queue.poll()).isSameAs(large);
        assertThat(queue.remove(large)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyOperationsDoWhatTheyDoToAList(long seed) {
        Random random = new Random(seed);
        List<Integer> model = new ArrayList<>();
        for (int step = 0; step < 6_000; step++) {
            change(random, model, step);
            assertThat(queue.size()).isEqualTo(model.size());
            assertThat(queue.isEmpty()).isEqualTo(model.isEmpty());
            assertThat(queue.peek()).isEqualTo(model.isEmpty() ? null : model.getFirst());
        }
        assertThat(drain()).isEqualTo(model);
    }

    private void change(Random random, List<Integer> model, Integer step) { // one object for both
        // Long phases of growth and of shrinking, so that the ring grows and wraps.
        int bias = step / 600 % 2 == 0 ? 12 : 4;
        switch (random.nextInt(18) < bias ? random.nextInt(2) : 2 + random.nextInt(3)) {
            case 0 -> {
                queue.add(step);
                model.add(step);
            }
            case 1 -> {
                if (random.nextInt(4) == 0) {
                    queue.addFirst(step);
                    model.addFirst(step);
                } else {
                    queue.add(step);
                    model.add(step);
                }
            }
            case 2 ->
                    assertThat(queue.poll())
                            .isEqualTo(model.isEmpty() ? null : model.removeFirst());
            case 3 -> {
                if (!model.isEmpty()) {
                    int index = random.nextInt(model.size());
                    assertThat(queue.get(index)).isEqualTo(model.get(index));
                    queue.moveToFront(index);
                    model.addFirst(model.remove(index));
                }
            }
            default -> {
                if (!model.isEmpty()) {
                    Integer member = model.get(random.nextInt(model.size()));
                    assertThat(queue.remove(member)).isTrue();
                    model.remove(member);
                }
            }
        }
    }

    private List<Integer> drain() {
        List<Integer> members = new ArrayList<>();
        for (Integer member = queue.poll(); member != null; member = queue.poll()) {
            members.add(member);
        }
        return members;
    }
}
