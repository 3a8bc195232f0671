package dev.rondo.http.server;

import dev.rondo.http.ETag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A regular file as it was when it was looked at: one representation of what is served.
 *
 * @param path without symbolic links
 * @param size in bytes
 * @param time of its last change
 * @param coding that it is in, as {@code gzip}; empty: none
 */
record FileVersion(Path path, long size, FileTime time, String coding) {
    private static final long LAST = 253_402_300_799L; // the second of HTTP's last date

    /**
     * Looks at a file. Blocks.
     *
     * @throws IOException if it is not there, or no regular file
     */
    static FileVersion of(Path real, String coding) throws IOException {
        BasicFileAttributes found = attributes(real);
        if (!found.isRegularFile()) {
            throw new NotServedException(real);
        }
        return new FileVersion(real, found.size(), found.lastModifiedTime(), coding);
    }

    private static BasicFileAttributes attributes(Path real) throws IOException {
        return Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Looks whether the file is still this one. Blocks, for a microsecond if it was there lately. */
    boolean isCurrent() {
        try {
            BasicFileAttributes now = attributes(path);
            return now.isRegularFile()
                    && now.size() == size
                    && now.lastModifiedTime().equals(time);
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns its tag: nanoseconds and size, as aiohttp's, with the coding of a sibling. */
    ETag etag() {
        return ETag.strong(
                Long.toHexString(time.to(TimeUnit.NANOSECONDS))
                        + "-"
                        + Long.toHexString(size)
                        + (coding.isEmpty() ? "" : "-" + coding));
    }

    /** Returns when it was changed; nothing if HTTP has no date for it. */
    Optional<Instant> modified() {
        Instant modified = time.toInstant();
        long second = modified.getEpochSecond();
        return second < 0 || second > LAST ? Optional.empty() : Optional.of(modified);
    }
}
