package dev.rondo.process;

import dev.rondo.process.SpawnCalls.CallFailed;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * One call of {@code posix_spawn}: what the child does before it becomes another program. Any
 * thread, one at a time.
 *
 * <p>glibc does it without a copy of this process's memory ({@code CLONE_VFORK}), and tells the
 * error number of a failed exec. Signals that this process blocks are not blocked in the child; the
 * JVM blocks some in its threads.
 */
final class SpawnActions implements AutoCloseable {
    private static final int SIZE = 512; // bytes; glibc's structures are 80 and 336
    private static final int SIGNALS = 128; // a sigset_t
    private static final short SETPGROUP = 0x02;
    private static final short SETSIGDEF = 0x04;
    private static final short SETSIGMASK = 0x08;
    private static final short SETSID = 0x80;
    private static final int SIGPIPE = 13;

    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    /** Apart, since another system has none of this. */
    private static final class Linked {
        static final MethodHandle ACTIONS =
                SpawnCalls.link("posix_spawn_file_actions_init", POINTER);
        static final MethodHandle ACTIONS_END =
                SpawnCalls.link("posix_spawn_file_actions_destroy", POINTER);
        static final MethodHandle DUP2 =
                SpawnCalls.link("posix_spawn_file_actions_adddup2", POINTER, INT, INT);
        static final MethodHandle OPEN =
                SpawnCalls.link(
                        "posix_spawn_file_actions_addopen", POINTER, INT, POINTER, INT, INT);
        static final MethodHandle CLOSE =
                SpawnCalls.link("posix_spawn_file_actions_addclose", POINTER, INT);
        static final MethodHandle CLOSE_FROM =
                SpawnCalls.link("posix_spawn_file_actions_addclosefrom_np", POINTER, INT);
        static final MethodHandle DIRECTORY =
                SpawnCalls.link("posix_spawn_file_actions_addchdir_np", POINTER, POINTER);
        static final MethodHandle ATTRIBUTES = SpawnCalls.link("posix_spawnattr_init", POINTER);
        static final MethodHandle ATTRIBUTES_END =
                SpawnCalls.link("posix_spawnattr_destroy", POINTER);
        static final MethodHandle FLAGS =
                SpawnCalls.link("posix_spawnattr_setflags", POINTER, ValueLayout.JAVA_SHORT);
        static final MethodHandle DEFAULTS =
                SpawnCalls.link("posix_spawnattr_setsigdefault", POINTER, POINTER);
        static final MethodHandle SPAWN =
                SpawnCalls.link(
                        "posix_spawn", POINTER, POINTER, POINTER, POINTER, POINTER, POINTER);
    }

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment actions = arena.allocate(SIZE, 16);
    private final MemorySegment attributes = arena.allocate(SIZE, 16);

    SpawnActions() throws IOException {
        try {
            check("init", (int) Linked.ACTIONS.invokeExact(actions));
            check("init", (int) Linked.ATTRIBUTES.invokeExact(attributes));
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    /** Returns whether the library has all of it. */
    static boolean isAvailable() {
        return Linked.SPAWN != null && Linked.CLOSE_FROM != null;
    }

    private static void check(String call, int result) throws CallFailed {
        if (result != 0) {
            throw new CallFailed(call, result);
        }
    }

    private static RuntimeException rethrow(Throwable e) throws IOException {
        switch (e) {
            case IOException io -> throw io;
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            default -> throw new AssertionError(e);
        }
    }

    /** Has the child get an open file under a number. */
    void duplicate(int from, int to) throws IOException {
        try {
            check("adddup2", (int) Linked.DUP2.invokeExact(actions, from, to));
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    /** Has the child open a file under a number. */
    void open(int as, String path, int flags) throws IOException {
        try {
            MemorySegment name = SpawnCalls.string(arena, path);
            check("addopen", (int) Linked.OPEN.invokeExact(actions, as, name, flags, 0));
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    void close(int descriptor) throws IOException {
        try {
            check("addclose", (int) Linked.CLOSE.invokeExact(actions, descriptor));
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    void closeFrom(int least) throws IOException {
        try {
            check("addclosefrom", (int) Linked.CLOSE_FROM.invokeExact(actions, least));
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    void directory(String path) throws IOException {
        try {
            MemorySegment name = SpawnCalls.string(arena, path);
            check("addchdir", (int) Linked.DIRECTORY.invokeExact(actions, name));
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    private void attributes(Plan plan) throws Throwable {
        MemorySegment defaults = arena.allocate(SIGNALS, 8);
        defaults.set(ValueLayout.JAVA_LONG, 0, 1L << (SIGPIPE - 1));
        check("sigdefault", (int) Linked.DEFAULTS.invokeExact(attributes, defaults));
        int flags = SETSIGDEF | SETSIGMASK; // the mask of a new structure is empty
        if (plan.session || plan.terminal != null) {
            flags |= SETSID;
        } else if (plan.group) {
            flags |= SETPGROUP; // the group of a new structure is 0: its own
        }
        check("setflags", (int) Linked.FLAGS.invokeExact(attributes, (short) flags));
    }

    /** Starts the program and returns its number. Returns when it is loaded. */
    long spawn(Plan plan, String path) throws IOException {
        try {
            attributes(plan);
            MemorySegment pid = arena.allocate(INT);
            MemorySegment words = SpawnCalls.strings(arena, plan.words);
            MemorySegment environment =
                    plan.hasSameEnvironment()
                            ? SpawnCalls.environment()
                            : SpawnCalls.strings(
                                    arena,
                                    plan.environment().entrySet().stream()
                                            .map(e -> e.getKey() + "=" + e.getValue())
                                            .toList());
            MemorySegment name = SpawnCalls.string(arena, path);
            check(
                    "posix_spawn",
                    (int)
                            Linked.SPAWN.invokeExact(
                                    pid, name, actions, attributes, words, environment));
            return pid.get(INT, 0);
        } catch (Throwable e) { // invokeExact declares it
            throw rethrow(e);
        }
    }

    @Override
    public void close() {
        try {
            int ignored = (int) Linked.ACTIONS_END.invokeExact(actions);
            ignored = (int) Linked.ATTRIBUTES_END.invokeExact(attributes);
        } catch (Throwable e) { // invokeExact declares it; the calls themselves throw nothing
            throw new AssertionError(e);
        } finally {
            arena.close();
        }
    }
}
