package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a task is and how it ends. */
class TaskTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();

    @AfterEach
    void nothingIsReported() {
        virtual.close();
        virtual.assertNoReports();
    }

    // ---- Creating

    @Test
    void hasItsLoopAndItsResult() {
        Task<String> task = loop.createTask(() -> "ok");
        assertThat(task.loop()).isSameAs(loop);
        assertThat(loop.runUntilComplete(task)).isEqualTo("ok");
        assertThat(task.done()).isTrue();
        assertThat(task.cancelled()).isFalse();
        assertThat(task.result()).isEqualTo("ok");
    }

    @Test
    void belongsToTheLoopThatMadeIt() {
        try (VirtualLoop other = new VirtualLoop()) {
            Task<String> task = other.loop().createTask(() -> "ok");
            assertThat(task.loop()).isSameAs(other.loop()).isNotSameAs(loop);
            assertThat(other.loop().runUntilComplete(task)).isEqualTo("ok");
        }
    }

    @Test
    void isAFuture() {
        Future<String> future = loop.createTask(() -> "ok");
        assertThat(loop.runUntilComplete(future)).isEqualTo("ok");
    }

    @Test
    void startsInTheNextPassInTheOrderOfCreation() {
        List<String> order = new ArrayList<>();
        loop.createTask(() -> order.add("first"));
        loop.callSoon(() -> order.add("callback"));
        loop.createTask(() -> order.add("second"));
        assertThat(order).isEmpty();
        virtual.runOnce();
        assertThat(order).containsExactly("first", "callback", "second");
    }

    @Test
    void awaitsOthersInsideItsBody() {
        int sum =
                loop.runUntilComplete(() -> {
                    int a = coroutine("inner1", () -> 42).await();
                    int b = createTask(() -> 1000).await();
                    return a + b;
                });
        assertThat(sum).isEqualTo(1042);
    }

    @Test
    void createTaskUsesTheRunningLoop() {
        loop.runUntilComplete(() -> {
            Task<Integer> task = createTask(() -> 1);
            assertThat(task.loop()).isSameAs(loop);
            assertThat(task.await()).isEqualTo(1);
            return null;
        });
    }

    @Test
    void createTaskNeedsARunningLoop() {
        assertThatIllegalStateException()
                .isThrownBy(() -> createTask(() -> 1))
                .withMessageContaining("no running event loop");
    }

    @Test
    void anyCallableIsABody() {
        Callable<Integer> body = new FortyTwo();
        for (int i = 0; i < 2; i++) {
            Task<Integer> task = loop.createTask(body);
            assertThat(loop.runUntilComplete(task)).isEqualTo(42);
            assertThat(task.body()).isSameAs(body);
        }
    }

    private record FortyTwo() implements Callable<Integer> {
        @Override
        public Integer call() {
            return 42;
        }
    }

    @Test
    void lambdaCanBeTheBodyOfManyTasks() {
        Callable<String> body = () -> "again";
        assertThat(loop.runUntilComplete(body)).isEqualTo("again");
        assertThat(loop.runUntilComplete(body)).isEqualTo("again");
    }

    @Test
    void bodyIsWhatItWasGiven() {
        Callable<String> body = () -> "ok";
        Task<String> task = loop.createTask(body);
        assertThat(task.body()).isSameAs(body);
        loop.runUntilComplete(task);
        assertThat(task.body()).isSameAs(body);
    }

    @Test
    void nullIsNoBody() {
        assertThatThrownBy(() -> loop.createTask((Callable<String>) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("body");
        assertThat(loop.allTasks()).isEmpty();
    }

    @Test
    void taskThatCannotBeCreatedIsNotListed() {
        virtual.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> loop.createTask(() -> "never"))
                .withMessageContaining("closed");
        assertThat(loop.allTasks()).isEmpty();
    }

    // ---- Ending

    @Test
    void outcomeCannotBeSetFromOutside() {
        Task<String> task = loop.createTask(() -> "mine");
        assertThatThrownBy(() -> task.setResult("yours"))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("does not support setResult");
        assertThatThrownBy(() -> task.setException(new IOException()))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("does not support setException");
        assertThat(loop.runUntilComplete(task)).isEqualTo("mine");
    }

    @Test
    void resultCannotBeSetThroughTheFutureTypeEither() {
        Future<String> task = loop.createTask(() -> "mine");
        assertThatThrownBy(() -> task.setResult("yours"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(loop.runUntilComplete(task)).isEqualTo("mine");
    }

    @Test
    void exceptionCannotBeSetThroughTheFutureTypeEither() {
        Future<String> task = loop.createTask(() -> "mine");
        assertThatThrownBy(() -> task.setException(new IOException()))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(loop.runUntilComplete(task)).isEqualTo("mine");
    }

    @Test
    void returnedFutureIsAResultAndNotAwaited() {
        Future<String> future = loop.createFuture();
        Task<Future<String>> returns = loop.createTask(() -> future);
        Task<?> sets = loop.createTask(() -> future.setResult("test"));
        assertThat(loop.runUntilComplete(returns)).isSameAs(future);
        loop.runUntilComplete(sets);
        assertThat(future.result()).isEqualTo("test");
    }

    @Test
    void getsTheResultOfTheFutureThatItAwaits() {
        Future<Object> future = loop.createFuture();
        List<Object> got = new ArrayList<>();
        Task<?> task =
                loop.createTask(() -> {
                    got.add(future.await());
                });
        virtual.runBriefly();
        assertThat(task.done()).isFalse();
        Object value = new Object();
        future.setResult(value);
        virtual.runBriefly();
        assertThat(got).containsExactly(value);
        assertThat(task.done()).isTrue();
        assertThat(task.result()).isNull();
    }

    @Test
    void uncheckedFailureIsRethrownAsItIs() {
        RuntimeException failure = new RuntimeException("boom");
        loop.runUntilComplete(() -> {
            Task<?> task =
                    createTask(() -> {
                        throw failure;
                    });
            assertThatThrownBy(task::await).isSameAs(failure);
            assertThat(task.exception()).containsSame(failure);
            return null;
        });
    }

    @Test
    void checkedFailureIsTheCauseOfACompletionException() {
        IOException failure = new IOException("boom");
        loop.runUntilComplete(() -> {
            Task<?> task =
                    createTask(() -> {
                        throw failure;
                    });
            assertThatThrownBy(task::await)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isSameAs(failure);
            return null;
        });
    }

    @Test
    void failureShowsWhereItHappened() {
        loop.runUntilComplete(() -> {
            Task<?> task = createTask(TaskTest::divideByZero);
            sleep(0);
            StackTraceElement[] trace = task.exception().orElseThrow().getStackTrace();
            assertThat(trace[0].getMethodName()).isEqualTo("divideByZero");
            return null;
        });
    }

    private static int divideByZero() {
        return 1 / Integer.parseInt("0");
    }

    @Test
    void failureAwaitedWhileHandlingAnotherIsNotChangedByIt() {
        loop.runUntilComplete(() -> {
            try {
                throw new IllegalArgumentException("first");
            } catch (IllegalArgumentException first) {
                Task<?> task = createTask(TaskTest::divideByZero);
                assertThatExceptionOfType(ArithmeticException.class)
                        .isThrownBy(task::await)
                        .withNoCause()
                        .satisfies(e -> assertThat(e.getSuppressed()).doesNotContain(first));
            }
            return null;
        });
    }

    @Test
    void failureThatATaskRethrowsIsTheSameObjectAndNoCircle() {
        loop.runUntilComplete(() -> {
            try {
                throw new IllegalArgumentException("first");
            } catch (IllegalArgumentException first) {
                Task<?> task =
                        createTask(() -> {
                            throw first;
                        });
                assertThatThrownBy(task::await)
                        .isSameAs(first)
                        .satisfies(e -> assertThat(e.getCause()).isNull());
            }
            return null;
        });
    }

    @Test
    void loopThatStopsEarlyLeavesItPending() {
        List<Duration> wakeUps = new ArrayList<>();
        Task<?> task =
                loop.createTask(() -> {
                    while (true) {
                        sleep(Duration.ofMillis(100));
                        wakeUps.add(virtual.now());
                        if (wakeUps.size() == 2) {
                            loop.stop();
                        }
                    }
                });
        assertThatIllegalStateException()
                .isThrownBy(() -> loop.runUntilComplete(task))
                .withMessageContaining("Event loop stopped before Future completed");
        assertThat(task.done()).isFalse();
        assertThat(wakeUps).containsExactly(Duration.ofMillis(100), Duration.ofMillis(200));

        task.cancel();
        assertThatExceptionOfType(CancelledError.class)
                .isThrownBy(() -> loop.runUntilComplete(task));
    }

    // ---- What it must not await

    @Test
    void cannotAwaitItself() {
        List<Task<?>> self = new ArrayList<>();
        Task<?> task =
                loop.createTask(() -> {
                    self.getFirst().await();
                });
        self.add(task);
        assertThatIllegalStateException()
                .isThrownBy(() -> loop.runUntilComplete(task))
                .withMessageContaining("cannot await itself");
    }

    @Test
    void cannotAwaitAFutureOfAnotherLoop() {
        try (VirtualLoop other = new VirtualLoop()) {
            Future<String> foreign = other.loop().createFuture();
            Task<String> task = loop.createTask(foreign::await);
            task.setName("waiter");
            assertThatIllegalStateException()
                    .isThrownBy(() -> loop.runUntilComplete(task))
                    .withMessageContaining("Task waiter")
                    .withMessageContaining("another loop");
        }
    }
}
