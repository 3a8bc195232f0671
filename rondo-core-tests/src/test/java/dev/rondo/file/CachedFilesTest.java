package dev.rondo.file;

import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;

/** Files that are read in the loop as far as they are in memory, where the system has that. */
class CachedFilesTest extends ThreadFilesTest {
    @Override
    OpenOption[] reading() {
        return new OpenOption[] {StandardOpenOption.READ};
    }
}
