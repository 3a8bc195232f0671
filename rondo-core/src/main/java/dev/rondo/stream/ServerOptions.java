package dev.rondo.stream;

import java.time.Duration;
import java.util.Objects;

/**
 * How a {@link Server} deals with its connections. How many wait for their turn is in {@link
 * ListenOptions#backlog}.
 *
 * @param maxConnections how many connections it has at once, over all its listeners; from 1 on. At
 *     the bound it does not accept, so that new ones wait in the backlog of the system, and goes on
 *     when one has ended; a warning a minute says so. 10,000 unless set: what common limits of
 *     descriptors and some hundred MiB of memory allow. asyncio has no bound; Tomcat's is 8,192
 * @param stallLimit how long a peer may take nothing of what a handler that has returned has
 *     written, before its connection is aborted; positive. A minute unless set, nginx's {@code
 *     send_timeout}
 * @param lastWords how long what a cancelled handler has written may take to be sent; 0 sends what
 *     needs no waiting. 2 s unless set: enough for a peer that reads, and Ctrl-C does not wait for
 *     one that does not
 * @param handshakeLimit how long the TLS handshake of a connection may take, where {@link
 *     TlsOptions#handshakeTimeout} does not say less; positive. A minute unless set, as in asyncio
 */
public record ServerOptions(
        int maxConnections, Duration stallLimit, Duration lastWords, Duration handshakeLimit) {
    private static final ServerOptions DEFAULTS =
            new ServerOptions(
                    10_000, Duration.ofMinutes(1), Duration.ofSeconds(2), Duration.ofMinutes(1));

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public ServerOptions {
        if (maxConnections < 1) {
            throw new IllegalArgumentException(
                    "maxConnections must be positive, but is " + maxConnections);
        }
        checkPositive("stallLimit", stallLimit);
        checkPositive("handshakeLimit", handshakeLimit);
        if (Objects.requireNonNull(lastWords, "lastWords").isNegative()) {
            throw new IllegalArgumentException(
                    "lastWords must not be negative, but is " + lastWords);
        }
    }

    private static void checkPositive(String name, Duration limit) {
        if (!Objects.requireNonNull(limit, name).isPositive()) {
            throw new IllegalArgumentException(name + " must be positive, but is " + limit);
        }
    }

    /** Returns the defaults: 10,000 connections, a minute, 2 s, a minute. */
    public static ServerOptions defaults() {
        return DEFAULTS;
    }

    /** Returns these options with a bound for the connections; from 1 on. */
    public ServerOptions withMaxConnections(int maxConnections) {
        return new ServerOptions(maxConnections, stallLimit, lastWords, handshakeLimit);
    }

    /** Returns these options with a limit for peers that take nothing; positive. */
    public ServerOptions withStallLimit(Duration stallLimit) {
        return new ServerOptions(maxConnections, stallLimit, lastWords, handshakeLimit);
    }

    /** Returns these options with a time for what cancelled handlers have written; not negative. */
    public ServerOptions withLastWords(Duration lastWords) {
        return new ServerOptions(maxConnections, stallLimit, lastWords, handshakeLimit);
    }

    /** Returns these options with a limit for TLS handshakes; positive. */
    public ServerOptions withHandshakeLimit(Duration handshakeLimit) {
        return new ServerOptions(maxConnections, stallLimit, lastWords, handshakeLimit);
    }
}
