package dev.rondo.sim;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The folders and files of a {@link Disk}: where a path leads, and what changes there. */
final class DiskTree {
    private static final int MOST_LINKS = 40; // on the way of a path, as Linux has it
    private static final int LONGEST_NAME = 255;

    private final Supplier<Instant> clock;
    private final DiskNames changes = new DiskNames();
    private long made;
    private final Inode.OfFolder root;

    DiskTree(Supplier<Instant> clock, Instant begin) {
        this.clock = clock;
        this.root = new Inode.OfFolder(++made, begin);
        root.addNames(1);
    }

    /**
     * Where a path leads.
     *
     * @param folder what it is in; of the root, itself
     * @param name its name there; empty for the root
     * @param inode what stands there, or null
     * @param steps the way to it from the root, without links
     */
    record Place(Inode.OfFolder folder, String name, @Nullable Inode inode, List<String> steps) {}

    /** Follows a path; all but its end must be there. */
    Place find(DiskPath path, boolean follow) throws FileSystemException {
        ArrayDeque<String> left = new ArrayDeque<>(path.steps());
        ArrayDeque<Inode.OfFolder> above = new ArrayDeque<>(); // the nearest one first
        List<String> steps = new ArrayList<>();
        Inode.OfFolder folder = root;
        Place place = new Place(root, "", root, List.of());
        int links = 0;
        while (!left.isEmpty()) {
            String name = left.remove();
            if (place.inode == null) {
                throw new NoSuchFileException(path.toString());
            }
            if (!(place.inode instanceof Inode.OfFolder next)) {
                throw new FileSystemException(path.toString(), null, "Not a directory");
            }
            if (name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                folder = above.isEmpty() ? root : above.remove();
                if (!steps.isEmpty()) {
                    steps.removeLast();
                }
                place = new Place(folder, "", folder, List.copyOf(steps));
                continue;
            }
            Inode inode = next.entries().get(name);
            if (inode instanceof Inode.OfLink link && (follow || !left.isEmpty())) {
                if (++links > MOST_LINKS) {
                    throw new FileSystemException(
                            path.toString(), null, "Too many levels of symbolic links");
                }
                DiskPath target = DiskPath.parse(path.getFileSystem(), link.target());
                target.steps().reversed().forEach(left::addFirst);
                if (target.isAbsolute()) {
                    above.clear();
                    steps.clear();
                    place = new Place(root, "", root, List.of());
                }
                continue;
            }
            checkName(path, name);
            steps.add(name);
            place = new Place(next, name, inode, List.copyOf(steps));
            if (inode instanceof Inode.OfFolder) {
                above.addFirst(next);
            }
        }
        return place;
    }

    private static void checkName(Path path, String name) throws FileSystemException {
        if (name.length() > LONGEST_NAME) {
            throw new FileSystemException(path.toString(), null, "File name too long");
        }
    }

    /** Returns what stands at a path. */
    Inode existing(DiskPath path, boolean follow) throws FileSystemException {
        Inode inode = find(path, follow).inode();
        if (inode == null) {
            throw new NoSuchFileException(path.toString());
        }
        return inode;
    }

    // ---- Changes

    Inode.OfFile newFile() {
        return new Inode.OfFile(++made, clock.get());
    }

    Inode.OfFolder newFolder() {
        return new Inode.OfFolder(++made, clock.get());
    }

    Inode.OfLink newLink(String target) {
        return new Inode.OfLink(++made, clock.get(), target);
    }

    /** Lets a name lead to something, or, with null, be gone. */
    void put(Path path, Place place, @Nullable Inode inode) throws FileSystemException {
        checkWritable(path, place);
        changes.change(new DiskNames.Entry(place.folder(), place.name(), inode));
        touch(place.folder());
    }

    /** Gives what has one name another one, in one step. */
    void rename(Path path, Place from, Place to) throws FileSystemException {
        checkWritable(path, from);
        checkWritable(path, to);
        Inode inode = from.inode();
        changes.change(
                new DiskNames.Entry(from.folder(), from.name(), null),
                new DiskNames.Entry(to.folder(), to.name(), inode));
        touch(from.folder());
        touch(to.folder());
    }

    private static void checkWritable(Path path, Place place) throws FileSystemException {
        if (!place.folder().allows(PosixFilePermission.OWNER_WRITE)) {
            throw new AccessDeniedException(path.toString());
        }
        if (place.name().isEmpty()) {
            throw new FileSystemException(path.toString(), null, "Device or resource busy");
        }
    }

    void touch(Inode inode) {
        inode.setModified(clock.get());
    }

    void force(Inode inode) {
        switch (inode) {
            case Inode.OfFile file -> file.content().force();
            case Inode.OfFolder folder -> changes.force(folder);
            case Inode.OfLink _ -> {}
        }
    }

    /** Forces the name of what stands somewhere, and those of the folders above. */
    void forceNames(DiskPath path) throws FileSystemException {
        for (DiskPath at = path.toAbsolutePath(); at.getParent() instanceof DiskPath parent; ) {
            force(existing(parent, true));
            at = parent;
        }
    }

    int losePower(Choices choices) {
        return changes.losePower(choices, root);
    }

    /** Returns how many bytes the files have. */
    long used() {
        return used(root);
    }

    private static long used(Inode.OfFolder folder) {
        long sum = 0;
        for (Inode inode : folder.entries().values()) {
            sum += inode instanceof Inode.OfFolder below ? used(below) : inode.size();
        }
        return sum;
    }
}
