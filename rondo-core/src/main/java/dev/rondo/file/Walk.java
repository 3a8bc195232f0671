package dev.rondo.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/**
 * What is below a folder: {@link dev.rondo.file.Files#walk}. Holds nothing open between two
 * batches, so it need not be closed, and may be ended at any element.
 */
public final class Walk implements Iterable<Path> {
    private static final int BATCH = 256; // paths that one trip to a thread brings, at least

    private final Path start;
    private final int depth;

    Walk(Path start, int depth) {
        if (depth < 0) {
            throw new IllegalArgumentException("depth must not be negative, but is " + depth);
        }
        this.start = start;
        this.depth = depth;
    }

    /** Returns all of it. Suspends. */
    public List<Path> toList() {
        List<Path> all = new ArrayList<>();
        forEach(all::add);
        return all;
    }

    /** Begins anew. The iterator suspends, and throws {@link FileException}. */
    @Override
    public Iterator<Path> iterator() {
        return new Paths();
    }

    private record Pending(Path path, int depth) {}

    private final class Paths implements Iterator<Path> {
        private final ArrayDeque<Pending> pending = new ArrayDeque<>(); // the next one last
        private final ArrayDeque<Path> batch = new ArrayDeque<>();

        Paths() {
            pending.add(new Pending(start, 0));
        }

        @Override
        public boolean hasNext() {
            if (batch.isEmpty() && !pending.isEmpty()) {
                // The thread has copies: after a cancellation this iterator is as it was.
                ArrayDeque<Pending> rest = pending.clone();
                List<Path> found = new ArrayList<>();
                Work.step("walk", start, () -> collect(rest, found));
                pending.clear();
                pending.addAll(rest);
                batch.addAll(found);
            }
            return !batch.isEmpty();
        }

        private void collect(ArrayDeque<Pending> rest, List<Path> found) throws IOException {
            while (!rest.isEmpty() && found.size() < BATCH) {
                Pending next = rest.removeLast();
                found.add(next.path());
                boolean enters = next.depth() < depth;
                if (enters && Files.isDirectory(next.path(), LinkOption.NOFOLLOW_LINKS)) {
                    children(next.path())
                            .forEach(child -> rest.add(new Pending(child, next.depth() + 1)));
                } else if (next.depth() == 0 && Files.notExists(next.path())) {
                    throw new java.nio.file.NoSuchFileException(next.path().toString());
                }
            }
        }

        /** The last one by name first. */
        private static List<Path> children(Path folder) throws IOException {
            try (Stream<Path> found = Files.list(folder)) {
                return found.sorted().toList().reversed();
            }
        }

        @Override
        public Path next() {
            if (!hasNext()) {
                throw new NoSuchElementException("nothing more is below " + start);
            }
            return batch.remove();
        }
    }

    @Override
    public String toString() {
        return "<Walk " + start + ">";
    }
}
