package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.FakeExecutor;
import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link EventLoop#runInExecutor}. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunInExecutorTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final List<String> steps = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        virtual.close();
    }

    @Test
    void codeRunsOnAnotherThreadAndItsResultComesBack() {
        Future<Thread> future = loop.runInExecutor(Thread::currentThread);

        Thread worker = loop.runUntilComplete(future);

        assertThat(worker).isNotSameAs(Thread.currentThread());
        assertThat(worker.isVirtual()).isFalse();
        assertThat(worker.isDaemon()).isTrue();
        assertThat(worker.getName()).startsWith("rondo-worker-");
    }

    @Test
    void codeMayHaveNoResult() {
        try (ExecutorService own = Executors.newSingleThreadExecutor()) {
            List<Future<Void>> futures =
                    List.of(
                            loop.runInExecutor(() -> addStep("default")),
                            loop.runInExecutor(own, () -> addStep("own")));

            loop.runUntilComplete(Rondo.gather(futures));

            assertThat(steps).containsExactlyInAnyOrder("default", "own");
        }
    }

    private void addStep(String step) {
        steps.add(step);
    }

    @Test
    void taskAwaitsTheResult() {
        String result = loop.runUntilComplete(() -> loop.runInExecutor(() -> "yo").await());

        assertThat(result).isEqualTo("yo");
    }

    @Test
    void failureComesBack() {
        var failure = new IOException("no");
        Future<Object> future =
                loop.runInExecutor(() -> {
                    throw failure;
                });

        assertThatThrownBy(() -> loop.runUntilComplete(future))
                .isInstanceOf(CompletionException.class)
                .hasCause(failure);
        assertThat(future.exception()).containsSame(failure);
    }

    @Test
    void failureThatNobodyAsksForIsReported() {
        CountDownLatch ran = new CountDownLatch(1);
        loop.runInExecutor(() -> {
            ran.countDown();
            throw new IllegalStateException("lost");
        });
        loop.runUntilComplete(() -> {
            loop.shutdownDefaultExecutor(Duration.ofMinutes(1));
            return null;
        });
        virtual.runOnce();
        loop.close();

        assertThat(virtual.reports())
                .singleElement() // with a text of the future if that was collected already
                .extracting(ExceptionContext::message)
                .asString()
                .startsWith("Future exception was never retrieved");
    }

    @Test
    void codeSeesACopyOfTheCallersContext() {
        ContextVar<String> user = ContextVar.of("user", "nobody");
        ContextVar.Token<String> token = user.set("ada");
        try {
            Future<String> future =
                    loop.runInExecutor(() -> {
                        String seen = user.get();
                        user.set("changed");
                        return seen;
                    });
            assertThat(loop.runUntilComplete(future)).isEqualTo("ada");
            assertThat(user.get()).isEqualTo("ada");
        } finally {
            user.reset(token);
        }
    }

    @Test
    void ownExecutorIsUsedAndLeftOpen() {
        try (ExecutorService own =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("own").factory())) {
            Future<String> future = loop.runInExecutor(own, () -> Thread.currentThread().getName());

            assertThat(loop.runUntilComplete(future)).isEqualTo("own");
            loop.close();
            assertThat(own.isShutdown()).isFalse();
        }
    }

    @Test
    void defaultExecutorMayBeReplaced() {
        loop.setDefaultExecutor(
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("own").factory()));

        Future<String> future = loop.runInExecutor(() -> Thread.currentThread().getName());

        assertThat(loop.runUntilComplete(future)).isEqualTo("own");
    }

    @Test
    @SuppressWarnings("NullAway")
    void nullIsNoExecutor() {
        assertThatThrownBy(() -> loop.setDefaultExecutor(null))
                .isInstanceOf(NullPointerException.class);
        assertThat(loop.runUntilComplete(loop.runInExecutor(() -> "still works")))
                .isEqualTo("still works");
    }

    @Test
    void executorThatTakesNoMoreWorkIsNamed() {
        ExecutorService ended = Executors.newSingleThreadExecutor();
        ended.shutdown();

        assertThatThrownBy(() -> loop.runInExecutor(ended, () -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The executor takes no more work");
        assertThat(loop.snapshot().outstanding()).isZero();
    }

    @Test
    void failureOfTheExecutorIsTheCallers() {
        loop.setDefaultExecutor(
                new FakeExecutor(work -> {
                    throw new UnsupportedOperationException("cannot submit into a dummy executor");
                }));

        assertThatThrownBy(() -> loop.runInExecutor(() -> 1))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("cannot submit into a dummy executor");
        assertThat(loop.snapshot().outstanding()).isZero();
    }

    // ---- cancelling

    @Test
    void cancelledWorkThatHasNotBegunNeverBegins() {
        CountDownLatch go = new CountDownLatch(1);
        loop.setDefaultExecutor(Executors.newSingleThreadExecutor());
        Future<Object> first =
                loop.runInExecutor(() -> {
                    go.await();
                    return "first";
                });
        Future<Object> second = loop.runInExecutor(() -> steps.add("never"));
        second.cancel();
        go.countDown();

        assertThat(loop.runUntilComplete(first)).isEqualTo("first");
        assertThat(loop.runUntilComplete(loop.runInExecutor(() -> "third"))).isEqualTo("third");
        assertThat(steps).isEmpty();
        assertThat(second.cancelled()).isTrue();
        assertThat(loop.snapshot().outstanding()).isZero();
    }

    @Test
    void cancelledWorkThatRunsIsInterrupted() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Future<Object> future =
                loop.runInExecutor(() -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return "ignored";
                });
        begun.await();

        future.cancel();

        interrupted.await();
        loop.runUntilComplete(() -> {
            loop.shutdownDefaultExecutor(Duration.ofMinutes(1));
            return null;
        });
        virtual.runBriefly(); // the thread may have ended before the loop took what it brought back
        assertThat(future.cancelled()).isTrue();
        assertThat(loop.snapshot().outstanding()).isZero();
        virtual.assertNoReports();
    }

    @Test
    void resultThatComesAfterTheLoopWasClosedIsDropped() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        ExecutorService own = Executors.newSingleThreadExecutor();
        Future<Object> future =
                loop.runInExecutor(
                        own,
                        () -> {
                            go.await();
                            return "late";
                        });
        own.execute(gone::countDown);
        loop.close();

        go.countDown();
        gone.await();

        assertThat(future.done()).isFalse();
        assertThat(loop.snapshot().ready()).isZero();
        own.shutdown();
    }

    @Test
    void cancelledTaskCancelsTheWorkThatItAwaits() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Task<Object> task =
                loop.createTask(() ->
                        loop.runInExecutor(
                                        () -> {
                                            begun.countDown();
                                            try {
                                                new CountDownLatch(1).await();
                                            } finally {
                                                interrupted.countDown();
                                            }
                                            return "ignored";
                                        })
                                .await());
        virtual.runOnce();
        begun.await();
        task.cancel("enough");

        assertThatThrownBy(() -> loop.runUntilComplete(task))
                .isInstanceOf(CancelledError.class)
                .hasMessage("enough");
        interrupted.await();
    }

    // ---- the size of the default executor

    @Test
    void defaultExecutorRunsSeveralAtOnce() throws InterruptedException {
        int atOnce = Math.min(32, Runtime.getRuntime().availableProcessors() + 4);
        CountDownLatch all = new CountDownLatch(atOnce);
        List<Future<Boolean>> futures = new ArrayList<>();
        for (int i = 0; i < atOnce; i++) {
            futures.add(
                    loop.runInExecutor(() -> {
                        all.countDown();
                        all.await(); // ends only if all run at once
                        return true;
                    }));
        }

        for (Future<Boolean> future : futures) {
            assertThat(loop.runUntilComplete(future)).isTrue();
        }
    }
}
