package dev.rondo.workers;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Memory that several processes map: what one writes the others see, without a copy.
 * multiprocessing: {@code SharedMemory}.
 *
 * {@snippet :
 * try (SharedMemory memory = SharedMemory.create(8L * 1_000_000)) {
 *     workers.call(() -> memory.segment().fill((byte) 1)); // the handle is sent, not the bytes
 *     IO.println(memory.segment().get(ValueLayout.JAVA_BYTE, 999));
 * }
 * }
 *
 * <p>The name is gone when its creator closes it, also at a regular exit; those that have it open
 * keep the memory until they close it. A creator that was killed leaves it: {@link #leaked} tells,
 * {@link #freeLeaked} frees. In {@code /dev/shm} where that is, else in the folder for temporary
 * files. Only this user may open it.
 *
 * <p>Nothing orders what processes read and write but what they say to each other: a call that was
 * made afterwards sees it. A handle that is sent opens the memory in the process that gets it when
 * it first uses it; it closes there by itself when nobody refers to it.
 */
public final class SharedMemory implements AutoCloseable, Serializable {
    private static final long serialVersionUID = 1;
    private static final Path FOLDER =
            Files.isDirectory(Path.of("/dev/shm"))
                    ? Path.of("/dev/shm")
                    : Path.of(System.getProperty("java.io.tmpdir"));
    private static final Pattern NAME = Pattern.compile("rondo-(\\d+)-(\\d+)-[\\w.-]+");
    private static final Pattern OWN_NAME = Pattern.compile("[\\w.-]{1,100}");
    private static final int ZEROS = 1 << 20;
    private static final FileAttribute<Set<java.nio.file.attribute.PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final AtomicLong NUMBER = new AtomicLong();
    private static final Map<String, SharedMemory> CREATED = new LinkedHashMap<>(); // guarded by it

    private final String name;
    private final long size;
    private final transient boolean isCreator; // false in every copy
    // Guarded by this.
    private transient @Nullable Arena arena;
    private transient @Nullable MemorySegment segment;
    private transient boolean closed;

    private SharedMemory(String name, long size, boolean isCreator) {
        this.name = name;
        this.size = size;
        this.isCreator = isCreator;
    }

    /** Creates memory under a name of its own. See {@link #create(String, long)}. */
    public static SharedMemory create(long size) {
        return create("m" + NUMBER.incrementAndGet(), size);
    }

    /**
     * Creates memory of zeros. Blocks for as long as writing takes, so that what is not there is
     * told here and not by a fault later: {@code toThread} for much of it.
     *
     * @param name letters, digits, and the signs ._- ; what {@link #name} returns begins
     *     differently, and is what the others open
     * @param size in bytes, above 0
     * @throws IllegalArgumentException if the name or the size is none
     * @throws UncheckedIOException if there is not enough memory, or the name is taken
     */
    public static SharedMemory create(String name, long size) {
        Objects.requireNonNull(name, "name");
        if (!OWN_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("No name for shared memory: " + name);
        }
        if (size <= 0) {
            throw new IllegalArgumentException("The size must be above 0, and is " + size);
        }
        String whole = prefix() + name;
        SharedMemory memory = new SharedMemory(whole, size, true);
        Path path = FOLDER.resolve(whole);
        try (FileChannel channel =
                FileChannel.open(
                        path,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PRIVATE)) {
            long room = Files.getFileStore(FOLDER).getUsableSpace();
            if (size > room) { // not tried, since all others would have none meanwhile
                throw new IOException("there are only " + room);
            }
            fill(channel, size);
        } catch (FileAlreadyExistsException e) {
            throw new UncheckedIOException("There is shared memory named " + whole, e);
        } catch (IOException e) {
            deleteQuietly(path);
            throw new UncheckedIOException(
                    "Cannot make " + size + " bytes of shared memory: " + e.getMessage(), e);
        }
        synchronized (CREATED) {
            if (CREATED.isEmpty()) {
                Cleaner.install();
            }
            CREATED.put(whole, memory);
        }
        return memory;
    }

    private static String prefix() {
        return "rondo-"
                + ProcessHandle.current().pid()
                + "-"
                + startOf(ProcessHandle.current())
                + "-";
    }

    /** A process number comes again; together with the time of its start it does not. */
    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
    }

    private static void fill(FileChannel channel, long size) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(size, ZEROS));
        long left = size;
        while (left > 0) {
            zeros.clear().limit((int) Math.min(left, zeros.capacity()));
            left -= channel.write(zeros);
        }
    }

    /**
     * Opens memory that another process created, by what its {@link #name} returns.
     *
     * @throws UncheckedIOException if there is none
     */
    public static SharedMemory open(String name) {
        Objects.requireNonNull(name, "name");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("No name of shared memory: " + name);
        }
        try {
            SharedMemory memory = new SharedMemory(name, Files.size(FOLDER.resolve(name)), false);
            memory.segment();
            return memory;
        } catch (IOException e) {
            throw absent(name, e);
        }
    }

    private static UncheckedIOException absent(String name, IOException e) {
        return new UncheckedIOException(
                e instanceof NoSuchFileException
                        ? "There is no shared memory " + name + "\nIts creator has closed it"
                        : "Cannot open the shared memory " + name,
                e);
    }

    /** Returns the name by which others open it. */
    public String name() {
        return name;
    }

    /** Returns how many bytes it has. */
    public long size() {
        return size;
    }

    /**
     * Returns the memory, which ends with {@link #close}.
     *
     * @throws IllegalStateException if it is closed
     * @throws UncheckedIOException if it is a copy from another process, and the memory is gone
     */
    public synchronized MemorySegment segment() {
        if (closed) {
            throw new IllegalStateException("The shared memory " + name + " is closed");
        }
        MemorySegment known = segment;
        if (known == null) {
            Arena made = isCreator ? Arena.ofShared() : Arena.ofAuto();
            try (FileChannel channel =
                    FileChannel.open(
                            FOLDER.resolve(name),
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE)) {
                known = channel.map(FileChannel.MapMode.READ_WRITE, 0, size, made);
            } catch (IOException e) {
                throw absent(name, e);
            }
            segment = known;
            arena = made;
        }
        return known;
    }

    /** Lets the memory go here; of its creator, also the name, so that nobody can open it anew. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (isCreator) {
            synchronized (CREATED) {
                CREATED.remove(name);
            }
            deleteQuietly(FOLDER.resolve(name));
            if (arena != null) {
                arena.close();
            }
        }
        segment = null; // a copy's goes with the last reference
        arena = null;
    }

    /** Returns the names of memory whose creator ended without closing it. */
    public static List<String> leaked() {
        List<String> leaked = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(FOLDER, "rondo-*")) {
            for (Path file : files) {
                Matcher parts = NAME.matcher(file.getFileName().toString());
                if (parts.matches() && !lives(parts.group(1), parts.group(2))) {
                    leaked.add(file.getFileName().toString());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + FOLDER, e);
        }
        leaked.sort(null);
        return leaked;
    }

    private static boolean lives(String pid, String start) {
        return ProcessHandle.of(Long.parseLong(pid))
                .filter(process -> Long.toString(startOf(process)).equals(start))
                .isPresent();
    }

    /** Frees what {@link #leaked} returns; returns how many there were. */
    public static int freeLeaked() {
        List<String> leaked = leaked();
        leaked.forEach(each -> deleteQuietly(FOLDER.resolve(each)));
        return leaked.size();
    }

    private static void deleteQuietly(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // Another user's: not ours to free.
        }
    }

    /** At a regular exit, what was not closed goes. */
    private static final class Cleaner {
        private static boolean installed; // guarded by CREATED

        static void install() {
            if (!installed) {
                installed = true;
                Runtime.getRuntime()
                        .addShutdownHook(new Thread(Cleaner::clean, "rondo-shared-memory"));
            }
        }

        private static void clean() {
            synchronized (CREATED) {
                CREATED.keySet().forEach(name -> deleteQuietly(FOLDER.resolve(name)));
            }
        }
    }

    @Override
    public String toString() {
        return "shared memory " + name + " of " + size + " bytes" + (closed ? ", closed" : "");
    }
}
