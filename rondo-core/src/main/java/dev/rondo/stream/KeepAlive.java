package dev.rondo.stream;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the system probes an idle connection (SO_KEEPALIVE): a peer that does not answer is a {@link
 * ConnectionResetException} for who reads. What is empty is the system's: on Linux two hours, 75
 * seconds and 9 probes.
 *
 * @param idle how long nothing comes before the first probe (TCP_KEEPIDLE); rounded up to seconds
 * @param interval the time between probes (TCP_KEEPINTVL); rounded up to seconds
 * @param count how many probes in a row go unanswered (TCP_KEEPCNT); Linux takes at most 127
 */
public record KeepAlive(Optional<Duration> idle, Optional<Duration> interval, OptionalInt count) {
    private static final KeepAlive SYSTEM =
            new KeepAlive(Optional.empty(), Optional.empty(), OptionalInt.empty());
    private static final Duration MOST = Duration.ofSeconds(32_767); // Linux's MAX_TCP_KEEPIDLE

    /** Checks the values. */
    public KeepAlive {
        check("idle", Objects.requireNonNull(idle, "idle"));
        check("interval", Objects.requireNonNull(interval, "interval"));
        if (count.isPresent() && (count.getAsInt() < 1 || count.getAsInt() > 127)) {
            throw new IllegalArgumentException(
                    "count must be from 1 to 127, but is " + count.getAsInt());
        }
    }

    private static void check(String name, Optional<Duration> time) {
        if (time.isPresent() && (!time.get().isPositive() || time.get().compareTo(MOST) > 0)) {
            throw new IllegalArgumentException(
                    name + " must be positive and at most " + MOST + ", but is " + time.get());
        }
    }

    /** Returns the system's own times. */
    public static KeepAlive ofSystem() {
        return SYSTEM;
    }

    /** Returns this with a time before the first probe. */
    public KeepAlive withIdle(Duration idle) {
        return new KeepAlive(Optional.of(idle), interval, count);
    }

    /** Returns this with a time between probes. */
    public KeepAlive withInterval(Duration interval) {
        return new KeepAlive(idle, Optional.of(interval), count);
    }

    /** Returns this with a number of probes. */
    public KeepAlive withCount(int count) {
        return new KeepAlive(idle, interval, OptionalInt.of(count));
    }
}
