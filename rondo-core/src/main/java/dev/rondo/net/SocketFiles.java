package dev.rondo.net;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The files of Unix addresses: the system leaves them behind, and refuses to bind where one is.
 *
 * <p>A stale one is removed before listening, as asyncio does. Rejected: to remove one that
 * somebody listens on, as asyncio does too. A program started twice by mistake would take the first
 * one's address silently.
 */
final class SocketFiles {
    private static final int FILE_TYPE = 0170000; // S_IFMT
    private static final int SOCKET = 0140000; // S_IFSOCK

    private SocketFiles() {}

    /** Returns what tells a file from one that replaces it, or null when there is none. */
    static @Nullable Object identity(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    /** Removes a file unless another took its place. */
    static void remove(Path file, Object identity) {
        if (identity.equals(identity(file))) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // The file belongs to somebody else now, or its folder is gone: not ours to mend.
            }
        }
    }

    /** Removes a socket that nobody listens on. If it cannot, binding will say why. */
    static void removeStale(Path file) {
        Object identity = identity(file);
        if (identity != null && isSocket(file) && isRefused(file)) {
            remove(file, identity);
        }
    }

    private static boolean isSocket(Path file) {
        try {
            Object mode = Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return mode instanceof Integer bits && (bits & FILE_TYPE) == SOCKET;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false; // a system without them
        }
    }

    private static boolean isRefused(Path file) {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(file));
            return false;
        } catch (IOException e) {
            return Errno.of(e) == Errno.ECONNREFUSED;
        }
    }
}
