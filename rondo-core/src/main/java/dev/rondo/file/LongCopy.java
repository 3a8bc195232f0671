package dev.rondo.file;

import dev.rondo.Rondo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies a file a block at a time, to a file beside the target that takes its name in the end: so
 * it can be cancelled between two blocks, and no half of it is ever seen.
 */
final class LongCopy {
    private static final int BLOCK = 1024 * 1024; // bytes that one trip to a thread copies
    private static final int PIECE = 64 * 1024; // bytes that are read where nothing is transferred

    private final Path source;
    private final Path target;
    private final CopyProgress progress;
    private final List<CopyOption> options;
    private final InFlight work;
    private @Nullable FileChannel from;
    private @Nullable FileChannel to;
    private @Nullable Path beside;
    private long total;

    LongCopy(Path source, Path target, CopyProgress progress, List<CopyOption> options) {
        this.source = source;
        this.target = target;
        this.progress = progress;
        this.options = options;
        this.work = new InFlight(FileThreads.of(target), source, "a copy");
    }

    Path run() {
        boolean done = false;
        try {
            work.run("copy", this::begin);
            copyBlocks();
            work.run("copy", this::end);
            done = true;
        } finally {
            if (!done) {
                Rondo.shielded(this::undo);
            }
        }
        return target;
    }

    /** On the storage's thread, as all that has to do with files. */
    private boolean begin() throws IOException {
        boolean replaces = options.contains(StandardCopyOption.REPLACE_EXISTING);
        if (!replaces && java.nio.file.Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        if (java.nio.file.Files.isDirectory(source)) {
            throw new FileSystemException(source.toString(), null, "Is a directory");
        }
        OpenedFile.refuseFifo(source);
        from = FileChannel.open(source, StandardOpenOption.READ);
        total = from.size();
        Path file = Temporaries.beside(target);
        beside = file;
        to = FileChannel.open(file, StandardOpenOption.WRITE);
        return true;
    }

    private void copyBlocks() {
        long done = 0;
        while (true) {
            long place = done;
            long count = work.run("copy", () -> copyBlock(place));
            if (count == 0) {
                break;
            }
            done += count;
            progress.copied(done, Math.max(done, total));
        }
        if (done == 0) {
            progress.copied(0, 0);
        }
    }

    private long copyBlock(long place) throws IOException {
        FileChannel input = opened(from);
        FileChannel output = opened(to);
        long count = input.transferTo(place, BLOCK, output);
        if (count == 0) { // the end; or a file without a size, as those of /proc
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            count = Math.max(0, input.read(piece, place));
            output.position(place);
            piece.flip();
            while (piece.hasRemaining()) {
                output.write(piece);
            }
        }
        return count;
    }

    private static <T> T opened(@Nullable T thing) {
        if (thing == null) {
            throw new AssertionError("a copy begins with opening");
        }
        return thing;
    }

    private boolean end() throws IOException {
        Path file = opened(beside);
        Temporaries.takePermissions(source, file);
        closeBoth();
        if (options.contains(StandardCopyOption.COPY_ATTRIBUTES)) {
            BasicFileAttributes old =
                    java.nio.file.Files.readAttributes(source, BasicFileAttributes.class);
            java.nio.file.Files.getFileAttributeView(file, BasicFileAttributeView.class)
                    .setTimes(old.lastModifiedTime(), old.lastAccessTime(), old.creationTime());
        }
        if (options.contains(StandardCopyOption.REPLACE_EXISTING)) {
            java.nio.file.Files.move(
                    file,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } else {
            java.nio.file.Files.move(file, target);
        }
        return true;
    }

    private void closeBoth() throws IOException {
        try (FileChannel input = from;
                FileChannel output = to) {
            from = null;
            to = null;
        }
    }

    /** Waits for the block that is on its way, and removes what there is. */
    private void undo() {
        work.run(
                "copy",
                () -> {
                    try {
                        closeBoth();
                    } finally {
                        if (beside != null) {
                            java.nio.file.Files.deleteIfExists(beside);
                        }
                    }
                    return true;
                });
    }
}
