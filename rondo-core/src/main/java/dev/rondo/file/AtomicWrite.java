package dev.rondo.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Replaces files as a whole. On the storage's thread. */
final class AtomicWrite {
    private AtomicWrite() {}

    static Path write(Path path, ByteBuffer content) throws IOException {
        Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
        Path beside = Temporaries.beside(target);
        boolean done = false;
        try {
            try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                while (content.hasRemaining()) {
                    channel.write(content);
                }
                Temporaries.takePermissions(target, beside);
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
        force(beside.getParent());
        return path;
    }

    /** The name is on the disk when its folder is. Windows has no such call for folders. */
    private static void force(@Nullable Path folder) throws IOException {
        if (folder != null && Temporaries.isPosix(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
