package dev.rondo.net;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.stream.SendFileOptions;
import dev.rondo.stream.StreamInfo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * asyncio's low-level operations on non-blocking channels of the JDK, made for {@code import static
 * dev.rondo.net.Sockets.*}: for code that has channels already. New code is better served by {@link
 * Net}.
 *
 * <p>They work on every poller. With the NIO poller a channel is registered with the loop's own
 * selector; with the epoll poller a companion thread watches it, and a wait costs some microseconds
 * more. The channels stay the user's: neither a failure (but for {@link #sockConnect}) nor the end
 * of the loop closes them. Once watched, a channel stays registered and cannot be made blocking
 * again.
 *
 * <p>Called by tasks of a loop. One task reads from a channel and one writes to it at a time. Every
 * operation throws
 *
 * <ul>
 *   <li>{@link IllegalArgumentException} if the channel is in blocking mode
 *   <li>{@link IllegalStateException} if another task or a callback waits for it in this direction,
 *       or if it was adopted by a stream
 *   <li>{@link dev.rondo.stream.StreamClosedException} if the channel is closed, before or during
 *       the call: a task of the loop that closes it ends the wait. (Closed by another thread, the
 *       wait ends when the loop wakes up next.)
 *   <li>the other {@link dev.rondo.stream.StreamException}s as their names say
 * </ul>
 *
 * {@snippet :
 * SocketChannel channel = SocketChannel.open();
 * channel.configureBlocking(false);
 * sockConnect(channel, new InetSocketAddress("localhost", 8080));
 * sockSendAll(channel, ByteBuffer.wrap("hello\n".getBytes()));
 * ByteBuffer answer = ByteBuffer.allocate(1000);
 * int count = sockRecv(channel, answer);
 * channel.close();
 * }
 */
public final class Sockets {
    private Sockets() {}

    // ---- Operations

    /**
     * Connects a channel. Suspends until it is connected. A host that is not resolved yet is looked
     * up first. A cancellation leaves the channel connecting: a second call goes on with it, or
     * close it. A failure closes it, as the JDK does. asyncio: {@code sock_connect}.
     *
     * @throws dev.rondo.stream.ConnectionRefusedException if nobody listens
     */
    public static void sockConnect(SocketChannel channel, SocketAddress address) {
        Objects.requireNonNull(address, "address");
        borrow(channel, "connect");
        SocketAddress resolved = resolved(address); // suspends: others may come to watch it
        RawChannel raw = borrow(channel, "connect");
        raw.checkNoWriter("connect");
        try {
            if (!channel.isConnectionPending() && channel.connect(resolved)) {
                return;
            }
            while (!channel.finishConnect()) {
                raw.awaitConnected();
                checkOpen(channel, "connect to", address);
            }
        } catch (IOException e) {
            throw IoFailure.of("connect to", address, e);
        }
    }

    private static SocketAddress resolved(SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.isUnresolved()
                ? SystemNetwork.instance().resolve(inet.getHostString(), inet.getPort()).getFirst()
                : address;
    }

    /**
     * Returns the next connection of a listening channel, in non-blocking mode. Suspends until
     * there is one; a cancellation loses none. asyncio: {@code sock_accept}.
     */
    public static SocketChannel sockAccept(ServerSocketChannel channel) {
        return whenReadable(
                channel,
                "accept on",
                raw -> {
                    SocketChannel accepted = channel.accept();
                    return accepted == null ? null : nonBlocking(accepted);
                });
    }

    private static SocketChannel nonBlocking(SocketChannel accepted) throws IOException {
        try {
            accepted.configureBlocking(false);
            return accepted;
        } catch (IOException e) {
            accepted.close();
            throw e;
        }
    }

    /**
     * Receives into a buffer and returns how many bytes: at least one, 0 when it has no room, -1 at
     * the end. Suspends until there is something; a cancellation loses no byte. On a channel for
     * datagrams it is one datagram, which may be empty (0) and is cut to the room. asyncio: {@code
     * sock_recv}, {@code sock_recv_into}.
     */
    public static <C extends SelectableChannel & ReadableByteChannel> int sockRecv(
            C channel, ByteBuffer target) {
        Objects.requireNonNull(target, "target");
        if (channel instanceof DatagramChannel datagrams) {
            int before = target.position();
            sockRecvFrom(datagrams, target);
            return target.position() - before;
        }
        boolean room = target.hasRemaining();
        return whenReadable(
                channel,
                "receive from",
                raw -> {
                    int count = room ? raw.read(target) : 0;
                    return count != 0 || !room ? count : null;
                });
    }

    /**
     * Receives one datagram into a buffer and returns who sent it. What the buffer has no room for
     * is lost, as ever. Suspends until there is one; a cancellation loses none. asyncio: {@code
     * sock_recvfrom}, {@code sock_recvfrom_into}.
     */
    public static SocketAddress sockRecvFrom(DatagramChannel channel, ByteBuffer target) {
        Objects.requireNonNull(target, "target");
        return whenReadable(channel, "receive from", raw -> channel.receive(target));
    }

    /** What is tried whenever a channel may be readable. */
    private interface Attempt<T> {
        /** Returns the result, or null when there is none now. */
        @Nullable T make(RawChannel raw) throws IOException;
    }

    private static <T> T whenReadable(
            SelectableChannel channel, String operation, Attempt<T> attempt) {
        RawChannel raw = borrow(channel, operation);
        raw.checkNoReader(operation);
        try {
            while (true) {
                T result = attempt.make(raw);
                if (result != null) {
                    return result;
                }
                raw.awaitReadable();
                checkOpen(channel, operation, channel);
            }
        } catch (IOException e) {
            throw IoFailure.of(operation, channel, e);
        }
    }

    /**
     * Sends all that remains in a buffer, suspending while the peer does not take it. After a
     * cancellation or a failure the buffer's position says how much was sent. asyncio: {@code
     * sock_sendall}.
     *
     * @throws dev.rondo.stream.BrokenPipeException if the peer does not read any more
     */
    public static <C extends SelectableChannel & WritableByteChannel> void sockSendAll(
            C channel, ByteBuffer source) {
        Objects.requireNonNull(source, "source");
        RawChannel raw = borrow(channel, "send to");
        raw.checkNoWriter("send to");
        try {
            while (source.hasRemaining()) {
                if (raw.write(source) == 0) {
                    raw.awaitWritable();
                    checkOpen(channel, "send to", channel);
                }
            }
        } catch (IOException e) {
            throw IoFailure.of("send to", channel, e);
        }
    }

    /**
     * Sends all that remains in a buffer as one datagram, suspending while the system has no room,
     * and returns how many bytes that were. asyncio: {@code sock_sendto}.
     *
     * @throws UnsupportedOperationException if the datagram is empty and the channel connected: the
     *     JDK cannot send it
     */
    public static int sockSendTo(DatagramChannel channel, ByteBuffer source, SocketAddress to) {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(to, "to");
        borrow(channel, "send to");
        SocketAddress resolved = resolved(to); // suspends: others may come to watch it
        RawChannel raw = borrow(channel, "send to");
        raw.checkNoWriter("send to");
        int length = source.remaining();
        NioDescriptor.checkNotLost(channel, length);
        try {
            while (channel.send(source, resolved) == 0 && length > 0) {
                raw.awaitWritable();
                checkOpen(channel, "send to", to);
            }
            return length;
        } catch (IOException e) {
            throw IoFailure.of("send to", to, e);
        }
    }

    /**
     * Sends a file to a channel and returns how many bytes: {@code sendfile(2)} where the system
     * has it. Suspends while the peer does not take it, and lets others run between pieces of 1
     * MiB; a page of the file that is not in memory holds the loop. asyncio: {@code sock_sendfile}.
     *
     * <p>However it ends, the file's position is then behind what was sent; it is not read before.
     *
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static long sockSendFile(
            SocketChannel channel, FileChannel file, SendFileOptions options) {
        return toSend(channel).sendFile(file, options);
    }

    /**
     * Sends a file. See {@link #sockSendFile(SocketChannel, FileChannel, SendFileOptions)}; after a
     * cancellation only the options' progress tells how much was sent.
     *
     * @throws IllegalArgumentException if it is not a regular file
     */
    public static long sockSendFile(SocketChannel channel, Path file, SendFileOptions options) {
        return toSend(channel).sendFile(file, options);
    }

    private static SocketStream toSend(SocketChannel channel) {
        RawChannel raw = borrow(channel, "send to");
        raw.checkNoWriter("send to");
        return new SocketStream(raw, StreamInfo.none(), channel);
    }

    // ---- Callbacks

    /**
     * Has a callback run whenever a channel is readable (or can be accepted on), once a pass, until
     * {@link #removeReader}. It runs in a copy of the current context, and replaces the callback
     * that the channel had. One that fails goes to the exception handler and stays. Never suspends.
     * A task or a callback. asyncio: {@code add_reader}.
     */
    public static void addReader(SelectableChannel channel, Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        RawChannel raw = borrow(channel, "addReader() to");
        try {
            raw.onReadable(callback);
        } catch (IOException e) {
            throw IoFailure.of("watch", channel, e);
        }
    }

    /**
     * Takes a channel's reader callback away: it does not run any more, not even if the channel
     * became readable already. Returns false if it has none. asyncio: {@code remove_reader}.
     */
    public static boolean removeReader(SelectableChannel channel) {
        return channel.isOpen() && existing(channel).removeOnReadable();
    }

    /**
     * Has a callback run whenever a channel is writable (or its connection is there), once a pass,
     * until {@link #removeWriter}. See {@link #addReader}. asyncio: {@code add_writer}.
     */
    public static void addWriter(SelectableChannel channel, Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        RawChannel raw = borrow(channel, "addWriter() to");
        try {
            raw.onWritable(callback);
        } catch (IOException e) {
            throw IoFailure.of("watch", channel, e);
        }
    }

    /** Takes a channel's writer callback away. See {@link #removeReader}. */
    public static boolean removeWriter(SelectableChannel channel) {
        return channel.isOpen() && existing(channel).removeOnWritable();
    }

    // ---- Checks

    private static RawChannel existing(SelectableChannel channel) {
        return watcher().borrow(channel);
    }

    private static RawChannel borrow(SelectableChannel channel, String operation) {
        Objects.requireNonNull(channel, "channel");
        ChannelWatcher watcher = watcher();
        checkOpen(channel, operation, channel);
        if (channel.isBlocking()) {
            throw new IllegalArgumentException(
                    "the socket must be non-blocking: "
                            + channel
                            + "\nCall channel.configureBlocking(false) first");
        }
        return watcher.borrow(channel);
    }

    private static ChannelWatcher watcher() {
        EventLoop loop = Rondo.runningLoop();
        return SocketPoller.of(loop).channels();
    }

    private static void checkOpen(SelectableChannel channel, String operation, Object name) {
        if (!channel.isOpen()) {
            throw IoFailure.closed(operation, name);
        }
    }
}
