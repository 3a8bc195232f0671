package dev.rondo.file;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What changes in a folder from now on: {@link Files#watch} makes one. Of what is below its folders
 * it tells nothing. Changes come in their order; up to 1,000 wait for a reader, and one {@link
 * FolderChange.Kind#OVERFLOW} stands for those beyond.
 *
 * <p>Belongs to its loop. One thread watches for the whole program, and begins to with the first
 * one.
 *
 * {@snippet :
 * try (FolderWatch watch = Files.watch(folder)) {
 *     for (FolderChange change : watch) {
 *         IO.println(change.kind() + " " + change.path());
 *     }
 * }
 * }
 */
public final class FolderWatch implements Iterable<FolderChange>, AutoCloseable {
    private static final int MOST = 1000; // changes that wait

    private final Path folder;
    private final EventLoop loop = Rondo.runningLoop();

    // Guarded by changes.
    private final ArrayDeque<FolderChange> changes = new ArrayDeque<>();
    private @Nullable CompletableFuture<Boolean> arrival; // a reader waits for it
    private boolean over; // the folder is gone
    private boolean closed;

    FolderWatch(Path folder) {
        this.folder = folder;
    }

    /** Returns the folder. */
    public Path folder() {
        return folder;
    }

    /**
     * Returns the next change, suspending until there is one; empty when the folder is gone. A
     * cancellation loses none.
     *
     * @throws IllegalStateException if it is closed
     */
    public Optional<FolderChange> next() {
        while (true) {
            loop.checkThread("next() of " + this);
            CompletableFuture<Boolean> awaited;
            synchronized (changes) {
                if (closed) {
                    throw new IllegalStateException("The watch is closed: " + folder);
                }
                if (!changes.isEmpty()) {
                    return Optional.of(changes.remove());
                }
                if (over) {
                    return Optional.empty();
                }
                if (arrival == null) {
                    arrival = new CompletableFuture<>();
                }
                awaited = arrival;
            }
            Rondo.await(awaited.copy()); // a cancellation cancels the copy alone
        }
    }

    /** Returns them as they come. The iterator suspends, and ends when the folder is gone. */
    @Override
    public Iterator<FolderChange> iterator() {
        return new Iterator<>() {
            private Optional<FolderChange> next = Optional.empty();

            @Override
            public boolean hasNext() {
                if (next.isEmpty()) {
                    next = FolderWatch.this.next();
                }
                return next.isPresent();
            }

            @Override
            public FolderChange next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("the folder is gone: " + folder);
                }
                FolderChange change = next.orElseThrow();
                next = Optional.empty();
                return change;
            }
        };
    }

    // ---- For the thread that watches

    void add(FolderChange change) {
        synchronized (changes) {
            if (changes.size() == MOST) {
                changes.add(new FolderChange(FolderChange.Kind.OVERFLOW, folder));
            } else if (changes.size() < MOST) {
                changes.add(change);
            }
        }
    }

    /** Tells the reader what was added. */
    void tell(boolean isOver) {
        CompletableFuture<Boolean> told;
        synchronized (changes) {
            over |= isOver;
            told = arrival;
            arrival = null;
        }
        if (told != null) {
            told.complete(true);
        }
    }

    /** Ends it; who waits for a change gets an {@link IllegalStateException}. Never suspends. */
    @Override
    public void close() {
        loop.checkThread("close() of " + this);
        synchronized (changes) {
            closed = true;
        }
        FolderWatcher.remove(this);
        tell(false);
    }

    @Override
    public String toString() {
        return "<FolderWatch " + folder + (closed ? " closed>" : ">");
    }
}
