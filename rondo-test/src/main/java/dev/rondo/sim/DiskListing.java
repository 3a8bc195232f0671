package dev.rondo.sim;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** What was in a folder of a {@link Disk} when it was opened, by name. */
final class DiskListing implements DirectoryStream<Path> {
    private final List<Path> children;
    private final Filter<? super Path> filter;
    private boolean taken;

    DiskListing(List<Path> children, Filter<? super Path> filter) {
        this.children = children;
        this.filter = filter;
    }

    @Override
    public Iterator<Path> iterator() {
        if (taken) {
            throw new IllegalStateException("Iterator already obtained");
        }
        taken = true;
        List<Path> accepted = new ArrayList<>();
        for (Path child : children) {
            try {
                if (filter.accept(child)) {
                    accepted.add(child);
                }
            } catch (IOException e) {
                throw new DirectoryIteratorException(e);
            }
        }
        return List.copyOf(accepted).iterator();
    }

    @Override
    public void close() {
        taken = true;
    }
}
