package dev.rondo.sim;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The disk of a host: files that outlive its crashes.
 *
 * <p>It is a file system of {@code java.nio.file}: {@link #path} makes a path for {@code
 * dev.rondo.file}, whose calls suspend, and for {@code java.nio.file.Files}. The calls by name,
 * here, are for programs that need no more; all work on the same files. Each takes virtual time,
 * and a crash may fall into it: before its work, or behind, so that it is done and nobody was told.
 * A task that calls {@code java.nio}, or a method here, holds its host meanwhile, as such calls
 * hold a loop. Who looks from another host, as the script of a test does, sees all at once.
 *
 * <p>What is written survives {@link Host#crash}. {@link Host#powerOff} loses what was not forced:
 * of a file all changes, the last ones, or any, one of them in part; of names the last changes. A
 * name is certain when its folder was forced: a {@code FileChannel} of the folder does that, and so
 * do {@link #force} and {@code Files.writeAtomically}. A rename is whole or not at all.
 *
 * <p>The methods by name throw {@link UncheckedIOException} for what a disk refuses.
 */
public final class Disk {
    private static final long CAPACITY = 1L << 40; // bytes; one tebibyte

    private final World world;
    private final Host host;
    private final DiskCalls calls;
    private final DiskTree tree;
    private final DiskLock.Held locks = new DiskLock.Held();
    private final DiskProvider provider;
    private long capacity = CAPACITY;
    private boolean readOnly;
    private double rot; // probability

    Disk(World world, Host host, Instant begin) {
        this.world = world;
        this.host = host;
        this.calls = new DiskCalls(world, host);
        this.tree = new DiskTree(host::now, begin);
        this.provider = new DiskProvider(this, host.name());
    }

    // ---- As a file system

    /** Returns a path on it; a relative one is meant from the root. Never suspends. */
    public Path path(String first, String... more) {
        return provider.system().getPath(first, more);
    }

    /** Returns it as a file system. It cannot be closed or watched, and has no users. */
    public FileSystem fileSystem() {
        return provider.system();
    }

    // ---- By name

    private interface Call<T extends @Nullable Object> {
        T run(Path path) throws IOException;
    }

    private <T extends @Nullable Object> T run(String name, Call<T> call) {
        try {
            return call.run(path("/" + name));
        } catch (NoSuchFileException e) {
            FileNotFoundException missing =
                    new FileNotFoundException(name + " on the disk of " + host.name());
            missing.initCause(e);
            throw new UncheckedIOException(missing);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " on the disk of " + host.name(), e);
        }
    }

    /** Returns whether there is a file of that name. */
    public boolean exists(String name) {
        return run(name, path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS));
    }

    /** Returns the names of the files, in their order: with those of their folders before. */
    public List<String> list() {
        return run(
                "",
                root -> {
                    try (Stream<Path> all = Files.walk(root)) {
                        return all.filter(Files::isRegularFile)
                                .map(path -> path.toString().substring(1))
                                .sorted()
                                .toList();
                    }
                });
    }

    /**
     * Returns what a file holds.
     *
     * @throws UncheckedIOException also if there is none of that name
     */
    public byte[] read(String name) {
        return run(name, Files::readAllBytes);
    }

    /**
     * Replaces what a file holds, in place: it is empty before it is full. Makes it if there is
     * none, and the folders in its name.
     */
    public void write(String name, byte[] content) {
        byte[] copy = content.clone();
        run(
                name,
                path -> {
                    Files.createDirectories(folder(path));
                    return Files.write(path, copy);
                });
    }

    /** Adds to the end of a file; makes it if there is none, and the folders in its name. */
    public void append(String name, byte[] more) {
        byte[] copy = more.clone();
        run(
                name,
                path -> {
                    Files.createDirectories(folder(path));
                    return Files.write(
                            path, copy, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                });
    }

    private static Path folder(Path path) {
        return Objects.requireNonNull(path.getParent(), "the root is no file");
    }

    /** Makes a file survive a loss of power: what it holds, as {@code fsync} does, and its name. */
    public void force(String name) {
        run(
                name,
                path ->
                        calls.call(
                                "force",
                                path,
                                () -> {
                                    DiskPath own = DiskPath.of(path);
                                    tree.force(tree.existing(own, true));
                                    tree.forceNames(own);
                                    return path;
                                }));
    }

    /** Gives a file another name, in one step; what had that name is gone. */
    public void rename(String name, String other) {
        run(name, path -> Files.move(path, path("/" + other), StandardCopyOption.ATOMIC_MOVE));
    }

    /** Removes a file. Returns false if there was none. */
    public boolean delete(String name) {
        return run(name, Files::deleteIfExists);
    }

    // ---- Faults

    /**
     * Sets how long a call takes: 100 microseconds at first; a force takes ten times as long. With
     * zero for both, calls take no time, and no crash falls into one by chance.
     */
    public void setLatency(Duration least, Duration most) {
        if (least.isNegative() || least.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "0 <= least <= most must hold, but they are " + least + " and " + most);
        }
        calls.setLatency(least.toNanos(), most.toNanos());
    }

    /** Sets how many bytes it has room for, one tebibyte at first. It counts the files' own. */
    public void setCapacity(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must not be negative, but is " + bytes);
        }
        capacity = bytes;
    }

    /** Sets whether it takes no changes. */
    public void setReadOnly(boolean readOnly) {
        this.readOnly = readOnly;
    }

    /**
     * Lets calls fail with a probability, in {@code [0, 1]}, as with a bad sector. A force that
     * fails has forced nothing, and the next one does not try it again, as on Linux.
     */
    public void setErrors(double probability) {
        calls.setErrors(checkProbability(probability));
    }

    /** Lets the next call but {@code n - 1} fail; 0 for none. */
    public void failAfter(int n) {
        calls.failAfter(checkNumber(n));
    }

    /** Lets a read find one bit of its file turned over, for good, with a probability. */
    public void setBitRot(double probability) {
        rot = checkProbability(probability);
    }

    /**
     * Lets its host crash in a call: each has two such places, before its work and behind. The
     * first one is 1; 0 is for none.
     */
    public void crashAfter(int steps) {
        calls.crashAfter(checkNumber(steps), false);
    }

    /** As {@link #crashAfter}, and the power goes off. */
    public void powerOffAfter(int steps) {
        calls.crashAfter(checkNumber(steps), true);
    }

    void crashIn(int steps, boolean silent) {
        calls.crashAfter(steps, silent);
    }

    /** Lets each call take longer, or, with a negative number, less long again. */
    void slow(long nanos) {
        calls.slow(nanos);
        world.log.add(
                world.now(), host.name(), nanos > 0 ? "has a slow disk" : "has its disk again");
    }

    private static double checkProbability(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(
                    "probability must be in [0, 1], but is " + probability);
        }
        return probability;
    }

    private static int checkNumber(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("A number must not be negative, but is " + number);
        }
        return number;
    }

    // ---- For what stands on it

    DiskCalls calls() {
        return calls;
    }

    DiskTree tree() {
        return tree;
    }

    DiskLock.Held locks() {
        return locks;
    }

    long capacity() {
        return capacity;
    }

    long used() {
        return tree.used();
    }

    boolean isReadOnly() {
        return readOnly;
    }

    void checkWritable(Path path) throws FileSystemException {
        if (readOnly) {
            throw new FileSystemException(path.toString(), null, "Read-only file system");
        }
    }

    /** Returns how many bytes can be written at a place of a file. */
    long room(FileContent content, long place) {
        long grows = capacity == CAPACITY ? CAPACITY : Math.max(0, capacity - tree.used());
        return Math.clamp(content.size() - place, 0, Long.MAX_VALUE)
                + Math.max(
                        0,
                        Math.min(grows, Integer.MAX_VALUE - 8 - Math.max(place, content.size())));
    }

    void rot(FileContent content) {
        if (content.size() > 0 && world.choices.chance(rot)) {
            content.rot(world.choices.choose(content.size()), world.choices.choose(8));
        }
    }

    /** The host is down. */
    void crashed(boolean silent) {
        calls.forgetCrash();
        locks.forgetAll();
        if (silent) {
            int lost = tree.losePower(world.choices);
            if (lost > 0) {
                world.log.add(world.now(), host.name(), "loses changes of names:", lost);
            }
        }
    }

    @Override
    public String toString() {
        return "<Disk of " + host.name() + ">";
    }
}
