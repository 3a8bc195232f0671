package dev.rondo.workers;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * How {@link Workers#map} goes.
 *
 * @param chunk how many items are sent at a time; more cost less each, and fail together when their
 *     worker breaks; at least 1
 * @param buffer how many chunks may be on their way or wait to be taken; twice the workers if empty
 * @param isOrdered whether results come in the order of the items, or as they are there
 * @param retries how often a chunk is given again whose worker broke; its items may then have run
 *     more than once, in part
 * @param progress told in the loop after each chunk
 */
public record MapOptions(
        int chunk,
        OptionalInt buffer,
        boolean isOrdered,
        int retries,
        Consumer<? super MapProgress> progress) {
    private static final MapOptions DEFAULTS =
            new MapOptions(1, OptionalInt.empty(), true, 0, progress -> {});

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public MapOptions {
        Objects.requireNonNull(buffer, "buffer");
        Objects.requireNonNull(progress, "progress");
        atLeast("chunk", chunk, 1);
        atLeast("buffer", buffer.orElse(1), 1);
        atLeast("retries", retries, 0);
    }

    private static void atLeast(String what, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    what + " must be at least " + least + ", and is " + value);
        }
    }

    /** Returns the defaults: chunks of 1, ordered, no retries, nobody told. */
    public static MapOptions defaults() {
        return DEFAULTS;
    }

    /** Returns options with another {@code chunk}, at least 1. */
    public MapOptions withChunk(int chunk) {
        return new MapOptions(chunk, buffer, isOrdered, retries, progress);
    }

    /** Returns options with a {@code buffer}, at least 1. */
    public MapOptions withBuffer(int buffer) {
        return new MapOptions(chunk, OptionalInt.of(buffer), isOrdered, retries, progress);
    }

    /** Returns options by which results come as they are there. multiprocessing: imap_unordered. */
    public MapOptions asCompleted() {
        return new MapOptions(chunk, buffer, false, retries, progress);
    }

    /** Returns options with {@code retries}, at least 0. */
    public MapOptions withRetries(int retries) {
        return new MapOptions(chunk, buffer, isOrdered, retries, progress);
    }

    /** Returns options with a listener. */
    public MapOptions withProgress(Consumer<? super MapProgress> progress) {
        return new MapOptions(chunk, buffer, isOrdered, retries, progress);
    }
}
