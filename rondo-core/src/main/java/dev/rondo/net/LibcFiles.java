package dev.rondo.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/**
 * The door to Linux's C library for files and pipes. See {@link Libc}.
 *
 * <p>Calls that may wait for a disk are not linked as critical: the collector must not wait with
 * them.
 */
final class LibcFiles {
    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final MethodHandle OPEN =
            Libc.link(false, "open", INT, ValueLayout.ADDRESS, INT);
    private static final MethodHandle SENDFILE =
            Libc.link(false, "sendfile", LONG, INT, INT, ValueLayout.ADDRESS, LONG);
    private static final MethodHandle READ =
            Libc.link(true, "read", LONG, INT, ValueLayout.ADDRESS, LONG);
    private static final MethodHandle WRITE =
            Libc.link(true, "write", LONG, INT, ValueLayout.ADDRESS, LONG);

    private final Errno errno;
    private final MemorySegment state; // its memory
    private final MemorySegment offset;

    /** Returns a door for one thread at a time, whose memory lives as long as the arena. */
    LibcFiles(Arena arena) {
        this.errno = new Errno(arena);
        this.state = errno.state();
        this.offset = arena.allocate(LONG);
    }

    /** Opens a file without blocking, not for child processes, and returns its descriptor. */
    int open(String path, int mode) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path);
            int number = (int) OPEN.invokeExact(state, name, mode | O_NONBLOCK | O_CLOEXEC);
            if (number < 0) {
                throw errno.number() == Errno.ENXIO
                        ? Errno.failure(Errno.ECONNREFUSED, "nobody reads the pipe")
                        : errno.failure();
            }
            return number;
        } catch (Throwable e) { // invokeExact declares it
            throw Libc.rethrow(e);
        }
    }

    /** Sends from a file to a socket; returns what {@link FileFeed#send} does. */
    long sendFile(int socket, int file, long position, long count) throws IOException {
        try {
            offset.set(LONG, 0, position);
            long sent = (long) SENDFILE.invokeExact(state, socket, file, offset, count);
            if (sent >= 0) {
                return sent == 0 ? FileFeed.END : sent;
            }
            return switch (errno.number()) {
                case Errno.EAGAIN, Errno.EINTR -> 0;
                case Errno.EINVAL, Errno.ENOSYS, Errno.EOPNOTSUPP -> FileFeed.NOT_AVAILABLE;
                default -> throw errno.failure();
            };
        } catch (Throwable e) { // invokeExact declares it
            throw Libc.rethrow(e);
        }
    }

    /** Returns how many bytes were read from a pipe, 0 when there is none now, -1 at the end. */
    int read(int pipe, ByteBuffer target) throws IOException {
        try {
            long count =
                    (long)
                            READ.invokeExact(
                                    state,
                                    pipe,
                                    MemorySegment.ofBuffer(target),
                                    (long) target.remaining());
            return errno.received(count, target);
        } catch (Throwable e) { // invokeExact declares it
            throw Libc.rethrow(e);
        }
    }

    /** Like {@link #read}; that all have closed a terminal's other side is told as a failure. */
    int readTerminal(int terminal, ByteBuffer target) throws IOException {
        try {
            return read(terminal, target);
        } catch (IOException e) {
            if (errno.number() == Errno.EIO) {
                return -1;
            }
            throw e;
        }
    }

    /** Returns how many bytes were written to a pipe, 0 when there is no room now. */
    int write(int pipe, ByteBuffer source) throws IOException {
        try {
            long count =
                    (long)
                            WRITE.invokeExact(
                                    state,
                                    pipe,
                                    MemorySegment.ofBuffer(source),
                                    (long) source.remaining());
            return errno.moved(count, source);
        } catch (Throwable e) { // invokeExact declares it
            throw Libc.rethrow(e);
        }
    }
}
