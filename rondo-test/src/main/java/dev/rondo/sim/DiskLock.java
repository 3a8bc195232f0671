package dev.rondo.sim;

import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.util.ArrayList;
import java.util.List;

/** A lock on a part of a file of a {@link Disk}. */
final class DiskLock extends FileLock {
    /** Those that are held; a crash of the host frees them. */
    static final class Held {
        private final List<DiskLock> locks = new ArrayList<>();

        /**
         * Adds one.
         *
         * @throws OverlappingFileLockException if one is held already that overlaps it, as in one
         *     Java program
         */
        DiskLock add(DiskLock lock) {
            for (DiskLock other : locks) {
                if (other.inode == lock.inode && other.overlaps(lock.position(), lock.size())) {
                    throw new OverlappingFileLockException();
                }
            }
            locks.add(lock);
            return lock;
        }

        void closed(Channel channel) {
            locks.removeIf(lock -> lock.acquiredBy() == channel);
        }

        void forgetAll() {
            locks.clear();
        }
    }

    private final Inode inode;
    private final Held held;

    DiskLock(FileChannel channel, Inode inode, long place, long size, boolean shared, Held held) {
        super(channel, place, size, shared);
        this.inode = inode;
        this.held = held;
    }

    @Override
    public boolean isValid() {
        return held.locks.contains(this);
    }

    @Override
    public void release() throws ClosedChannelException {
        if (!acquiredBy().isOpen()) {
            throw new ClosedChannelException();
        }
        held.locks.remove(this);
    }
}
