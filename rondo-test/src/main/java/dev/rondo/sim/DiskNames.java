package dev.rondo.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The changes of names on a {@link Disk} that are not forced yet, oldest first: files made, renamed
 * and deleted. As a file system with a journal keeps them: after a loss of power the first ones are
 * there, whole, and the last ones are not. To force a folder makes those certain that touch it, and
 * older ones that these rest on.
 */
final class DiskNames {
    private static final int MOST = 10_000; // older ones the system has written back

    /** A name that leads to something else from now on, or to nothing. */
    record Entry(Inode.OfFolder folder, String name, @Nullable Inode inode) {}

    private final ArrayDeque<List<Entry>> changes = new ArrayDeque<>(); // each one as a whole

    void change(Entry... entries) {
        List<Entry> change = List.of(entries);
        for (Entry entry : change) {
            Inode before =
                    entry.inode() == null
                            ? entry.folder().entries().remove(entry.name())
                            : entry.folder().entries().put(entry.name(), entry.inode());
            if (before != null) {
                before.addNames(-1);
            }
            if (entry.inode() != null) {
                entry.inode().addNames(1);
            }
        }
        changes.add(change);
        if (changes.size() > MOST) {
            apply(changes.remove());
        }
    }

    private static void apply(List<Entry> change) {
        for (Entry entry : change) {
            if (entry.inode() == null) {
                entry.folder().forced().remove(entry.name());
            } else {
                entry.folder().forced().put(entry.name(), entry.inode());
            }
        }
    }

    void force(Inode.OfFolder folder) {
        Set<Inode.OfFolder> touched = Collections.newSetFromMap(new IdentityHashMap<>());
        touched.add(folder);
        List<List<Entry>> taken = new ArrayList<>();
        for (Iterator<List<Entry>> latest = changes.descendingIterator(); latest.hasNext(); ) {
            List<Entry> change = latest.next();
            if (change.stream().anyMatch(entry -> touched.contains(entry.folder()))) {
                change.forEach(entry -> touched.add(entry.folder()));
                taken.add(change);
                latest.remove();
            }
        }
        taken.reversed().forEach(DiskNames::apply);
    }

    /**
     * The power went off: what is certain of names is what is from now on, and so for the content
     * of each file that still has one. Returns how many changes of names are lost.
     */
    int losePower(Choices choices, Inode.OfFolder root) {
        int lost = choices.choose(changes.size() + 1);
        while (changes.size() > lost) {
            apply(changes.remove());
        }
        changes.clear();
        become(root, choices, Collections.newSetFromMap(new IdentityHashMap<>()));
        return lost;
    }

    private static void become(Inode.OfFolder folder, Choices choices, Set<Inode> seen) {
        folder.entries().clear();
        for (var entry : folder.forced().entrySet()) {
            Inode inode = entry.getValue();
            folder.entries().put(entry.getKey(), inode);
            boolean first = seen.add(inode);
            inode.addNames(first ? 1 - inode.names() : 1);
            if (first && inode instanceof Inode.OfFolder below) {
                become(below, choices, seen);
            } else if (first && inode instanceof Inode.OfFile file) {
                file.content().losePower(choices);
            }
        }
    }
}
