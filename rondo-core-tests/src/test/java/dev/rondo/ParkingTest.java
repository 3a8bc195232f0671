package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ParkingTest {
    private final Parking parking = new Parking("turn of", "the test");
    private final List<String> events = new ArrayList<>();

    private Task<?> waiter(String name) {
        return Rondo.createTask(
                name,
                () -> {
                    parking.await();
                    events.add(name);
                });
    }

    @Test
    void tasksAreWokenInTheOrderInWhichTheyCame() {
        Rondo.run(() -> {
            waiter("a");
            waiter("b");
            waiter("c");
            Rondo.sleep(0);
            assertThat(parking.waiters()).isEqualTo(3);
            assertThat(parking.wakeOne()).isTrue();
            Rondo.sleep(0);
            assertThat(events).containsExactly("a");
            assertThat(parking.wakeAll()).isEqualTo(2);
            Rondo.sleep(0);
            assertThat(events).containsExactly("a", "b", "c");
            assertThat(parking.wakeOne()).isFalse();
            assertThat(parking.isEmpty()).isTrue();
        });
    }

    @Test
    void aCancelledTaskLeavesTheLineAtOnceAndTouchesNobody() {
        Rondo.run(() -> {
            waiter("a");
            Task<?> gone = waiter("b");
            waiter("c");
            Rondo.sleep(0);
            gone.cancel("enough");
            assertThat(parking.waiters()).isEqualTo(2);
            assertThat(parking.wakeAll()).isEqualTo(2);
            Rondo.sleep(0);
            assertThat(events).containsExactly("a", "c");
            assertThatThrownBy(gone::await).isInstanceOf(CancelledError.class).hasMessage("enough");
        });
    }

    @Test
    void aWakeUpThatCameFirstIsDeliveredAndTheCancellationComesNext() {
        Rondo.run(() -> {
            Task<?> task =
                    Rondo.createTask(() -> {
                        parking.await();
                        events.add("woken");
                        try {
                            Rondo.sleep(1);
                        } catch (CancelledError e) {
                            events.add("cancelled");
                            throw e;
                        }
                    });
            Rondo.sleep(0);
            parking.wakeOne();
            task.cancel();
            Rondo.waitAll(List.of(task));
            assertThat(events).containsExactly("woken", "cancelled");
        });
    }

    @Test
    void aRequestToCancelThatWaitsIsDeliveredBeforeTheWait() {
        Rondo.run(() -> {
            Task<?> task = waiter("never");
            task.cancel();
            Rondo.waitAll(List.of(task));
            assertThat(task.cancelled()).isTrue();
            assertThat(parking.isEmpty()).isTrue();
        });
    }

    @Test
    void aTimeoutAroundTheWaitEndsItAndTheTaskGoesOn() {
        Rondo.run(() -> {
            assertThatThrownBy(() -> Rondo.timeout(Duration.ZERO, parking::await))
                    .isInstanceOf(TimeoutException.class);
            assertThat(parking.isEmpty()).isTrue();
            Rondo.sleep(0);
        });
    }

    @Test
    void thePlaceOfTheFirstIsFoundAndFilled() {
        Rondo.run(() -> {
            AtomicReference<String> place = new AtomicReference<>();
            Task<String> task =
                    Rondo.createTask(() -> {
                        parking.awaitWith(place);
                        return place.get();
                    });
            Rondo.sleep(0);
            assertThat(parking.firstPlace()).isSameAs(place);
            place.set("bread");
            parking.wakeOne();
            assertThat(parking.firstPlace()).isNull();
            assertThat(task.await()).isEqualTo("bread");
        });
    }

    @Test
    void snapshotsShowWhatATaskWaitsFor() {
        Rondo.run(() -> {
            Task<?> task = waiter("a");
            Rondo.sleep(0);
            assertThat(task.snapshot().waitingOn()).isEqualTo("turn of the test");
            parking.wakeOne();
            assertThat(task.snapshot().waitingOn()).isEmpty();
            Future<String> answer = Rondo.createFuture("the answer");
            Task<String> asks = Rondo.createTask(() -> answer.await());
            Rondo.sleep(0);
            assertThat(asks.snapshot().waitingOn()).startsWith("<Future pending of the answer");
            answer.setResult("42");
        });
    }

    @Test
    void anotherThreadIsRefused() {
        Rondo.run(() -> {
            Task<?> task = waiter("a");
            Rondo.sleep(0);
            Rondo.toThread(() ->
                    assertThatThrownBy(parking::wakeOne)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("waking a task was called on thread")
                            .hasMessageContaining("Use callSoonThreadsafe()"));
            assertThat(parking.waiters()).isEqualTo(1);
            task.cancel();
        });
    }

    @Test
    void aTaskOfAnotherLoopIsRefusedWhileSomebodyWaits() {
        Rondo.run(() -> {
            Task<?> task = waiter("a");
            Rondo.sleep(0);
            Rondo.toThread(() ->
                    Rondo.run(() ->
                            assertThatThrownBy(parking::await)
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasMessageContaining("on an object of another loop")));
            task.cancel();
        });
    }

    @Test
    void aThousandTasksLeaveInAnyOrder() {
        Rondo.run(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                tasks.add(waiter("t" + i));
            }
            Rondo.sleep(0);
            for (int i = 0; i < 1000; i += 3) {
                tasks.get(i).cancel();
            }
            assertThat(parking.waiters()).isEqualTo(666);
            parking.wakeAll();
            Rondo.sleep(0);
            assertThat(events).hasSize(666).first().isEqualTo("t1");
        });
    }

    @Test
    void waitWithFuturesEndsByAWakeUpOrByTheFirstThatIsDone() {
        Rondo.run(() -> {
            Future<String> left = Rondo.createFuture();
            Future<String> right = Rondo.createFuture();
            Task<?> byFuture = Rondo.createTask(() -> parking.awaitOr(List.of(left, right)));
            Task<?> byWakeUp = Rondo.createTask(() -> parking.awaitOr(List.of(left)));
            Rondo.sleep(0);
            right.setResult("right");
            left.cancel();
            parking.wakeAll();
            assertThat(byFuture.await()).isEqualTo(Optional.of(right));
            assertThat(byWakeUp.await()).isEqualTo(Optional.of(left));
            assertThat(parking.awaitOr(List.of(right, left))).contains(right);
            Task<?> woken = Rondo.createTask(() -> parking.awaitOr(List.of()));
            Rondo.sleep(0);
            parking.wakeOne();
            assertThat(woken.await()).isEqualTo(Optional.empty());
        });
    }

    @Test
    void waitWithFuturesThatIsCancelledLeavesThemAlone() {
        Rondo.run(() -> {
            Future<String> future = Rondo.createFuture();
            Task<?> task = Rondo.createTask(() -> parking.awaitOr(List.of(future)));
            Rondo.sleep(0);
            task.cancel();
            future.setResult("late");
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(parking.isEmpty()).isTrue();
            assertThat(future.firstCompletion()).isNull();
        });
    }
}
