package dev.rondo.file;

import dev.rondo.Rondo;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Locks a file by trying again and again: the system's own wait would keep a thread for as long as
 * somebody else holds the lock.
 */
final class Locking {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    private Locking() {}

    static HeldLock lock(Path path, InFlight work, FileChannel channel, boolean shared) {
        Duration pause = FIRST_PAUSE;
        while (true) {
            Optional<HeldLock> lock = tryLock(path, work, channel, shared);
            if (lock.isPresent()) {
                return lock.get();
            }
            Rondo.sleep(pause);
            Duration next = pause.multipliedBy(2);
            pause = next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
        }
    }

    /** Shielded, so that no lock is held that nobody knows of. */
    static Optional<HeldLock> tryLock(
            Path path, InFlight work, FileChannel channel, boolean shared) {
        @Nullable FileLock lock =
                Rondo.shielded(
                        () -> work.<@Nullable FileLock>run("lock", () -> tryNow(channel, shared)));
        return Optional.ofNullable(lock).map(held -> new HeldLock(path, work, held));
    }

    private static @Nullable FileLock tryNow(FileChannel channel, boolean shared)
            throws java.io.IOException {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, shared);
        } catch (OverlappingFileLockException e) {
            return null; // somebody in this program holds it
        }
    }
}
