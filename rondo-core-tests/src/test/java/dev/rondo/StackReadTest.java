package dev.rondo;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.gather;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/**
 * Reading the stack of a virtual thread stops it for a moment, and the JDK submits it again
 * afterwards: neither may cost a task a step, nor give it one.
 */
class StackReadTest {
    private static final int STEPS = 5_000;

    @Test
    void stacksReadByAnotherThreadDisturbNoTask() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        Thread[] reader = new Thread[1];
        VirtualLoop.run(() -> {
            List<Task<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                tasks.add(
                        createTask(() -> {
                            threads.add(Thread.currentThread());
                            int count = 0;
                            while (count < STEPS) {
                                sleep(0);
                                count++;
                            }
                            return count;
                        }));
            }
            sleep(0);
            List<Thread> watched = List.copyOf(threads);
            reader[0] =
                    Thread.ofPlatform()
                            .daemon()
                            .start(() -> {
                                while (!over.get()) {
                                    watched.forEach(Thread::getStackTrace);
                                }
                            });
            steps.addAll(gather(tasks).await());
        });
        over.set(true);
        reader[0].join();
        assertThat(steps).containsExactly(STEPS, STEPS, STEPS, STEPS);
    }

    @Test
    void stackReadDuringAForeignWaitDisturbsNothing() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Thread[] reader = new Thread[1];
        int[] rounds = new int[1];
        VirtualLoop.run(() -> {
            ReentrantLock lock = new ReentrantLock();
            Thread main = Thread.currentThread();
            reader[0] =
                    Thread.ofPlatform()
                            .daemon()
                            .start(() -> {
                                while (!over.get()) {
                                    main.getStackTrace();
                                }
                            });
            for (int i = 0; i < 500; i++) {
                lock.lock();
                Task<?> other =
                        createTask(() -> {
                            if (lock.tryLock()) {
                                lock.unlock();
                            }
                        });
                sleep(0);
                lock.unlock();
                other.await();
                rounds[0]++;
            }
        });
        over.set(true);
        reader[0].join();
        assertThat(rounds[0]).isEqualTo(500);
    }
}
