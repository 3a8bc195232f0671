package dev.rondo.stream;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How to connect.
 *
 * @param local the address to connect from, or empty for the system's choice
 * @param happyEyeballsDelay how long one address is tried before the next one is tried beside it
 *     (RFC 8305 suggests 0.25 s); empty tries one after the other
 * @param interleave how many addresses of the first family come before the families alternate; 0
 *     keeps the order
 * @param allErrors whether several failures are thrown as one {@link dev.rondo.ExceptionGroup}
 * @param sockets how the connection's socket behaves
 */
public record ConnectOptions(
        Optional<SocketAddress> local,
        Optional<Duration> happyEyeballsDelay,
        int interleave,
        boolean allErrors,
        SocketOptions sockets) {
    private static final ConnectOptions DEFAULTS =
            new ConnectOptions(
                    Optional.empty(),
                    Optional.of(Duration.ofMillis(250)),
                    1,
                    false,
                    SocketOptions.defaults());

    /** Checks the values. */
    public ConnectOptions {
        Objects.requireNonNull(local, "local");
        Objects.requireNonNull(happyEyeballsDelay, "happyEyeballsDelay");
        Objects.requireNonNull(sockets, "sockets");
        if (interleave < 0) {
            throw new IllegalArgumentException(
                    "interleave must not be negative, but is " + interleave);
        }
    }

    /** Returns the defaults: happy eyeballs after 0.25 s, TCP_NODELAY, no keep-alive. */
    public static ConnectOptions defaults() {
        return DEFAULTS;
    }

    /** Returns these options with an address to connect from. */
    public ConnectOptions withLocal(SocketAddress local) {
        return new ConnectOptions(
                Optional.of(local), happyEyeballsDelay, interleave, allErrors, sockets);
    }

    /**
     * Returns these options with a delay between the addresses; empty tries one after the other.
     */
    public ConnectOptions withHappyEyeballsDelay(Optional<Duration> delay) {
        return new ConnectOptions(local, delay, interleave, allErrors, sockets);
    }

    /** Returns these options with an interleaving of address families. */
    public ConnectOptions withInterleave(int interleave) {
        return new ConnectOptions(local, happyEyeballsDelay, interleave, allErrors, sockets);
    }

    /** Returns these options with or without all failures in a group. */
    public ConnectOptions withAllErrors(boolean allErrors) {
        return new ConnectOptions(local, happyEyeballsDelay, interleave, allErrors, sockets);
    }

    /** Returns these options with other ones for the socket. */
    public ConnectOptions withSockets(SocketOptions sockets) {
        return new ConnectOptions(local, happyEyeballsDelay, interleave, allErrors, sockets);
    }

    /** Returns these options with or without TCP_NODELAY. */
    public ConnectOptions withNoDelay(boolean noDelay) {
        return withSockets(sockets.withNoDelay(noDelay));
    }

    /** Returns these options with or without SO_KEEPALIVE, in the system's times. */
    public ConnectOptions withKeepAlive(boolean keepAlive) {
        return withSockets(
                sockets.withKeepAlive(
                        keepAlive ? Optional.of(KeepAlive.ofSystem()) : Optional.empty()));
    }

    /** Returns these options with probes of an idle connection. */
    public ConnectOptions withKeepAlive(KeepAlive keepAlive) {
        return withSockets(sockets.withKeepAlive(Optional.of(keepAlive)));
    }

    /** Returns these options with TCP_USER_TIMEOUT. See {@link SocketOptions#userTimeout}. */
    public ConnectOptions withUserTimeout(Duration userTimeout) {
        return withSockets(sockets.withUserTimeout(userTimeout));
    }
}
