package dev.rondo;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;

/**
 * What {@link Rondo#retry} tries again, how often and after which pauses.
 *
 * <p>It begins with {@link #on} or {@link #when}: which failures are worth another attempt cannot
 * be guessed, and trying again after a mistake of the program only hides it.
 *
 * <p>The pause after the first failure is {@code firstDelay}, and each one after it twice as long
 * as the one before, {@code maxDelay} at most. The jitter is the part of it that is left to chance,
 * so that many who failed together do not come back together: a pause is drawn evenly from {@code
 * [(1 - jitter) * delay, delay]}. {@link Entropy#draw} draws it, so a simulation replays it from
 * its seed.
 *
 * {@snippet :
 * RetryOptions network = RetryOptions.on(IOException.class).withAtMost(Duration.ofSeconds(30));
 * String page = retry(network, () -> fetch("index.html"));
 * }
 *
 * @param retried says whether a failure is worth another attempt
 * @param attempts how many there are at most, the first one included; {@link Integer#MAX_VALUE} for
 *     no limit
 * @param firstDelay the pause after the first failure; zero for none at all
 * @param maxDelay the longest pause
 * @param jitter from 0, for exact pauses, to 1, for ones that may be drawn from zero on
 * @param atMost for how long attempts and pauses go on in all; empty for no limit
 */
public record RetryOptions(
        Predicate<? super Exception> retried,
        int attempts,
        Duration firstDelay,
        Duration maxDelay,
        double jitter,
        Optional<Duration> atMost) {
    private static final int ATTEMPTS = 5; // some 1.5 s with the delays below
    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    private static final Duration MAX_DELAY = Duration.ofSeconds(10);
    private static final double JITTER = 0.5; // half of a pause is certain: "equal jitter"

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if there is no attempt, a time is negative, the first delay
     *     is longer than the longest, or the jitter is not in {@code [0, 1]}
     */
    public RetryOptions {
        Objects.requireNonNull(retried, "retried");
        Objects.requireNonNull(firstDelay, "firstDelay");
        Objects.requireNonNull(maxDelay, "maxDelay");
        Objects.requireNonNull(atMost, "atMost");
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be > 0, but it is " + attempts);
        }
        Delay.nanos("firstDelay", firstDelay);
        if (firstDelay.compareTo(maxDelay) > 0) {
            throw new IllegalArgumentException(
                    "firstDelay must not be longer than maxDelay, but "
                            + firstDelay
                            + " is longer than "
                            + maxDelay);
        }
        if (!(jitter >= 0 && jitter <= 1)) { // not NaN either
            throw new IllegalArgumentException("jitter must be in [0, 1], but it is " + jitter);
        }
        atMost.ifPresent(limit -> Delay.nanos("atMost", limit));
    }

    /**
     * Returns options that retry exceptions of some types: 5 attempts, pauses that begin with 100
     * ms and grow to 10 s, half of each left to chance, without a limit of time.
     *
     * <p>An {@link UncheckedIOException} or {@link CompletionException} counts as its cause too, so
     * {@code on(IOException.class)} holds for an I/O failure however it was brought.
     *
     * @throws IllegalArgumentException if there is no type
     */
    @SafeVarargs
    public static RetryOptions on(Class<? extends Exception>... types) {
        List<Class<? extends Exception>> known =
                List.copyOf(
                        NoNulls.in(Arrays.asList(Objects.requireNonNull(types, "types")), "types"));
        if (known.isEmpty()) {
            throw new IllegalArgumentException(
                    "on() needs a type of failure\nwhen(e -> ...) decides by other things");
        }
        return when(failure -> isOneOf(known, failure));
    }

    private static boolean isOneOf(List<Class<? extends Exception>> types, Exception failure) {
        Throwable brought =
                failure instanceof UncheckedIOException || failure instanceof CompletionException
                        ? failure.getCause()
                        : null;
        return types.stream()
                .anyMatch(type -> type.isInstance(failure) || type.isInstance(brought));
    }

    /**
     * Like {@link #on}, for failures that a condition chooses. It is asked in the task that
     * retries, and what it throws ends the retrying.
     */
    public static RetryOptions when(Predicate<? super Exception> retried) {
        return new RetryOptions(
                retried, ATTEMPTS, FIRST_DELAY, MAX_DELAY, JITTER, Optional.empty());
    }

    /** Returns these options with a number of attempts, the first one included. */
    public RetryOptions withAttempts(int attempts) {
        return new RetryOptions(retried, attempts, firstDelay, maxDelay, jitter, atMost);
    }

    /** Returns these options with other pauses; two that are equal do not grow. */
    public RetryOptions withDelays(Duration firstDelay, Duration maxDelay) {
        return new RetryOptions(retried, attempts, firstDelay, maxDelay, jitter, atMost);
    }

    /** Returns these options with a part of the pauses, from 0 to 1, left to chance. */
    public RetryOptions withJitter(double jitter) {
        return new RetryOptions(retried, attempts, firstDelay, maxDelay, jitter, atMost);
    }

    /** Returns these options with a limit for attempts and pauses in all. */
    public RetryOptions withAtMost(Duration atMost) {
        return new RetryOptions(
                retried,
                attempts,
                firstDelay,
                maxDelay,
                jitter,
                Optional.of(Objects.requireNonNull(atMost, "atMost")));
    }

    /** Returns the pause after so many failures, in nanoseconds. */
    long pauseNanos(int failures, Entropy entropy) {
        long first = Delay.saturated(firstDelay);
        long longest = Delay.saturated(maxDelay);
        int doublings = failures - 1;
        long delay =
                first == 0
                        ? 0
                        : doublings < Long.numberOfLeadingZeros(first)
                                ? Math.min(first << doublings, longest)
                                : longest;
        long span = (long) (delay * jitter);
        return span == 0 ? delay : delay - entropy.draw(span == Long.MAX_VALUE ? span : span + 1);
    }
}
