package dev.rondo.cluster;

import java.util.Objects;

/**
 * How {@link ClusterWorkers} share work out.
 *
 * @param name of Hazelcast's executor; the same on all members
 * @param callsPerMember how many calls are at a member at a time, of these workers; at least 1
 * @param includesLocal whether the member in this process works too
 */
public record ClusterOptions(String name, int callsPerMember, boolean includesLocal) {
    private static final ClusterOptions DEFAULTS =
            new ClusterOptions("rondo", Runtime.getRuntime().availableProcessors(), true);

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException if {@code callsPerMember} is below 1
     */
    public ClusterOptions {
        Objects.requireNonNull(name, "name");
        if (callsPerMember < 1) {
            throw new IllegalArgumentException(
                    "callsPerMember must be at least 1, and is " + callsPerMember);
        }
    }

    /** Returns the defaults: "rondo", as many calls as this machine has processors, all members. */
    public static ClusterOptions defaults() {
        return DEFAULTS;
    }

    /** Returns options with another {@code name}. */
    public ClusterOptions withName(String name) {
        return new ClusterOptions(name, callsPerMember, includesLocal);
    }

    /** Returns options with another {@code callsPerMember}, at least 1. */
    public ClusterOptions withCallsPerMember(int callsPerMember) {
        return new ClusterOptions(name, callsPerMember, includesLocal);
    }

    /** Returns options by which only the other members work. */
    public ClusterOptions withoutLocal() {
        return new ClusterOptions(name, callsPerMember, false);
    }
}
