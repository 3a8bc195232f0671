package dev.rondo.workers;

import dev.rondo.SerializableAction;
import java.io.ObjectInputFilter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How {@link Workers} are made. What is about processes is ignored by threads.
 *
 * @param name what the workers' names begin with
 * @param initializer run once in each worker before its first call; if it fails, the workers are
 *     broken. concurrent.futures: {@code initializer}
 * @param maxCalls after how many calls a worker is replaced by a fresh one; concurrent.futures:
 *     {@code max_tasks_per_child}
 * @param maxWaiting how many calls may wait for a worker; one more is refused
 * @param grace how long a call that was cancelled may go on after its interrupt, and a process
 *     after it was asked to end, before it is killed; at least zero
 * @param startLimit how long a process may take to start
 * @param maxBreaksInRow how many workers in a row may break, without a call that is done between,
 *     until all are taken to be broken; at least 1
 * @param maxBytes of what is sent at once, either way
 * @param filter what is refused of that which comes in, beyond what always is
 * @param jvmArguments options of the workers' JVMs, after Rondo's own
 */
public record WorkerOptions(
        String name,
        Optional<SerializableAction<?>> initializer,
        OptionalInt maxCalls,
        int maxWaiting,
        Duration grace,
        Duration startLimit,
        int maxBreaksInRow,
        long maxBytes,
        Optional<ObjectInputFilter> filter,
        List<String> jvmArguments) {
    private static final WorkerOptions DEFAULTS =
            new WorkerOptions(
                    "worker",
                    Optional.empty(),
                    OptionalInt.empty(),
                    1 << 20,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(60),
                    3,
                    1L << 30,
                    Optional.empty(),
                    List.of());

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public WorkerOptions {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(initializer, "initializer");
        Objects.requireNonNull(maxCalls, "maxCalls");
        Objects.requireNonNull(grace, "grace");
        Objects.requireNonNull(startLimit, "startLimit");
        Objects.requireNonNull(filter, "filter");
        jvmArguments = List.copyOf(jvmArguments);
        atLeast("maxCalls", maxCalls.orElse(1), 1);
        atLeast("maxWaiting", maxWaiting, 1);
        atLeast("maxBreaksInRow", maxBreaksInRow, 1);
        atLeast("maxBytes", maxBytes, 1024);
        atLeast("grace", grace.toNanos(), 0);
        atLeast("startLimit", startLimit.toNanos(), 1);
    }

    private static void atLeast(String what, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    what + " must be at least " + least + ", and is " + value);
        }
    }

    /**
     * Returns the defaults: named "worker", no initializer, never replaced, a million calls
     * waiting, 2 s of grace, 60 s to start, 3 breaks in a row, 1 GiB, no filter of the user's, no
     * arguments.
     */
    public static WorkerOptions defaults() {
        return DEFAULTS;
    }

    /** Returns options with another {@code name}. */
    public WorkerOptions withName(String name) {
        return new WorkerOptions(
                name,
                initializer,
                maxCalls,
                maxWaiting,
                grace,
                startLimit,
                maxBreaksInRow,
                maxBytes,
                filter,
                jvmArguments);
    }

    /** Returns options with an {@code initializer}. */
    public WorkerOptions withInitializer(SerializableAction<?> initializer) {
        return new WorkerOptions(
                name,
                Optional.of(initializer),
                maxCalls,
                maxWaiting,
                grace,
                startLimit,
                maxBreaksInRow,
                maxBytes,
                filter,
                jvmArguments);
    }

    /** Returns options with {@code maxCalls}, at least 1. */
    public WorkerOptions withMaxCalls(int maxCalls) {
        return new WorkerOptions(
                name,
                initializer,
                OptionalInt.of(maxCalls),
                maxWaiting,
                grace,
                startLimit,
                maxBreaksInRow,
                maxBytes,
                filter,
                jvmArguments);
    }

    /** Returns options with another {@code maxWaiting}, at least 1. */
    public WorkerOptions withMaxWaiting(int maxWaiting) {
        return new WorkerOptions(
                name,
                initializer,
                maxCalls,
                maxWaiting,
                grace,
                startLimit,
                maxBreaksInRow,
                maxBytes,
                filter,
                jvmArguments);
    }

    /** Returns options with another {@code grace}. */
    public WorkerOptions withGrace(Duration grace) {
        return new WorkerOptions(
                name,
                initializer,
                maxCalls,
                maxWaiting,
                grace,
                startLimit,
                maxBreaksInRow,
                maxBytes,
                filter,
                jvmArguments);
    }

    /** Returns options with another {@code startLimit}. */
    public WorkerOptions withStartLimit(Duration startLimit) {
        return new WorkerOptions(
                name,
                initializer,
                maxCalls,
                maxWaiting,
                grace,
                startLimit,
                maxBreaksInRow,
                maxBytes,
                filter,
                jvmArguments);
    }

    /** Returns options with another {@code maxBreaksInRow}, at least 1. */
    public WorkerOptions withMaxBreaksInRow(int maxBreaksInRow) {
        return new WorkerOptions(
                name,
                initializer,
                maxCalls,
                maxWaiting,
                grace,
                startLimit,
                maxBreaksInRow,
                maxBytes,
                filter,
                jvmArguments);
    }

    /** Returns options with another {@code maxBytes}, at least 1024. */
    public WorkerOptions withMaxBytes(long maxBytes) {
        return new WorkerOptions(
                name,
                initializer,
                maxCalls,
                maxWaiting,
                grace,
                startLimit,
                maxBreaksInRow,
                maxBytes,
                filter,
                jvmArguments);
    }

    /** Returns options with a {@code filter}; what it rejects is refused. */
    public WorkerOptions withFilter(ObjectInputFilter filter) {
        return new WorkerOptions(
                name,
                initializer,
                maxCalls,
                maxWaiting,
                grace,
                startLimit,
                maxBreaksInRow,
                maxBytes,
                Optional.of(filter),
                jvmArguments);
    }

    /** Returns options with other {@code jvmArguments}, such as {@code -Xmx256m}. */
    public WorkerOptions withJvmArguments(String... jvmArguments) {
        return new WorkerOptions(
                name,
                initializer,
                maxCalls,
                maxWaiting,
                grace,
                startLimit,
                maxBreaksInRow,
                maxBytes,
                filter,
                List.of(jvmArguments));
    }
}
