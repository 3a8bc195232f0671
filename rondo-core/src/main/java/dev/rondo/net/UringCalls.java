package dev.rondo.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The system calls of io_uring, for which the C library has no functions, and memory that is shared
 * with the kernel. The numbers are those of every architecture.
 *
 * <p>Addresses are passed as numbers: what they point to belongs to an arena that outlives the
 * call.
 */
final class UringCalls {
    private static final long SETUP = 425;
    private static final long ENTER = 426;
    private static final long REGISTER = 427;
    private static final int READ_WRITE = 3; // PROT_READ | PROT_WRITE
    private static final int SHARED = 0x8001; // MAP_SHARED | MAP_POPULATE
    private static final int ANONYMOUS = 0x22; // MAP_PRIVATE | MAP_ANONYMOUS

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final FunctionDescriptor SYSCALL =
            FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG);
    private static final MethodHandle QUICK =
            Libc.link(
                    "syscall",
                    SYSCALL,
                    Linker.Option.firstVariadicArg(1),
                    Linker.Option.critical(false));
    private static final MethodHandle BLOCKING =
            Libc.link("syscall", SYSCALL, Linker.Option.firstVariadicArg(1));
    private static final MethodHandle MMAP =
            Libc.link("mmap", FunctionDescriptor.of(LONG, LONG, LONG, INT, INT, INT, LONG));
    private static final MethodHandle MUNMAP =
            Libc.link("munmap", FunctionDescriptor.of(INT, LONG, LONG));

    private static final MethodHandle CLOSE = Libc.link("close", FunctionDescriptor.of(INT, INT));

    private final Errno errno;
    private final MemorySegment state; // its memory

    /** Returns a door for one thread at a time, whose memory lives as long as the arena. */
    UringCalls(Arena arena) {
        this.errno = new Errno(arena);
        this.state = errno.state();
    }

    /**
     * Returns whether the failed call entered the ring all the same: a signal, the end of the time
     * or no room for completions ended it. False if the ring is another thread's.
     */
    boolean entered() throws IOException {
        return switch (errno.number()) {
            case Errno.EINTR, Errno.EAGAIN, Errno.EBUSY, Errno.ETIME -> true;
            case Errno.EEXIST -> false;
            default ->
                    throw new IOException(
                            "io_uring_enter failed with error "
                                    + errno.number()
                                    + " of the system");
        };
    }

    /** Makes a ring and returns its number; the kernel fills in the rest of the parameters. */
    int setup(int entries, MemorySegment parameters) throws IOException {
        long result = quick(SETUP, entries, parameters.address(), 0, 0, 0);
        if (result < 0) {
            throw new IOException(refusal(errno.number()));
        }
        return (int) result;
    }

    private static String refusal(int errno) {
        return switch (errno) {
            case 1 -> // EPERM
                    "io_uring_setup was refused, by a seccomp filter or kernel.io_uring_disabled";
            case 12 -> // ENOMEM
                    "io_uring_setup got no memory; the limit on locked memory (ulimit -l) may be"
                            + " too low";
            case Errno.EINVAL -> "this kernel's io_uring is too old: Linux 6.1 is needed";
            case 24 -> "io_uring_setup found too many open files"; // EMFILE
            case Errno.ENOSYS -> "this kernel has no io_uring";
            default -> "io_uring_setup failed with error " + errno + " of the system";
        };
    }

    void register(int ring, int what, long argument, int count) throws IOException {
        if (quick(REGISTER, ring, what, argument, count, 0) < 0) {
            throw new IOException(
                    "io_uring_register "
                            + what
                            + " failed with error "
                            + errno.number()
                            + " of the system");
        }
    }

    /** Submits without waiting; returns how many entries the kernel took, or -1. */
    int enter(int ring, int submit, int flags) {
        return (int) quick(ENTER, ring, submit, 0, flags, 0);
    }

    /** Submits and waits for one completion; returns how many entries the kernel took, or -1. */
    int enterAndWait(int ring, int submit, int flags, MemorySegment argument) {
        try {
            return (int)
                    (long)
                            BLOCKING.invokeExact(
                                    state,
                                    ENTER,
                                    (long) ring,
                                    (long) submit,
                                    1L,
                                    (long) flags,
                                    argument.address(),
                                    argument.byteSize());
        } catch (Throwable e) { // invokeExact declares it; the call itself throws nothing
            throw new AssertionError(e);
        }
    }

    private long quick(long call, long first, long second, long third, long fourth, long fifth) {
        try {
            return (long) QUICK.invokeExact(state, call, first, second, third, fourth, fifth, 0L);
        } catch (Throwable e) { // invokeExact declares it; the call itself throws nothing
            throw new AssertionError(e);
        }
    }

    void close(int ring) {
        try {
            int ignored = (int) CLOSE.invokeExact(state, ring);
        } catch (Throwable e) { // invokeExact declares it; the call itself throws nothing
            throw new AssertionError(e);
        }
    }

    /** Maps a part of a ring. */
    MemorySegment map(int ring, long offset, long size, Arena arena) throws IOException {
        return map(size, SHARED, ring, offset, arena);
    }

    /** Returns memory that takes no room before it is touched. */
    MemorySegment reserve(long size, Arena arena) throws IOException {
        return map(size, ANONYMOUS, -1, 0, arena);
    }

    private MemorySegment map(long size, int flags, int file, long offset, Arena arena)
            throws IOException {
        try {
            long address =
                    (long) MMAP.invokeExact(state, 0L, size, READ_WRITE, flags, file, offset);
            if (address == -1) {
                throw new IOException(
                        "mmap failed with error " + errno.number() + " of the system");
            }
            return MemorySegment.ofAddress(address).reinterpret(size, arena, UringCalls::unmap);
        } catch (Throwable e) { // invokeExact declares it
            throw Libc.rethrow(e);
        }
    }

    private static void unmap(MemorySegment memory) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored =
                    (int)
                            MUNMAP.invokeExact(
                                    new Errno(arena).state(), memory.address(), memory.byteSize());
        } catch (Throwable e) { // invokeExact declares it; the call itself throws nothing
            throw new AssertionError(e);
        }
    }
}
