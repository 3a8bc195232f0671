package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Rondo#gather}. */
class GatherTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final List<String> log = new ArrayList<>();

    @AfterEach
    void nothingIsReported() {
        virtual.close();
        virtual.assertNoReports();
    }

    /** Gathers coroutines, one for each future, in the loop. */
    private Future<List<Integer>> gatherCoroutines(List<Future<Integer>> futures) {
        List<Coroutine<Integer>> coroutines =
                futures.stream().map(f -> coroutine("child", f::await)).toList();
        return loop.runUntilComplete(() -> gather(coroutines));
    }

    private void checkSuccess(List<Future<Integer>> children, Future<List<Integer>> all) {
        all.addDoneCallback(done -> log.add("done"));
        children.get(1).setResult(1);
        children.get(0).setResult(2);
        virtual.runBriefly();
        assertThat(log).isEmpty();
        assertThat(all.done()).isFalse();
        children.get(2).setResult(3);
        virtual.runBriefly();
        assertThat(log).containsExactly("done");
        assertThat(all.result()).containsExactly(2, 1, 3);
    }

    // ---- Results

    @Test
    void resultsAreInTheOrderOfTheFutures() {
        List<Future<Integer>> children = virtual.futures(3);
        checkSuccess(children, gather(children));
    }

    @Test
    void resultsAreInTheOrderOfTheCoroutines() {
        List<Future<Integer>> children = virtual.futures(3);
        checkSuccess(children, gatherCoroutines(children));
    }

    @Test
    void bodiesBecomeTasksThatRunTogether() {
        List<Integer> results =
                loop.runUntilComplete(() ->
                        gather(
                                        () -> sleep(Duration.ofSeconds(3), 1),
                                        () -> sleep(Duration.ofSeconds(1), 2))
                                .await());
        assertThat(results).containsExactly(1, 2);
        assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void bodiesWithoutResultsGiveNulls() {
        List<?> results =
                loop.runUntilComplete(
                        () -> gather(() -> sleep(1), () -> log.addAll(List.of("x"))).await());
        assertThat(results).hasSize(2).first().isNull();
        assertThat(log).containsExactly("x");
    }

    @Test
    void hundredsOfTasksAreGathered() {
        loop.runUntilComplete(() -> {
            List<Task<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                int n = i;
                tasks.add(createTask(() -> sleep(Duration.ofSeconds(500 - n), n)));
            }
            assertThat(gather(tasks).await()).hasSize(500).isSorted();
            return null;
        });
    }

    @Test
    void coroutineGivenTwiceRunsOnce() {
        loop.runUntilComplete(() -> {
            Coroutine<String> abc =
                    coroutine(
                            "abc",
                            () -> {
                                log.add("abc runs");
                                return "abc";
                            });
            Coroutine<String> def = coroutine("def", () -> "def");
            assertThat(gather(abc, abc, def, abc).await())
                    .containsExactly("abc", "abc", "def", "abc");
            return null;
        });
        assertThat(log).containsExactly("abc runs");
    }

    @Test
    void futureGivenTwiceCountsOnce() {
        Future<Integer> one = loop.createFuture();
        Future<Integer> two = loop.createFuture();
        Future<List<Integer>> all = gather(List.of(one, two, one));
        one.setResult(1);
        assertThat(all.done()).isFalse();
        two.setResult(2);
        assertThat(loop.runUntilComplete(all)).containsExactly(1, 2, 1);
    }

    @Test
    void doneFuturesAreGatheredAtOnce() {
        List<Future<Integer>> children = virtual.futures(2);
        children.get(0).setResult(1);
        children.get(1).setResult(2);
        assertThat(loop.runUntilComplete(gather(children))).containsExactly(1, 2);
    }

    // ---- Nothing

    @Test
    void nothingGathersToAnEmptyList() {
        Future<List<Void>> none = loop.runUntilComplete(() -> gather());
        assertThat(none.loop()).isSameAs(loop);
        assertThat(loop.runUntilComplete(none)).isEmpty();
        assertThat(loop.runUntilComplete(() -> gather(List.<Future<Void>>of()).await())).isEmpty();
    }

    @Test
    void nothingNeedsALoop() {
        assertThatIllegalStateException()
                .isThrownBy(() -> gather())
                .withMessageContaining("no running event loop");
    }

    // ---- Loops

    @Test
    void coroutinesNeedARunningLoop() {
        Coroutine<String> one = coroutine("one", () -> "abc");
        Coroutine<String> two = coroutine("two", () -> "def");
        assertThatIllegalStateException()
                .isThrownBy(() -> gather(one, two))
                .withMessageContaining("no running event loop");
        one.close();
        two.close();
    }

    @Test
    void coroutinesRunInTheRunningLoop() {
        Future<List<String>> all =
                loop.runUntilComplete(
                        () -> gather(coroutine("a", () -> "abc"), coroutine("b", () -> "abc")));
        assertThat(all.loop()).isSameAs(loop);
        assertThat(loop.runUntilComplete(all)).containsExactly("abc", "abc");
    }

    @Test
    void futuresBringTheirLoop() {
        try (VirtualLoop other = new VirtualLoop()) {
            List<Future<Integer>> children =
                    List.of(other.loop().createFuture(), other.loop().createFuture());
            assertThat(gather(children).loop()).isSameAs(other.loop());
            assertThat(gather(children).loop()).isSameAs(other.loop());
            other.runBriefly();
            assertThat(gather(children).done()).isFalse();
        }
    }

    @Test
    void futuresOfTwoLoopsAreRefused() {
        try (VirtualLoop other = new VirtualLoop()) {
            Future<Integer> mine = loop.createFuture();
            Future<Integer> theirs = other.loop().createFuture();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> gather(mine, theirs))
                    .withMessageContaining("different loop");
        }
    }

    @Test
    void futuresOfALoopThatRunsElsewhereAreRefused() {
        try (VirtualLoop other = new VirtualLoop()) {
            Future<Integer> theirs = other.loop().createFuture();
            Throwable refused =
                    other.loop()
                            .runUntilComplete(() ->
                                    toThread(() -> {
                                        try {
                                            gather(theirs);
                                            return new AssertionError("not refused");
                                        } catch (IllegalStateException e) {
                                            return e;
                                        }
                                    }));
            assertThat(refused).hasMessageContaining("Non-thread-safe operation");
        }
    }

    // ---- Failures

    private void checkFailure(List<Future<Integer>> children, Future<List<Integer>> all) {
        all.addDoneCallback(done -> log.add("done"));
        ArithmeticException failure = new ArithmeticException();
        children.get(0).setResult(1);
        children.get(1).setException(failure);
        virtual.runBriefly();
        assertThat(log).containsExactly("done");
        assertThat(all.exception()).containsSame(failure);
        // What comes later changes nothing.
        children.get(2).setResult(3);
        children.get(3).cancel();
        virtual.runBriefly();
        assertThat(log).containsExactly("done");
    }

    @Test
    void firstFailureOfFuturesIsTheFailure() {
        List<Future<Integer>> children = virtual.futures(4);
        checkFailure(children, gather(children));
    }

    @Test
    void firstFailureOfCoroutinesIsTheFailure() {
        List<Future<Integer>> children = virtual.futures(4);
        checkFailure(children, gatherCoroutines(children));
    }

    @Test
    void othersGoOnAfterAFailure() {
        loop.runUntilComplete(() -> {
            Task<String> slow = createTask(() -> sleep(Duration.ofSeconds(5), "slow"));
            Task<String> fails =
                    createTask(() -> {
                        sleep(1);
                        throw new IllegalStateException("boom");
                    });
            assertThatIllegalStateException().isThrownBy(() -> gather(slow, fails).await());
            assertThat(slow.done()).isFalse();
            assertThat(slow.await()).isEqualTo("slow");
            return null;
        });
    }

    @Test
    void cancelledChildIsAFailureAndNotACancellation() {
        List<Future<Integer>> children = virtual.futures(4);
        Future<List<Integer>> all = gather(children);
        all.addDoneCallback(done -> log.add("done"));
        children.get(0).setResult(1);
        children.get(1).cancel("child");
        virtual.runBriefly();
        assertThat(log).containsExactly("done");
        assertThat(all.cancelled()).isFalse();
        assertThat(all.exception().orElseThrow())
                .isInstanceOf(CancelledError.class)
                .hasMessage("child");
        children.get(2).setResult(3);
        children.get(3).cancel();
    }

    // ---- Cancelling

    @Test
    void cancelReachesAllChildren() {
        Future<Integer> waiter = loop.createFuture();
        Task<Integer> child1 = loop.createTask(waiter::await);
        Task<Integer> child2 = loop.createTask(waiter::await);
        List<Future<?>> gathered = new ArrayList<>();
        Task<?> outer =
                loop.createTask(() -> {
                    Future<List<Integer>> all = gather(child1, child2);
                    gathered.add(all);
                    all.await();
                    log.add("never");
                });
        virtual.runBriefly();
        assertThat(outer.cancel("stop")).isTrue();
        assertThatExceptionOfType(CancelledError.class)
                .isThrownBy(() -> loop.runUntilComplete(outer))
                .withMessage("stop");
        assertThat(gathered.getFirst().cancel()).isFalse();
        assertThat(waiter.cancelled()).isTrue();
        assertThat(child1.cancelled()).isTrue();
        assertThat(child2.cancelled()).isTrue();
        assertThat(log).isEmpty();
    }

    @Test
    void cancelledGatheringIsCancelledWhenItsChildrenAreThrough() {
        loop.runUntilComplete(() -> {
            Task<?> slow =
                    createTask(() -> {
                        try {
                            sleep(100);
                        } finally {
                            shielded(() -> sleep(2));
                        }
                    });
            Task<?> quick = createTask(() -> sleep(100));
            Future<?> all = gather(slow, quick);
            sleep(1);
            assertThat(all.cancel("stop")).isTrue();
            assertThat(all.done()).isFalse();
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(all::await)
                    .withMessage("stop");
            assertThat(all.cancelled()).isTrue();
            assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(3));
            return null;
        });
    }

    @Test
    void childGivenTwiceIsCancelledOnce() {
        Task<Integer> child = loop.createTask(() -> sleep(Duration.ofSeconds(10), 1));
        virtual.runOnce();
        Future<?> all = gather(child, child);
        all.cancel();
        assertThat(child.cancelling()).isEqualTo(1);
        virtual.runBriefly();
        assertThat(all.cancelled()).isTrue();
    }

    @Test
    void cancelIsRefusedWhenAllChildrenAreDone() {
        Future<Integer> future = loop.createFuture();
        List<Boolean> answers = new ArrayList<>();
        Future<List<Integer>> all =
                loop.runUntilComplete(() -> gather(coroutine("child", future::await)));
        all.addDoneCallback(done -> answers.add(all.cancel()));
        future.setResult(42);
        assertThat(loop.runUntilComplete(all)).containsExactly(42);
        virtual.runBriefly();
        assertThat(answers).containsExactly(false);
        assertThat(all.cancelled()).isFalse();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "my message")
    void cancellationInAGatherOfManyReachesTheCaller(String message) {
        assertThatThrownBy(() ->
                        loop.runUntilComplete(() -> {
                            Task<?> task =
                                    createTask(() -> {
                                        while (true) {
                                            gatherExceptions(List.of(createTask(() -> sleep(0.05))))
                                                    .await();
                                        }
                                    });
                            sleep(0.2);
                            task.cancel(message);
                            task.await();
                            return null;
                        }))
                .isInstanceOf(CancelledError.class)
                .hasMessage(message)
                .hasNoCause();
    }
}
