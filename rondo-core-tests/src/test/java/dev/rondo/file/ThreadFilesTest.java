package dev.rondo.file;

import dev.rondo.Rondo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Files by threads and the channels of the JDK. */
class ThreadFilesTest extends FileConformance {
    @TempDir Path folder;

    @Override
    void run(Body body) throws Exception {
        Rondo.run(() -> {
            body.run(folder.toRealPath());
            return true;
        });
    }

    /** With a second option it is not read in the loop. */
    @Override
    OpenOption[] reading() {
        return new OpenOption[] {StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS};
    }

    @Override
    int descriptors(Path below) {
        Path all = Path.of("/proc/self/fd");
        try (Stream<Path> open = Files.isDirectory(all) ? Files.list(all) : Stream.empty()) {
            return (int) open.filter(descriptor -> target(descriptor).startsWith(below)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException e) {
            return descriptor; // it is closed by now
        }
    }
}
