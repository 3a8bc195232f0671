package dev.rondo.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Replaces files as a whole. On the storage's thread. */
final class AtomicWrite {
    private AtomicWrite() {}

    static Path write(Path path, ByteBuffer content) throws IOException {
        Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null) {
            throw new FileSystemException(path.toString(), null, "Is a directory"); // the root
        }
        Path beside = Files.createTempFile(folder, "." + target.getFileName(), ".tmp");
        boolean done = false;
        try {
            try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                while (content.hasRemaining()) {
                    channel.write(content);
                }
                takePermissions(target, beside);
                channel.force(true);
            }
            Files.move(
                    beside,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            done = true;
        } finally {
            if (!done) {
                Files.deleteIfExists(beside);
            }
        }
        force(folder);
        return path;
    }

    /** A temporary file is its owner's alone; the file it replaces may have been others' too. */
    private static void takePermissions(Path target, Path beside) throws IOException {
        if (target.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Set<PosixFilePermission> permissions =
                    Files.exists(target)
                            ? Files.getPosixFilePermissions(target)
                            : Set.of(
                                    PosixFilePermission.OWNER_READ,
                                    PosixFilePermission.OWNER_WRITE,
                                    PosixFilePermission.GROUP_READ,
                                    PosixFilePermission.OTHERS_READ);
            Files.setPosixFilePermissions(beside, permissions);
        }
    }

    /** The name is on the disk when its folder is. Windows has no such call for folders. */
    private static void force(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
