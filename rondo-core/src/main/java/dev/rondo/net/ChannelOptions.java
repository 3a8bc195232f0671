package dev.rondo.net;

import dev.rondo.stream.KeepAlive;
import dev.rondo.stream.SocketOptions;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * {@link SocketOptions} on channels of the JDK. The times of keep-alive probes are options of the
 * module jdk.net, which need not be there, so they are found by name.
 */
final class ChannelOptions {
    private static final String IDLE = "TCP_KEEPIDLE";
    private static final String INTERVAL = "TCP_KEEPINTERVAL";
    private static final String COUNT = "TCP_KEEPCOUNT";

    private ChannelOptions() {}

    /** Refuses what the JDK cannot set. */
    static void check(NetworkChannel channel, SocketOptions options) {
        if (options.userTimeout().isPresent()) {
            throw new UnsupportedOperationException(
                    "The JDK cannot set TCP_USER_TIMEOUT on "
                            + channel
                            + "\nUse the epoll poller of Linux, or keep-alive probes");
        }
    }

    /** Sets them on a connection. */
    static void set(SocketChannel channel, boolean unix, SocketOptions options) throws IOException {
        check(channel, options);
        if (!unix) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, options.noDelay());
            if (options.keepAlive().isPresent()) {
                KeepAlive probes = options.keepAlive().get();
                channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                seconds(channel, IDLE, probes.idle());
                seconds(channel, INTERVAL, probes.interval());
                if (probes.count().isPresent()) {
                    channel.setOption(named(channel, COUNT), probes.count().getAsInt());
                }
            }
        }
        value(channel, StandardSocketOptions.SO_SNDBUF, options.sendBuffer());
        value(channel, StandardSocketOptions.SO_RCVBUF, options.receiveBuffer());
    }

    private static void seconds(SocketChannel channel, String name, Optional<Duration> time)
            throws IOException {
        if (time.isPresent()) {
            channel.setOption(named(channel, name), EpollPoller.secondsOf(time.get()));
        }
    }

    private static void value(
            SocketChannel channel, SocketOption<Integer> option, OptionalInt value)
            throws IOException {
        if (value.isPresent()) {
            channel.setOption(option, value.getAsInt());
        }
    }

    @SuppressWarnings("unchecked") // its type is asked for
    private static SocketOption<Integer> named(SocketChannel channel, String name) {
        for (SocketOption<?> option : channel.supportedOptions()) {
            if (option.name().equals(name) && option.type() == Integer.class) {
                return (SocketOption<Integer>) option;
            }
        }
        throw new UnsupportedOperationException(
                "This JDK cannot set " + name + "\nIts module jdk.net is missing");
    }
}
