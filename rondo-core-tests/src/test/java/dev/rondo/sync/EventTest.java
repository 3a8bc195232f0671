package dev.rondo.sync;

import static dev.rondo.Rondo.callSoon;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventTest {
    @Test
    void showsItsStateAndHowManyWait() {
        VirtualLoop.run(() -> {
            Event event = new Event();
            assertThat(event).hasToString("<Event unset>");
            createTask(event::await);
            sleep(0);
            assertThat(event).hasToString("<Event unset waiters=1>");
            assertThat(event.snapshot()).isEqualTo(new EventSnapshot(false, 1));
            event.set();
            assertThat(event).hasToString("<Event set>");
        });
    }

    @Test
    void setWakesAllInTheOrderOfTheirCalls() {
        VirtualLoop.run(() -> {
            Event event = new Event();
            List<Integer> result = new ArrayList<>();
            Task<?> t1 = createTask(() -> awaitAndAdd(event, result, 1));
            Task<?> t2 = createTask(() -> awaitAndAdd(event, result, 2));
            sleep(0);
            assertThat(result).isEmpty();
            Task<?> t3 = createTask(() -> awaitAndAdd(event, result, 3));
            event.set();
            sleep(0);
            assertThat(result).containsExactly(3, 1, 2); // the third did not have to wait
            assertThat(List.of(t1, t2, t3)).allMatch(Task::done);
        });
    }

    private static void awaitAndAdd(Event event, List<Integer> result, int number) {
        event.await();
        result.add(number);
    }

    @Test
    void awaitReturnsAtOnceWhenItIsSet() {
        VirtualLoop.run(() -> {
            Event event = new Event();
            List<String> others = new ArrayList<>();
            event.set();
            createTask(() -> others.add("ran"));
            event.await();
            assertThat(others).isEmpty();
        });
    }

    @Test
    void cancelledAwaitLeavesNoWaiter() {
        VirtualLoop.run(() -> {
            Event event = new Event();
            Task<?> task = createTask(event::await);
            callSoon(task::cancel);
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(event.snapshot().waiters()).isZero();
        });
    }

    @Test
    void clearTakesTheFlagBack() {
        Event event = new Event();
        assertThat(event.isSet()).isFalse();
        event.set();
        assertThat(event.isSet()).isTrue();
        event.clear();
        assertThat(event.isSet()).isFalse();
    }

    @Test
    void clearAfterSetDoesNotTakeTheWakeUpBack() {
        VirtualLoop.run(() -> {
            Event event = new Event();
            List<Integer> result = new ArrayList<>();
            Task<?> task = createTask(() -> awaitAndAdd(event, result, 1));
            sleep(0);
            assertThat(result).isEmpty();
            event.set();
            event.clear();
            assertThat(event.isSet()).isFalse();
            event.set();
            event.set();
            sleep(0);
            assertThat(result).containsExactly(1);
            assertThat(task.done()).isTrue();
            assertThat(event.snapshot()).isEqualTo(new EventSnapshot(true, 0));
        });
    }

    // ---- Beyond CPython's cases

    @Test
    void awaitWaitsAgainAfterClear() {
        VirtualLoop.run(() -> {
            Event event = new Event();
            event.set();
            event.clear();
            Task<?> task = createTask(event::await);
            sleep(0);
            sleep(0);
            assertThat(task.done()).isFalse();
            event.set();
            task.await();
        });
    }

    @Test
    void callbacksMaySetIt() {
        VirtualLoop.run(() -> {
            Event event = new Event();
            callSoon(event::set);
            event.await();
        });
    }
}
