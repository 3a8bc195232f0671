package dev.rondo.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.ByteBuffer;

/**
 * The one door to Linux's C library: sockets and epoll. Constants are those of the generic Linux
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
    static final int SO_KEEPALIVE = 9;
    static final int SO_LINGER = 13;
    static final int SO_REUSEPORT = 15;
    static final int IPPROTO_TCP = 6;
    static final int TCP_NODELAY = 1;
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
    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EFD_FLAGS = 0x800 | 0x80000; // EFD_NONBLOCK | EFD_CLOEXEC
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EINPROGRESS = 115;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private static final MethodHandle EPOLL_CREATE1 = quick("epoll_create1", INT, INT);
    private static final MethodHandle EPOLL_CTL =
            quick("epoll_ctl", INT, INT, INT, INT, ValueLayout.ADDRESS);
    private static final MethodHandle EPOLL_WAIT =
            link(false, "epoll_wait", INT, INT, ValueLayout.ADDRESS, INT, INT);
    private static final MethodHandle EPOLL_POLL =
            quick("epoll_wait", INT, INT, ValueLayout.ADDRESS, INT, INT);
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

    private final MemorySegment state; // where errno lands; one user at a time
    private final MemorySegment number; // an int or a socklen_t

    /** Returns a door for one thread at a time, whose memory lives as long as the arena. */
    Libc(Arena arena) {
        this.state = arena.allocate(STATE);
        this.number = arena.allocate(16);
    }

    private static MethodHandle quick(String name, ValueLayout result, MemoryLayout... arguments) {
        return link(true, name, result, arguments);
    }

    static MethodHandle link(
            boolean critical, String name, ValueLayout result, MemoryLayout... arguments) {
        FunctionDescriptor descriptor = FunctionDescriptor.of(result, arguments);
        Linker.Option errno = Linker.Option.captureCallState("errno");
        MemorySegment symbol = SYMBOLS.findOrThrow(name);
        return critical
                ? LINKER.downcallHandle(symbol, descriptor, errno, Linker.Option.critical(true))
                : LINKER.downcallHandle(symbol, descriptor, errno);
    }

    private int errno() {
        return errno(state);
    }

    static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    int epollCreate() throws IOException {
        try {
            return check((int) EPOLL_CREATE1.invokeExact(state, EPOLL_CLOEXEC));
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    int eventfd() throws IOException {
        try {
            return check((int) EVENTFD.invokeExact(state, 0, EFD_FLAGS));
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    /** Watches a file, or changes what is watched. */
    void epollControl(int epoll, int operation, int descriptor, MemorySegment event)
            throws IOException {
        try {
            check((int) EPOLL_CTL.invokeExact(state, epoll, operation, descriptor, event));
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
            return count < 0 && errno() == EINTR ? 0 : check(count);
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    int socket(int family, int type) throws IOException {
        try {
            return check((int) SOCKET.invokeExact(state, family, type | SOCK_FLAGS, 0));
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    void bind(int descriptor, MemorySegment address, int length) throws IOException {
        try {
            check((int) BIND.invokeExact(state, descriptor, address, length));
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    void listen(int descriptor, int backlog) throws IOException {
        try {
            check((int) LISTEN.invokeExact(state, descriptor, backlog));
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
            return accepted < 0 && wouldBlock() ? -1 : check(accepted);
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    /** Returns the length of the address that a call filled in last. */
    int nameLength() {
        return number.get(INT, 0);
    }

    /** Returns whether the connection is there already. */
    boolean connect(int descriptor, MemorySegment address, int length) throws IOException {
        try {
            int result = (int) CONNECT.invokeExact(state, descriptor, address, length);
            if (result < 0 && (errno() == EINPROGRESS || errno() == EINTR)) {
                return false;
            }
            check(result);
            return true;
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    int option(int descriptor, int level, int option) throws IOException {
        try {
            number.set(INT, 4, 4);
            check(
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
            check((int) SETSOCKOPT.invokeExact(state, descriptor, level, option, number, 4));
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    void option(int descriptor, int level, int option, MemorySegment value, int length)
            throws IOException {
        try {
            check((int) SETSOCKOPT.invokeExact(state, descriptor, level, option, value, length));
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    /** Makes a close reset the connection. */
    void lingerZero(int descriptor) throws IOException {
        try {
            number.set(INT, 0, 1);
            number.set(INT, 4, 0);
            check(
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
            long count =
                    (long)
                            RECV.invokeExact(
                                    state,
                                    descriptor,
                                    MemorySegment.ofBuffer(target),
                                    (long) target.remaining(),
                                    0);
            if (count > 0) {
                target.position(target.position() + (int) count);
                return (int) count;
            }
            return count == 0 ? -1 : noneOrFail();
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    /** Returns how many bytes were sent, 0 when there is no room now. */
    int send(int descriptor, ByteBuffer source) throws IOException {
        try {
            long count =
                    (long)
                            SEND.invokeExact(
                                    state,
                                    descriptor,
                                    MemorySegment.ofBuffer(source),
                                    (long) source.remaining(),
                                    MSG_NOSIGNAL);
            if (count >= 0) {
                source.position(source.position() + (int) count);
                return (int) count;
            }
            return noneOrFail();
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    /** Receives a datagram and its sender; returns its length, or -1 when there is none now. */
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
            if (count >= 0) {
                target.position(target.position() + (int) count);
                return (int) count;
            }
            noneOrFail();
            return -1;
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    /** Returns how long the address is that {@link #receiveFrom} filled in. */
    int addressLength() {
        return number.get(INT, 0);
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
            if (count >= 0) {
                source.position(source.position() + (int) count);
                return true;
            }
            noneOrFail();
            return false;
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    void shutdown(int descriptor) throws IOException {
        try {
            check((int) SHUTDOWN.invokeExact(state, descriptor, SHUT_WR));
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
            check((int) call.invokeExact(state, descriptor, address, number));
            return number.get(INT, 0);
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    /** Adds one to an eventfd. Uses memory of its own: any thread. */
    static void signal(int eventfd, MemorySegment one, MemorySegment state) {
        try {
            long ignored = (long) WRITE.invokeExact(state, eventfd, one, 8L);
        } catch (Throwable e) { // invokeExact declares it; a full counter wakes as well
            throw new AssertionError(e);
        }
    }

    static MemorySegment allocateState(Arena arena) {
        return arena.allocate(STATE);
    }

    /** Takes an eventfd back to zero. */
    void clear(int eventfd) {
        try {
            long ignored = (long) READ.invokeExact(state, eventfd, number, 8L);
        } catch (Throwable e) { // invokeExact declares it; the call itself throws nothing
            throw new AssertionError(e);
        }
    }

    private boolean wouldBlock() {
        return errno() == EAGAIN || errno() == EINTR;
    }

    private int noneOrFail() throws IOException {
        if (wouldBlock()) {
            return 0;
        }
        throw failure(errno());
    }

    private int check(int result) throws IOException {
        if (result < 0) {
            throw failure(errno());
        }
        return result;
    }

    /**
     * Returns the exception that the JDK throws for an error number, so that both pollers fail
     * alike.
     */
    static IOException failure(int errno) {
        return switch (errno) {
            case 1 -> new SocketException("Operation not permitted");
            case 2 -> new SocketException("No such file or directory");
            case 11 -> new SocketException("Resource temporarily unavailable");
            case 12 -> new SocketException("Cannot allocate memory");
            case 13 -> new SocketException("Permission denied");
            case 20 -> new SocketException("Not a directory");
            case 22 -> new SocketException("Invalid argument");
            case 24, 23 -> new SocketException("Too many open files");
            case 32 -> new SocketException("Broken pipe");
            case 90 -> new SocketException("Message too long");
            case 91 -> new SocketException("Protocol wrong type for socket");
            case 97 -> new SocketException("Address family not supported by protocol");
            case 98 -> new java.net.BindException("Address already in use");
            case 99 -> new java.net.BindException("Cannot assign requested address");
            case 101 -> new SocketException("Network is unreachable");
            case 103 -> new SocketException("Software caused connection abort");
            case 104 -> new SocketException("Connection reset by peer");
            case 105 -> new SocketException("No buffer space available");
            case 106 -> new SocketException("Transport endpoint is already connected");
            case 107 -> new SocketException("Transport endpoint is not connected");
            case 110 -> new ConnectException("Connection timed out");
            case 111 -> new ConnectException("Connection refused");
            case 113 -> new NoRouteToHostException("No route to host");
            default -> new SocketException("error " + errno + " of the system");
        };
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
