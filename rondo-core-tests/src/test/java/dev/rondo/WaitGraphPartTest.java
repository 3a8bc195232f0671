package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The wait graph in parts, for loops with many tasks. */
class WaitGraphPartTest {
    private static List<Long> numbers(WaitGraph graph) {
        return graph.tasks().stream().map(WaitGraph.Node::number).toList();
    }

    /** Looks part by part and says of each how many tasks it had. */
    private static List<Long> all(EventLoop loop, int atMost) {
        List<Long> found = new ArrayList<>();
        long last = 0;
        for (WaitGraph part = loop.waitGraph(last, atMost, false);
                !part.tasks().isEmpty();
                part = loop.waitGraph(last, atMost, false)) {
            assertThat(part.tasks()).hasSizeLessThanOrEqualTo(atMost);
            found.addAll(numbers(part));
            last = found.getLast();
        }
        return found;
    }

    private static void sleepers(int count) {
        for (int i = 0; i < count; i++) {
            Rondo.createTask(() -> Rondo.sleep(3600));
        }
    }

    @Test
    void partsHaveEveryTaskOnceInTheOrderOfTheirCreation() {
        Rondo.run(() -> {
            sleepers(99);
            for (int atMost : new int[] {1, 7, 100, 500}) {
                assertThat(all(Rondo.runningLoop(), atMost))
                        .isEqualTo(LongStream.rangeClosed(1, 100).boxed().toList());
            }
        });
    }

    @Test
    void anotherThreadGetsThemWhileTheLoopRuns() {
        Rondo.run(() -> {
            sleepers(99);
            EventLoop loop = Rondo.runningLoop();
            assertThat(Rondo.toThread(() -> all(loop, 30))).hasSize(100);
        });
    }

    @Test
    void aPartBeginsBehindATaskThatIsDoneByNow() {
        Rondo.run(() -> {
            EventLoop loop = Rondo.runningLoop();
            Task<?> second = Rondo.createTask(() -> Rondo.sleep(3600));
            sleepers(2);
            assertThat(numbers(loop.waitGraph(0, 2, false))).containsExactly(1L, 2L);
            second.cancel();
            Rondo.sleep(0);
            Rondo.sleep(0);

            assertThat(numbers(loop.waitGraph(2, 2, false))).containsExactly(3L, 4L);
            assertThat(numbers(loop.waitGraph(4, 2, false))).isEmpty();
        });
    }

    @Test
    void aHeldLoopIsAnsweredForWithTheStackThatHoldsIt() throws InterruptedException {
        Rondo.run(() -> {
            sleepers(20);
            Rondo.sleep(0);
            EventLoop loop = Rondo.runningLoop();
            CountDownLatch looked = new CountDownLatch(1);
            List<WaitGraph> parts = new ArrayList<>();
            Thread looker =
                    Thread.ofPlatform()
                            .start(() -> {
                                parts.add(loop.waitGraph(0, 10, false));
                                parts.add(loop.waitGraph(10, 100, false));
                                looked.countDown();
                            });
            Rondo.createTask("holder", () -> hold(looked)).await();
            looker.join();

            assertThat(parts).noneMatch(WaitGraph::exact);
            assertThat(numbers(parts.getFirst())).hasSize(10);
            assertThat(numbers(parts.getLast())).hasSize(12);
            assertThat(parts.getFirst().holder())
                    .hasValueSatisfying(text -> assertThat(text).contains("holder"));
            assertThat(parts.getFirst().holderStack())
                    .anyMatch(frame -> frame.getMethodName().equals("hold"));
            assertThat(parts.getFirst().toString()).contains("held by ").contains("hold(");
        });
    }

    private static void hold(CountDownLatch until) {
        while (until.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void ofAWaitForManyNotAllAreNamed() {
        Rondo.run(() -> {
            Task<?> group =
                    Rondo.createTask(() ->
                            Rondo.taskGroup(g -> {
                                for (int i = 0; i < 1_500; i++) {
                                    g.createTask(() -> Rondo.sleep(3600));
                                }
                            }));
            Rondo.sleep(0);
            Rondo.sleep(0);
            EventLoop loop = Rondo.runningLoop();

            assertThat(loop.waitGraph(1, 1, false).tasks().getFirst().owners()).hasSize(1_000);
            assertThat(loop.waitGraph().task(2).orElseThrow().owners()).hasSize(1_500);
            group.cancel();
        });
    }

    @Test
    void theTimeSinceTheLastStepGrowsWhileATaskWaits() {
        Rondo.run(() -> {
            EventLoop loop = Rondo.runningLoop();
            Rondo.createTask("sleeper", () -> Rondo.sleep(3600));
            Rondo.sleep(0);
            while (lastStep(loop, 2).compareTo(Duration.ofMillis(250)) < 0) {
                Rondo.sleep(0.01);
            }
            assertThat(lastStep(loop, 1)).isLessThan(lastStep(loop, 2));
        });
    }

    private static Duration lastStep(EventLoop loop, long number) {
        return loop.waitGraph().task(number).orElseThrow().lastStep();
    }

    @Test
    void aTextThatFailsSpoilsNothing() {
        Object bad =
                new Object() {
                    @Override
                    public String toString() {
                        throw new IllegalStateException("no text");
                    }
                };
        Rondo.run(() -> {
            Rondo.createTask("waiter", () -> new Parking(bad).await());
            Rondo.sleep(0);

            assertThat(Rondo.runningLoop().waitGraph().task(2).orElseThrow().task().waitingOn())
                    .contains("its toString failed")
                    .contains("no text");
        });
    }

    @Test
    void boundsAreChecked() {
        try (EventLoop loop = EventLoop.create()) {
            assertThatThrownBy(() -> loop.waitGraph(-1, 1, false))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> loop.waitGraph(0, 0, false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("atMost be positive");
        }
    }
}
