package dev.rondo.postgres;

import java.util.Optional;

/**
 * How a transaction runs.
 *
 * @param isolation the level; empty: the session's default
 * @param readOnly whether it may not write; empty: the session's default
 * @param deferrable whether a serializable read-only one waits for a snapshot without conflicts
 * @param attempts how often a body runs at most, when it fails by 40001 or 40P01; 1: once
 */
public record TransactionOptions(
        Optional<Isolation> isolation,
        Optional<Boolean> readOnly,
        boolean deferrable,
        int attempts) {
    /** The levels of isolation. */
    public enum Isolation {
        /** Sees what was committed before each statement. */
        READ_COMMITTED,
        /** Sees what was committed before its first statement. */
        REPEATABLE_READ,
        /** As if all ran one after another. */
        SERIALIZABLE
    }

    /** Checks the values. */
    public TransactionOptions {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts: at least 1, not " + attempts);
        }
    }

    /** Returns the session's defaults, once. */
    public static TransactionOptions defaults() {
        return new TransactionOptions(Optional.empty(), Optional.empty(), false, 1);
    }

    /** Returns these with a level of isolation. */
    public TransactionOptions withIsolation(Isolation isolation) {
        return new TransactionOptions(Optional.of(isolation), readOnly, deferrable, attempts);
    }

    /** Returns these with or without leave to write. */
    public TransactionOptions withReadOnly(boolean readOnly) {
        return new TransactionOptions(isolation, Optional.of(readOnly), deferrable, attempts);
    }

    /** Returns these, deferrable or not. */
    public TransactionOptions withDeferrable(boolean deferrable) {
        return new TransactionOptions(isolation, readOnly, deferrable, attempts);
    }

    /** Returns these with a number of attempts. */
    public TransactionOptions withAttempts(int attempts) {
        return new TransactionOptions(isolation, readOnly, deferrable, attempts);
    }
}
