package dev.rondo;

import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.test.Steps;
import dev.rondo.test.VirtualClock;
import dev.rondo.testing.Engines;
import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Virtual threads that the code of a task starts in virtual time: they take turns with the tasks,
 * so that a run has one order.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StartedThreadsInVirtualTimeTest {
    private final Steps steps = new Steps();

    @BeforeEach
    void onTheScheduledEngine() {
        Engines.assumeScheduled();
    }

    @Test
    void theyRunOnTheLoopsThreadSoThatNothingRunsBesideATask() throws InterruptedException {
        VirtualLoop.run(() -> {
            Thread thread = Thread.ofVirtual().start(() -> steps.expect(2));
            steps.expect(1);
            thread.join();
            steps.finish(3);
        });
    }

    @Test
    void theyMayBlockWithoutHoldingTheLoop() throws InterruptedException {
        VirtualLoop.run(() -> {
            CountDownLatch latch = new CountDownLatch(1);
            Thread thread =
                    Thread.ofVirtual()
                            .start(() -> {
                                steps.expect(1);
                                awaitQuietly(latch);
                                steps.expect(3);
                            });
            sleep(0);
            sleep(0);
            steps.expect(2);
            latch.countDown();
            thread.join();
            steps.finish(4);
        });
    }

    @Test
    void threadsOfThemTakeTurnsToo() {
        List<Integer> order = new ArrayList<>(); // no lock: it is all one thread
        VirtualLoop.run(() -> {
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 100; i++) {
                    int number = i;
                    executor.submit(() -> {
                        Thread.ofVirtual().start(() -> order.add(number)).join();
                        return null;
                    });
                }
            }
        });
        assertThat(order).hasSize(100).isSorted();
    }

    @Test
    void oneThatOutlivesTheLoopGoesOnElsewhere() throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(1);
        AtomicReference<String> end = new AtomicReference<>();
        Thread[] thread = new Thread[1];
        VirtualLoop.run(() -> {
            thread[0] =
                    Thread.ofVirtual()
                            .start(() -> {
                                awaitQuietly(latch);
                                end.set("ended");
                            });
            sleep(0);
        });
        latch.countDown();
        thread[0].join();
        assertThat(end).hasValue("ended");
    }

    @Test
    void oneThatWasReadyWhenTheLoopClosedGoesOnElsewhere() throws InterruptedException {
        Thread[] thread = new Thread[1];
        try (EventLoop loop = new VirtualClock().newLoop()) {
            loop.runUntilComplete(() -> {
                thread[0] = Thread.ofVirtual().start(() -> steps.finish(1));
                return null;
            });
        }
        thread[0].join();
        assertThat(steps.count()).isEqualTo(1);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
