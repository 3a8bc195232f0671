package dev.rondo.file;

/**
 * Is told how far a copy is: {@link Files#copy(java.nio.file.Path, java.nio.file.Path,
 * CopyProgress, java.nio.file.CopyOption...)}.
 */
@FunctionalInterface
public interface CopyProgress {
    /**
     * A block was copied. Called by the task that copies, between two blocks; what it throws ends
     * the copy, and it may suspend.
     *
     * @param done bytes that are copied
     * @param total bytes in all, as far as that is known; never less than {@code done}
     */
    void copied(long done, long total);
}
