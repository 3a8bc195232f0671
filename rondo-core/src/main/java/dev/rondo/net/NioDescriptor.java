package dev.rondo.net;

import dev.rondo.Poller;
import dev.rondo.stream.ListenOptions;
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
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A channel of the JDK. */
sealed class NioDescriptor extends Descriptor permits RawChannel {
    private static final int READING = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
    private static final int WRITING = SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;

    private final ChannelWatcher watcher;
    private final SelectableChannel channel;
    private final @Nullable ListenOptions accepting;
    private @Nullable SelectionKey key; // made at the first wait
    private int interest;
    private @Nullable Peeked peeked; // made when first asked for

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
            if (hasOnHangUp()) {
                sink.callSoon(this::lookForHangUp);
            }
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
        Peeked found = peeked;
        if (found != null && found.hasNews()) {
            return false;
        }
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
        if (target.isReadOnly()) {
            throw new ReadOnlyBufferException(); // before bytes are taken from the system
        }
        Peeked found = peeked;
        if (found != null && found.hasNews()) {
            return found.read(target);
        }
        try {
            int count = target.isDirect() ? source().read(target) : readThroughScratch(target);
            if (count < 0) {
                hungUp();
            } else if (hasOnHangUp()) {
                watchForHangUp();
            }
            return count;
        } catch (IOException e) {
            hungUp();
            throw e;
        }
    }

    private ReadableByteChannel source() {
        return (ReadableByteChannel) channel;
    }

    private int readThroughScratch(ByteBuffer target) throws IOException {
        ByteBuffer scratch = watcher.takeScratch();
        try {
            int count = source().read(scratch.limit(Math.min(scratch.limit(), target.remaining())));
            if (count > 0) {
                target.put(scratch.flip());
            }
            return count;
        } finally {
            watcher.giveScratch(scratch);
        }
    }

    // ---- What the JDK has no call for: to look without taking

    /** What is there is read and kept for the next read, since a channel cannot be asked. */
    @Override
    boolean isReadableNow() throws IOException {
        Peeked found = peeked;
        if (found != null && found.hasNews()) {
            return true;
        }
        if (hasReader()) {
            return false; // the one who waits would miss what is taken from it here
        }
        Peeked after = peek();
        if (after.hasEnded()) {
            hungUp();
        }
        return after.hasNews();
    }

    private Peeked peek() throws IOException {
        Peeked into = peeked;
        if (into == null) {
            into = new Peeked();
            peeked = into;
        }
        ByteBuffer scratch = watcher.takeScratch();
        try {
            into.look(source(), scratch);
        } finally {
            watcher.giveScratch(scratch);
        }
        return into;
    }

    @Override
    boolean hasHungUp() {
        Peeked found = peeked;
        return found != null && found.hasEnded();
    }

    @Override
    void watchForHangUp() throws IOException {
        Peeked found = peeked;
        if (found == null || found.hasRoom()) {
            arm(SelectionKey.OP_READ);
        }
    }

    /** In a callback, since reading takes locks of the JDK, which the poll must not wait for. */
    private void lookForHangUp() {
        if (isClosed() || hasReader() || !hasOnHangUp()) {
            return; // who reads will find it
        }
        try {
            if (peek().hasEnded()) {
                hungUp();
            } else {
                watchForHangUp();
            }
        } catch (IOException e) {
            hungUp(); // it cannot be watched any more: its channel is closed
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
    long write(ByteBuffer[] sources, int from) throws IOException {
        if (GatheredBytes.standsAlone(sources, from)
                || !(channel instanceof GatheringByteChannel gathering)) {
            return write(sources[from]);
        }
        ByteBuffer scratch = watcher.takeScratch();
        try {
            ByteBuffer[] pieces = pieces(sources, from, scratch);
            long count =
                    pieces.length == 1
                            ? gathering.write(pieces[0])
                            : gathering.write(pieces, 0, pieces.length);
            GatheredBytes.advance(sources, from, count);
            return count;
        } finally {
            watcher.giveScratch(scratch);
        }
    }

    /** Direct buffers as they are, and copies of others, each row of which is one piece. */
    private static ByteBuffer[] pieces(ByteBuffer[] sources, int from, ByteBuffer scratch) {
        List<ByteBuffer> pieces = new ArrayList<>();
        int begin = 0; // of the row of copies that grows
        for (int i = from; i < sources.length && pieces.size() < GatheredBytes.MOST_PIECES; i++) {
            ByteBuffer source = sources[i];
            if (source.isDirect() && source.hasRemaining()) {
                if (scratch.position() > begin) {
                    pieces.add(scratch.slice(begin, scratch.position() - begin));
                    begin = scratch.position();
                }
                pieces.add(source.duplicate());
            } else {
                int length =
                        Math.min(
                                source.remaining(), GatheredBytes.MOST_COPIED - scratch.position());
                scratch.put(scratch.position(), source, source.position(), length)
                        .position(scratch.position() + length);
                if (length < source.remaining()) {
                    break;
                }
            }
        }
        if (scratch.position() > begin) {
            pieces.add(scratch.slice(begin, scratch.position() - begin));
        }
        return pieces.toArray(ByteBuffer[]::new);
    }

    @Override
    @Nullable FileFeed feed(Path file) throws IOException {
        return new ChannelFeed(
                FileChannel.open(file, StandardOpenOption.READ),
                (WritableByteChannel) channel,
                true);
    }

    @Override
    @Nullable FileFeed feed(FileChannel file) throws IOException {
        return new ChannelFeed(file, (WritableByteChannel) channel, false);
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
        if (accepting != null) {
            ChannelOptions.set(
                    accepted,
                    accepted.getLocalAddress() instanceof UnixDomainSocketAddress,
                    accepting.sockets());
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
