package dev.rondo.stream;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How to listen.
 *
 * @param backlog how many connections wait for {@code accept}; 100 in asyncio
 * @param reuseAddress whether the address may be used right after another process left it
 *     (SO_REUSEADDR)
 * @param reusePort whether several listeners share the address and the system spreads connections
 *     (SO_REUSEPORT)
 * @param ipv6Only whether an IPv6 address takes no IPv4 connections. The NIO poller resets those
 *     right after they were accepted, since the JDK's IPv6 sockets take both; so there the port
 *     cannot be listened on for IPv4, too
 * @param unlink whether closing removes the file of a Unix address, unless another took its place
 * @param sockets how the sockets of accepted connections behave
 */
public record ListenOptions(
        int backlog,
        boolean reuseAddress,
        boolean reusePort,
        boolean ipv6Only,
        boolean unlink,
        SocketOptions sockets) {
    private static final ListenOptions DEFAULTS =
            new ListenOptions(100, true, false, true, true, SocketOptions.defaults());

    /** Checks the values. */
    public ListenOptions {
        Objects.requireNonNull(sockets, "sockets");
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog must be positive, but is " + backlog);
        }
    }

    /** Returns the defaults, which are asyncio's. */
    public static ListenOptions defaults() {
        return DEFAULTS;
    }

    /** Returns these options with a backlog. */
    public ListenOptions withBacklog(int backlog) {
        return new ListenOptions(backlog, reuseAddress, reusePort, ipv6Only, unlink, sockets);
    }

    /** Returns these options with or without SO_REUSEADDR. */
    public ListenOptions withReuseAddress(boolean reuseAddress) {
        return new ListenOptions(backlog, reuseAddress, reusePort, ipv6Only, unlink, sockets);
    }

    /** Returns these options with or without SO_REUSEPORT. */
    public ListenOptions withReusePort(boolean reusePort) {
        return new ListenOptions(backlog, reuseAddress, reusePort, ipv6Only, unlink, sockets);
    }

    /** Returns these options with or without removing the file of a Unix address. */
    public ListenOptions withUnlink(boolean unlink) {
        return new ListenOptions(backlog, reuseAddress, reusePort, ipv6Only, unlink, sockets);
    }

    /** Returns these options with or without IPv4 connections on IPv6 addresses. */
    public ListenOptions withIpv6Only(boolean ipv6Only) {
        return new ListenOptions(backlog, reuseAddress, reusePort, ipv6Only, unlink, sockets);
    }

    /** Returns these options with other ones for the socket. */
    public ListenOptions withSockets(SocketOptions sockets) {
        return new ListenOptions(backlog, reuseAddress, reusePort, ipv6Only, unlink, sockets);
    }

    /** Returns these options with or without TCP_NODELAY. */
    public ListenOptions withNoDelay(boolean noDelay) {
        return withSockets(sockets.withNoDelay(noDelay));
    }

    /** Returns these options with or without SO_KEEPALIVE, in the system's times. */
    public ListenOptions withKeepAlive(boolean keepAlive) {
        return withSockets(
                sockets.withKeepAlive(
                        keepAlive ? Optional.of(KeepAlive.ofSystem()) : Optional.empty()));
    }

    /** Returns these options with probes of an idle connection. */
    public ListenOptions withKeepAlive(KeepAlive keepAlive) {
        return withSockets(sockets.withKeepAlive(Optional.of(keepAlive)));
    }

    /** Returns these options with TCP_USER_TIMEOUT. See {@link SocketOptions#userTimeout}. */
    public ListenOptions withUserTimeout(Duration userTimeout) {
        return withSockets(sockets.withUserTimeout(userTimeout));
    }
}
