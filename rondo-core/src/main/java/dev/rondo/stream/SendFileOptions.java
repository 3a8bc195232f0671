package dev.rondo.stream;

import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * What of a file is sent, and how.
 *
 * @param offset where in the file it begins, in bytes; not negative
 * @param count how many bytes at most, positive; empty for all up to the file's end
 * @param fallback whether to read and write where the system cannot send the file by itself; if
 *     not, that is a {@link SendFileNotAvailableException}
 * @param progress told the number of bytes sent so far after each piece, in the loop
 */
public record SendFileOptions(
        long offset, OptionalLong count, boolean fallback, LongConsumer progress) {
    private static final SendFileOptions DEFAULTS =
            new SendFileOptions(0, OptionalLong.empty(), true, sent -> {});

    /** Checks the values. */
    public SendFileOptions {
        Objects.requireNonNull(count, "count");
        Objects.requireNonNull(progress, "progress");
        if (offset < 0) {
            throw new IllegalArgumentException("offset must not be negative, but is " + offset);
        }
        if (count.isPresent() && count.getAsLong() <= 0) {
            throw new IllegalArgumentException(
                    "count must be positive, but is " + count.getAsLong());
        }
    }

    /** Returns the defaults: the whole file, with a fallback. */
    public static SendFileOptions defaults() {
        return DEFAULTS;
    }

    /** Returns these options with another beginning. */
    public SendFileOptions withOffset(long offset) {
        return new SendFileOptions(offset, count, fallback, progress);
    }

    /** Returns these options with a number of bytes. */
    public SendFileOptions withCount(long count) {
        return new SendFileOptions(offset, OptionalLong.of(count), fallback, progress);
    }

    /** Returns these options with or without a fallback. */
    public SendFileOptions withFallback(boolean fallback) {
        return new SendFileOptions(offset, count, fallback, progress);
    }

    /** Returns these options with somebody who is told of the progress. */
    public SendFileOptions withProgress(LongConsumer progress) {
        return new SendFileOptions(offset, count, fallback, progress);
    }

    /**
     * Returns options for what is left after a part was sent; who is told of the progress hears of
     * both together. The whole must not have been sent yet.
     *
     * @param sent how many bytes, not negative and less than the count
     */
    public SendFileOptions after(long sent) {
        OptionalLong left =
                count.isPresent()
                        ? OptionalLong.of(count.getAsLong() - sent)
                        : OptionalLong.empty();
        return new SendFileOptions(
                offset + sent, left, fallback, more -> progress.accept(sent + more));
    }
}
