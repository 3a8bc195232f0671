package dev.rondo.sim;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** How a file of a {@link Disk} is opened, with the options of {@code java.nio.file}. */
final class DiskOpening {
    private DiskOpening() {}

    static DiskChannel open(
            Disk disk, DiskPath path, Set<OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        DiskMode mode = DiskMode.of(options);
        Inode inode =
                disk.calls().call("open", path, () -> find(disk, path, options, mode, attributes));
        if (options.contains(StandardOpenOption.DELETE_ON_CLOSE)) {
            path.getFileSystem().provider().delete(path); // at once, as the JDK's of Unix
        }
        return new DiskChannel(disk, path, inode, mode);
    }

    private static Inode find(
            Disk disk,
            DiskPath path,
            Set<OpenOption> options,
            DiskMode mode,
            FileAttribute<?>... attributes)
            throws IOException {
        boolean follow = !options.contains(LinkOption.NOFOLLOW_LINKS);
        boolean only = mode.writes() && options.contains(StandardOpenOption.CREATE_NEW);
        DiskTree.Place place = disk.tree().find(path, follow && !only);
        Inode inode = place.inode();
        if (inode == null) {
            if (!only && !(mode.writes() && options.contains(StandardOpenOption.CREATE))) {
                throw new NoSuchFileException(path.toString());
            }
            disk.checkWritable(path);
            Inode.OfFile made = disk.tree().newFile();
            set(made, attributes);
            disk.tree().put(path, place, made);
            return made;
        }
        if (only) {
            throw new FileAlreadyExistsException(path.toString());
        }
        check(disk, path, inode, mode);
        if (mode.writes()
                && options.contains(StandardOpenOption.TRUNCATE_EXISTING)
                && inode instanceof Inode.OfFile file) {
            file.content().resize(0);
            disk.tree().touch(file);
        }
        return inode;
    }

    private static void check(Disk disk, DiskPath path, Inode inode, DiskMode mode)
            throws FileSystemException {
        if (inode instanceof Inode.OfLink) {
            throw new FileSystemException(
                    path.toString(), null, "Too many levels of symbolic links");
        }
        if ((mode.reads() && !inode.allows(PosixFilePermission.OWNER_READ))
                || (mode.writes() && !inode.allows(PosixFilePermission.OWNER_WRITE))) {
            throw new AccessDeniedException(path.toString());
        }
        if (mode.writes()) {
            if (inode instanceof Inode.OfFolder) {
                throw new FileSystemException(path.toString(), null, "Is a directory");
            }
            disk.checkWritable(path);
        }
    }

    @SuppressWarnings("unchecked") // the value of that attribute is a set of them
    static void set(Inode inode, FileAttribute<?>... attributes) {
        for (FileAttribute<?> attribute : attributes) {
            if (!attribute.name().equals("posix:permissions")) {
                throw new UnsupportedOperationException(attribute.name());
            }
            inode.setPermissions((Set<PosixFilePermission>) attribute.value());
        }
    }
}
