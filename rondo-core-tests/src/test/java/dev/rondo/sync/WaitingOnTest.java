package dev.rondo.sync;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.waitAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Action;
import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The snapshot of a task that waits names the object and what the task wants of it. */
class WaitingOnTest {
    /**
     * A wait.
     *
     * @param shown what the snapshot shows
     * @param begin returns code that waits on a new object
     */
    record Waiting(String shown, Supplier<Action<?>> begin) {
        @Override
        public String toString() {
            return shown;
        }
    }

    private static Queue<Integer> fullQueue() {
        Queue<Integer> queue = new Queue<>(1);
        queue.putNow(1);
        return queue;
    }

    static Stream<Waiting> waits() {
        return Stream.of(
                new Waiting("<Event unset waiters=1>", () -> new Event()::await),
                new Waiting("<Semaphore locked waiters=1>", () -> new Semaphore(0)::acquire),
                new Waiting(
                        "<BoundedSemaphore locked waiters=1>",
                        () -> new BoundedSemaphore(0)::acquire),
                new Waiting("<Barrier filling waiters=1/2>", () -> new Barrier(2)::await),
                new Waiting(
                        "<Condition unlocked waiters=1>",
                        () -> {
                            Condition condition = new Condition();
                            return () -> condition.with(condition::await);
                        }),
                new Waiting("get of <Queue size=0 getters=1>", () -> new Queue<>()::get),
                new Waiting(
                        "get of <PriorityQueue size=0 getters=1>",
                        () -> new PriorityQueue<Integer>()::get),
                new Waiting(
                        "get of <LifoQueue size=0 getters=1>",
                        () -> new LifoQueue<>().iterator()::hasNext),
                new Waiting(
                        "put of <Queue size=1/1 putters=1 unfinished=1>",
                        () -> () -> fullQueue().put(2)),
                new Waiting(
                        "join of <Queue size=1/1 joiners=1 unfinished=1>",
                        () -> fullQueue()::join));
    }

    @ParameterizedTest
    @MethodSource("waits")
    void snapshotNamesTheObject(Waiting waiting) {
        VirtualLoop.run(() -> {
            Task<?> task = createTask(waiting.begin().get());
            sleep(0);
            assertThat(task.snapshot().waitingOn()).isEqualTo(waiting.shown());
            task.cancel();
            waitAll(List.of(task));
        });
    }

    @Test
    void signalledTaskWaitsForTheLockOfItsCondition() {
        VirtualLoop.run(() -> {
            Lock lock = new Lock();
            Condition condition = new Condition(lock);
            Task<?> task = createTask(() -> condition.with(condition::await));
            sleep(0);
            condition.acquire();
            condition.signal();
            sleep(0);
            assertThat(task.snapshot().waitingOn()).isEqualTo("<Lock locked waiters=1>");
            assertThat(lock.owners()).hasSize(1).doesNotContain(task);
            condition.release();
            assertThat(lock.owners()).containsExactly(task);
            task.await();
            assertThat(lock.owners()).isEmpty();
        });
    }
}
