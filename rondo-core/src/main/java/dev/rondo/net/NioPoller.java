package dev.rondo.net;

import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.DatagramOptions;
import dev.rondo.stream.ListenOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;

/** The poller that works everywhere: a {@link Selector} of the JDK. */
final class NioPoller implements SocketPoller {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ChannelWatcher channels = new ChannelWatcher();
    private final Unclosed unclosed = new Unclosed();
    private Sink sink = NoSink.INSTANCE; // during a poll

    @Override
    public String name() {
        return "nio";
    }

    /** A selector gives closed channels back when it selects: their ports are in use until then. */
    @Override
    public int passesWithoutPoll() {
        return channels.hasClosed() ? 0 : SocketPoller.super.passesWithoutPoll();
    }

    @Override
    public boolean isWatching() {
        return channels.isWatching();
    }

    @Override
    public void poll(long timeoutNanos, Sink sink) {
        this.sink = sink;
        channels.givesBackClosed();
        Selector selector = channels.selector();
        try {
            if (channels.endWaitsForClosed() || timeoutNanos == 0) {
                selector.selectNow(this::ready);
            } else if (timeoutNanos == FOREVER) {
                selector.select(this::ready);
            } else {
                selector.select(
                        this::ready, (timeoutNanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The selector failed", e);
        } finally {
            unclosed.collect(sink);
            this.sink = NoSink.INSTANCE;
        }
    }

    private void ready(SelectionKey key) {
        try {
            ((NioDescriptor) key.attachment()).ready(key.readyOps(), sink);
        } catch (CancelledKeyException e) {
            // Closed by another thread in this moment: its waits end with that.
        }
    }

    @Override
    public void wakeUp() {
        channels.selector().wakeup();
    }

    @Override
    public List<?> open() {
        return channels.owned().stream().map(Descriptor::snapshot).toList();
    }

    @Override
    public Unclosed unclosed() {
        return unclosed;
    }

    @Override
    public void close() {
        channels.close();
    }

    @Override
    public ChannelWatcher channels() {
        return channels;
    }

    @Override
    public Descriptor connect(SocketAddress address, ConnectOptions options) throws IOException {
        SocketChannel channel = SocketChannel.open(family(address));
        try {
            channel.configureBlocking(false);
            ChannelOptions.set(
                    channel, address instanceof UnixDomainSocketAddress, options.sockets());
            if (options.local().isPresent()) {
                channel.bind(options.local().get());
            }
            channel.connect(address);
            return channels.own(new NioDescriptor(channels, channel, null));
        } catch (Throwable e) { // the channel must not stay open; rethrown
            channel.close();
            throw e;
        }
    }

    @Override
    public Descriptor listen(SocketAddress address, ListenOptions options) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(family(address));
        try {
            channel.configureBlocking(false);
            if (!(address instanceof UnixDomainSocketAddress)) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, options.reuseAddress());
                if (options.reusePort()) {
                    channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                }
            }
            ChannelOptions.check(channel, options.sockets());
            if (options.sockets().receiveBuffer().isPresent()) { // before it listens, for RFC 1323
                channel.setOption(
                        StandardSocketOptions.SO_RCVBUF,
                        options.sockets().receiveBuffer().getAsInt());
            }
            channel.bind(address, options.backlog());
            return channels.own(new NioDescriptor(channels, channel, options));
        } catch (Throwable e) { // the channel must not stay open; rethrown
            channel.close();
            throw e;
        }
    }

    @Override
    public Descriptor datagrams(DatagramOptions options) throws IOException {
        SocketAddress any = options.local().or(options::peer).orElse(new InetSocketAddress(0));
        DatagramChannel channel = DatagramChannel.open(family(any));
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_BROADCAST, options.broadcast());
            if (options.reusePort()) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            if (options.reuseAddress()) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            prepareMulticast(channel, options);
            channel.bind(options.local().orElse(null));
            if (options.peer().isPresent()) {
                channel.connect(options.peer().get());
            }
            return channels.own(new NioDescriptor(channels, channel, null));
        } catch (Throwable e) { // the channel must not stay open; rethrown
            channel.close();
            throw e;
        }
    }

    @Override
    public Descriptor pipe(Path path, boolean reading) {
        throw new UnsupportedOperationException(
                "The NIO poller cannot watch "
                        + path
                        + "\nUse the epoll poller, or read and write it by toThread()");
    }

    private static void prepareMulticast(DatagramChannel channel, DatagramOptions options)
            throws IOException {
        if (options.multicastTtl().isPresent()) {
            channel.setOption(
                    StandardSocketOptions.IP_MULTICAST_TTL, options.multicastTtl().getAsInt());
        }
        if (!options.multicastLoopback()) {
            channel.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, false);
        }
        if (options.multicastInterface().isPresent()) {
            channel.setOption(
                    StandardSocketOptions.IP_MULTICAST_IF,
                    Descriptor.named(options.multicastInterface().get()));
        }
    }

    private static ProtocolFamily family(SocketAddress address) {
        if (address instanceof AbstractUnixAddress) {
            throw new UnsupportedOperationException(
                    "The NIO poller knows no abstract Unix addresses: "
                            + address
                            + "\nUse the epoll poller of Linux, or a UnixDomainSocketAddress");
        }
        if (address instanceof UnixDomainSocketAddress unix) {
            if (unix.getPath().toString().isEmpty()) {
                throw new IllegalArgumentException("A Unix address without a path names no socket");
            }
            return StandardProtocolFamily.UNIX;
        }
        return address instanceof InetSocketAddress inet
                        && inet.getAddress() instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6;
    }

    @Override
    public String toString() {
        return "nio poller";
    }
}
