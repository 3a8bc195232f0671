package dev.rondo.file;

import dev.rondo.EventLoop;
import dev.rondo.LoopLocal;
import dev.rondo.Rondo;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Linux has of a file in memory, in the loop: {@code preadv2} with {@code RWF_NOWAIT}
 * never waits for a disk. Nearly as cheap as a read in place, and a tenth of one by a thread
 * (decision 26). What is not in memory, and file systems that cannot tell (tmpfs), are read by a
 * thread as ever.
 */
final class CachedReads implements AutoCloseable {
    /** What {@link #read} returns when a thread has to read. */
    static final int NOT_NOW = -2;

    /** How many bytes a call reads at the most. */
    static final int MOST = 64 * 1024;

    private static final int A_PASS = 256 * 1024; // bytes that one file reads in a pass of the loop
    private static final int FIRST_SHARE = 16 * 1024;
    private static final int LEAST_COST = 4096; // a call costs as much as so many bytes
    private static final int RWF_NOWAIT = 8;
    private static final int O_NONBLOCK = 0x800; // of the generic Linux ABI, where O_RDONLY is 0
    private static final int O_CLOEXEC = 0x80000;

    /** Apart, since another system has none of this. */
    private static final class Libc {
        private static final Linker LINKER = Linker.nativeLinker();
        private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
        static final MethodHandle PREADV2 =
                LINKER.downcallHandle(
                        SYMBOLS.findOrThrow("preadv2"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_INT),
                        Linker.Option.critical(false));
        static final MethodHandle OPEN =
                LINKER.downcallHandle(
                        SYMBOLS.findOrThrow("open"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        static final MethodHandle CLOSE =
                LINKER.downcallHandle(
                        SYMBOLS.findOrThrow("close"),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }

    /**
     * What a loop reads with. The memory goes through it; the collector frees it some time after
     * the loop.
     */
    private static final class Scratch {
        private static final LoopLocal<Scratch> OF = new LoopLocal<>(_ -> new Scratch());

        private final MemorySegment bytes = Arena.ofAuto().allocate(MOST);
        private final ByteBuffer view = bytes.asByteBuffer();
        private final MemorySegment vector = Arena.ofAuto().allocate(16, 8); // struct iovec

        private int readers; // that got a share in this pass

        Scratch() {
            vector.set(ValueLayout.ADDRESS, 0, bytes);
        }

        /**
         * Returns how many bytes a file reads before others have their turn: the less, the more
         * files do so in this pass of the loop, which they hold together.
         */
        int share(EventLoop loop) {
            if (readers++ == 0) {
                loop.callSoon(() -> readers = 0);
            }
            return A_PASS / readers;
        }
    }

    private static final boolean AVAILABLE = isAvailable();

    private static boolean isAvailable() {
        try {
            return System.getProperty("os.name").equals("Linux")
                    && CachedReads.class.getModule().isNativeAccessEnabled()
                    && Files.isDirectory(Path.of("/proc/self/fd"))
                    && Libc.PREADV2 != null;
        } catch (LinkageError | RuntimeException e) { // another system, or its library lacks it
            return false;
        }
    }

    private final int descriptor;
    private int share = FIRST_SHARE; // bytes to be read before others have their turn
    private boolean closed;

    private CachedReads(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Opens a file for reading; null if that cannot be had here. On a thread of the storage's. The
     * channel for what is not in memory is opened by {@link #alias}, so that both are the same
     * file.
     */
    static @Nullable CachedReads open(Path path) {
        if (!AVAILABLE || path.getFileSystem() != FileSystems.getDefault()) {
            return null;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path.toString());
            int number = (int) Libc.OPEN.invokeExact(name, O_NONBLOCK | O_CLOEXEC);
            return number < 0 ? null : new CachedReads(number); // the JDK's open tells why
        } catch (Throwable e) { // invokeExact declares it
            throw new AssertionError(e);
        }
    }

    /** Returns a path of the very file that is open here, whatever its name means by now. */
    Path alias() {
        return Path.of("/proc/self/fd/" + descriptor);
    }

    private static void close(int number) {
        try {
            int ignored = (int) Libc.CLOSE.invokeExact(number);
        } catch (Throwable e) { // invokeExact declares it
            throw new AssertionError(e);
        }
    }

    /**
     * Reads what is in memory: how many bytes, -1 at the end, or {@link #NOT_NOW}. Never waits for
     * a disk, but suspends first when it is the others' turn. One call at a time.
     */
    int read(EventLoop loop, ByteBuffer target, long place) {
        if (closed) {
            return NOT_NOW;
        }
        Scratch scratch = Scratch.OF.of(loop);
        if (share <= 0) {
            Rondo.sleep(0);
            share = scratch.share(loop);
        }
        int most = Math.min(MOST, target.remaining());
        scratch.vector.set(ValueLayout.JAVA_LONG, 8, most);
        long count;
        try {
            count =
                    (long)
                            Libc.PREADV2.invokeExact(
                                    descriptor, scratch.vector, 1, place, RWF_NOWAIT);
        } catch (Throwable e) { // invokeExact declares it
            throw new AssertionError(e);
        }
        share -= (int) Math.max(count, LEAST_COST);
        if (count < 0) {
            return NOT_NOW;
        }
        if (count == 0) {
            return -1;
        }
        target.put(scratch.view.limit((int) count).rewind());
        return (int) count;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            close(descriptor);
        }
    }
}
