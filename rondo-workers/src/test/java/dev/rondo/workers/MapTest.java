package dev.rondo.workers;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.SerializableBody;
import dev.rondo.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Maps, and what threads share with processes; on threads, which start at once. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MapTest {
    private final Workers workers = Workers.threads(2);

    @AfterEach
    void end() {
        workers.kill();
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void chunksOfAnySizeKeepTheOrder() {
        for (int chunk : List.of(1, 3, 10, 11)) {
            assertThat(
                            run(() ->
                                    workers.map(
                                                    numbers(10),
                                                    MapOptions.defaults().withChunk(chunk),
                                                    n -> n + 1)
                                            .toList()))
                    .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        }
        List<Integer> none = run(() -> workers.map(List.<Integer>of(), n -> n).toList());
        assertThat(none).isEmpty();
    }

    @Test
    void itemsAreTakenOnlyAsFastAsResultsAre() {
        AtomicInteger taken = new AtomicInteger();
        Iterable<Integer> endless =
                () ->
                        IntStream.iterate(0, n -> n + 1)
                                .peek(n -> taken.incrementAndGet())
                                .iterator();
        run(() -> {
            var results = workers.map(endless, MapOptions.defaults().withBuffer(3), n -> n);
            assertThat(taken.get()).isEqualTo(3);
            for (int i = 0; i < 5; i++) {
                assertThat(results.next()).isEqualTo(i);
            }
            assertThat(taken.get()).isEqualTo(8);
            results.close();
            assertThat(results.hasNext()).isFalse();
            assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
        });
    }

    @Test
    void asCompletedTheSlowDoNotHoldTheFast() {
        CountDownLatch gate = new CountDownLatch(1);
        run(() -> {
            var results =
                    workers.map(
                            numbers(4),
                            MapOptions.defaults().asCompleted(),
                            n -> {
                                if (n == 0) {
                                    gate.await();
                                }
                                return n;
                            });
            List<Integer> first = List.of(results.next(), results.next(), results.next());
            assertThat(first).containsExactlyInAnyOrder(1, 2, 3);
            gate.countDown();
            assertThat(results.toList()).containsExactly(0);
        });
    }

    @Test
    void aFailureComesInItsPlaceAndEndsTheMap() {
        run(() -> {
            var results =
                    workers.map(
                            numbers(100),
                            MapOptions.defaults().withChunk(4),
                            n -> {
                                if (n == 6) {
                                    throw new IOException("six");
                                }
                                return n;
                            });
            List<Integer> before = new ArrayList<>();
            assertThatThrownBy(() -> results.forEach(before::add))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(IOException.class);
            assertThat(before).containsExactly(0, 1, 2, 3, 4, 5);
            assertThat(results.hasNext()).isFalse();
        });
    }

    @Test
    void aCancelledTaskTakesItsMapAlong() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(2);
        run(() -> {
            Task<Void> task =
                    createTask(() -> {
                        workers.map(
                                        numbers(10),
                                        n -> {
                                            try {
                                                new CountDownLatch(1).await();
                                            } catch (InterruptedException e) {
                                                interrupted.countDown();
                                            }
                                            return n;
                                        })
                                .toList();
                    });
            while (workers.snapshot().running() < 2) {
                sleep(0.001);
            }
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            dev.rondo.Rondo.toThread(() -> interrupted.await());
        });
        assertThat(workers.snapshot().waiting()).isZero();
    }

    @Test
    void progressIsToldAfterEachChunkWithTheTotalIfItIsKnown() {
        List<MapProgress> told = new ArrayList<>();
        run(() -> {
            workers.map(
                            numbers(5),
                            MapOptions.defaults().withChunk(2).withProgress(told::add),
                            n -> n)
                    .toList();
        });
        assertThat(told).hasSize(3).last().extracting(MapProgress::done).isEqualTo(5L);
        assertThat(told).allSatisfy(each -> assertThat(each.total()).hasValue(5));
    }

    /** Workers each of whose first calls of a chunk breaks. */
    private record Breaking(Workers real, AtomicInteger breaksLeft) implements Workers {
        @Override
        public <T extends @Nullable Object> CompletableFuture<T> start(
                SerializableBody<T, ?> code) {
            if (breaksLeft.getAndDecrement() > 0) {
                return CompletableFuture.failedFuture(
                        new BrokenWorkerException(
                                "fake", "broke", OptionalInt.empty(), List.of(), null));
            }
            return real.start(code);
        }

        @Override
        public int parallelism() {
            return real.parallelism();
        }

        @Override
        public WorkersSnapshot snapshot() {
            return real.snapshot();
        }

        @Override
        public void close() {}

        @Override
        public void terminate() {}

        @Override
        public void kill() {}
    }

    @Test
    void aBrokenChunkIsGivenAgainOnlyWhenAsked() {
        run(() -> {
            Workers breaking = new Breaking(workers, new AtomicInteger(3));
            List<MapProgress> told = new ArrayList<>();
            assertThat(
                            breaking.map(
                                            numbers(6),
                                            MapOptions.defaults()
                                                    .withRetries(3)
                                                    .withProgress(told::add),
                                            n -> n)
                                    .toList())
                    .containsExactly(0, 1, 2, 3, 4, 5);
            assertThat(told.getLast().retried()).isEqualTo(3);
            Workers again = new Breaking(workers, new AtomicInteger(1));
            assertThatThrownBy(() -> again.map(numbers(6), n -> n).toList())
                    .isInstanceOf(BrokenWorkerException.class);
        });
    }

    @Test
    void threadsShareObjectsAndKeepTheTypeOfWhatIsThrown() {
        List<String> shared = new ArrayList<>();
        run(() -> {
            workers.call(() -> shared.add("there"));
            assertThatThrownBy(() ->
                            workers.call(() -> {
                                throw new IOException("no");
                            }))
                    .isExactlyInstanceOf(IOException.class)
                    .hasNoCause();
        });
        assertThat(shared).containsExactly("there");
    }

    @Test
    void aThreadWhoseCancelledCallGoesOnIsReplaced() {
        CountDownLatch gate = new CountDownLatch(1);
        try (Workers one =
                Workers.threads(
                        1, WorkerOptions.defaults().withGrace(java.time.Duration.ofMillis(20)))) {
            CompletableFuture<Void> stubborn =
                    one.start(() -> {
                        while (gate.getCount() > 0) {
                            Thread.onSpinWait();
                        }
                        return null;
                    });
            while (one.snapshot().running() == 0) {
                Thread.onSpinWait();
            }
            stubborn.cancel(true);
            assertThat(one.start(() -> 1).join()).isOne();
        } finally {
            gate.countDown();
        }
    }

    @Test
    void moreThanMayWaitAreRefused() {
        CountDownLatch gate = new CountDownLatch(1);
        try (Workers one = Workers.threads(1, WorkerOptions.defaults().withMaxWaiting(1))) {
            CompletableFuture<Void> running =
                    one.start(() -> {
                        gate.await();
                        return null;
                    });
            while (one.snapshot().running() == 0) {
                Thread.onSpinWait();
            }
            CompletableFuture<Integer> waiting = one.start(() -> 1);
            assertThatThrownBy(() -> one.start(() -> 2))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("1 wait already");
            gate.countDown();
            assertThat(waiting.join()).isOne();
            assertThat(running.join()).isNull();
        }
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> Workers.threads(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MapOptions.defaults().withChunk(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("chunk must be at least 1, and is 0");
        assertThatThrownBy(() -> WorkerOptions.defaults().withMaxCalls(0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Channel.create(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SharedMemory.create(0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SharedMemory.create("../x", 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
