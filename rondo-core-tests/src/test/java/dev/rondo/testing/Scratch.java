package dev.rondo.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Temporary folders that are deleted when the JVM ends: for what outlives a test, and for programs
 * without JUnit. All of them stand in one, so that a JVM which is killed leaves no more than that.
 */
public final class Scratch {
    private static final Path ROOT = root();

    private Scratch() {}

    private static Path root() {
        try {
            Path root = Files.createTempDirectory("rondo-tests");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(root)));
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path root) {
        try (Stream<Path> below = Files.walk(root)) {
            List<Path> deepestFirst = below.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a new, empty folder. */
    public static Path folder() {
        try {
            return Files.createTempDirectory(ROOT, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
