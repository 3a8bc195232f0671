package dev.rondo.http.client;

import java.util.List;

/**
 * What is known of a pool at a moment.
 *
 * @param limits of the pool
 * @param inUse connections that requests have
 * @param connecting connections that are being made
 * @param idle connections that wait to be used again
 * @param waiting requests that wait for a place
 * @param isClosed whether the pool was closed
 * @param hosts those with connections or waiting requests, the first used first
 */
public record PoolSnapshot(
        PoolLimits limits,
        int inUse,
        int connecting,
        int idle,
        int waiting,
        boolean isClosed,
        List<Host> hosts) {
    /**
     * What is known of the connections to one origin.
     *
     * @param origin scheme, host and port, and the proxy if there is one
     * @param open connections in use, being made and idle
     * @param idle connections that wait to be used again
     * @param waiting requests that wait for a place
     */
    public record Host(String origin, int open, int idle, int waiting) {}

    /** Copies the list. */
    public PoolSnapshot {
        hosts = List.copyOf(hosts);
    }
}
