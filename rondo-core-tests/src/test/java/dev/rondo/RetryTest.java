package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.Engines;
import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** {@code retry}: a body is run again after a failure, with growing pauses. */
class RetryTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final RetryOptions EXACT =
            RetryOptions.on(IOException.class)
                    .withDelays(SECOND, Duration.ofSeconds(5))
                    .withJitter(0);

    private final List<Long> attempts = new ArrayList<>(); // when they began, in ms

    private String failsFor(int times) throws IOException {
        attempts.add(runningLoop().time().toMillis());
        if (attempts.size() <= times) {
            throw new IOException("failure " + attempts.size());
        }
        return "value";
    }

    // ---- Attempts and pauses

    @Test
    void bodyThatSucceedsRunsOnceAndDoesNotSuspend() throws IOException {
        VirtualLoop.run(() -> {
            callSoon(() -> attempts.add(-1L));
            assertThat(retry(EXACT, () -> failsFor(0))).isEqualTo("value");
            assertThat(attempts).containsExactly(0L);
        });
    }

    @Test
    void pausesDoubleUpToTheLongest() throws IOException {
        VirtualLoop.run(() -> {
            assertThat(retry(EXACT.withAttempts(9), () -> failsFor(5))).isEqualTo("value");
            assertThat(attempts).containsExactly(0L, 1000L, 3000L, 7000L, 12_000L, 17_000L);
        });
    }

    @Test
    void equalDelaysDoNotGrowAndNoneMayBeNone() throws IOException {
        VirtualLoop.run(() -> {
            retry(EXACT.withDelays(SECOND, SECOND), () -> failsFor(3));
            assertThat(attempts).containsExactly(0L, 1000L, 2000L, 3000L);
            attempts.clear();
            retry(EXACT.withDelays(Duration.ZERO, Duration.ZERO), () -> failsFor(2));
            assertThat(attempts).containsExactly(3000L, 3000L, 3000L);
        });
    }

    @Test
    void lastFailureIsThrownWithTheEarlierOnesSuppressed() throws IOException {
        VirtualLoop.run(() -> {
            assertThatThrownBy(() -> retry(EXACT.withAttempts(3), () -> failsFor(9)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("failure 3")
                    .satisfies(e ->
                            assertThat(e.getSuppressed())
                                    .extracting(Throwable::getMessage)
                                    .containsExactly("failure 1", "failure 2"));
            assertThat(attempts).hasSize(3);
        });
    }

    @Test
    void oneObjectThrownAgainAndAgainIsNotSuppressedByItself() throws IOException {
        VirtualLoop.run(() -> {
            IOException same = new IOException("same");
            assertThatThrownBy(() ->
                            retry(
                                    EXACT,
                                    () -> {
                                        throw same;
                                    }))
                    .isSameAs(same)
                    .hasNoSuppressedExceptions();
        });
    }

    @Test
    void manyAttemptsKeepTheNewestFailures() throws IOException {
        VirtualLoop.run(() -> {
            RetryOptions endless = EXACT.withAttempts(Integer.MAX_VALUE);
            assertThat(retry(endless, () -> failsFor(1000))).isEqualTo("value");
            attempts.clear();
            assertThatThrownBy(() -> retry(EXACT.withAttempts(100), () -> failsFor(1000)))
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(15));
        });
    }

    @Test
    void checkedExceptionPassesThroughWithItsType() throws IOException {
        VirtualLoop.run(() -> {
            try {
                retry(EXACT.withAttempts(1), () -> failsFor(1));
            } catch (IOException e) {
                assertThat(e).hasMessage("failure 1");
            }
            retry(EXACT, () -> attempts.add(0L));
        });
    }

    // ---- What is retried

    @Test
    void otherFailuresAndErrorsAreNotRetried() throws IOException {
        VirtualLoop.run(() -> {
            assertThatThrownBy(() ->
                            retry(
                                    EXACT,
                                    () -> {
                                        failsFor(1);
                                        throw new IllegalStateException("bug");
                                    }))
                    .hasMessage("bug")
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
            attempts.clear();
            assertThatThrownBy(() ->
                            retry(
                                    RetryOptions.when(e -> true),
                                    () -> {
                                        attempts.add(0L);
                                        throw new AssertionError("wrong");
                                    }))
                    .isInstanceOf(AssertionError.class);
            assertThat(attempts).hasSize(1);
        });
    }

    @Test
    void typeHoldsHoweverTheFailureIsBrought() throws IOException {
        VirtualLoop.run(() -> {
            retry(EXACT, () -> createTask(() -> failsFor(1)).await()); // in a CompletionException
            assertThat(attempts).hasSize(2);
            attempts.clear();
            retry(
                    EXACT,
                    () -> {
                        try {
                            failsFor(1);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
            assertThat(attempts).hasSize(2);
        });
    }

    @Test
    void conditionChooses() throws IOException {
        VirtualLoop.run(() -> {
            RetryOptions first = RetryOptions.when(e -> e.getMessage().endsWith("1"));
            assertThatThrownBy(() -> retry(first, () -> failsFor(9))).hasMessage("failure 2");
            RetryOptions broken =
                    RetryOptions.when(e -> {
                        throw new IllegalStateException("broken");
                    });
            assertThatThrownBy(() -> retry(broken, () -> failsFor(9)))
                    .hasMessage("broken")
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        });
    }

    // ---- Cancellation

    @Test
    void cancellationEndsAnAttempt() throws IOException {
        new VirtualLoop()
                .runAndCancel(1, () -> retry(RetryOptions.when(e -> true), () -> sleep(10)));
    }

    @Test
    void cancellationEndsAPause() throws IOException {
        VirtualLoop.run(() -> {
            Task<?> task = createTask(() -> retry(EXACT, () -> failsFor(9)));
            sleep(0.5);
            task.cancel("stop");
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("stop");
            assertThat(attempts).hasSize(1);
        });
    }

    @Test
    void cancellationThatForeignCodeAnswersWithAnExceptionIsNotRetried() throws IOException {
        Engines.assumeScheduled();
        VirtualLoop.run(() -> {
            Task<?> task =
                    createTask(() ->
                            retry(
                                    RetryOptions.when(e -> true),
                                    () -> {
                                        attempts.add(0L);
                                        try {
                                            new java.util.concurrent.CountDownLatch(1).await();
                                        } catch (InterruptedException e) {
                                            throw new IllegalStateException(
                                                    "driver was interrupted", e);
                                        }
                                    }));
            sleep(0);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(attempts).hasSize(1);
        });
    }

    @Test
    void bodyThatSwallowsACancellationMeetsItAtThePause() throws IOException {
        VirtualLoop.run(() -> {
            Task<?> task =
                    createTask(() ->
                            retry(
                                    EXACT,
                                    () -> {
                                        attempts.add(0L);
                                        currentTask().orElseThrow().cancel();
                                        throw new IOException("first");
                                    }));
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(attempts).hasSize(1);
        });
    }

    // ---- The limit of time

    @Test
    void attemptThatRunsWhenTheTimeIsOverEndsAsATimeout() throws IOException {
        VirtualLoop.run(() -> {
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() ->
                            retry(
                                    EXACT.withAtMost(Duration.ofSeconds(3)),
                                    () -> {
                                        failsFor(1);
                                        sleep(10);
                                    }))
                    .satisfies(e ->
                            assertThat(e.getSuppressed())
                                    .extracting(Throwable::getMessage)
                                    .containsExactly("failure 1"));
            assertThat(runningLoop().time()).isEqualTo(Duration.ofSeconds(3));
        });
    }

    @Test
    void pauseThatWouldOutlastTheTimeIsNotBegun() throws IOException {
        VirtualLoop.run(() -> {
            assertThatThrownBy(
                            () -> retry(EXACT.withAtMost(Duration.ofSeconds(3)), () -> failsFor(9)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("failure 2");
            assertThat(attempts).containsExactly(0L, 1000L);
            assertThat(runningLoop().time()).isEqualTo(SECOND);
        });
    }

    @Test
    void timeoutAroundItSaysWhatFailed() throws IOException {
        VirtualLoop.run(() ->
                assertThatExceptionOfType(TimeoutException.class)
                        .isThrownBy(() -> timeout(2, () -> retry(EXACT, () -> failsFor(9))))
                        .satisfies(e ->
                                assertThat(e.getCause().getSuppressed())
                                        .extracting(Throwable::getMessage)
                                        .containsExactly("failure 1", "failure 2")));
    }

    // ---- Jitter

    private static Entropy drawing(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Entropy() {
            @Override
            public int pick(Ready ready) {
                return 0;
            }

            @Override
            public long draw(long bound) {
                return random.nextLong(bound);
            }
        };
    }

    private List<Long> attemptsWith(Entropy entropy, double jitter) throws IOException {
        attempts.clear();
        try (Runner runner = new VirtualLoop(entropy).runner()) {
            runner.run(() -> {
                retry(EXACT.withJitter(jitter).withAttempts(9), () -> failsFor(4));
            });
        }
        return List.copyOf(attempts);
    }

    @Test
    void jitterIsDrawnByTheLoopsEntropySoASeedRepeatsIt() throws IOException {
        List<Long> first = attemptsWith(drawing(7), 1);
        assertThat(attemptsWith(drawing(7), 1)).isEqualTo(first);
        assertThat(attemptsWith(drawing(8), 1)).isNotEqualTo(first);
    }

    @Test
    void jitterIsAPartOfThePause() throws IOException {
        long[] least = {500, 1000, 2000, 2500};
        for (int seed = 0; seed < 100; seed++) {
            List<Long> times = attemptsWith(drawing(seed), 0.5);
            for (int i = 0; i < 4; i++) {
                assertThat(times.get(i + 1) - times.get(i))
                        .isBetween(least[i] - 1, 2 * least[i] + 1);
            }
        }
    }

    @Test
    void withoutAnEntropyOfOnesOwnTheMachineDraws() throws IOException {
        assertThat(attemptsWith(Entropy.fifo(), 1)).hasSize(5);
        assertThat(Entropy.fifo().draw(1)).isZero();
    }

    @Test
    void hugeDelaysDoNotOverflow() throws IOException {
        RetryOptions huge =
                EXACT.withDelays(
                        Duration.ofSeconds(Long.MAX_VALUE), Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(huge.pauseNanos(1, Entropy.fifo())).isEqualTo(Long.MAX_VALUE);
        assertThat(huge.withJitter(1).pauseNanos(Integer.MAX_VALUE, Entropy.fifo()))
                .isNotNegative();
        RetryOptions tiny =
                EXACT.withDelays(Duration.ofNanos(1), Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(tiny.pauseNanos(63, Entropy.fifo())).isEqualTo(1L << 62);
        assertThat(tiny.pauseNanos(64, Entropy.fifo())).isEqualTo(Long.MAX_VALUE);
    }

    // ---- Options

    @Test
    void optionsThatMakeNoSenseAreRefused() throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EXACT.withAttempts(0))
                .withMessage("attempts must be > 0, but it is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EXACT.withDelays(Duration.ofSeconds(2), SECOND))
                .withMessage(
                        "firstDelay must not be longer than maxDelay, but PT2S is longer than PT1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EXACT.withDelays(Duration.ofSeconds(-1), SECOND));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EXACT.withJitter(Double.NaN))
                .withMessage("jitter must be in [0, 1], but it is NaN");
        assertThatIllegalArgumentException().isThrownBy(() -> EXACT.withJitter(1.1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EXACT.withAtMost(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryOptions.on())
                .withMessage(
                        "on() needs a type of failure\nwhen(e -> ...) decides by other things");
    }
}
