package dev.rondo.file;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.Rondo;
import java.nio.file.Path;

/** Files of a tmpfs, which cannot tell what a disk would have to be asked for. */
class MemoryFilesTest extends CachedFilesTest {
    @Override
    void run(Body body) throws Exception {
        Path memory = Path.of("/dev/shm");
        assumeTrue(java.nio.file.Files.isWritable(memory));
        Rondo.run(() -> {
            try (TemporaryDirectory folder = Files.temporaryDirectory(memory)) {
                body.run(folder.path());
            }
            return true;
        });
    }
}
