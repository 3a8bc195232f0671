package dev.rondo;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.gather;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.waitAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tasks that wait for each other never go on by themselves, but a cancellation ends them. */
class CircularWaitTest {
    private final List<Task<?>> circle = new ArrayList<>();

    private void makeCircle(int size) {
        for (int i = 0; i < size; i++) {
            int next = (i + 1) % size;
            circle.add(createTask("t" + i, () -> circle.get(next).await()));
        }
    }

    @Test
    void cancellingOneOfTwoEndsBoth() {
        VirtualLoop.run(() -> {
            makeCircle(2);
            sleep(0);
            assertThat(circle.get(0).cancel("cut")).isTrue();
            assertThat(circle.get(0).cancelling()).isEqualTo(1);
            assertThat(circle.get(1).cancelling()).isEqualTo(1);
            waitAll(circle);
            assertThat(circle).allMatch(Task::cancelled);
            assertThatThrownBy(circle.get(0)::result).hasMessage("cut");
        });
    }

    @Test
    void cancellingTheLastOfManyEndsAll() {
        VirtualLoop.run(() -> {
            makeCircle(50);
            sleep(0);
            circle.getLast().cancel();
            waitAll(circle);
            assertThat(circle).allMatch(Task::cancelled);
        });
    }

    @Test
    void cancellingAllAtOnceEndsAll() {
        VirtualLoop.run(() -> {
            makeCircle(5);
            sleep(0);
            circle.forEach(Task::cancel);
            waitAll(circle);
            assertThat(circle).allMatch(Task::cancelled);
        });
    }

    @Test
    void taskThatGathersItselfCanBeCancelled() {
        VirtualLoop.run(() -> {
            circle.add(createTask(() -> gather(circle).await()));
            sleep(0);
            circle.getFirst().cancel();
            waitAll(circle);
            assertThat(circle.getFirst().cancelled()).isTrue();
        });
    }

    @Test
    void taskCancelledBeforeItClosesTheCircleGetsItAtOnce() {
        VirtualLoop.run(() -> {
            Task<Object> first =
                    createTask(
                            "first",
                            () -> {
                                sleep(1);
                                Rondo.currentTask().orElseThrow().cancel("mine");
                                return circle.getFirst().await();
                            });
            circle.add(createTask("second", () -> first.await()));
            waitAll(List.of(first, circle.getFirst()));
            assertThatThrownBy(first::result).hasMessage("mine");
            assertThat(circle.getFirst().cancelled()).isTrue();
        });
    }

    @Test
    void taskThatCatchesItsCancellationInTheCircleGoesOn() {
        VirtualLoop.run(() -> {
            circle.add(
                    createTask(
                            "a",
                            () -> {
                                try {
                                    return circle.get(1).await();
                                } catch (CancelledError e) {
                                    return "kept";
                                }
                            }));
            circle.add(createTask("b", () -> circle.get(0).await()));
            sleep(0);
            circle.get(0).cancel();
            waitAll(circle);
            assertThat(circle.get(0).result()).isEqualTo("kept");
            assertThat(circle.get(1).result()).isEqualTo("kept");
        });
    }

    @Test
    void runEndsWithACircleLeft() {
        VirtualLoop.run(() -> {
            makeCircle(3);
            sleep(0);
        });
        assertThat(circle).allMatch(Task::cancelled);
    }
}
