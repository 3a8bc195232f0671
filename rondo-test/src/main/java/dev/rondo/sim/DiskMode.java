package dev.rondo.sim;

import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * What a file of a {@link Disk} is open for.
 *
 * @param synced whether each write is forced
 */
record DiskMode(boolean reads, boolean writes, boolean appends, boolean synced) {
    static DiskMode of(Set<OpenOption> options) {
        boolean appends = options.contains(StandardOpenOption.APPEND);
        boolean writes = appends || options.contains(StandardOpenOption.WRITE);
        boolean reads = options.contains(StandardOpenOption.READ);
        if (appends && reads) {
            throw new IllegalArgumentException("READ + APPEND not allowed");
        }
        if (appends && options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
            throw new IllegalArgumentException("APPEND + TRUNCATE_EXISTING not allowed");
        }
        return new DiskMode(
                reads || !writes,
                writes,
                appends,
                options.contains(StandardOpenOption.SYNC)
                        || options.contains(StandardOpenOption.DSYNC));
    }
}
