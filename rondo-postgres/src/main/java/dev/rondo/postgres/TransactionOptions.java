package dev.rondo.postgres;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a transaction runs, and how often.
 *
 * <p>Before a body is run again there is a pause, twice as long each time, of which half is left to
 * chance, so that two transactions that were in each other's way do not meet again. {@link
 * dev.rondo.EventLoop#draw} draws it. The connection is kept meanwhile, and no transaction is open.
 *
 * @param isolation the level; empty: the session's default
 * @param readOnly whether it may not write; empty: the session's default
 * @param deferrable whether a serializable read-only one waits for a snapshot without conflicts
 * @param attempts how often a body runs at most, when it fails by 40001 or 40P01; 1: once
 * @param firstDelay the pause after the first failure; zero for none at all; 10 ms unless set
 * @param maxDelay the longest pause; 1 s unless set
 */
public record TransactionOptions(
        Optional<Isolation> isolation,
        Optional<Boolean> readOnly,
        boolean deferrable,
        int attempts,
        Duration firstDelay,
        Duration maxDelay) {
    private static final TransactionOptions DEFAULTS =
            new TransactionOptions(
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    1,
                    Duration.ofMillis(10), // some round trips: whoever was in the way is done
                    Duration.ofSeconds(1));

    /** The levels of isolation. */
    public enum Isolation {
        /** Sees what was committed before each statement. */
        READ_COMMITTED,
        /** Sees what was committed before its first statement. */
        REPEATABLE_READ,
        /** As if all ran one after another. */
        SERIALIZABLE
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if there is no attempt, a delay is negative, or the first
     *     one is longer than the longest
     */
    public TransactionOptions {
        Objects.requireNonNull(isolation, "isolation");
        Objects.requireNonNull(readOnly, "readOnly");
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts: at least 1, not " + attempts);
        }
        if (firstDelay.isNegative()) {
            throw new IllegalArgumentException("firstDelay must not be negative: " + firstDelay);
        }
        if (firstDelay.compareTo(maxDelay) > 0) {
            throw new IllegalArgumentException(
                    "firstDelay must not be longer than maxDelay, but "
                            + firstDelay
                            + " is longer than "
                            + maxDelay);
        }
    }

    /** Returns the session's defaults, once. */
    public static TransactionOptions defaults() {
        return DEFAULTS;
    }

    /** Returns these with a level of isolation. */
    public TransactionOptions withIsolation(Isolation isolation) {
        return new TransactionOptions(
                Optional.of(isolation), readOnly, deferrable, attempts, firstDelay, maxDelay);
    }

    /** Returns these with or without leave to write. */
    public TransactionOptions withReadOnly(boolean readOnly) {
        return new TransactionOptions(
                isolation, Optional.of(readOnly), deferrable, attempts, firstDelay, maxDelay);
    }

    /** Returns these, deferrable or not. */
    public TransactionOptions withDeferrable(boolean deferrable) {
        return new TransactionOptions(
                isolation, readOnly, deferrable, attempts, firstDelay, maxDelay);
    }

    /** Returns these with a number of attempts. */
    public TransactionOptions withAttempts(int attempts) {
        return new TransactionOptions(
                isolation, readOnly, deferrable, attempts, firstDelay, maxDelay);
    }

    /**
     * Returns these with other pauses between attempts; two that are equal do not grow.
     *
     * @param firstDelay not negative; zero for no pause at all
     * @param maxDelay not below the first
     */
    public TransactionOptions withDelays(Duration firstDelay, Duration maxDelay) {
        return new TransactionOptions(
                isolation, readOnly, deferrable, attempts, firstDelay, maxDelay);
    }
}
