package dev.rondo.process;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The door to Linux's C library for children: glibc 2.34 or later, for {@code addclosefrom_np}.
 * Constants are those of the generic Linux ABI, the same on x86-64 and AArch64. Calls with a pidfd
 * go by their numbers, since glibc has names for them from 2.36 on only. Any thread.
 */
final class SpawnCalls {
    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0100;
    static final int O_TRUNC = 01000;
    static final int O_APPEND = 02000;
    private static final int O_NOCTTY = 0400;
    private static final int O_NONBLOCK = 04000;
    private static final int O_CLOEXEC = 02000000;
    private static final int F_SETFL = 4;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final long TIOCSWINSZ = 0x5414;
    private static final long SYS_PIDFD_SEND_SIGNAL = 424;
    private static final long SYS_PIDFD_OPEN = 434;
    private static final int P_PID = 1;
    private static final int P_PIDFD = 3;
    private static final int WNOHANG = 1;
    private static final int WEXITED = 4;
    private static final int WNOWAIT = 0x1000000;
    private static final int CLD_EXITED = 1;
    private static final int ECHILD = 10;
    private static final int EINTR = 4;
    private static final int SIGINFO = 128; // bytes; si_code at 8, si_pid at 16, si_status at 24
    private static final int PATH_MAX = 4096;

    /** What {@link #reap} returns of a child that runs. */
    static final int RUNNING = Integer.MIN_VALUE;

    /** What it returns of a child that somebody else has reaped. */
    static final int UNKNOWN = RUNNING + 1;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;

    /** Apart, since another system has none of this. */
    private static final class Linked {
        static final Linker LINKER = Linker.nativeLinker();
        static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
        static final VarHandle ERRNO =
                Linker.Option.captureStateLayout()
                        .varHandle(MemoryLayout.PathElement.groupElement("errno"));

        static final MethodHandle PIPE2 = link("pipe2", -1, INT, POINTER, INT);
        static final MethodHandle CLOSE = link("close", -1, INT, INT);
        static final MethodHandle OPEN = link("open", 2, INT, POINTER, INT, INT);
        static final MethodHandle FCNTL = link("fcntl", 2, INT, INT, INT, INT);
        static final MethodHandle IOCTL = link("ioctl", 2, INT, INT, LONG, POINTER);
        static final MethodHandle KILL = link("kill", -1, INT, INT, INT);
        static final MethodHandle WAITID = link("waitid", -1, INT, INT, INT, POINTER, INT);
        static final MethodHandle PIDFD_OPEN = link("syscall", 1, LONG, LONG, LONG, LONG);
        static final MethodHandle PIDFD_SEND =
                link("syscall", 1, LONG, LONG, LONG, LONG, LONG, LONG);
        static final MethodHandle OPENPT = link("posix_openpt", -1, INT, INT);
        static final MethodHandle GRANTPT = link("grantpt", -1, INT, INT);
        static final MethodHandle UNLOCKPT = link("unlockpt", -1, INT, INT);
        static final MethodHandle PTSNAME = link("ptsname_r", -1, INT, INT, POINTER, LONG);
        static final @Nullable MemorySegment ENVIRON =
                SYMBOLS.find("environ").map(at -> at.reinterpret(8)).orElse(null);

        private static MethodHandle link(
                String name, int variadic, MemoryLayout result, MemoryLayout... arguments) {
            Linker.Option errno = Linker.Option.captureCallState("errno");
            Linker.Option[] options =
                    variadic < 0
                            ? new Linker.Option[] {errno}
                            : new Linker.Option[] {errno, Linker.Option.firstVariadicArg(variadic)};
            return LINKER.downcallHandle(
                    SYMBOLS.findOrThrow(name), FunctionDescriptor.of(result, arguments), options);
        }
    }

    private static final boolean AVAILABLE = findOut();

    /** What strings of the system are in; an ASCII locale is taken for UTF-8. */
    static final Charset CHARSET = charset();

    private SpawnCalls() {}

    private static Charset charset() {
        Charset charset =
                Charset.forName(
                        System.getProperty("native.encoding", "UTF-8"), StandardCharsets.UTF_8);
        return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
    }

    private static boolean findOut() {
        try {
            return System.getProperty("os.name").equals("Linux")
                    && ValueLayout.ADDRESS.byteSize() == 8
                    && SpawnActions.isAvailable()
                    && Linked.ENVIRON != null
                    && hasPidfd()
                    && ProcessHandle.current().isAlive(); // resets an inherited ignored SIGCHLD
        } catch (LinkageError | RuntimeException e) { // another system or library, access denied
            return false;
        }
    }

    /** A kernel before 5.3, or a seccomp filter, has none. */
    private static boolean hasPidfd() {
        try {
            close(pidfd(ProcessHandle.current().pid()));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static boolean isAvailable() {
        return AVAILABLE;
    }

    /** A failed call of the system. */
    static final class CallFailed extends IOException {
        private static final long serialVersionUID = 1L;
        private final int errno;

        CallFailed(String call, int errno) {
            super(call + " failed with error " + errno);
            this.errno = errno;
        }

        int errno() {
            return errno;
        }
    }

    /** Memory of one call or several: where errno lands. Confined to its thread. */
    private static MemorySegment state(Arena arena) {
        return arena.allocate(Linker.Option.captureStateLayout());
    }

    private static int errno(MemorySegment state) {
        return (int) Linked.ERRNO.get(state, 0L);
    }

    private static int check(String call, int result, MemorySegment state) throws CallFailed {
        if (result < 0) {
            throw new CallFailed(call, errno(state));
        }
        return result;
    }

    private static RuntimeException rethrow(Throwable e) throws IOException {
        switch (e) {
            case IOException io -> throw io;
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            default -> throw new AssertionError(e);
        }
    }

    /** Returns the reading and the writing end of a pipe; children do not inherit them. */
    static int[] pipe() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = state(arena);
            MemorySegment ends = arena.allocate(8, 4);
            check("pipe2", (int) Linked.PIPE2.invokeExact(state, ends, O_CLOEXEC), state);
            return new int[] {ends.get(INT, 0), ends.get(INT, 4)};
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    static void close(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) Linked.CLOSE.invokeExact(state(arena), descriptor);
        } catch (Throwable e) { // invokeExact declares it; the call itself throws nothing
            throw new AssertionError(e);
        }
    }

    /** Opens a file for a child, without waiting for the other end of a FIFO. */
    static int open(String path, int flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = state(arena);
            MemorySegment name = string(arena, path);
            int all = flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
            int opened =
                    check("open", (int) Linked.OPEN.invokeExact(state, name, all, 0666), state);
            setBlocking(opened, true, flags);
            return opened;
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    /** Lets calls on an open file wait, or not. */
    static void setBlocking(int descriptor, boolean blocking, int flags) throws IOException {
        control(descriptor, F_SETFL, (flags & O_APPEND) | (blocking ? 0 : O_NONBLOCK));
    }

    /** Returns another number of an open file, at least {@code least}. */
    static int duplicate(int descriptor, int least) throws IOException {
        return control(descriptor, F_DUPFD_CLOEXEC, least);
    }

    private static int control(int descriptor, int command, int argument) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = state(arena);
            return check(
                    "fcntl",
                    (int) Linked.FCNTL.invokeExact(state, descriptor, command, argument),
                    state);
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    // ---- Terminals

    /** Opens the controlling side of a new pseudo-terminal. */
    static int openTerminal(Plan.Size size) throws IOException {
        int opened = -1;
        boolean done = false;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = state(arena);
            int flags = O_RDWR | O_NOCTTY | O_CLOEXEC;
            opened = check("posix_openpt", (int) Linked.OPENPT.invokeExact(state, flags), state);
            check("grantpt", (int) Linked.GRANTPT.invokeExact(state, opened), state);
            check("unlockpt", (int) Linked.UNLOCKPT.invokeExact(state, opened), state);
            setBlocking(opened, false, 0);
            resize(opened, size);
            done = true;
            return opened;
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        } finally {
            if (!done && opened >= 0) {
                close(opened);
            }
        }
    }

    /** Returns the path of the side that the child has. */
    static String terminalName(int terminal) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = state(arena);
            MemorySegment name = arena.allocate(PATH_MAX);
            long size = PATH_MAX;
            int failure = (int) Linked.PTSNAME.invokeExact(state, terminal, name, size);
            if (failure != 0) {
                throw new CallFailed("ptsname_r", failure);
            }
            return name.getString(0, CHARSET);
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    static void resize(int terminal, Plan.Size size) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = state(arena);
            MemorySegment winsize = arena.allocate(8, 2);
            winsize.set(ValueLayout.JAVA_SHORT, 0, (short) size.rows());
            winsize.set(ValueLayout.JAVA_SHORT, 2, (short) size.columns());
            check(
                    "ioctl",
                    (int) Linked.IOCTL.invokeExact(state, terminal, TIOCSWINSZ, winsize),
                    state);
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    // ---- Children

    /** Returns a descriptor of a child, which is readable when that has ended. */
    static int pidfd(long pid) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = state(arena);
            long opened = (long) Linked.PIDFD_OPEN.invokeExact(state, SYS_PIDFD_OPEN, pid, 0L);
            return check("pidfd_open", (int) opened, state);
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    /** Sends a signal to the child of a descriptor; returns false if it has ended. */
    static boolean signal(int pidfd, int signal) {
        try (Arena arena = Arena.ofConfined()) {
            long sent =
                    (long)
                            Linked.PIDFD_SEND.invokeExact(
                                    state(arena),
                                    SYS_PIDFD_SEND_SIGNAL,
                                    (long) pidfd,
                                    (long) signal,
                                    0L,
                                    0L);
            return sent == 0;
        } catch (Throwable e) { // invokeExact declares it; the call itself throws nothing
            throw new AssertionError(e);
        }
    }

    /** Sends a signal to a process that was not reaped yet, or, by a negative number, a group. */
    static boolean kill(long pid, int signal) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) Linked.KILL.invokeExact(state(arena), (int) pid, signal) == 0;
        } catch (Throwable e) { // invokeExact declares it; the call itself throws nothing
            throw new AssertionError(e);
        }
    }

    /** Returns whether a child has ended; it is not reaped. */
    static boolean hasEnded(int pidfd) {
        return wait(P_PIDFD, pidfd, WEXITED | WNOHANG | WNOWAIT) != RUNNING;
    }

    /** Takes the return code of a child that has ended, or {@link #RUNNING}. */
    static int reap(int pidfd) {
        return wait(P_PIDFD, pidfd, WEXITED | WNOHANG);
    }

    /** Waits for the end of a child and takes its return code. Blocks. */
    static int reapBlocking(long pid) {
        return wait(P_PID, (int) pid, WEXITED);
    }

    private static int wait(int type, int id, int options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = state(arena);
            MemorySegment info = arena.allocate(SIGINFO, 8);
            while ((int) Linked.WAITID.invokeExact(state, type, id, info, options) < 0) {
                int failure = errno(state);
                if (failure == ECHILD) {
                    return UNKNOWN;
                }
                if (failure != EINTR) {
                    throw new AssertionError("waitid failed with error " + failure);
                }
            }
            if (info.get(INT, 16) == 0) {
                return RUNNING;
            }
            int status = info.get(INT, 24);
            return info.get(INT, 8) == CLD_EXITED ? status : -status;
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) { // invokeExact declares it
            throw new AssertionError(e);
        }
    }

    // ---- Memory

    static MemorySegment string(Arena arena, String text) {
        byte[] bytes = text.getBytes(CHARSET);
        MemorySegment copy = arena.allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, copy, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return copy;
    }

    /** Returns an array of strings with a null at its end. */
    static MemorySegment strings(Arena arena, List<String> texts) {
        MemorySegment array = arena.allocate(ValueLayout.ADDRESS, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            array.setAtIndex(ValueLayout.ADDRESS, i, string(arena, texts.get(i)));
        }
        return array;
    }

    /** Returns this process's environment as it is, whatever its bytes mean. */
    static MemorySegment environment() {
        MemorySegment environ = Linked.ENVIRON;
        return environ == null ? MemorySegment.NULL : environ.get(ValueLayout.ADDRESS, 0);
    }

    static MethodHandle link(String name, MemoryLayout... arguments) {
        return Linked.LINKER.downcallHandle(
                Linked.SYMBOLS.findOrThrow(name),
                FunctionDescriptor.of(INT, Arrays.copyOf(arguments, arguments.length)));
    }
}
