package dev.rondo.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The one door to Linux's C library for sockets and epoll. Constants are those of the generic Linux
 * ABI, the same on x86-64 and AArch64.
 *
 * <p>Calls that never block are linked as critical: they skip the thread's transition and may take
 * heap arrays, so that a read goes straight into a {@code byte[]}. Each copies at most what a
 * socket buffer holds.
 */
final class Libc {
    static final int AF_UNIX = 1;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOCK_STREAM = 1;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_FLAGS = 0x800 | 0x80000; // SOCK_NONBLOCK | SOCK_CLOEXEC
    static final int SOL_SOCKET = 1;
    static final int SO_REUSEADDR = 2;
    static final int SO_ERROR = 4;
    static final int SO_BROADCAST = 6;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SO_KEEPALIVE = 9;
    static final int SO_LINGER = 13;
    static final int SO_REUSEPORT = 15;
    static final int IPPROTO_TCP = 6;
    static final int TCP_NODELAY = 1;
    static final int TCP_KEEPIDLE = 4;
    static final int TCP_KEEPINTVL = 5;
    static final int TCP_KEEPCNT = 6;
    static final int TCP_USER_TIMEOUT = 18;
    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_V6ONLY = 26;
    static final int SHUT_WR = 1;
    static final int MSG_NOSIGNAL = 0x4000;
    static final int EPOLLIN = 1;
    static final int EPOLLOUT = 4;
    static final int EPOLLERR = 8;
    static final int EPOLLHUP = 0x10;
    static final int EPOLLRDHUP = 0x2000;
    static final int EPOLLET = 1 << 31;
    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLL_CTL_MOD = 3;
    private static final int POLLIN = 1;
    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EFD_FLAGS = 0x800 | 0x80000; // EFD_NONBLOCK | EFD_CLOEXEC

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private static final MethodHandle EPOLL_CREATE1 = quick("epoll_create1", INT, INT);
    private static final MethodHandle EPOLL_CTL =
            quick("epoll_ctl", INT, INT, INT, INT, ValueLayout.ADDRESS);
    private static final MethodHandle EPOLL_WAIT =
            link(false, "epoll_wait", INT, INT, ValueLayout.ADDRESS, INT, INT);
    private static final MethodHandle EPOLL_POLL =
            quick("epoll_wait", INT, INT, ValueLayout.ADDRESS, INT, INT);
    private static final MethodHandle POLL = quick("poll", INT, ValueLayout.ADDRESS, LONG, INT);
    private static final MethodHandle EVENTFD = quick("eventfd", INT, INT, INT);
    private static final MethodHandle SOCKET = quick("socket", INT, INT, INT, INT);
    private static final MethodHandle BIND = quick("bind", INT, INT, ValueLayout.ADDRESS, INT);
    private static final MethodHandle LISTEN = quick("listen", INT, INT, INT);
    private static final MethodHandle ACCEPT4 =
            quick("accept4", INT, INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, INT);
    private static final MethodHandle CONNECT =
            quick("connect", INT, INT, ValueLayout.ADDRESS, INT);
    private static final MethodHandle GETSOCKOPT =
            quick("getsockopt", INT, INT, INT, INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
    private static final MethodHandle SETSOCKOPT =
            quick("setsockopt", INT, INT, INT, INT, ValueLayout.ADDRESS, INT);
    private static final MethodHandle RECV =
            quick("recv", LONG, INT, ValueLayout.ADDRESS, LONG, INT);
    private static final MethodHandle SEND =
            quick("send", LONG, INT, ValueLayout.ADDRESS, LONG, INT);
    private static final MethodHandle RECVFROM =
            quick(
                    "recvfrom",
                    LONG,
                    INT,
                    ValueLayout.ADDRESS,
                    LONG,
                    INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS);
    private static final MethodHandle SENDTO =
            quick("sendto", LONG, INT, ValueLayout.ADDRESS, LONG, INT, ValueLayout.ADDRESS, INT);
    private static final MethodHandle SHUTDOWN = quick("shutdown", INT, INT, INT);
    private static final MethodHandle CLOSE = quick("close", INT, INT);
    private static final MethodHandle GETSOCKNAME =
            quick("getsockname", INT, INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
    private static final MethodHandle GETPEERNAME =
            quick("getpeername", INT, INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
    private static final MethodHandle WRITE = quick("write", LONG, INT, ValueLayout.ADDRESS, LONG);
    private static final MethodHandle READ = quick("read", LONG, INT, ValueLayout.ADDRESS, LONG);

    private final Errno errno;
    private final MemorySegment state; // its memory
    private final MemorySegment number; // an int or a socklen_t

    /** Returns a door for one thread at a time, whose memory lives as long as the arena. */
    Libc(Arena arena) {
        this.errno = new Errno(arena);
        this.state = errno.state();
        this.number = arena.allocate(16);
    }

    private static MethodHandle quick(String name, ValueLayout result, MemoryLayout... arguments) {
        return link(true, name, result, arguments);
    }

    static MethodHandle link(
            boolean critical, String name, ValueLayout result, MemoryLayout... arguments) {
        FunctionDescriptor descriptor = FunctionDescriptor.of(result, arguments);
        return critical
                ? link(name, descriptor, Linker.Option.critical(true))
                : link(name, descriptor);
    }

    /** Links a function whose calls take {@link Errno#state} first. */
    static MethodHandle link(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker.Option[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = Linker.Option.captureCallState("errno");
        return LINKER.downcallHandle(SYMBOLS.findOrThrow(name), descriptor, all);
    }

    int epollCreate() throws IOException {
        try {
            return errno.check((int) EPOLL_CREATE1.invokeExact(state, EPOLL_CLOEXEC));
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    int eventfd() throws IOException {
        try {
            return errno.check((int) EVENTFD.invokeExact(state, 0, EFD_FLAGS));
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    /** Watches a file, or changes what is watched. */
    void epollControl(int epoll, int operation, int descriptor, MemorySegment event)
            throws IOException {
        try {
            errno.check((int) EPOLL_CTL.invokeExact(state, epoll, operation, descriptor, event));
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    /** Returns how many events there are; 0 after a signal. */
    int epollWait(int epoll, MemorySegment events, int most, int timeoutMillis) throws IOException {
        try {
            int count =
                    timeoutMillis == 0
                            ? (int) EPOLL_POLL.invokeExact(state, epoll, events, most, 0)
                            : (int)
                                    EPOLL_WAIT.invokeExact(
                                            state, epoll, events, most, timeoutMillis);
            return count < 0 && errno.number() == Errno.EINTR ? 0 : errno.check(count);
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    int socket(int family, int type) throws IOException {
        try {
            return errno.check((int) SOCKET.invokeExact(state, family, type | SOCK_FLAGS, 0));
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    void bind(int descriptor, MemorySegment address, int length) throws IOException {
        try {
            errno.check((int) BIND.invokeExact(state, descriptor, address, length));
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    void listen(int descriptor, int backlog) throws IOException {
        try {
            errno.check((int) LISTEN.invokeExact(state, descriptor, backlog));
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    /**
     * Returns the descriptor of the next connection, or -1 when there is none now, and fills in the
     * peer's address; {@link #nameLength} is its length.
     */
    int accept(int descriptor, MemorySegment address) throws IOException {
        try {
            number.set(INT, 0, (int) address.byteSize());
            int accepted =
                    (int) ACCEPT4.invokeExact(state, descriptor, address, number, SOCK_FLAGS);
            return accepted < 0 && errno.wouldBlock() ? -1 : errno.check(accepted);
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    /**
     * Returns whether a read would find bytes, the end or a failure now. Unlike a read that peeks,
     * it leaves the failure to be told.
     */
    boolean isReadable(int descriptor) throws IOException {
        try {
            number.set(INT, 0, descriptor); // a struct pollfd
            number.set(INT, 4, POLLIN);
            int count = (int) POLL.invokeExact(state, number, 1L, 0);
            return count != 0 && (count > 0 || errno.check(count) > 0);
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    /** Returns the length of the address that a call filled in last. */
    int nameLength() {
        return number.get(INT, 0);
    }

    /** Begins to connect. */
    void connect(int descriptor, MemorySegment address, int length) throws IOException {
        try {
            int result = (int) CONNECT.invokeExact(state, descriptor, address, length);
            int failure = result < 0 ? errno.number() : 0;
            if (failure != Errno.EINPROGRESS && failure != Errno.EINTR) {
                errno.check(result);
            }
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    int option(int descriptor, int level, int option) throws IOException {
        try {
            number.set(INT, 4, 4);
            errno.check(
                    (int)
                            GETSOCKOPT.invokeExact(
                                    state, descriptor, level, option, number, number.asSlice(4)));
            return number.get(INT, 0);
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    void option(int descriptor, int level, int option, int value) throws IOException {
        try {
            number.set(INT, 0, value);
            errno.check((int) SETSOCKOPT.invokeExact(state, descriptor, level, option, number, 4));
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    void option(int descriptor, int level, int option, MemorySegment value, int length)
            throws IOException {
        try {
            errno.check(
                    (int) SETSOCKOPT.invokeExact(state, descriptor, level, option, value, length));
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    /** Makes a close reset the connection. */
    void lingerZero(int descriptor) throws IOException {
        try {
            number.set(INT, 0, 1);
            number.set(INT, 4, 0);
            errno.check(
                    (int)
                            SETSOCKOPT.invokeExact(
                                    state, descriptor, SOL_SOCKET, SO_LINGER, number, 8));
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    /** Returns how many bytes were received, 0 when there is none now, -1 at the end. */
    int receive(int descriptor, ByteBuffer target) throws IOException {
        try {
            long length = target.remaining();
            long count =
                    target.hasArray()
                            ? receive(descriptor, ofArray(target), length)
                            : receive(descriptor, MemorySegment.ofBuffer(target), length);
            return errno.received(count, target);
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    private long receive(int descriptor, MemorySegment target, long length) throws Throwable {
        return (long) RECV.invokeExact(state, descriptor, target, length, 0);
    }

    /** Returns how many bytes were sent, 0 when there is no room now. */
    int send(int descriptor, ByteBuffer source) throws IOException {
        try {
            long length = source.remaining();
            long count =
                    source.hasArray()
                            ? send(descriptor, ofArray(source), length)
                            : send(descriptor, MemorySegment.ofBuffer(source), length);
            return errno.moved(count, source);
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    private long send(int descriptor, MemorySegment source, long length) throws Throwable {
        return (long) SEND.invokeExact(state, descriptor, source, length, MSG_NOSIGNAL);
    }

    /**
     * Returns the memory of a buffer that has an array, from its position on. In a branch of its
     * own, where the compiler knows the segment's class, it makes no object: with {@code ofBuffer}
     * for both kinds each call of a program that has both cost 90 bytes.
     */
    private static MemorySegment ofArray(ByteBuffer buffer) {
        MemorySegment whole = MemorySegment.ofArray(buffer.array());
        int from = buffer.arrayOffset() + buffer.position();
        return from == 0 ? whole : whole.asSlice(from);
    }

    /**
     * Receives a datagram and its sender, whose address is {@link #nameLength} long; returns its
     * length, or -1 when there is none now.
     */
    int receiveFrom(int descriptor, ByteBuffer target, MemorySegment address) throws IOException {
        try {
            number.set(INT, 0, (int) address.byteSize());
            long count =
                    (long)
                            RECVFROM.invokeExact(
                                    state,
                                    descriptor,
                                    MemorySegment.ofBuffer(target),
                                    (long) target.remaining(),
                                    0,
                                    address,
                                    number);
            return count < 0 && errno.wouldBlock() ? -1 : errno.moved(count, target);
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    /** Sends a datagram; returns whether there was room. */
    boolean sendTo(int descriptor, ByteBuffer source, MemorySegment address, int length)
            throws IOException {
        try {
            long count =
                    (long)
                            SENDTO.invokeExact(
                                    state,
                                    descriptor,
                                    MemorySegment.ofBuffer(source),
                                    (long) source.remaining(),
                                    MSG_NOSIGNAL,
                                    address,
                                    length);
            if (count < 0 && errno.wouldBlock()) {
                return false;
            }
            errno.moved(count, source);
            return true;
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    /** Ends the outgoing direction; of a connection that broke there is nothing left to end. */
    void shutdown(int descriptor) throws IOException {
        try {
            int result = (int) SHUTDOWN.invokeExact(state, descriptor, SHUT_WR);
            if (result < 0 && errno.number() != Errno.ENOTCONN) {
                errno.check(result);
            }
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    /** Closes a descriptor. Linux frees it whatever the call returns. */
    void close(int descriptor) {
        try {
            int ignored = (int) CLOSE.invokeExact(state, descriptor);
        } catch (Throwable e) { // invokeExact declares it; the call itself throws nothing
            throw new AssertionError(e);
        }
    }

    /** Fills in the address of one end and returns its length. */
    int name(int descriptor, boolean peer, MemorySegment address) throws IOException {
        try {
            number.set(INT, 0, (int) address.byteSize());
            MethodHandle call = peer ? GETPEERNAME : GETSOCKNAME;
            errno.check((int) call.invokeExact(state, descriptor, address, number));
            return number.get(INT, 0);
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    /**
     * Returns the address of one end for a text, or null if it has none. Uses memory of its own:
     * any thread. A socket that is closed meanwhile may be taken for another.
     */
    static @Nullable SocketAddress nameToShow(int descriptor, boolean peer) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SocketAddresses.LARGEST, 8);
            Libc libc = new Libc(arena);
            int length = libc.nameOrNone(descriptor, peer, address);
            return length < 0 ? null : SocketAddresses.read(address, length);
        }
    }

    private int nameOrNone(int descriptor, boolean peer, MemorySegment address) throws IOException {
        try {
            return name(descriptor, peer, address);
        } catch (IOException e) {
            if (peer && errno.number() == Errno.ENOTCONN) {
                return -1;
            }
            throw e;
        }
    }

    /** Adds one to an eventfd. Uses memory of its own: any thread. */
    static void signal(int eventfd, MemorySegment one, Errno errno) {
        try {
            long ignored = (long) WRITE.invokeExact(errno.state(), eventfd, one, 8L);
        } catch (Throwable e) { // invokeExact declares it; a full counter wakes as well
            throw new AssertionError(e);
        }
    }

    /** Takes an eventfd back to zero. */
    void clear(int eventfd) {
        try {
            long ignored = (long) READ.invokeExact(state, eventfd, number, 8L);
        } catch (Throwable e) { // invokeExact declares it; the call itself throws nothing
            throw new AssertionError(e);
        }
    }

    static RuntimeException rethrow(Throwable e) throws IOException {
        switch (e) {
            case IOException io -> throw io;
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            default -> throw new AssertionError(e);
        }
    }
}
