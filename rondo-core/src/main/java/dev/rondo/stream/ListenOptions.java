package dev.rondo.stream;

/**
 * How to listen.
 *
 * @param backlog how many connections wait for {@code accept}; 100 in asyncio
 * @param reuseAddress whether the address may be used right after another process left it
 *     (SO_REUSEADDR)
 * @param reusePort whether several listeners share the address and the system spreads connections
 *     (SO_REUSEPORT)
 * @param keepAlive whether accepted connections are probed when idle (SO_KEEPALIVE)
 * @param noDelay whether accepted connections send small writes at once (TCP_NODELAY)
 * @param ipv6Only whether an IPv6 address takes no IPv4 connections. The NIO poller resets those
 *     right after they were accepted, since the JDK's IPv6 sockets take both; so there the port
 *     cannot be listened on for IPv4, too
 * @param unlink whether closing removes the file of a Unix address, unless another took its place
 */
public record ListenOptions(
        int backlog,
        boolean reuseAddress,
        boolean reusePort,
        boolean keepAlive,
        boolean noDelay,
        boolean ipv6Only,
        boolean unlink) {
    private static final ListenOptions DEFAULTS =
            new ListenOptions(100, true, false, false, true, true, true);

    /** Checks the values. */
    public ListenOptions {
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
        return new ListenOptions(
                backlog, reuseAddress, reusePort, keepAlive, noDelay, ipv6Only, unlink);
    }

    /** Returns these options with or without SO_REUSEADDR. */
    public ListenOptions withReuseAddress(boolean reuseAddress) {
        return new ListenOptions(
                backlog, reuseAddress, reusePort, keepAlive, noDelay, ipv6Only, unlink);
    }

    /** Returns these options with or without SO_REUSEPORT. */
    public ListenOptions withReusePort(boolean reusePort) {
        return new ListenOptions(
                backlog, reuseAddress, reusePort, keepAlive, noDelay, ipv6Only, unlink);
    }

    /** Returns these options with or without SO_KEEPALIVE on what is accepted. */
    public ListenOptions withKeepAlive(boolean keepAlive) {
        return new ListenOptions(
                backlog, reuseAddress, reusePort, keepAlive, noDelay, ipv6Only, unlink);
    }

    /** Returns these options with or without removing the file of a Unix address. */
    public ListenOptions withUnlink(boolean unlink) {
        return new ListenOptions(
                backlog, reuseAddress, reusePort, keepAlive, noDelay, ipv6Only, unlink);
    }

    /** Returns these options with or without IPv4 connections on IPv6 addresses. */
    public ListenOptions withIpv6Only(boolean ipv6Only) {
        return new ListenOptions(
                backlog, reuseAddress, reusePort, keepAlive, noDelay, ipv6Only, unlink);
    }
}
