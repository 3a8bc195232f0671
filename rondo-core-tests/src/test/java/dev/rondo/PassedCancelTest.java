package dev.rondo;

import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;
import static dev.rondo.Rondo.waitAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A cancellation goes to the task that the cancelled one waits for. When that one has got its value
 * already, and ends without having seen the request, the request is not lost.
 */
class PassedCancelTest {
    private final List<String> steps = new ArrayList<>();

    /** Cancels the parent when the child has its value and has not run yet. */
    private void cancelOnArrival(Action<?> child, Action<?> afterIt) {
        VirtualLoop.run(() -> {
            Future<String> value = createFuture();
            Task<?> inner =
                    createTask(
                            "child",
                            () -> {
                                steps.add(value.await());
                                child.run();
                            });
            Task<Void> parent =
                    createTask(
                            "parent",
                            () -> {
                                inner.await();
                                steps.add("child is over");
                                afterIt.run();
                                steps.add("parent goes on");
                            });
            sleep(0);
            sleep(0);
            value.setResult("value");
            assertThat(parent.cancel()).isTrue();
            Rondo.waitAll(List.of(parent));
            steps.add(parent.cancelled() ? "cancelled" : "done");
        });
    }

    @Test
    void requestComesBackToTheOneThatWaits() {
        cancelOnArrival(() -> {}, () -> sleep(1));
        assertThat(steps).containsExactly("value", "child is over", "cancelled");
    }

    @Test
    void bodyThatReturnsKeepsItsResult() {
        cancelOnArrival(() -> {}, () -> {});
        assertThat(steps).containsExactly("value", "child is over", "parent goes on", "done");
    }

    @Test
    void childThatWaitsAgainIsCancelledItself() {
        cancelOnArrival(() -> sleep(1), () -> sleep(1));
        assertThat(steps).containsExactly("value", "cancelled");
    }

    @Test
    void childThatRefusesTheRequestKeepsItFromTheParent() {
        cancelOnArrival(
                () -> {
                    try {
                        sleep(1);
                    } catch (CancelledError e) {
                        steps.add("refused");
                    }
                },
                () -> sleep(1));
        assertThat(steps)
                .containsExactly("value", "refused", "child is over", "parent goes on", "done");
    }

    @Test
    void timeoutIsNotLostToAChildThatEndsWithIt() {
        VirtualLoop.run(() -> {
            Task<String> child = createTask(() -> sleep(Duration.ofSeconds(1), "value"));
            sleep(0);
            assertThatThrownBy(() ->
                            timeout(
                                    1,
                                    () -> {
                                        steps.add(child.await());
                                        sleep(100);
                                    }))
                    .isInstanceOf(TimeoutException.class);
            assertThat(Rondo.currentTask().orElseThrow().cancelling()).isZero();
            sleep(1); // nothing is left to be delivered
        });
    }

    @Test
    void timeoutAroundAChildThatEndsWithItLeavesNothingBehind() {
        VirtualLoop.run(() -> {
            Task<String> child = createTask(() -> sleep(Duration.ofSeconds(1), "value"));
            sleep(0);
            timeout(1, () -> child.await());
            assertThat(Rondo.currentTask().orElseThrow().cancelling()).isZero();
            sleep(1);
        });
    }

    @Test
    void requestThatWasTakenBackThereIsPassedOnAgain() {
        VirtualLoop.run(() -> {
            Task<?> awaited =
                    createTask(() -> {
                        for (int i = 0; i < 10; i++) {
                            sleep(0);
                        }
                    });
            Task<?> waits = createTask(awaited::await);
            sleep(0);
            sleep(0);
            waits.cancel(); // waits there for its delivery
            waits.cancel(); // goes along with the first
            assertThat(awaited.cancelling()).isEqualTo(1);
            awaited.uncancel();
            waits.cancel("again");
            assertThat(awaited.cancelling()).isEqualTo(1);
            waitAll(List.of(waits));
            assertThat(waits.cancelled() && awaited.cancelled()).isTrue();
        });
    }
}
