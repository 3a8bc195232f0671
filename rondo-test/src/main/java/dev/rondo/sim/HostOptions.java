package dev.rondo.sim;

import java.time.Duration;
import java.util.Objects;

/**
 * What a host is made of.
 *
 * @param clockOffset how far its clock is ahead of the simulation's; not negative, at most 36,500
 *     days
 * @param mayFail whether its program may fail without ending the simulation
 * @param ephemeralPorts how many connections it can begin at a time; Linux has 28,232 ports for
 *     that
 */
public record HostOptions(Duration clockOffset, boolean mayFail, int ephemeralPorts) {
    private static final HostOptions DEFAULTS = new HostOptions(Duration.ZERO, false, 28_232);

    /** Checks the values. */
    public HostOptions {
        Objects.requireNonNull(clockOffset, "clockOffset");
        if (clockOffset.isNegative()) {
            throw new IllegalArgumentException(
                    "clockOffset must not be negative, but is "
                            + clockOffset
                            + "\nSet the others' clocks ahead instead");
        }
        if (clockOffset.toDays() > 36_500) {
            throw new IllegalArgumentException(
                    "clockOffset must be at most 36500 days, but is " + clockOffset);
        }
        if (ephemeralPorts < 1 || ephemeralPorts > 28_232) {
            throw new IllegalArgumentException(
                    "ephemeralPorts must be in [1, 28232], but is " + ephemeralPorts);
        }
    }

    /** Returns the defaults: a clock that is right, and a failure ends the simulation. */
    public static HostOptions defaults() {
        return DEFAULTS;
    }

    /** Returns these options with a clock that is ahead. */
    public HostOptions withClockOffset(Duration clockOffset) {
        return new HostOptions(clockOffset, mayFail, ephemeralPorts);
    }

    /** Returns these options with a program that may or may not fail. */
    public HostOptions withMayFail(boolean mayFail) {
        return new HostOptions(clockOffset, mayFail, ephemeralPorts);
    }

    /** Returns these options with a number of ports. */
    public HostOptions withEphemeralPorts(int ephemeralPorts) {
        return new HostOptions(clockOffset, mayFail, ephemeralPorts);
    }
}
