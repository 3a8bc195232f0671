package dev.rondo;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Rondo#staggeredRace} ended.
 *
 * @param value the winner's result, or empty when there is no winner or its result is null
 * @param winner the winner's index, or empty when all failed
 * @param failures what each attempt that was started failed with; empty for the winner
 * @param <T> the result
 */
public record RaceResult<T extends @Nullable Object>(
        Optional<T> value, Optional<Integer> winner, List<Optional<Throwable>> failures) {}
