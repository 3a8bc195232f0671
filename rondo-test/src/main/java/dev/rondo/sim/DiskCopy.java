package dev.rondo.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.CopyOption;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;

/** Copies on a {@link Disk}, a piece at a time; a copy that fails leaves nothing. */
final class DiskCopy {
    private static final int PIECE = 128 * 1024; // bytes

    private DiskCopy() {}

    static void copy(Disk disk, DiskPath from, DiskPath to, List<CopyOption> options)
            throws IOException {
        DiskProvider provider = from.getFileSystem().provider();
        boolean follow = !options.contains(LinkOption.NOFOLLOW_LINKS);
        Inode source = disk.tree().existing(from, follow);
        switch (source) {
            case Inode.OfFolder _ -> provider.createDirectory(to);
            case Inode.OfLink link ->
                    provider.createSymbolicLink(to, from.getFileSystem().getPath(link.target()));
            case Inode.OfFile _ -> copyFile(disk, from, to);
        }
        if (options.contains(StandardCopyOption.COPY_ATTRIBUTES)) {
            provider.change(
                    to,
                    new LinkOption[0],
                    inode -> {
                        inode.setPermissions(source.permissions());
                        inode.setModified(source.modified());
                    });
        }
    }

    private static void copyFile(Disk disk, DiskPath from, DiskPath to) throws IOException {
        Set<OpenOption> make = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        try (DiskChannel source = DiskOpening.open(disk, from, Set.of(StandardOpenOption.READ));
                DiskChannel target = DiskOpening.open(disk, to, make)) {
            boolean done = false;
            try {
                ByteBuffer piece = ByteBuffer.allocate(PIECE);
                while (source.read(piece) >= 0) {
                    piece.flip();
                    while (piece.hasRemaining()) {
                        target.write(piece);
                    }
                    piece.clear();
                }
                done = true;
            } finally {
                if (!done) {
                    to.getFileSystem().provider().delete(to);
                }
            }
        }
    }
}
