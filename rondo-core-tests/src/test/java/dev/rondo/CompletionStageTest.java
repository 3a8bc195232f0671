package dev.rondo;

import static dev.rondo.Rondo.await;
import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.wrapFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.Threads;
import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Between futures of a loop and the JDK's completion stages, both ways. */
@Timeout(30)
class CompletionStageTest {
    // ---- A stage becomes a future

    @Test
    void resultOfAnExecutorsStageArrives() {
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            VirtualLoop.run(() -> {
                var stage = CompletableFuture.supplyAsync(Thread::currentThread, executor);
                Future<Thread> wrapped = wrapFuture(stage);
                assertThat(wrapped.loop()).isSameAs(runningLoop());
                assertThat(wrapped.await()).isNotSameAs(Thread.currentThread());
            });
        }
    }

    @Test
    void wrappingNeedsARunningLoop() {
        assertThatIllegalStateException()
                .isThrownBy(() -> wrapFuture(CompletableFuture.completedFuture(1)))
                .withMessageStartingWith("no running event loop: wrapFuture() was called");
    }

    @Test
    void futureOfTheSameLoopIsNotWrapped() {
        VirtualLoop.run(() -> {
            Future<Integer> future = createFuture();
            assertThat(wrapFuture(future)).isSameAs(future);
        });
    }

    @Test
    void doneStageIsThereAfterOnePass() {
        VirtualLoop.run(() -> {
            Future<Integer> wrapped = wrapFuture(CompletableFuture.completedFuture(1));
            assertThat(wrapped.done()).isFalse();
            assertThat(wrapped.await()).isEqualTo(1);
        });
    }

    @Test
    void failureOfAStageArrivesWithoutItsWrapper() {
        IOException failure = new IOException("disk");
        VirtualLoop.run(() -> {
            Future<Integer> direct = wrapFuture(CompletableFuture.failedFuture(failure));
            Future<Integer> dependent =
                    wrapFuture(
                            CompletableFuture.<Integer>failedFuture(failure)
                                    .thenApply(value -> value + 1));
            assertThatThrownBy(direct::await)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isSameAs(failure);
            assertThatThrownBy(dependent::await)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isSameAs(failure);
            assertThat(dependent.exceptionNow()).isSameAs(failure);
        });
    }

    @Test
    void uncheckedFailureOfAStageIsThrownAsItIs() {
        IllegalArgumentException failure = new IllegalArgumentException("wrong");
        VirtualLoop.run(() ->
                assertThatThrownBy(() ->
                                await(
                                        CompletableFuture.failedFuture(failure)
                                                .thenApply(value -> value)))
                        .isSameAs(failure));
    }

    @Test
    void cancellingTheFutureCancelsTheStage() {
        VirtualLoop.run(() -> {
            CompletableFuture<Integer> stage = new CompletableFuture<>();
            Future<Integer> wrapped = wrapFuture(stage);
            wrapped.cancel();
            sleep(0);
            assertThat(stage).isCancelled();
            assertThat(wrapped.cancelled()).isTrue();
        });
    }

    @Test
    void cancellingTheFutureOfADoneStageLeavesItsResult() {
        VirtualLoop.run(() -> {
            CompletableFuture<Integer> stage = new CompletableFuture<>();
            Future<Integer> wrapped = wrapFuture(stage);
            stage.complete(42);
            wrapped.cancel();
            sleep(0);
            assertThat(stage).isCompletedWithValue(42);
            assertThat(wrapped.cancelled()).isTrue();
        });
    }

    @Test
    void cancellingTheStageCancelsTheFuture() {
        VirtualLoop.run(() -> {
            CompletableFuture<Integer> stage = new CompletableFuture<>();
            Task<Integer> task = createTask(() -> await(stage));
            sleep(0);
            stage.cancel(true);
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(task.cancelled()).isTrue();
        });
    }

    @Test
    void cancellingATaskThatAwaitsAStageCancelsTheStage() {
        VirtualLoop.run(() -> {
            CompletableFuture<Integer> stage = new CompletableFuture<>();
            Task<Integer> task = createTask(() -> await(stage));
            sleep(0);
            task.cancel("enough");
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("enough");
            sleep(0);
            assertThat(stage).isCancelled();
        });
    }

    @Test
    void stageThatCannotBeCancelledIsLeftAndForgotten() {
        VirtualLoop.run(() -> {
            CompletableFuture<Integer> source = new CompletableFuture<>();
            Future<Integer> wrapped = wrapFuture(source.minimalCompletionStage());
            assertThat(runningLoop().snapshot().outstanding()).isEqualTo(1);
            wrapped.cancel();
            sleep(0);
            assertThat(source).isNotDone();
            assertThat(runningLoop().snapshot().outstanding()).isZero();
            source.complete(1);
            sleep(0);
            assertThat(runningLoop().snapshot().outstanding()).isZero();
            assertThat(wrapped.cancelled()).isTrue();
        });
    }

    @Test
    void virtualTimeWaitsForAStageOfAnotherThread() {
        VirtualLoop.run(() -> {
            CountDownLatch begin = new CountDownLatch(1);
            CompletableFuture<Integer> stage =
                    CompletableFuture.supplyAsync(() -> {
                        try {
                            begin.await();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        return 1;
                    });
            Rondo.callSoon(begin::countDown);
            assertThat(Rondo.waitFor(wrapFuture(stage), 1)).isEqualTo(1);
            assertThat(runningLoop().time()).isEqualTo(Duration.ZERO);
        });
    }

    @Test
    void stageCompletedByATaskOfTheSameLoop() {
        VirtualLoop.run(() -> {
            CompletableFuture<String> stage = new CompletableFuture<>();
            Rondo.callSoon(() -> stage.complete("value"));
            assertThat(await(stage)).isEqualTo("value");
        });
    }

    @Test
    void stageThatIsDoneAfterItsLoopIsClosedDoesNoHarm() {
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        VirtualLoop.run(() -> {
            assertThat(wrapFuture(stage.minimalCompletionStage()).done()).isFalse();
        });
        assertThat(stage.complete(1)).isTrue();
    }

    // ---- A future becomes a stage

    @Test
    void resultFailureAndCancellationAreCopied() {
        IOException failure = new IOException("disk");
        VirtualLoop.run(() -> {
            Future<Integer> value = createFuture();
            Future<Integer> failed = createFuture();
            Future<Integer> cancelled = createFuture();
            var valueStage = value.toCompletableFuture();
            var failedStage = failed.toCompletableFuture();
            var cancelledStage = cancelled.toCompletableFuture();
            value.setResult(1);
            failed.setException(failure);
            cancelled.cancel("why");
            assertThat(valueStage).as("never inside the completing call").isNotDone();
            sleep(0);

            assertThat(valueStage).isCompletedWithValue(1);
            assertThat(failedStage.exceptionNow()).isSameAs(failure);
            assertThat(cancelledStage).isCancelled();
            assertThatThrownBy(cancelledStage::join)
                    .isInstanceOf(CancellationException.class)
                    .hasRootCauseMessage("why");
        });
    }

    @Test
    void doneFutureBecomesADoneStage() {
        VirtualLoop.run(() -> {
            Future<Integer> done = createFuture();
            done.setResult(1);
            assertThat(done.toCompletableFuture()).isCompletedWithValue(1);
        });
    }

    @Test
    void doneTaskBecomesADoneStageAfterItsLoopIsClosed() {
        Task<Integer> task =
                VirtualLoop.call(() -> {
                    Task<Integer> created = createTask(() -> 1);
                    created.await();
                    return created;
                });
        assertThat(task.loop().isClosed()).isTrue();
        assertThat(task.toCompletableFuture()).isCompletedWithValue(1);
    }

    @Test
    void stageFailsWhenTheLoopClosesBeforeItsFutureIsDone() {
        VirtualLoop virtual = new VirtualLoop();
        Future<Integer> future = virtual.loop().createFuture();
        CompletableFuture<Integer> before = future.toCompletableFuture();
        virtual.close();
        CompletableFuture<Integer> after = future.toCompletableFuture();
        for (CompletableFuture<Integer> stage : List.of(before, after)) {
            assertThat(stage.exceptionNow())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("The event loop was closed before this was done:");
        }
        virtual.assertNoReports();
    }

    @Test
    void stageOfAFutureThatIsDoneInTheLastPassIsCompletedAtClosing() {
        VirtualLoop virtual = new VirtualLoop();
        Future<Integer> future = virtual.loop().createFuture();
        CompletableFuture<Integer> stage = future.toCompletableFuture();
        virtual.runOnce();
        future.setResult(1);
        assertThat(stage).isNotDone();
        virtual.close();
        assertThat(stage).isCompletedWithValue(1);
    }

    @Test
    void cancellingTheStageCancelsItsFuture() {
        VirtualLoop.run(() -> {
            Task<Void> task = createTask(() -> sleep(10));
            sleep(0);
            task.toCompletableFuture().cancel(true);
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
        });
    }

    @Test
    void cancellingTheStageOnAnotherThreadCancelsItsFuture() {
        VirtualLoop.run(() -> {
            Future<Integer> future = createFuture();
            assertThat(Threads.outside(() -> future.toCompletableFuture().cancel(true))).isNull();
            assertThatThrownBy(future::await).isInstanceOf(CancelledError.class);
        });
    }

    @Test
    void completingTheStageBySomebodyElseLeavesItsFutureAlone() {
        VirtualLoop.run(() -> {
            Future<Integer> future = createFuture();
            CompletableFuture<Integer> stage = future.toCompletableFuture();
            stage.complete(7);
            assertThat(future.done()).isFalse();
            future.setResult(1);
            sleep(0);
            assertThat(stage).isCompletedWithValue(7);
        });
    }

    @Test
    void failureThatAStageCarriesIsRetrieved() {
        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Future<Integer> future = createFuture();
                CompletableFuture<Integer> stage = future.toCompletableFuture();
                future.setException(new IOException("disk"));
                sleep(0);
                assertThat(stage).isCompletedExceptionally();
            });
        }
        virtual.assertNoReports();
    }

    @Test
    void dependentsMayAwaitInTasksOnly() {
        List<String> messages = new ArrayList<>();
        VirtualLoop.run(() -> {
            Future<Integer> future = createFuture();
            future.toCompletableFuture()
                    .thenRun(() -> sleep(0))
                    .exceptionally(failure -> {
                        messages.add(failure.getCause().getMessage());
                        return null;
                    });
            future.setResult(1);
            sleep(0);
        });
        assertThat(messages).hasSize(1);
        assertThat(messages.getFirst())
                .startsWith("sleep() was called in a callback, which cannot suspend");
    }

    @Test
    void thereAndBackAgain() {
        VirtualLoop.run(() -> {
            Task<Integer> task =
                    createTask(() -> {
                        sleep(0);
                        return 20;
                    });
            int result =
                    await(
                            task.toCompletableFuture()
                                    .thenCombine(CompletableFuture.completedFuture(1), Integer::sum)
                                    .thenCompose(sum ->
                                            createTask(() -> sum * 2).toCompletableFuture()));
            assertThat(result).isEqualTo(42);
        });
    }
}
