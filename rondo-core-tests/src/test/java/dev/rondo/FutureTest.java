package dev.rondo;

import static dev.rondo.Rondo.await;
import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.shield;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FutureTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();

    @AfterEach
    void close() {
        virtual.close();
        virtual.assertNoReports();
    }

    // ---- States

    @Test
    void isPendingUntilCancelled() {
        Future<Integer> future = loop.createFuture();
        assertThat(future.done()).isFalse();
        assertThat(future.cancelled()).isFalse();

        future.cancel();

        assertThat(future.done()).isTrue();
        assertThat(future.cancelled()).isTrue();
    }

    @Test
    void createFutureNeedsARunningLoop() {
        assertThatIllegalStateException()
                .isThrownBy(Rondo::createFuture)
                .withMessageStartingWith("no running event loop");
    }

    @Test
    void createFutureUsesTheRunningLoop() {
        Future<Integer> future = loop.runUntilComplete(() -> Rondo.<Integer>createFuture());
        assertThat(future.loop()).isSameAs(loop);
    }

    @Test
    void cancelledFutureRefusesEverythingElse() {
        Future<Integer> future = loop.createFuture();
        assertThat(future.cancel()).isTrue();

        assertThatExceptionOfType(CancelledError.class).isThrownBy(future::result);
        assertThatExceptionOfType(CancelledError.class).isThrownBy(future::exception);
        assertIsSettled(future);
    }

    @Test
    void resultIsThereOnceSet() {
        Future<Integer> future = loop.createFuture();
        assertThatExceptionOfType(InvalidStateException.class).isThrownBy(future::result);

        future.setResult(42);

        assertThat(future.done()).isTrue();
        assertThat(future.cancelled()).isFalse();
        assertThat(future.result()).isEqualTo(42);
        assertThat(future.exception()).isEmpty();
        assertIsSettled(future);
    }

    @Test
    void exceptionIsThereOnceSet() {
        RuntimeException failure = new RuntimeException("boom");
        Future<Integer> future = loop.createFuture();
        assertThatExceptionOfType(InvalidStateException.class).isThrownBy(future::exception);

        future.setException(failure);

        assertThat(future.done()).isTrue();
        assertThat(future.cancelled()).isFalse();
        assertThatThrownBy(future::result).isSameAs(failure);
        assertThat(future.exception()).containsSame(failure);
        assertIsSettled(future);
    }

    private static void assertIsSettled(Future<Integer> future) {
        assertThatExceptionOfType(InvalidStateException.class)
                .isThrownBy(() -> future.setResult(1));
        assertThatExceptionOfType(InvalidStateException.class)
                .isThrownBy(() -> future.setException(new RuntimeException()));
        assertThat(future.cancel()).isFalse();
        assertThat(future.cancel("again")).isFalse();
    }

    @Test
    void checkedExceptionIsWrappedByResultAndBareInException() {
        IOException failure = new IOException("disk");
        Future<Integer> future = loop.createFuture();
        future.setException(failure);

        assertThatThrownBy(future::result)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isSameAs(failure);
        assertThat(future.exception()).containsSame(failure);
    }

    @Test
    void errorIsThrownAsItIs() {
        Future<Integer> future = loop.createFuture();
        Error failure = new AssertionError("broken");
        future.setException(failure);
        assertThatThrownBy(future::result).isSameAs(failure);
    }

    @Test
    void nullIsAResultLikeAnyOther() {
        VirtualLoop.run(() -> {
            Future<String> future = createFuture();
            future.setResult(null);
            assertThat(future.await()).isNull();
            assertThat(future.state()).isEqualTo(java.util.concurrent.Future.State.SUCCESS);
        });
    }

    @Test
    void throwableIsAResultLikeAnyOther() {
        RuntimeException value = new RuntimeException("only a value");
        VirtualLoop.run(() -> {
            Future<RuntimeException> future = createFuture();
            future.setResult(value);
            assertThat(future.await()).isSameAs(value);
            assertThat(future.exception()).isEmpty();
        });
    }

    // ---- Cancelling with a message

    @Test
    void cancelMessageReachesTheOneWhoAwaits() {
        Future<Integer> future = loop.createFuture();
        future.cancel("my message");
        assertThatThrownBy(() -> loop.runUntilComplete(future))
                .isInstanceOf(CancelledError.class)
                .hasMessage("my message");
    }

    @Test
    void everyAskingGetsTheCancelMessage() {
        Future<Integer> future = loop.createFuture();
        future.cancel("my message");
        assertThatThrownBy(future::result).hasMessage("my message");
        assertThatThrownBy(future::exception).hasMessage("my message");
    }

    @Test
    void onlyTheFirstCancelMessageCounts() {
        Future<Integer> future = loop.createFuture();
        future.cancel("first");
        future.cancel("second");
        assertThatThrownBy(future::result).hasMessage("first");
    }

    @Test
    void cancelWithoutMessageHasNone() {
        Future<Integer> future = loop.createFuture();
        future.cancel();
        assertThatThrownBy(future::result).isInstanceOf(CancelledError.class).hasMessage(null);
    }

    // ---- Awaiting

    @Test
    void awaitOfADoneFutureDoesNotSuspend() {
        VirtualLoop.run(() -> {
            Future<Integer> future = createFuture();
            future.setResult(42);
            List<String> order = new ArrayList<>();
            createTask(() -> order.add("other"));
            order.add("first " + future.await());
            order.add("second " + future.await());
            assertThat(order).containsExactly("first 42", "second 42");
        });
    }

    @Test
    void awaitSuspendsOnceAndThenHasTheResult() {
        VirtualLoop.run(() -> {
            Future<Integer> future = createFuture();
            List<Object> seen = new ArrayList<>();
            Task<Void> reader =
                    createTask(() -> {
                        seen.add("A");
                        seen.add(future.await());
                        seen.add(future.await());
                    });
            sleep(0);
            assertThat(seen).containsExactly("A");
            future.setResult(42);
            sleep(0);
            assertThat(seen).containsExactly("A", 42, 42);
            reader.await();
        });
    }

    @Test
    void waitersGoOnInTheOrderOfTheirAwaits() {
        VirtualLoop.run(() -> {
            Future<Integer> future = createFuture();
            List<String> order = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                createTask(() -> {
                    future.await();
                    order.add(name);
                });
            }
            sleep(0);
            future.setResult(1);
            sleep(0);
            assertThat(order).containsExactly("a", "b", "c");
        });
    }

    @Test
    void cancellingAWaiterCancelsTheFuture() {
        VirtualLoop.run(() -> {
            Future<Integer> future = createFuture();
            Task<Integer> reader = createTask(() -> future.await());
            sleep(0);
            reader.cancel("enough");
            sleep(0);
            assertThat(future.cancelled()).isTrue();
            assertThat(reader.cancelled()).isTrue();
            assertThatThrownBy(future::result).hasMessage("enough");
        });
    }

    @Test
    void repeatedAwaitsThrowTheSameExceptionWithItsOwnTrace() {
        VirtualLoop.run(() -> {
            IllegalArgumentException failure = new IllegalArgumentException("42");
            StackTraceElement[] trace = failure.getStackTrace();
            Task<Integer> failing =
                    createTask(
                            "failing",
                            () -> {
                                throw failure;
                            });
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(failing::await).isSameAs(failure);
            }
            assertThat(failure.getStackTrace()).isEqualTo(trace);
        });
    }

    @Test
    void failureSaysWhoAwaitedItButNotAllOfThem() {
        IllegalArgumentException failure = new IllegalArgumentException("42");
        VirtualLoop.run(() -> {
            Task<?> failing =
                    createTask(() -> {
                        throw failure;
                    });
            for (int i = 0; i < 5; i++) {
                Task<?> awaits = createTask("awaits " + i, failing::await);
                assertThatThrownBy(() -> FutureTest.awaitHere(awaits)).isSameAs(failure);
            }
        });
        assertThat(failure.getSuppressed())
                .extracting(Throwable::toString)
                .containsExactly("awaited by awaits 0", "awaited by Task-1", "awaited by awaits 1");
        assertThat(failure.getSuppressed()[1].getStackTrace()[0].getMethodName())
                .isEqualTo("awaitHere");
    }

    private static void awaitHere(Task<?> task) {
        task.await();
    }

    @Test
    void repeatedAwaitsOfACheckedFailureDoNotNestIt() {
        VirtualLoop.run(() -> {
            IOException failure = new IOException("disk");
            Task<Integer> failing =
                    createTask(
                            "failing",
                            () -> {
                                throw failure;
                            });
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(failing::await)
                        .isExactlyInstanceOf(CompletionException.class)
                        .cause()
                        .isSameAs(failure);
            }
        });
    }

    // ---- Copying an outcome

    @Test
    void outcomeIsCopiedFromOneFutureToAnother() {
        RuntimeException failure = new RuntimeException("boom");
        VirtualLoop.run(() -> {
            Future<Integer> value = createFuture();
            Future<Integer> failed = createFuture();
            Future<Integer> cancelled = createFuture();
            Future<Integer> valueCopy = shield(value);
            Future<Integer> failedCopy = shield(failed);
            Future<Integer> cancelledCopy = shield(cancelled);

            value.setResult(10);
            failed.setException(failure);
            cancelled.cancel("why");
            sleep(0);

            assertThat(valueCopy.result()).isEqualTo(10);
            assertThatThrownBy(failedCopy::result).isSameAs(failure);
            assertThat(cancelledCopy.cancelled()).isTrue();
            assertThatThrownBy(cancelledCopy::result).hasMessage("why");
        });
    }

    @Test
    void resultThatComesAfterACancellationIsDropped() {
        VirtualLoop.run(() -> {
            var stage = new java.util.concurrent.CompletableFuture<Integer>();
            Future<Integer> follower = Rondo.wrapFuture(stage);
            stage.complete(2);
            follower.cancel();
            sleep(0);
            sleep(0);
            assertThat(follower.cancelled()).isTrue();
            assertThat(await(stage)).isEqualTo(2);
        });
    }

    @Test
    void ensureFutureOfAFutureIsItself() {
        VirtualLoop.run(() -> {
            Future<Integer> future = createFuture();
            assertThat(Rondo.ensureFuture(future)).isSameAs(future);
            future.cancel();
        });
    }
}
