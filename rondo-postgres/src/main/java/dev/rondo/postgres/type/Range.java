package dev.rondo.postgres.type;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A range: all values between two bounds, of which each may belong to it, or be missing. The server
 * brings those of integers and dates into one form, the lower bound inside and the upper outside.
 * Immutable.
 *
 * @param <T> the class of the bounds
 */
public final class Range<T> {
    private static final Range<?> EMPTY = new Range<>(null, null, false, false, true);

    private final @Nullable T lower;
    private final @Nullable T upper;
    private final boolean lowerInclusive;
    private final boolean upperInclusive;
    private final boolean empty;

    Range(
            @Nullable T lower,
            @Nullable T upper,
            boolean lowerInclusive,
            boolean upperInclusive,
            boolean empty) {
        this.lower = lower;
        this.upper = upper;
        this.lowerInclusive = lowerInclusive && lower != null;
        this.upperInclusive = upperInclusive && upper != null;
        this.empty = empty;
    }

    /** Returns the range without values. */
    @SuppressWarnings("unchecked") // it has no bounds
    public static <T> Range<T> empty() {
        return (Range<T>) EMPTY;
    }

    /** Returns the range of all values. */
    public static <T> Range<T> all() {
        return new Range<>(null, null, false, false, false);
    }

    /** Returns {@code [lower,upper)}. */
    public static <T> Range<T> closedOpen(T lower, T upper) {
        return new Range<>(
                Objects.requireNonNull(lower, "lower"),
                Objects.requireNonNull(upper, "upper"),
                true,
                false,
                false);
    }

    /** Returns {@code [lower,upper]}. */
    public static <T> Range<T> closed(T lower, T upper) {
        return new Range<>(
                Objects.requireNonNull(lower, "lower"),
                Objects.requireNonNull(upper, "upper"),
                true,
                true,
                false);
    }

    /** Returns {@code (lower,upper)}. */
    public static <T> Range<T> open(T lower, T upper) {
        return new Range<>(
                Objects.requireNonNull(lower, "lower"),
                Objects.requireNonNull(upper, "upper"),
                false,
                false,
                false);
    }

    /** Returns {@code (lower,upper]}. */
    public static <T> Range<T> openClosed(T lower, T upper) {
        return new Range<>(
                Objects.requireNonNull(lower, "lower"),
                Objects.requireNonNull(upper, "upper"),
                false,
                true,
                false);
    }

    /** Returns {@code [lower,)}. */
    public static <T> Range<T> atLeast(T lower) {
        return new Range<>(Objects.requireNonNull(lower, "lower"), null, true, false, false);
    }

    /** Returns {@code (lower,)}. */
    public static <T> Range<T> greaterThan(T lower) {
        return new Range<>(Objects.requireNonNull(lower, "lower"), null, false, false, false);
    }

    /** Returns {@code (,upper]}. */
    public static <T> Range<T> atMost(T upper) {
        return new Range<>(null, Objects.requireNonNull(upper, "upper"), false, true, false);
    }

    /** Returns {@code (,upper)}. */
    public static <T> Range<T> lessThan(T upper) {
        return new Range<>(null, Objects.requireNonNull(upper, "upper"), false, false, false);
    }

    /** Returns the lower bound; empty if there is none. */
    public Optional<T> lower() {
        return Optional.ofNullable(lower);
    }

    /** Returns the upper bound; empty if there is none. */
    public Optional<T> upper() {
        return Optional.ofNullable(upper);
    }

    /** Returns whether the lower bound belongs to it; not if there is none. */
    public boolean isLowerInclusive() {
        return lowerInclusive;
    }

    /** Returns whether the upper bound belongs to it; not if there is none. */
    public boolean isUpperInclusive() {
        return upperInclusive;
    }

    /** Returns whether no value is in it. */
    public boolean isEmpty() {
        return empty;
    }

    @Nullable T lowerOrNull() {
        return lower;
    }

    @Nullable T upperOrNull() {
        return upper;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Range<?> that
                && empty == that.empty
                && lowerInclusive == that.lowerInclusive
                && upperInclusive == that.upperInclusive
                && Objects.equals(lower, that.lower)
                && Objects.equals(upper, that.upper);
    }

    @Override
    public int hashCode() {
        return Objects.hash(lower, upper, lowerInclusive, upperInclusive, empty);
    }

    @Override
    public String toString() {
        if (empty) {
            return "empty";
        }
        return (lowerInclusive ? "[" : "(")
                + (lower == null ? "" : lower)
                + ","
                + (upper == null ? "" : upper)
                + (upperInclusive ? "]" : ")");
    }
}
