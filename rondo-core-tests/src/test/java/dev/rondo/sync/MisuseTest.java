package dev.rondo.sync;

import static dev.rondo.Rondo.callSoon;
import static dev.rondo.Rondo.createFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rondo.Action;
import dev.rondo.Future;
import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls that have to wait where nobody can, and calls from other loops and threads. */
class MisuseTest {
    /**
     * A way to wait on some object.
     *
     * @param begin waits on a new object each time it is made
     */
    record Waiting(String shown, String operation, Supplier<Action<?>> begin) {
        @Override
        public String toString() {
            return operation + " on " + shown;
        }
    }

    private static Lock lockedLock() {
        Lock lock = new Lock();
        lock.acquire();
        return lock;
    }

    private static Condition lockedCondition() {
        Condition condition = new Condition();
        condition.acquire();
        return condition;
    }

    private static Queue<Integer> fullQueue() {
        Queue<Integer> queue = new Queue<>(1);
        queue.putNow(1);
        return queue;
    }

    static Stream<Waiting> waits() {
        return Stream.of(
                new Waiting("<Lock locked>", "acquire()", () -> lockedLock()::acquire),
                new Waiting("<Event unset>", "await()", () -> new Event()::await),
                new Waiting("<Condition locked>", "await()", () -> lockedCondition()::await),
                new Waiting("<Semaphore locked>", "acquire()", () -> new Semaphore(0)::acquire),
                new Waiting(
                        "<Barrier filling waiters=0/2>", "await()", () -> new Barrier(2)::await),
                new Waiting(
                        "the first of [<Event unset>]",
                        "select()",
                        () ->
                                () -> {
                                    Event event = new Event();
                                    Select.select(Select.whenSet(event, () -> ""));
                                }),
                new Waiting("<Queue size=0>", "get()", () -> new Queue<Integer>()::get),
                new Waiting(
                        "<Queue size=1/1 unfinished=1>", "put()", () -> () -> fullQueue().put(2)),
                new Waiting("<Queue size=1/1 unfinished=1>", "join()", () -> fullQueue()::join));
    }

    private static String notInTask(Waiting waiting) {
        return waiting.operation()
                + " has to wait for "
                + waiting.shown()
                + ", but it was not called in a task\nWait in a task: createTask(() -> ...)";
    }

    @ParameterizedTest
    @MethodSource("waits")
    void waitOutsideOfALoopIsRefused(Waiting waiting) {
        assertThatThrownBy(() -> waiting.begin().get().run())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(notInTask(waiting));
    }

    @ParameterizedTest
    @MethodSource("waits")
    void waitInACallbackIsRefused(Waiting waiting) {
        VirtualLoop.run(() -> {
            Future<Throwable> thrown = createFuture();
            callSoon(() -> thrown.setResult(catchThrowable(() -> waiting.begin().get().run())));
            assertThat(thrown.await())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(notInTask(waiting));
        });
    }

    @Test
    void refusedWaitLeavesTheLockOfAConditionAlone() {
        Condition condition = lockedCondition();
        assertThatThrownBy(condition::await).isInstanceOf(IllegalStateException.class);
        assertThat(condition.snapshot())
                .isEqualTo(new ConditionSnapshot(new LockSnapshot(true, Optional.empty(), 0), 0));
    }

    @Test
    void whatNeedNotWaitWorksWithoutALoop() {
        Lock lock = new Lock();
        assertThat(lock.with(lock::locked)).isTrue();
        Semaphore semaphore = new Semaphore();
        assertThat(semaphore.with(semaphore::locked)).isTrue();
        Event event = new Event();
        event.set();
        event.await();
        assertThat(new Barrier(1).await()).isZero();
        Queue<Integer> queue = new Queue<>();
        queue.put(1);
        assertThat(queue.get()).isEqualTo(1);
        queue.taskDone();
        queue.join();
    }

    @Test
    void loopThatRestsLetsItsOwnerUseItsObjects() {
        try (VirtualLoop virtual = new VirtualLoop()) {
            Lock lock = lockedLock();
            Queue<String> queue = new Queue<>();
            Task<?> locking = virtual.loop().createTask(lock::acquire);
            Task<String> getting = virtual.loop().createTask(queue::get);
            virtual.runBriefly();
            lock.release();
            queue.putNow("item");
            virtual.runBriefly();
            assertThat(locking.done()).isTrue();
            assertThat(getting.result()).isEqualTo("item");
        }
    }

    @Test
    void predicateLockAndComparatorAreNeeded() {
        assertThatThrownBy(() -> new Condition().awaitUntil(null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new Condition(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new PriorityQueue<Integer>(0, null))
                .isInstanceOf(NullPointerException.class);
    }
}
