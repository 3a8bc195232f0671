package dev.rondo.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * Names of temporary files. Those of the JDK are random, so that nobody on the machine foresees
 * them; on a storage of its own kind, as a simulated disk, they are numbered, so that each run has
 * the same. On the storage's thread.
 */
final class Temporaries {
    private Temporaries() {}

    private interface Making {
        Path make(Path path) throws IOException;
    }

    static Path file(Path folder, String prefix, String suffix, FileAttribute<?>... attributes)
            throws IOException {
        return isNumbered(folder)
                ? numbered(folder, prefix, suffix, path -> Files.createFile(path, attributes))
                : Files.createTempFile(folder, prefix, suffix, attributes);
    }

    static Path directory(Path folder, String prefix, FileAttribute<?>... attributes)
            throws IOException {
        return isNumbered(folder)
                ? numbered(folder, prefix, "", path -> Files.createDirectory(path, attributes))
                : Files.createTempDirectory(folder, prefix, attributes);
    }

    /** Makes a file in the folder of another one. */
    static Path beside(Path target) throws IOException {
        Path whole = target.toAbsolutePath();
        Path folder = whole.getParent();
        if (folder == null) {
            throw new FileSystemException(target.toString(), null, "Is a directory"); // the root
        }
        return file(folder, "." + whole.getFileName(), ".tmp");
    }

    private static boolean isNumbered(Path folder) {
        return folder.getFileSystem().provider() instanceof Storage;
    }

    private static Path numbered(Path folder, String prefix, String suffix, Making making)
            throws IOException {
        for (int number = 1; true; number++) {
            try {
                return making.make(folder.resolve(prefix + number + suffix));
            } catch (FileAlreadyExistsException e) {
                // The next one, then.
            }
        }
    }

    /**
     * Gives a temporary file, which is its owner's alone, the permissions of another one; of a file
     * that is not there, those that new files mostly have.
     */
    static void takePermissions(Path other, Path file) throws IOException {
        if (isPosix(other) && isPosix(file)) {
            Set<PosixFilePermission> permissions =
                    Files.exists(other)
                            ? Files.getPosixFilePermissions(other)
                            : Set.of(
                                    PosixFilePermission.OWNER_READ,
                                    PosixFilePermission.OWNER_WRITE,
                                    PosixFilePermission.GROUP_READ,
                                    PosixFilePermission.OTHERS_READ);
            Files.setPosixFilePermissions(file, permissions);
        }
    }

    static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
