package dev.rondo.sync;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The end of every kind of queue. */
@ParameterizedClass
@EnumSource(QueueKind.class)
class QueueShutdownTest {
    private final QueueKind kind;
    private final Queue<String> queue;

    QueueShutdownTest(QueueKind kind) {
        this.kind = kind;
        this.queue = kind.create(0);
    }

    private static void assertShutDown(ThrowingCallable... calls) {
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call).isInstanceOf(QueueShutDownException.class);
        }
    }

    private static void assertAtItsEnd(Queue<String> queue) {
        assertShutDown(
                () -> queue.put("data"),
                () -> queue.putNow("data"),
                () -> queue.tryPut("data"),
                queue::get,
                queue::getNow,
                queue::tryGet);
    }

    @Test
    void showsThatItWasShutDown() {
        queue.shutdown();
        assertThat(queue).hasToString("<" + kind.className() + " size=0 shut down>");
        assertThat(queue.isShutDown()).isTrue();
    }

    @Test
    void shutdownOfAnEmptyQueueEndsItsGetters() {
        VirtualLoop.run(() -> {
            Task<String> getter = createTask(queue::get);
            sleep(0);
            queue.shutdown(false);
            assertThat(queue.size()).isZero();
            queue.join();
            sleep(0);
            assertThat(getter.done()).isTrue();
            assertShutDown(getter::await);
            assertAtItsEnd(queue);
        });
    }

    @Test
    void shutdownOfAFullQueueEndsItsPuttersAndLeavesItsItems() {
        VirtualLoop.run(() -> {
            Queue<String> full = kind.create(1);
            full.putNow("data");
            Task<?> joiner = createTask(full::join);
            Task<?> putter = createTask(() -> full.put("data2"));
            sleep(0);
            assertThat(putter.done()).isFalse();

            full.shutdown(false);
            assertThat(full.size()).isEqualTo(1);
            sleep(0);
            assertThat(putter.done()).isTrue();
            assertShutDown(putter::await);
            assertThat(full.get()).isEqualTo("data");
            sleep(0);
            assertThat(joiner.done()).isFalse();
            assertAtItsEnd(full);

            full.taskDone();
            sleep(0);
            assertThat(joiner.done()).isTrue();
            joiner.await();
            assertThatThrownBy(full::taskDone).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    void immediateShutdownDropsTheItemsAndTheirWork() {
        VirtualLoop.run(() -> {
            queue.putNow("data");
            Task<?> joiner = createTask(queue::join);
            queue.shutdown(true);
            assertThat(queue.size()).isZero();
            sleep(0);
            assertThat(joiner.done()).isTrue();
            joiner.await();
            assertAtItsEnd(queue);
            assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    void immediateShutdownLeavesTheWorkOnItemsThatWereTaken() {
        VirtualLoop.run(() -> {
            queue.putNow("data");
            queue.putNow("data");
            Task<?> joiner = createTask(queue::join);
            assertThat(queue.get()).isEqualTo("data");
            sleep(0);
            queue.shutdown(true);
            assertThat(queue.size()).isZero();
            sleep(0);
            assertThat(joiner.done()).isFalse();
            assertAtItsEnd(queue);
            queue.taskDone();
            assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
            sleep(0);
            assertThat(joiner.done()).isTrue();
            joiner.await();
        });
    }

    // ---- Beyond CPython's cases

    @Test
    void itemThatWasHandedOverBeforeTheShutdownArrives() {
        VirtualLoop.run(() -> {
            Task<String> getter = createTask(queue::get);
            sleep(0);
            queue.putNow("data");
            queue.shutdown(true);
            assertThat(getter.await()).isEqualTo("data");
        });
    }

    @Test
    void shutdownEndsAllWhoWait() {
        VirtualLoop.run(() -> {
            Queue<String> full = kind.create(1);
            full.putNow("data");
            List<Task<?>> putters =
                    List.of(
                            createTask(() -> full.put("a")),
                            createTask(() -> full.put("b")),
                            createTask(() -> full.put("c")));
            sleep(0);
            putters.get(1).cancel();
            full.shutdown();
            sleep(0);
            assertShutDown(putters.get(0)::await, putters.get(2)::await);
            assertThat(putters.get(1).cancelled()).isTrue();
            assertThat(full.snapshot().unfinished()).isEqualTo(1);
        });
    }

    @Test
    void shutdownMayBecomeImmediateLater() {
        VirtualLoop.run(() -> {
            queue.putNow("data");
            queue.shutdown();
            queue.shutdown();
            assertThat(queue.size()).isEqualTo(1);
            queue.shutdown(true);
            assertAtItsEnd(queue);
        });
    }

    @Test
    void immediateShutdownAfterEarlyTaskDoneCountsNothingTwice() {
        queue.putNow("data");
        queue.taskDone();
        queue.shutdown(true);
        assertThat(queue.snapshot().unfinished()).isZero();
    }

    @Test
    void messageNamesTheCallAndTheQueue() {
        queue.shutdown();
        String shown = "<" + kind.className() + " size=0 shut down>";
        assertThatThrownBy(() -> queue.put("data"))
                .hasMessage("Queue is shut down: put() on " + shown);
        assertThatThrownBy(queue::get).hasMessage("Queue is shut down: get() on " + shown);
        assertThatThrownBy(queue::producer)
                .hasMessage("Queue is shut down: producer() on " + shown);
    }
}
