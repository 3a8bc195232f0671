package dev.rondo.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.http.HttpException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Paths of all kinds against a folder that has a secret beside it. Straight at what takes paths
 * apart and what finds files: some 100,000 paths a second.
 */
class FilesFuzzTest {
    private static final List<String> PIECES =
            List.of(
                    "/", "/", "/", "//", "\\", "%2f", "%2F", "%5c", "%252f", "..", "..", ".", "%2e",
                    "%2e%2e", ".%2e", "...", "%00", "%", "%2", "%zz", "%c0%ae", "%c0%af", "%e0%80%af",
                    "%ff", ";", "?", "#", ":", "~", " ", "%20", "secret", "public", "a.txt", "sub",
                    "link", "loop", "up", ".hidden", "etc", "passwd", "proc", "self", "root",
                    "file:", "C:", "NUL", "\u00e9", "%u002e", "x");

    @TempDir Path outside;

    private Path root;
    private FileFinder finder;

    @BeforeEach
    void makeFolder() throws IOException {
        root = Files.createDirectories(outside.resolve("public/sub")).getParent();
        Files.writeString(outside.resolve("secret"), "secret");
        Files.writeString(outside.resolve("a.txt"), "secret");
        Files.writeString(root.resolve(".hidden"), "secret");
        Files.writeString(root.resolve("a.txt"), "public");
        Files.writeString(root.resolve("sub/a.txt"), "public");
        Files.createSymbolicLink(root.resolve("link"), outside.resolve("secret"));
        Files.createSymbolicLink(root.resolve("up"), outside);
        Files.createSymbolicLink(root.resolve("loop"), root);
        finder = new FileFinder(FileOptions.defaults().withListing(true));
    }

    @Test
    void noPathFindsTheSecret() throws IOException {
        assertThat(fuzz(1, 20_000)).isGreaterThan(20);
    }

    @Test
    @Tag("slow")
    void noPathOfManyFindsTheSecret() throws IOException {
        for (int seed = 2; seed < 100; seed++) {
            fuzz(seed, 100_000);
        }
    }

    /** Returns how many paths have found a file. */
    private int fuzz(int seed, int count) throws IOException {
        Random random = new Random(seed);
        int found = 0;
        for (int i = 0; i < count; i++) {
            StringBuilder path = new StringBuilder("/static/");
            for (int pieces = random.nextInt(8); pieces >= 0; pieces--) {
                path.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            found += find(path.toString()) ? 1 : 0;
        }
        return found;
    }

    private boolean find(String raw) throws IOException {
        List<String> segments;
        try {
            RequestPath path = RequestPath.parse(raw);
            List<String> parts = path.parts();
            if (parts.size() < 2 || !parts.getFirst().equals("static")) {
                return false; // another route's
            }
            path.found(
                    List.of("path"), List.of(String.join("/", parts.subList(1, parts.size()))));
            segments = path.rest();
            assertThat(segments).as(raw).isEqualTo(parts.subList(1, parts.size()));
        } catch (HttpException e) {
            assertThat(e.status()).isEqualTo(400);
            return false;
        }
        if (!finder.areNames(segments)) {
            return false;
        }
        switch (finder.find(root, segments)) {
            case FileFinder.Hit(FoundFile file) -> {
                Path path = file.plain().path();
                assertThat(path.startsWith(root.toRealPath())).as(raw).isTrue();
                assertThat(Files.readString(path)).as(raw).isEqualTo("public");
                return true;
            }
            case FileFinder.Folder(Path path) -> {
                assertThat(path.startsWith(root.toRealPath())).as(raw).isTrue();
                assertThat(FileListing.of(path, "x", FileOptions.defaults()))
                        .doesNotContain("secret", "hidden");
                return false;
            }
            case FileFinder.Nothing(), FileFinder.Forbidden() -> {
                return false;
            }
        }
    }
}
