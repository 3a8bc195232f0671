package dev.rondo.http.client;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How many connections a pool has, and for how long. aiohttp: {@code TCPConnector}.
 *
 * @param connections how many there are in all, in use and idle; positive
 * @param perHost how many go to one host, port, scheme and proxy; 0 for no limit
 * @param keepAlive how long an idle connection is kept; zero closes each after its request
 * @param lifetime how old a connection that is used again may be; empty for no limit
 */
public record PoolLimits(
        int connections, int perHost, Duration keepAlive, Optional<Duration> lifetime) {
    private static final PoolLimits DEFAULTS =
            new PoolLimits(100, 0, Duration.ofSeconds(15), Optional.empty()); // as aiohttp's

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public PoolLimits {
        Objects.requireNonNull(lifetime, "lifetime");
        if (connections < 1) {
            throw new IllegalArgumentException(
                    "connections must be at least 1, but is " + connections);
        }
        if (perHost < 0) {
            throw new IllegalArgumentException("perHost must not be negative, but is " + perHost);
        }
        if (keepAlive.isNegative()) {
            throw new IllegalArgumentException(
                    "keepAlive must not be negative, but is " + keepAlive);
        }
    }

    /** Returns 100 connections, as many a host as there are, idle for 15 s. */
    public static PoolLimits defaults() {
        return DEFAULTS;
    }

    /** Returns these limits with another one in all; positive. */
    public PoolLimits withConnections(int limit) {
        return new PoolLimits(limit, perHost, keepAlive, lifetime);
    }

    /** Returns these limits with another one a host; 0 for none. */
    public PoolLimits withPerHost(int limit) {
        return new PoolLimits(connections, limit, keepAlive, lifetime);
    }

    /** Returns these limits with another time for idle connections; zero keeps none. */
    public PoolLimits withKeepAlive(Duration time) {
        return new PoolLimits(connections, perHost, time, lifetime);
    }

    /** Returns these limits with one for the age of a connection that is used again. */
    public PoolLimits withLifetime(Duration age) {
        return new PoolLimits(connections, perHost, keepAlive, Optional.of(age));
    }
}
