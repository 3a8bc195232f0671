package dev.rondo.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.ByteBuffer;

/**
 * Where the error number of a system call lands, and what it means. The numbers are those of the
 * generic Linux ABI. One user at a time.
 */
final class Errno {
    static final int EINTR = 4;
    static final int ENXIO = 6;
    static final int EAGAIN = 11;
    static final int EBUSY = 16;
    static final int EEXIST = 17;
    static final int EINVAL = 22;
    static final int ENOSYS = 38;
    static final int ETIME = 62;
    static final int EOPNOTSUPP = 95;
    static final int ENOBUFS = 105;
    static final int ENOTCONN = 107;
    static final int EINPROGRESS = 115;
    static final int ECANCELED = 125;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle NUMBER =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final MemorySegment state;

    /** Creates one whose memory lives as long as the arena. */
    Errno(Arena arena) {
        this.state = arena.allocate(STATE);
    }

    /** Returns what to pass as the first argument of a call. */
    MemorySegment state() {
        return state;
    }

    /** Returns the number of the last call, which failed. */
    int number() {
        return (int) NUMBER.get(state, 0L);
    }

    /** Returns whether the last call failed only for now. */
    boolean wouldBlock() {
        int number = number();
        return number == EAGAIN || number == EINTR;
    }

    /** Returns the result of the last call, unless it failed. */
    int check(int result) throws IOException {
        if (result < 0) {
            throw failure();
        }
        return result;
    }

    /** Counts what the last call read: how many bytes, 0 when there is none now, -1 at the end. */
    int received(long count, ByteBuffer target) throws IOException {
        return count == 0 ? -1 : moved(count, target);
    }

    /** Counts what the last call moved: how many bytes, 0 when there is none or no room now. */
    int moved(long count, ByteBuffer buffer) throws IOException {
        if (count >= 0) {
            buffer.position(buffer.position() + (int) count);
            return (int) count;
        }
        if (wouldBlock()) {
            return 0;
        }
        throw failure();
    }

    /** Returns what the last call failed with. */
    IOException failure() {
        return failure(number());
    }

    /** Returns the exception that the JDK throws for a number, so that all pollers fail alike. */
    static IOException failure(int number) {
        return switch (number) {
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
            case 98 -> new BindException("Address already in use");
            case 99 -> new BindException("Cannot assign requested address");
            case 101 -> new SocketException("Network is unreachable");
            case 103 -> new SocketException("Software caused connection abort");
            case 104 -> new SocketException("Connection reset by peer");
            case 105 -> new SocketException("No buffer space available");
            case 106 -> new SocketException("Transport endpoint is already connected");
            case 107 -> new SocketException("Transport endpoint is not connected");
            case 110 -> new ConnectException("Connection timed out");
            case 111 -> new ConnectException("Connection refused");
            case 113 -> new NoRouteToHostException("No route to host");
            default -> new SocketException("error " + number + " of the system");
        };
    }
}
