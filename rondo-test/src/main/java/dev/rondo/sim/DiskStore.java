package dev.rondo.sim;

import java.nio.file.FileStore;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import org.jspecify.annotations.Nullable;

/** The size of a {@link Disk}, and what is free. */
final class DiskStore extends FileStore {
    private final Disk disk;

    DiskStore(Disk disk) {
        this.disk = disk;
    }

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public String type() {
        return "simulated";
    }

    @Override
    public boolean isReadOnly() {
        return disk.isReadOnly();
    }

    @Override
    public long getTotalSpace() {
        return disk.capacity();
    }

    @Override
    public long getUsableSpace() {
        return Math.max(0, disk.capacity() - disk.used());
    }

    @Override
    public long getUnallocatedSpace() {
        return getUsableSpace();
    }

    @Override
    public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
        return type.isAssignableFrom(DiskAttributeView.class);
    }

    @Override
    public boolean supportsFileAttributeView(String name) {
        return DiskAttributes.VIEWS.contains(name);
    }

    @Override
    public <V extends FileStoreAttributeView> @Nullable V getFileStoreAttributeView(Class<V> type) {
        return null;
    }

    @Override
    public Object getAttribute(String attribute) {
        throw new UnsupportedOperationException(attribute);
    }
}
