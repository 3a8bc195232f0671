package dev.rondo.sim;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A path on a {@link Disk}, with the syntax of Unix; a relative one is meant from the root. */
final class DiskPath implements Path {
    private final DiskFileSystem system;
    private final boolean absolute;
    private final List<String> names; // [""] is the empty path

    private DiskPath(DiskFileSystem system, boolean absolute, List<String> names) {
        this.system = system;
        this.absolute = absolute;
        this.names = names.isEmpty() && !absolute ? List.of("") : List.copyOf(names);
    }

    static DiskPath parse(DiskFileSystem system, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new InvalidPathException(text, "Nul character not allowed");
        }
        List<String> names = new ArrayList<>();
        for (String name : text.split("/", -1)) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return new DiskPath(system, text.startsWith("/"), names);
    }

    static DiskPath of(Path path) {
        if (path instanceof DiskPath own) {
            return own;
        }
        throw new ProviderMismatchException(path + " is not on the disk of a simulated host");
    }

    private DiskPath with(boolean isAbsolute, List<String> others) {
        return new DiskPath(system, isAbsolute, others);
    }

    /** Returns the names from the root on; an empty path has none. */
    List<String> steps() {
        return isEmpty() ? List.of() : names;
    }

    private boolean isEmpty() {
        return !absolute && names.size() == 1 && names.getFirst().isEmpty();
    }

    @Override
    public DiskFileSystem getFileSystem() {
        return system;
    }

    @Override
    public boolean isAbsolute() {
        return absolute;
    }

    @Override
    public @Nullable Path getRoot() {
        return absolute ? with(true, List.of()) : null;
    }

    @Override
    public @Nullable Path getFileName() {
        return names.isEmpty() ? null : with(false, List.of(names.getLast()));
    }

    @Override
    public @Nullable Path getParent() {
        if (names.isEmpty() || (names.size() == 1 && !absolute)) {
            return null;
        }
        return with(absolute, names.subList(0, names.size() - 1));
    }

    @Override
    public int getNameCount() {
        return names.size();
    }

    @Override
    public Path getName(int index) {
        return subpath(index, index + 1);
    }

    @Override
    public Path subpath(int begin, int end) {
        if (begin < 0 || end > names.size() || begin >= end) {
            throw new IllegalArgumentException(begin + " to " + end + " of " + this);
        }
        return with(false, names.subList(begin, end));
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof DiskPath path
                && path.system == system
                && path.absolute == absolute
                && path.names.size() <= names.size()
                && names.subList(0, path.names.size()).equals(path.names);
    }

    @Override
    public boolean endsWith(Path other) {
        if (!(other instanceof DiskPath path) || path.system != system) {
            return false;
        }
        int begin = names.size() - path.names.size();
        return begin >= 0
                && (!path.absolute || (absolute && begin == 0))
                && names.subList(begin, names.size()).equals(path.names);
    }

    @Override
    public Path normalize() {
        List<String> kept = new ArrayList<>();
        for (String name : names) {
            if (name.equals("..") && !kept.isEmpty() && !kept.getLast().equals("..")) {
                kept.removeLast();
            } else if (!name.equals(".") && !(name.equals("..") && absolute)) {
                kept.add(name);
            }
        }
        return with(absolute, kept);
    }

    @Override
    public DiskPath resolve(Path other) {
        DiskPath path = of(other);
        if (path.absolute || isEmpty()) {
            return path;
        }
        List<String> all = new ArrayList<>(names);
        all.addAll(path.steps());
        return with(absolute, all);
    }

    @Override
    public Path relativize(Path other) {
        DiskPath path = of(other);
        if (path.absolute != absolute) {
            throw new IllegalArgumentException("One is absolute: " + this + ", " + other);
        }
        List<String> from = steps();
        List<String> to = path.steps();
        int same = 0;
        while (same < Math.min(from.size(), to.size()) && from.get(same).equals(to.get(same))) {
            same++;
        }
        List<String> way = new ArrayList<>(Collections.nCopies(from.size() - same, ".."));
        way.addAll(to.subList(same, to.size()));
        return with(false, way);
    }

    @Override
    public URI toUri() {
        return URI.create("rondo-disk://" + system.host() + toAbsolutePath());
    }

    @Override
    public DiskPath toAbsolutePath() {
        return absolute ? this : with(true, steps());
    }

    @Override
    public Path toRealPath(LinkOption... options) throws java.io.IOException {
        return system.provider().realPath(this, options);
    }

    @Override
    public WatchKey register(
            WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("The disk of a simulated host is not watched");
    }

    @Override
    public int compareTo(Path other) {
        return toString().compareTo(of(other).toString());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DiskPath path
                && path.system == system
                && path.absolute == absolute
                && path.names.equals(names);
    }

    @Override
    public int hashCode() {
        return names.hashCode() + (absolute ? 1 : 0);
    }

    @Override
    public String toString() {
        return (absolute ? "/" : "") + String.join("/", names);
    }
}
