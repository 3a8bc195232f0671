package dev.rondo.file;

import dev.rondo.file.FolderChange.Kind;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The thread that watches folders for all loops, with the one watch service that the program has:
 * Linux gives a user 128 of them at first. A folder is watched once, however many want that.
 */
final class FolderWatcher implements Runnable {
    private static @Nullable FolderWatcher running; // guarded by the class

    private final WatchService service;
    private final Map<WatchKey, List<FolderWatch>> watches = // guarded by the class
            new LinkedHashMap<>();

    private FolderWatcher(WatchService service) {
        this.service = service;
    }

    /** Adds one. On a thread of the storage's. */
    static synchronized void add(FolderWatch watch) throws IOException {
        Path folder = watch.folder();
        if (folder.getFileSystem() != FileSystems.getDefault()) {
            throw new UnsupportedOperationException(
                    "Only folders of the system's own are watched: " + folder);
        }
        FolderWatcher watcher = running;
        if (watcher == null) {
            watcher = new FolderWatcher(folder.getFileSystem().newWatchService());
            running = watcher;
            Thread.ofPlatform().daemon().name("rondo-watch").start(watcher);
        }
        WatchKey key =
                folder.register(
                        watcher.service,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
        watcher.watches.computeIfAbsent(key, _ -> new ArrayList<>()).add(watch);
    }

    /** Removes one; the last one of a folder ends the watching of that. */
    static synchronized void remove(FolderWatch watch) {
        FolderWatcher watcher = running;
        if (watcher == null) {
            return;
        }
        watcher.watches.forEach((key, all) -> {
            if (all.remove(watch) && all.isEmpty()) {
                key.cancel();
            }
        });
        watcher.watches.values().removeIf(List::isEmpty);
    }

    private static synchronized List<FolderWatch> of(FolderWatcher watcher, WatchKey key) {
        return List.copyOf(watcher.watches.getOrDefault(key, List.of()));
    }

    @Override
    public void run() {
        try {
            while (true) {
                tell(service.take());
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            // Nobody does that: the program is ending.
        }
    }

    private void tell(WatchKey key) {
        List<FolderWatch> readers = of(this, key);
        List<WatchEvent<?>> events = key.pollEvents();
        boolean gone = !key.reset();
        for (FolderWatch reader : readers) {
            for (WatchEvent<?> event : events) {
                reader.add(change(event, reader.folder()));
            }
            if (gone) {
                reader.add(new FolderChange(Kind.DELETED, reader.folder()));
            }
            reader.tell(gone);
        }
        if (gone) {
            forget(key);
        }
    }

    private void forget(WatchKey key) {
        synchronized (FolderWatcher.class) {
            watches.remove(key);
        }
    }

    private static FolderChange change(WatchEvent<?> event, Path folder) {
        if (!(event.context() instanceof Path name)) {
            return new FolderChange(Kind.OVERFLOW, folder);
        }
        Kind kind =
                switch (event.kind().name()) {
                    case "ENTRY_CREATE" -> Kind.CREATED;
                    case "ENTRY_DELETE" -> Kind.DELETED;
                    default -> Kind.CHANGED;
                };
        return new FolderChange(kind, folder.resolve(name));
    }
}
