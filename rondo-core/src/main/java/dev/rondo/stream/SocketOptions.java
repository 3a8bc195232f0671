package dev.rondo.stream;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a connection's socket behaves, whichever end it is of: part of {@link ConnectOptions} and
 * {@link ListenOptions}. Connections without a socket have no use for it, Unix ones for the buffers
 * alone.
 *
 * @param noDelay whether small writes are sent at once (TCP_NODELAY)
 * @param keepAlive how an idle connection is probed; empty for not at all
 * @param userTimeout how long what was sent may go unacknowledged before the connection counts as
 *     broken (TCP_USER_TIMEOUT), in whole milliseconds; empty for the system's, on Linux about 15
 *     minutes. The NIO poller cannot set it
 * @param sendBuffer how many bytes the system holds that the peer has not taken (SO_SNDBUF); empty
 *     lets it choose, which is mostly better
 * @param receiveBuffer how many bytes it holds that were not read (SO_RCVBUF)
 */
public record SocketOptions(
        boolean noDelay,
        Optional<KeepAlive> keepAlive,
        Optional<Duration> userTimeout,
        OptionalInt sendBuffer,
        OptionalInt receiveBuffer) {
    private static final SocketOptions DEFAULTS =
            new SocketOptions(
                    true,
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty(),
                    OptionalInt.empty());
    private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

    /** Checks the values. */
    public SocketOptions {
        Objects.requireNonNull(keepAlive, "keepAlive");
        Objects.requireNonNull(userTimeout, "userTimeout");
        if (userTimeout.isPresent()
                && (userTimeout.get().compareTo(Duration.ofMillis(1)) < 0
                        || userTimeout.get().compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException(
                    "userTimeout must be from 1 ms to 24 days, but is " + userTimeout.get());
        }
        check("sendBuffer", sendBuffer);
        check("receiveBuffer", receiveBuffer);
    }

    private static void check(String name, OptionalInt bytes) {
        if (bytes.isPresent() && bytes.getAsInt() < 1) {
            throw new IllegalArgumentException(
                    name + " must be positive, but is " + bytes.getAsInt());
        }
    }

    /** Returns the defaults: TCP_NODELAY, all else as the system has it. */
    public static SocketOptions defaults() {
        return DEFAULTS;
    }

    /** Returns these options with or without TCP_NODELAY. */
    public SocketOptions withNoDelay(boolean noDelay) {
        return new SocketOptions(noDelay, keepAlive, userTimeout, sendBuffer, receiveBuffer);
    }

    /** Returns these options with probes of an idle connection, or none. */
    public SocketOptions withKeepAlive(Optional<KeepAlive> keepAlive) {
        return new SocketOptions(noDelay, keepAlive, userTimeout, sendBuffer, receiveBuffer);
    }

    /** Returns these options with a limit for what goes unacknowledged. */
    public SocketOptions withUserTimeout(Duration userTimeout) {
        return new SocketOptions(
                noDelay, keepAlive, Optional.of(userTimeout), sendBuffer, receiveBuffer);
    }

    /** Returns these options with a size of the system's buffer for sending. */
    public SocketOptions withSendBuffer(int bytes) {
        return new SocketOptions(
                noDelay, keepAlive, userTimeout, OptionalInt.of(bytes), receiveBuffer);
    }

    /** Returns these options with a size of the system's buffer for receiving. */
    public SocketOptions withReceiveBuffer(int bytes) {
        return new SocketOptions(
                noDelay, keepAlive, userTimeout, sendBuffer, OptionalInt.of(bytes));
    }
}
