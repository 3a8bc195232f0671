package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A look at all loops from inside of the program, and the counters. */
class InspectionTest {
    @Test
    void withoutALoopThereIsNothing() {
        assertThat(Inspection.take(false).loops()).isEmpty();
    }

    @Test
    void everyLoopThatRunsIsSeenWithItsTasks() throws InterruptedException {
        CountDownLatch other = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread second =
                Thread.ofPlatform()
                        .name("second")
                        .start(() ->
                                Rondo.run(() -> {
                                    Rondo.createTask("of the second", () -> Rondo.sleep(3600));
                                    Rondo.sleep(0);
                                    other.countDown();
                                    Rondo.createTask(() -> Rondo.toThread(() -> end.await()))
                                            .await();
                                }));
        Inspection found =
                Rondo.run(() -> {
                    Rondo.toThread(() -> other.await());
                    return Rondo.toThread(() -> Inspection.take(true));
                });
        EventLoop loop =
                EventLoop.allRunning().stream()
                        .filter(running ->
                                running.threadName().filter("second"::equals).isPresent())
                        .findFirst()
                        .orElseThrow();
        end.countDown();
        second.join();

        assertThat(found.loops()).hasSize(2);
        Inspection.Loop seen =
                found.loops().stream()
                        .filter(l -> l.thread().equals("second"))
                        .findFirst()
                        .orElseThrow();
        assertThat(seen.number()).isEqualTo(loop.number());
        assertThat(seen.graph().tasks())
                .extracting(node -> node.task().name())
                .contains("of the second");
        assertThat(EventLoop.allRunning()).isEmpty();
    }

    @Test
    void aLoopThatMakesTasksAllTheTimeIsSeenToTheEnd() {
        Inspection found =
                Rondo.run(() -> {
                    Task<?> maker =
                            Rondo.createTask(() -> {
                                while (true) {
                                    for (int i = 0; i < 100; i++) {
                                        Rondo.createTask(() -> Rondo.sleep(0.01));
                                    }
                                    Rondo.sleep(0);
                                }
                            });
                    Inspection seen = Rondo.toThread(() -> Inspection.take(false));
                    maker.cancel();
                    return seen;
                });

        assertThat(found.loops()).hasSize(1);
    }

    @Test
    void countersOnlyGrow() {
        try (EventLoop loop = EventLoop.create()) {
            assertThat(loop.counters())
                    .isEqualTo(new LoopCounters(0, 0, 0, 0, Duration.ZERO, Duration.ZERO, ""));
            loop.runUntilComplete(() -> {
                for (int i = 0; i < 10; i++) {
                    loop.createTask(() -> Rondo.sleep(0)).await();
                }
                assertThat(loop.counters().tasksMade()).isEqualTo(11);
                assertThat(loop.counters().tasksDone()).isEqualTo(10);
            });
            LoopCounters once = loop.counters();
            assertThat(once.steps()).isGreaterThanOrEqualTo(31);
            assertThat(once.passes()).isGreaterThanOrEqualTo(20);
            assertThat(once.tasksDone()).isEqualTo(11);
            loop.runUntilComplete(() -> {});
            assertThat(loop.counters().tasksMade()).isEqualTo(12);
            assertThat(loop.counters().passes()).isGreaterThan(once.passes());
        }
    }

    @Test
    void whoHeldTheLoopLongestIsRemembered() {
        try (EventLoop loop = EventLoop.create()) {
            loop.runUntilComplete(() -> {
                loop.createTask(TaskOptions.named("spinner"), () -> spinUntilSeen(loop)).await();
            });
            assertThat(loop.counters().longestHolder()).contains("spinner");
            assertThat(loop.counters().held()).isGreaterThanOrEqualTo(Duration.ofMillis(100));
            assertThat(loop.counters().longestHeld()).isLessThanOrEqualTo(loop.counters().held());
        }
    }

    private static void spinUntilSeen(EventLoop loop) {
        while (loop.counters().longestHolder().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void loopsAreNumberedAsTheyAreMade() {
        try (EventLoop first = EventLoop.create();
                EventLoop second = EventLoop.create()) {
            assertThat(second.number()).isEqualTo(first.number() + 1);
            assertThat(first.threadName()).isEmpty();
            assertThat(first.runUntilComplete(() -> Rondo.runningLoop().threadName()))
                    .contains(Thread.currentThread().getName());
        }
    }
}
