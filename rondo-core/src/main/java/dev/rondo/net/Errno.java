package dev.rondo.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;
import java.net.BindException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Where the error number of a system call lands, and what it means. The numbers are those of the
 * generic Linux ABI. One user at a time.
 */
final class Errno {
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int ENXIO = 6;
    static final int EAGAIN = 11;
    static final int EBUSY = 16;
    static final int EEXIST = 17;
    static final int ENOTDIR = 20;
    static final int EINVAL = 22;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int EPIPE = 32;
    static final int ENOSYS = 38;
    static final int ETIME = 62;
    static final int EOPNOTSUPP = 95;
    static final int EAFNOSUPPORT = 97;
    static final int EADDRINUSE = 98;
    static final int EADDRNOTAVAIL = 99;
    static final int ENETUNREACH = 101;
    static final int ECONNABORTED = 103;
    static final int ECONNRESET = 104;
    static final int ENOBUFS = 105;
    static final int ENOTCONN = 107;
    static final int ETIMEDOUT = 110;
    static final int ECONNREFUSED = 111;
    static final int EHOSTUNREACH = 113;
    static final int EINPROGRESS = 115;
    static final int ECANCELED = 125;

    /** What stands for a number in an exception that has none. */
    static final int UNKNOWN = 0;

    /** Apart, since exceptions of the JDK are looked at where there is no C library. */
    private static final class Captured {
        private static final StructLayout STATE = Linker.Option.captureStateLayout();
        private static final VarHandle NUMBER =
                STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    }

    private final MemorySegment state;

    /** Creates one whose memory lives as long as the arena. */
    Errno(Arena arena) {
        this.state = arena.allocate(Captured.STATE);
    }

    /** Returns what to pass as the first argument of a call. */
    MemorySegment state() {
        return state;
    }

    /** Returns the number of the last call, which failed. */
    int number() {
        return (int) Captured.NUMBER.get(state, 0L);
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

    /** Returns the exception for a number, with the text that the JDK has for it. */
    static IOException failure(int number) {
        return new Failure(number, text(number));
    }

    /** Returns the exception for a number, with a text of its own. */
    static IOException failure(int number, String text) {
        return new Failure(number, text);
    }

    private static String text(int number) {
        return switch (number) {
            case 1 -> "Operation not permitted";
            case ENOENT -> "No such file or directory";
            case EAGAIN -> "Resource temporarily unavailable";
            case 12 -> "Cannot allocate memory";
            case 13 -> "Permission denied";
            case ENOTDIR -> "Not a directory";
            case EINVAL -> "Invalid argument";
            case EMFILE, ENFILE -> "Too many open files";
            case EPIPE -> "Broken pipe";
            case 90 -> "Message too long";
            case 91 -> "Protocol wrong type for socket";
            case EAFNOSUPPORT -> "Address family not supported by protocol";
            case EADDRINUSE -> "Address already in use";
            case EADDRNOTAVAIL -> "Cannot assign requested address";
            case ENETUNREACH -> "Network is unreachable";
            case ECONNABORTED -> "Software caused connection abort";
            case ECONNRESET -> "Connection reset by peer";
            case ENOBUFS -> "No buffer space available";
            case 106 -> "Transport endpoint is already connected";
            case ENOTCONN -> "Transport endpoint is not connected";
            case ETIMEDOUT -> "Connection timed out";
            case ECONNREFUSED -> "Connection refused";
            case EHOSTUNREACH -> "No route to host";
            default -> "error " + number + " of the system";
        };
    }

    /** What a system call failed with. */
    private static final class Failure extends SocketException {
        private static final long serialVersionUID = 1L;
        private final int number;

        Failure(int number, String text) {
            super(text);
            this.number = number;
        }
    }

    /** Returns the number of what a call failed with, or {@link #UNKNOWN}. */
    static int of(IOException failure) {
        return switch (failure) {
            case Failure own -> own.number;
            case PortUnreachableException unreachable -> ECONNREFUSED; // an answer to a datagram
            case NoRouteToHostException noRoute -> EHOSTUNREACH;
            case NoSuchFileException missing -> ENOENT;
            default -> ofText(failure);
        };
    }

    /**
     * The JDK's exceptions have no number, and few have types of their own: their texts are all
     * there is. This is the only place that reads texts.
     */
    private static int ofText(IOException failure) {
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        for (Map.Entry<String, Integer> known : TEXTS.entrySet()) {
            if (text.contains(known.getKey())) {
                return known.getValue();
            }
        }
        return failure instanceof BindException ? EADDRINUSE : UNKNOWN;
    }

    private static final Map<String, Integer> TEXTS = new LinkedHashMap<>();

    static {
        TEXTS.put("connection refused", ECONNREFUSED);
        TEXTS.put("reset", ECONNRESET); // by the peer; JDK: Connection reset
        TEXTS.put("connection abort", ECONNABORTED);
        TEXTS.put("not connected", ENOTCONN);
        TEXTS.put("broken pipe", EPIPE);
        TEXTS.put("timed out", ETIMEDOUT);
        TEXTS.put("unreachable", ENETUNREACH);
        TEXTS.put("no route", EHOSTUNREACH);
        TEXTS.put("cannot assign", EADDRNOTAVAIL);
        TEXTS.put("address family not supported", EAFNOSUPPORT);
        TEXTS.put("address already in use", EADDRINUSE);
        TEXTS.put("too many open files", EMFILE);
        TEXTS.put("no buffer space", ENOBUFS);
        TEXTS.put("no such file", ENOENT);
        TEXTS.put("not a directory", ENOTDIR);
    }
}
