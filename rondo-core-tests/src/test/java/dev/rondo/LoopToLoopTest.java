package dev.rondo;

import static dev.rondo.Rondo.await;
import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.currentTask;
import static dev.rondo.Rondo.runCoroutineThreadsafe;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Doors from one running loop to another. */
@Timeout(60)
class LoopToLoopTest {
    /** A loop in a thread of its own, for others to give work to. */
    private static final class Neighbour implements AutoCloseable {
        private final CompletableFuture<EventLoop> loop = new CompletableFuture<>();
        private final Thread thread =
                Thread.ofPlatform()
                        .start(() -> {
                            try (EventLoop mine = EventLoop.create()) {
                                mine.callSoon(() -> loop.complete(mine));
                                mine.runForever();
                            }
                        });

        EventLoop loop() {
            return loop.join();
        }

        @Override
        public void close() {
            loop().callSoonThreadsafe(loop()::stop);
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void taskAwaitsWorkInAnotherLoop() throws Exception {
        try (Neighbour neighbour = new Neighbour()) {
            ManyLoopsTest.runMany(
                    false,
                    number ->
                            () -> {
                                EventLoop other = neighbour.loop();
                                List<Task<Integer>> asking = new ArrayList<>();
                                for (int i = 0; i < 50; i++) {
                                    int question = i;
                                    asking.add(
                                            createTask(() ->
                                                    await(
                                                            runCoroutineThreadsafe(
                                                                    () -> {
                                                                        assertThat(runningLoop())
                                                                                .isSameAs(other);
                                                                        sleep(0);
                                                                        return question * number;
                                                                    },
                                                                    other))));
                                }
                                List<Integer> answers = Rondo.gather(asking).await();
                                for (int i = 0; i < 50; i++) {
                                    assertThat(answers.get(i)).isEqualTo(i * number);
                                }
                            });
        }
    }

    @Test
    void failureOfAnotherLoopsTaskArrives() throws Exception {
        try (Neighbour neighbour = new Neighbour()) {
            Rondo.run(() ->
                    assertThatThrownBy(() ->
                                    await(
                                            runCoroutineThreadsafe(
                                                    () -> {
                                                        throw new IllegalArgumentException(
                                                                "over there");
                                                    },
                                                    neighbour.loop())))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessage("over there"));
        }
    }

    @Test
    void futureOfAnotherLoopIsFollowed() throws Exception {
        try (Neighbour neighbour = new Neighbour()) {
            EventLoop other = neighbour.loop();
            Rondo.run(() -> {
                Future<String> theirs = other.createFuture();
                Future<String> mine = Rondo.wrapFuture(theirs);
                assertThat(mine.loop()).isSameAs(runningLoop());
                other.callSoonThreadsafe(() -> theirs.setResult("hello"));
                assertThat(mine.await()).isEqualTo("hello");
            });
        }
    }

    @Test
    void cancellationReachesTheOtherLoopWithItsCleanup() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch cleaned = new CountDownLatch(1);
        try (Neighbour neighbour = new Neighbour()) {
            Rondo.run(() -> {
                Task<Object> asking =
                        createTask(
                                "asking",
                                () ->
                                        await(
                                                runCoroutineThreadsafe(
                                                        () -> {
                                                            begun.countDown();
                                                            try {
                                                                return createFuture().await();
                                                            } finally {
                                                                cleaned.countDown();
                                                            }
                                                        },
                                                        neighbour.loop())));
                toThread(() -> begun.await());
                asking.cancel();
                assertThatThrownBy(asking::await).isInstanceOf(CancelledError.class);
                toThread(() -> cleaned.await());
            });
        }
    }

    @Test
    void cancellationInTheOtherLoopArrivesHere() throws Exception {
        try (Neighbour neighbour = new Neighbour()) {
            Rondo.run(() -> {
                Task<Object> asking =
                        createTask(
                                "asking",
                                () ->
                                        await(
                                                runCoroutineThreadsafe(
                                                        () -> {
                                                            currentTask()
                                                                    .orElseThrow()
                                                                    .cancel("their reason");
                                                            return createFuture().await();
                                                        },
                                                        neighbour.loop())));
                assertThatThrownBy(asking::await)
                        .isInstanceOf(CancelledError.class)
                        .hasMessage("their reason");
            });
        }
    }

    @Test
    void workGoesAroundARingOfLoops() throws Exception {
        List<Neighbour> ring = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ring.add(new Neighbour());
        }
        int sum = Rondo.run(() -> await(pass(ring, 0, 40)));
        ring.forEach(Neighbour::close);
        assertThat(sum).isEqualTo(40);
    }

    private static CompletableFuture<Integer> pass(List<Neighbour> ring, int at, int left) {
        return runCoroutineThreadsafe(
                () -> left == 0 ? 0 : 1 + await(pass(ring, (at + 1) % ring.size(), left - 1)),
                ring.get(at).loop());
    }

    @Test
    void loopThatStopsFailsWhatOthersWaitFor() throws Exception {
        Neighbour neighbour = new Neighbour();
        CountDownLatch begun = new CountDownLatch(1);
        Rondo.run(() -> {
            Task<Object> asking =
                    createTask(
                            "asking",
                            () ->
                                    await(
                                            runCoroutineThreadsafe(
                                                    () -> {
                                                        Rondo.runningLoop()
                                                                .setExceptionHandler(
                                                                        Optional.of((l, c) -> {}));
                                                        begun.countDown();
                                                        return createFuture().await();
                                                    },
                                                    neighbour.loop())));
            toThread(() -> begun.await());
            toThread(neighbour::close);
            assertThatThrownBy(asking::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("The event loop was closed before this was done: ");
        });
    }
}
