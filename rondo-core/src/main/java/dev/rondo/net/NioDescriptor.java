package dev.rondo.net;

import dev.rondo.Poller;
import dev.rondo.stream.ListenOptions;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.InvalidPathException;

/** A channel of the JDK. */
sealed class NioDescriptor extends Descriptor permits RawChannel {
    private static final int READING = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
    private static final int WRITING = SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;

    private final ChannelWatcher watcher;
    private final SelectableChannel channel;
    private final @Nullable ListenOptions accepting;
    private @Nullable SelectionKey key; // made at the first wait
    private int interest;

    NioDescriptor(
            ChannelWatcher watcher, SelectableChannel channel, @Nullable ListenOptions accepting) {
        super(
                switch (channel) {
                    case ServerSocketChannel listener -> "accept on";
                    case DatagramChannel datagrams -> "receive on";
                    default -> "read of";
                });
        this.watcher = watcher;
        this.channel = channel;
        this.accepting = accepting;
    }

    final SelectableChannel channel() {
        return channel;
    }

    /** Takes what the selector found. Loop thread. */
    final void ready(int ready, Poller.Sink sink) {
        if (watcher.isOneShot()) {
            interest &= ~ready;
        }
        if ((ready & READING) != 0 && !readable(sink)) {
            disarmRead();
        }
        if ((ready & WRITING) != 0) {
            disarmWrite();
            writable(sink);
        }
    }

    /** Lets the selector know it before anybody waits. */
    final SelectionKey register() throws IOException {
        SelectionKey registered = watcher.register(this);
        key = registered;
        return registered;
    }

    /**
     * The own note comes first: a key takes locks of the JDK, and where another thread holds one,
     * the task is suspended there. What became ready meanwhile takes the note back.
     */
    private void arm(int ops) throws IOException {
        if ((interest & ops) != ops) {
            interest |= ops;
            SelectionKey registered = key;
            if (registered == null) {
                registered = register();
            }
            try {
                watcher.addInterest(registered, interest);
            } catch (CancelledKeyException e) { // meanwhile, or by who made the channel
                throw new ClosedChannelException();
            }
        }
    }

    private void disarm(int ops) {
        SelectionKey registered = key;
        boolean armed = (interest & ops) != 0;
        interest &= ~ops;
        if (armed && registered != null && registered.isValid()) {
            watcher.removeInterest(registered, ops);
        }
    }

    final void disarmRead() {
        disarm(READING);
    }

    final void disarmWrite() {
        disarm(WRITING);
    }

    @Override
    boolean armRead() throws IOException {
        arm(channel instanceof ServerSocketChannel ? SelectionKey.OP_ACCEPT : SelectionKey.OP_READ);
        return true;
    }

    @Override
    boolean armWrite() throws IOException {
        arm(
                channel instanceof SocketChannel socket && socket.isConnectionPending()
                        ? SelectionKey.OP_CONNECT
                        : SelectionKey.OP_WRITE);
        return true;
    }

    @Override
    int read(ByteBuffer target) throws IOException {
        ReadableByteChannel source = (ReadableByteChannel) channel;
        if (target.isReadOnly()) {
            throw new ReadOnlyBufferException(); // before bytes are taken from the system
        }
        if (target.isDirect()) {
            return source.read(target);
        }
        ByteBuffer scratch = watcher.takeScratch();
        try {
            int count = source.read(scratch.limit(Math.min(scratch.limit(), target.remaining())));
            if (count > 0) {
                target.put(scratch.flip());
            }
            return count;
        } finally {
            watcher.giveScratch(scratch);
        }
    }

    @Override
    int write(ByteBuffer source) throws IOException {
        WritableByteChannel sink = (WritableByteChannel) channel;
        if (source.isDirect()) {
            return sink.write(source);
        }
        ByteBuffer scratch = watcher.takeScratch();
        try {
            int length = Math.min(scratch.limit(), source.remaining());
            scratch.put(0, source, source.position(), length).limit(length);
            int count = sink.write(scratch);
            source.position(source.position() + count);
            return count;
        } finally {
            watcher.giveScratch(scratch);
        }
    }

    @Override
    @Nullable FileFeed feed(FileTransfer transfer) throws IOException {
        FileChannel file = transfer.channel();
        WritableByteChannel target = (WritableByteChannel) channel;
        return (position, count) ->
                position >= file.size() ? FileFeed.END : file.transferTo(position, count, target);
    }

    @Override
    void shutdownOutput() throws IOException {
        ((SocketChannel) channel).shutdownOutput();
    }

    @Override
    void resetOnClose() throws IOException {
        if (channel instanceof SocketChannel socket
                && !(socket.getLocalAddress() instanceof UnixDomainSocketAddress)) {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
    }

    @Override
    boolean finishConnect() throws IOException {
        return ((SocketChannel) channel).finishConnect();
    }

    /** The JDK fails when it cannot say the peer's path, and the connection is lost then. */
    private static @Nullable SocketChannel next(ServerSocketChannel listening) throws IOException {
        try {
            return listening.accept();
        } catch (InvalidPathException e) {
            throw new SocketException("Software caused connection abort: " + e.getMessage());
        }
    }

    @Override
    @Nullable Descriptor accept() throws IOException {
        ServerSocketChannel listening = (ServerSocketChannel) channel;
        for (SocketChannel next = next(listening); next != null; next = next(listening)) {
            try {
                if (!isUnwanted(listening, next)) {
                    prepareAccepted(next);
                    return watcher.own(new NioDescriptor(watcher, next, null));
                }
                next.setOption(StandardSocketOptions.SO_LINGER, 0); // a reset: like a refusal
                next.close();
            } catch (Throwable e) { // the connection must not stay open; rethrown
                next.close();
                throw e;
            }
        }
        return null;
    }

    private void prepareAccepted(SocketChannel accepted) throws IOException {
        accepted.configureBlocking(false);
        if (accepting != null && !(accepted.getLocalAddress() instanceof UnixDomainSocketAddress)) {
            accepted.setOption(StandardSocketOptions.TCP_NODELAY, accepting.noDelay());
            accepted.setOption(StandardSocketOptions.SO_KEEPALIVE, accepting.keepAlive());
        }
    }

    /** The JDK's IPv6 sockets always take IPv4 connections, too. */
    private boolean isUnwanted(ServerSocketChannel listening, SocketChannel accepted)
            throws IOException {
        return accepting != null
                && accepting.ipv6Only()
                && listening.getLocalAddress() instanceof InetSocketAddress local
                && local.getAddress() instanceof Inet6Address
                && accepted.getRemoteAddress() instanceof InetSocketAddress remote
                && remote.getAddress() instanceof Inet4Address;
    }

    @Override
    @Nullable SocketAddress receive(ByteBuffer target) throws IOException {
        return ((DatagramChannel) channel).receive(target);
    }

    @Override
    boolean send(ByteBuffer source, @Nullable SocketAddress to) throws IOException {
        DatagramChannel datagrams = (DatagramChannel) channel;
        int length = source.remaining();
        checkNotLost(datagrams, length);
        int sent = to == null ? datagrams.write(source) : datagrams.send(source, to);
        return sent > 0 || length == 0;
    }

    /** The JDK writes nothing for an empty datagram of a connected channel, silently. */
    static void checkNotLost(DatagramChannel channel, int length) {
        if (length == 0 && channel.isConnected()) {
            throw new UnsupportedOperationException(
                    "The JDK cannot send an empty datagram to a connected peer"
                            + "\nSend it without connecting, or use the epoll poller");
        }
    }

    @Override
    void membership(InetAddress group, NetworkInterface on, boolean join) throws IOException {
        MembershipKey key = ((DatagramChannel) channel).join(group, on);
        if (!join) {
            key.drop(); // join returned the key of the membership that was there
        }
    }

    @Override
    SocketAddress localAddress() throws IOException {
        return ((NetworkChannel) channel).getLocalAddress();
    }

    @Override
    @Nullable SocketAddress remoteAddress() throws IOException {
        return switch (channel) {
            case SocketChannel socket -> socket.getRemoteAddress();
            case DatagramChannel datagrams -> datagrams.getRemoteAddress();
            default -> null;
        };
    }

    @Override
    String noun() {
        return switch (channel) {
            case SocketChannel socket -> "connection";
            case ServerSocketChannel listener -> "listener";
            case DatagramChannel datagrams -> "datagrams";
            default -> "pipe";
        };
    }

    @Override
    @Nullable SocketAddress addressToShow(boolean peer) throws IOException {
        return peer ? remoteAddress() : channel instanceof NetworkChannel ? localAddress() : null;
    }

    @Override
    void release() {
        watcher.disown(this);
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is gone either way; there is nobody to tell and nothing to do.
        }
        if (key != null) {
            watcher.closed();
        }
    }
}
