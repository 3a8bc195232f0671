package dev.rondo.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is open of a file. On a thread of the storage's.
 *
 * @param cached for what is in memory, of a file that is only read, where that can be had
 * @param channel for all else
 * @param position where it begins
 */
record OpenedFile(@Nullable CachedReads cached, FileChannel channel, long position) {
    private static final int TYPE = 0170000; // of a mode in stat(2)
    private static final int FIFO = 0010000;

    static OpenedFile open(Path path, Set<OpenOption> options, FileMode mode) throws IOException {
        refuseFifo(path);
        boolean onlyReads = options.isEmpty() || options.equals(Set.of(StandardOpenOption.READ));
        CachedReads cached = onlyReads ? CachedReads.open(path) : null;
        boolean done = false;
        try {
            FileChannel channel = FileChannel.open(cached == null ? path : cached.alias(), options);
            OpenedFile opened =
                    new OpenedFile(cached, channel, mode.appends() ? channel.size() : 0);
            done = true;
            return opened;
        } finally {
            if (!done && cached != null) {
                cached.close();
            }
        }
    }

    /** Of a storage of its own kind, as a simulated disk, there are none. */
    static void refuseFifo(Path path) throws IOException {
        if (path.getFileSystem().provider() instanceof Storage
                || !path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return;
        }
        Object mode;
        try {
            mode = java.nio.file.Files.getAttribute(path, "unix:mode");
        } catch (IOException e) {
            return; // who opens it hears why
        }
        if (mode instanceof Integer bits && (bits & TYPE) == FIFO) {
            throw new FileException(
                    "open",
                    path,
                    FileException.Reason.FIFO,
                    "it is a pipe, whose other end somebody has to open first\n"
                            + "Read or write it as a stream: Net.connectReadPipe()",
                    new FileSystemException(path.toString()));
        }
    }

    /** Closes all of it; without a result, for who needs a {@link Work.Call}. */
    boolean close() throws IOException {
        try (cached) {
            channel.close();
        }
        return true;
    }
}
