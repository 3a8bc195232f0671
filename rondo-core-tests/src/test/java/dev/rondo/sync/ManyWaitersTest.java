package dev.rondo.sync;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Long lines, and lines that nobody serves. */
class ManyWaitersTest {
    private static final int MANY = 20_000; // what is quadratic in this takes far too long to miss

    @Test
    void longLineIsServedInOrderWhenMostOfItIsCancelled() {
        VirtualLoop.run(() -> {
            Semaphore semaphore = new Semaphore(0);
            List<Task<?>> tasks = new ArrayList<>();
            List<Integer> served = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                int number = i;
                tasks.add(
                        createTask(() -> {
                            semaphore.acquire();
                            served.add(number);
                        }));
            }
            sleep(0);
            for (int i = MANY - 1; i >= 0; i--) { // from the end: no search finds them early
                if (i % 1000 != 0) {
                    tasks.get(i).cancel();
                }
            }
            for (int i = 0; i < MANY / 1000; i++) {
                semaphore.release();
            }
            sleep(0);
            assertThat(served).hasSize(MANY / 1000).isSorted();
            assertThat(tasks).allMatch(Task::done);
            assertThat(semaphore.snapshot().waiters()).isZero();
        });
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void cancelledWaitIsNotHeldByALineThatNobodyServes() {
        VirtualLoop.run(() -> {
            Queue<Object> queue = new Queue<>(1);
            queue.put("full");
            WeakReference<Object> item = putAndCancel(queue);
            while (item.get() != null) { // the task's thread may end a moment after the task
                System.gc();
                createTask(() -> {}).await(); // an idle pool thread's frame keeps what it ran last
            }
            assertThat(queue.size()).isEqualTo(1);
        });
    }

    private static WeakReference<Object> putAndCancel(Queue<Object> queue) {
        Object item = new Object();
        Task<?> putter = createTask(() -> queue.put(item));
        sleep(0);
        putter.cancel();
        assertThatThrownBy(putter::await).isInstanceOf(CancelledError.class);
        return new WeakReference<>(item);
    }
}
