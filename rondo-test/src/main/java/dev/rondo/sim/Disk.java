package dev.rondo.sim;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The disk of a host: files in memory that outlive its crashes.
 *
 * <p>What is written survives {@link Host#crash}; {@link Host#powerOff} may lose what was not
 * forced since, some or all of it from its end. Calls take no time and do not suspend. Programs
 * that want a file system of {@code java.nio.file} bring one that lives in memory.
 */
public final class Disk {
    private static final class File {
        private byte[] content = {};
        private byte[] forced = {};
    }

    private final World world;
    private final Host host;
    private final Map<String, File> files = new TreeMap<>(); // listed in the order of names

    Disk(World world, Host host) {
        this.world = world;
        this.host = host;
    }

    /** Returns whether there is a file of that name. */
    public boolean exists(String name) {
        return files.containsKey(name);
    }

    /** Returns the names of the files, in their order. */
    public List<String> list() {
        return List.copyOf(files.keySet());
    }

    /**
     * Returns what a file holds.
     *
     * @throws UncheckedIOException if there is none of that name
     */
    public byte[] read(String name) {
        return file(name).content.clone();
    }

    /** Replaces what a file holds; makes it if there is none. */
    public void write(String name, byte[] content) {
        files.computeIfAbsent(name, any -> new File()).content = content.clone();
    }

    /** Adds to the end of a file; makes it if there is none. */
    public void append(String name, byte[] more) {
        File file = files.computeIfAbsent(name, any -> new File());
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(file.content);
        joined.writeBytes(more);
        file.content = joined.toByteArray();
    }

    /** Makes what a file holds survive a loss of power, as {@code fsync} does. */
    public void force(String name) {
        File file = file(name);
        file.forced = file.content;
    }

    /** Removes a file. Returns false if there was none. */
    public boolean delete(String name) {
        return files.remove(name) != null;
    }

    private File file(String name) {
        File file = files.get(name);
        if (file == null) {
            throw new UncheckedIOException(
                    new FileNotFoundException(name + " on the disk of " + host.name()));
        }
        return file;
    }

    /** The power went off: of each file either all is there, or what was forced, or a torn one. */
    void loseUnforced() {
        for (File file : files.values()) {
            if (file.content != file.forced) {
                file.content =
                        switch (world.choices.choose(3)) {
                            case 0 -> file.content;
                            case 1 -> file.forced;
                            default -> torn(file);
                        };
                file.forced = file.content;
            }
        }
    }

    /** What was forced stays where more was appended; what was written over does not. */
    private byte[] torn(File file) {
        int same = java.util.Arrays.mismatch(file.content, file.forced);
        int least = same < 0 || same == file.forced.length ? file.forced.length : 0;
        int length = file.content.length - world.choices.choose(file.content.length - least + 1);
        return java.util.Arrays.copyOf(file.content, length);
    }
}
