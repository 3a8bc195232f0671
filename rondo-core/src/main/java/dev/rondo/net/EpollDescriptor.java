package dev.rondo.net;

import dev.rondo.Poller;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A socket watched edge-triggered: epoll tells of a change once. What it told while nobody waited
 * is remembered here.
 *
 * <pre>
 *   mayRead:  set by an event; cleared by a read that found less than asked, but not once the peer hung up: its end was
 *             told already and must still be read
 *   mayWrite: set by an event; cleared by a write that found no room
 * </pre>
 */
sealed class EpollDescriptor extends Descriptor permits UringDescriptor, WatchedDescriptor {
    /** What a socket is for. */
    enum Kind {
        CONNECTING,
        CONNECTED,
        LISTENING,
        DATAGRAMS,
        PIPE,
        TERMINAL,
        EVENT
    }

    private static final int READ_EVENTS =
            Libc.EPOLLIN | Libc.EPOLLRDHUP | Libc.EPOLLHUP | Libc.EPOLLERR;
    private static final int WRITE_EVENTS = Libc.EPOLLOUT | Libc.EPOLLHUP | Libc.EPOLLERR;
    private static final int END_EVENTS = Libc.EPOLLRDHUP | Libc.EPOLLHUP | Libc.EPOLLERR;

    private final EpollPoller poller;
    private final int number;
    private int generation; // of the number: it is used again
    private Kind kind;
    private boolean mayRead;
    private boolean mayWrite;
    private boolean hungUp;
    private @Nullable SocketAddress local; // as far as it is known without asking the system
    private @Nullable SocketAddress peer; // once it was asked for; whom one connects to
    // Of an accepted connection: told with it, since a peer that has gone has no name any more.
    private byte @Nullable [] peerBytes;

    EpollDescriptor(EpollPoller poller, int number, Kind kind) {
        super(
                switch (kind) {
                    case LISTENING -> "accept on";
                    case DATAGRAMS -> "receive on";
                    default -> "read of";
                });
        this.poller = poller;
        this.number = number;
        this.kind = kind;
    }

    /** Returns whether it is read and written as a file: it is no socket. */
    private boolean isFile() {
        return kind == Kind.PIPE || kind == Kind.TERMINAL || kind == Kind.EVENT;
    }

    final int number() {
        return number;
    }

    final int generation() {
        return generation;
    }

    final void setGeneration(int which) {
        generation = which;
    }

    final void connectsTo(SocketAddress address) {
        peer = address;
    }

    /** Takes what epoll told. Loop thread, during a poll. */
    void ready(int flags, Poller.Sink sink) {
        if (!hungUp && (flags & END_EVENTS) != 0) {
            hungUp = true;
            hungUp(sink);
        }
        if ((flags & READ_EVENTS) != 0) {
            mayRead = !readable(sink) || hungUp;
        }
        if ((flags & WRITE_EVENTS) != 0) {
            mayWrite = true;
            writable(sink);
        }
    }

    @Override
    boolean armRead() throws IOException {
        return !mayRead;
    }

    @Override
    boolean armWrite() throws IOException {
        return !mayWrite;
    }

    @Override
    int read(ByteBuffer target) throws IOException {
        int asked = target.remaining();
        int count =
                switch (kind) {
                    case PIPE -> poller.files().read(number, target);
                    case TERMINAL -> poller.files().readTerminal(number, target);
                    default -> poller.libc().receive(number, target);
                };
        mayRead = count == asked || (count != 0 && hungUp);
        return count;
    }

    @Override
    int write(ByteBuffer source) throws IOException {
        int count =
                isFile()
                        ? poller.files().write(number, source)
                        : poller.libc().send(number, source);
        mayWrite = !source.hasRemaining();
        return count;
    }

    @Override
    long write(ByteBuffer[] sources, int from) throws IOException {
        if (GatheredBytes.standsAlone(sources, from)) {
            return write(sources[from]);
        }
        long count =
                isFile()
                        ? poller.gather().write(number, sources, from)
                        : poller.gather().send(number, sources, from);
        mayWrite = count > 0; // maybe for less than was asked: the next one will find out
        return count;
    }

    @Override
    boolean isReadableNow() throws IOException {
        if (!hungUp && !poller.libc().isReadable(number)) {
            return false;
        }
        mayRead = true; // its event may come after the read
        return true;
    }

    @Override
    boolean hasHungUp() {
        return hungUp;
    }

    /** It is watched for that all the time. */
    @Override
    void watchForHangUp() throws IOException {}

    @Override
    @Nullable FileFeed feed(Path path) throws IOException {
        if (isFile() || path.getFileSystem() != FileSystems.getDefault()) {
            return null;
        }
        int file = poller.files().open(path.toString(), LibcFiles.O_RDONLY);
        return new FileFeed() {
            @Override
            public long send(long position, long count) throws IOException {
                long sent = poller.files().sendFile(number, file, position, count);
                mayWrite = sent != 0;
                return sent;
            }

            @Override
            public void close() {
                poller.libc().close(file);
            }
        };
    }

    /** The JDK gives no descriptor number of a channel away: only a path can be opened for it. */
    @Override
    @Nullable FileFeed feed(FileChannel file) {
        return null;
    }

    @Override
    void shutdownOutput() throws IOException {
        poller.libc().shutdown(number);
    }

    @Override
    void resetOnClose() throws IOException {
        if (!SocketAddresses.isUnix(localAddress())) {
            poller.libc().lingerZero(number);
        }
    }

    @Override
    boolean finishConnect() throws IOException {
        if (kind == Kind.CONNECTING) {
            int failure = poller.libc().option(number, Libc.SOL_SOCKET, Libc.SO_ERROR);
            if (failure != 0) {
                throw Errno.failure(failure);
            }
            if (!mayWrite) {
                return false;
            }
            kind = Kind.CONNECTED;
            if (peer instanceof InetSocketAddress to && to.getAddress().isAnyLocalAddress()) {
                peer = null; // it is connected to an address of this machine
            }
        }
        return true;
    }

    @Override
    @Nullable Descriptor accept() throws IOException {
        SocketAddress at = acceptsAt(); // before there is a connection that a failure would leave
        mayRead = true; // there may be more; when it fails, what waits is not told of again
        MemorySegment address = poller.addressMemory();
        int accepted = poller.libc().accept(number, address);
        if (accepted < 0) {
            mayRead = false;
            return null;
        }
        EpollDescriptor connection = poller.watch(accepted, Kind.CONNECTED);
        connection.peerBytes = SocketAddresses.copy(address, poller.libc().nameLength());
        connection.local = at;
        return connection;
    }

    @Override
    @Nullable SocketAddress receive(ByteBuffer target) throws IOException {
        MemorySegment address = poller.addressMemory();
        int count = poller.libc().receiveFrom(number, target, address);
        mayRead = count >= 0;
        return count < 0 ? null : SocketAddresses.read(address, poller.libc().nameLength());
    }

    @Override
    boolean send(ByteBuffer source, @Nullable SocketAddress to) throws IOException {
        MemorySegment address = MemorySegment.NULL;
        int length = 0;
        if (to != null) {
            address = poller.addressMemory();
            length = SocketAddresses.write(to, SocketAddresses.family(localAddress()), address);
        }
        mayWrite = poller.libc().sendTo(number, source, address, length);
        return mayWrite;
    }

    @Override
    void membership(InetAddress group, NetworkInterface on, boolean join) throws IOException {
        poller.multicast(number, group instanceof Inet6Address).membership(group, on, join);
    }

    /**
     * Returns the address that it listens on, which all that it accepts have too; null for many.
     */
    private @Nullable SocketAddress acceptsAt() throws IOException {
        if (local == null) {
            local = localAddress();
        }
        return local instanceof InetSocketAddress at && at.getAddress().isAnyLocalAddress()
                ? null
                : local;
    }

    @Override
    final @Nullable SocketAddress knownLocal() {
        return local;
    }

    @Override
    SocketAddress localAddress() throws IOException {
        return poller.name(number, false);
    }

    @Override
    final @Nullable SocketAddress knownPeer() {
        byte[] told = peerBytes;
        if (peer == null && told != null) {
            peer = SocketAddresses.read(MemorySegment.ofArray(told), told.length);
        }
        return peer;
    }

    @Override
    @Nullable SocketAddress remoteAddress() throws IOException {
        SocketAddress known = knownPeer();
        if (known != null) {
            return known;
        }
        return kind == Kind.LISTENING || kind == Kind.DATAGRAMS ? null : poller.name(number, true);
    }

    @Override
    final String noun() {
        return switch (kind) {
            case CONNECTING, CONNECTED -> "connection";
            case LISTENING -> "listener";
            case DATAGRAMS -> "datagrams";
            case PIPE -> "pipe";
            case TERMINAL -> "terminal";
            case EVENT -> "event";
        };
    }

    @Override
    final @Nullable SocketAddress addressToShow(boolean ofPeer) throws IOException {
        if (isFile() || (ofPeer && kind == Kind.LISTENING)) {
            return null;
        }
        SocketAddress known = ofPeer ? knownPeer() : null;
        if (known != null) {
            return known;
        }
        return Libc.nameToShow(number, ofPeer);
    }

    @Override
    void release() {
        if (!poller.isPollerClosed()) {
            poller.forget(number);
            poller.libc().close(number);
        }
    }
}
