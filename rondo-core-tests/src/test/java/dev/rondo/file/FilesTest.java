package dev.rondo.file;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Task;
import dev.rondo.file.FileException.Reason;
import dev.rondo.test.RondoTest;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.io.TempDir;

/** Whole files and folders. */
class FilesTest {
    @TempDir Path folder;

    private static void assertRefused(Reason reason, ThrowingCallable code) {
        assertThatThrownBy(code)
                .isInstanceOfSatisfying(
                        FileException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @RondoTest
    void wholeFilesAreWrittenAndRead() {
        Path path = folder.resolve("a");
        assertThat(Files.writeString(path, "one\ntwo\n")).isEqualTo(path);
        assertThat(Files.readString(path)).isEqualTo("one\ntwo\n");
        assertThat(Files.readAllLines(path)).containsExactly("one", "two");
        assertThat(Files.readAllBytes(path)).hasSize(8);
        Files.write(path, List.of("three"), StandardOpenOption.APPEND);
        assertThat(Files.size(path)).isEqualTo(14);
        Files.write(path, new byte[] {1, 2});
        assertThat(Files.readAllBytes(path)).containsExactly(1, 2);
    }

    @RondoTest
    void foldersAreMadeListedAndDeleted() {
        Path deep = Files.createDirectories(folder.resolve("x/y/z"));
        Files.writeString(deep.resolve("file"), "");
        Files.createDirectory(folder.resolve("a"));
        assertThat(Files.list(folder)).containsExactly(folder.resolve("a"), folder.resolve("x"));
        assertThat(Files.isDirectory(deep)).isTrue();
        assertRefused(Reason.NOT_EMPTY, () -> Files.delete(deep));
        Files.deleteTree(folder.resolve("x"));
        assertThat(Files.exists(deep)).isFalse();
        assertThat(Files.deleteIfExists(folder.resolve("a"))).isTrue();
        assertThat(Files.deleteIfExists(folder.resolve("a"))).isFalse();
        assertThat(Files.list(folder)).isEmpty();
    }

    @RondoTest
    void filesAreCopiedMovedAndLinked() {
        Path one = Files.writeString(folder.resolve("one"), "text");
        Path two = Files.copy(one, folder.resolve("two"));
        Path three = Files.move(two, folder.resolve("three"));
        assertThat(Files.notExists(two)).isTrue();
        assertThat(Files.mismatch(one, three)).isEqualTo(-1);
        assertRefused(Reason.EXISTS, () -> Files.copy(one, three));
        Path link = Files.createSymbolicLink(folder.resolve("link"), one);
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.readSymbolicLink(link)).isEqualTo(one);
        assertThat(Files.isSameFile(one, link)).isTrue();
        Path hard = Files.createLink(folder.resolve("hard"), one);
        assertThat(Files.isSameFile(one, hard)).isTrue();
        assertRefused(Reason.LINK, () -> Files.readSymbolicLink(one));
    }

    @RondoTest
    void attributesAreReadAndSet() {
        Path path = Files.createFile(folder.resolve("file"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rwx------");
        assertThat(Files.isExecutable(path)).isTrue();
        var time = java.nio.file.attribute.FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(path, time);
        assertThat(Files.getLastModifiedTime(path)).isEqualTo(time);
        assertThat(Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()).isTrue();
        assertThat(Files.readAttributes(path, "size")).containsEntry("size", 0L);
        assertThat(Files.probeContentType(folder.resolve("a.html"))).contains("text/html");
        assertThat(Files.space(path).total()).isPositive();
    }

    @RondoTest
    void failuresNameOperationPathAndReason() {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> Files.readString(missing))
                .isInstanceOf(FileException.class)
                .hasMessage("read " + missing + ": there is no such file or folder")
                .hasCauseInstanceOf(NoSuchFileException.class);
        assertRefused(Reason.DIRECTORY, () -> Files.readString(folder));
        assertRefused(Reason.NOT_DIRECTORY, () -> Files.list(Files.createFile(missing)));
        assertRefused(Reason.NOT_DIRECTORY, () -> Files.readString(missing.resolve("x")));
        assertRefused(Reason.EXISTS, () -> Files.createFile(missing));
        assertRefused(
                Reason.NAME_TOO_LONG, () -> Files.createFile(folder.resolve("n".repeat(300))));
        assertRefused(
                Reason.LINK,
                () ->
                        Files.readString(
                                Files.createSymbolicLink(folder.resolve("me"), Path.of("me"))));
    }

    @RondoTest
    void aPipeIsRefusedWithAdvice() throws Exception {
        Path pipe = folder.resolve("pipe");
        if (new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0) {
            assertRefused(Reason.FIFO, () -> Files.open(pipe));
        }
    }

    @RondoTest
    void anAtomicWriteReplacesTheWholeFileAndKeepsItsPermissions() throws IOException {
        Path path = Files.writeString(folder.resolve("file"), "old");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), path);
        Files.writeStringAtomically(link, "new");
        assertThat(Files.readString(path)).isEqualTo("new");
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-rw----");
        Files.writeAtomically(folder.resolve("other"), new byte[] {1});
        assertThat(names()).containsExactly("file", "link", "other");
        assertRefused(
                Reason.NOT_FOUND,
                () -> Files.writeStringAtomically(folder.resolve("no/file"), "x"));
        Files.createDirectory(folder.resolve("full"));
        Files.createFile(folder.resolve("full/x"));
        assertThatThrownBy(() -> Files.writeStringAtomically(folder.resolve("full"), "x"))
                .isInstanceOf(FileException.class);
        assertThat(names()).containsExactly("file", "full", "link", "other");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = java.nio.file.Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @RondoTest
    void aWalkIsThatOfJavaNio() throws IOException {
        for (int i = 0; i < 700; i++) {
            Path file = folder.resolve("d" + i % 30 + "/e" + i % 7 + "/f" + i);
            java.nio.file.Files.createDirectories(file.getParent());
            java.nio.file.Files.createFile(file);
        }
        Files.createSymbolicLink(folder.resolve("d1/loop"), folder);
        List<Path> seen = Files.walk(folder).toList();
        try (Stream<Path> all = java.nio.file.Files.walk(folder)) {
            assertThat(seen).containsExactlyInAnyOrderElementsOf(all.toList());
        }
        assertThat(seen).startsWith(folder, folder.resolve("d0"), folder.resolve("d0/e0"));
        assertThat(Files.walk(folder, 1).toList()).hasSize(31);
        assertRefused(Reason.NOT_FOUND, () -> Files.walk(folder.resolve("no")).toList());
    }

    @RondoTest
    void temporaryFilesAndFoldersAreDeletedWhateverHappens() {
        List<Path> made = new ArrayList<>();
        Task<Void> task =
                createTask(() -> {
                    try (TemporaryDirectory directory = Files.temporaryDirectory();
                            TemporaryFile file = Files.temporaryFile()) {
                        Files.writeString(directory.path().resolve("x"), "x");
                        file.file().write("text");
                        file.file().position(0);
                        assertThat(file.file().readString()).isEqualTo("text");
                        made.add(directory.path());
                        made.add(file.path());
                        sleep(1000);
                    }
                });
        sleep(1);
        assertThat(made).allMatch(path -> java.nio.file.Files.exists(path));
        task.cancel();
        assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
        assertThat(made).hasSize(2).noneMatch(path -> java.nio.file.Files.exists(path));
    }

    @RondoTest
    void aTemporaryFileThatSomebodyDeletedIsNoFailure() throws IOException {
        try (TemporaryFile file = Files.temporaryFile();
                TemporaryDirectory directory = Files.temporaryDirectory()) {
            java.nio.file.Files.delete(file.path());
            java.nio.file.Files.delete(directory.path());
        }
    }

    @RondoTest
    void aCancelledCallGoesOnAtOnceAndItsFailureIsNoNews() {
        Task<String> reading = createTask(() -> Files.readString(folder.resolve("missing")));
        sleep(0);
        reading.cancel();
        assertThatThrownBy(reading::await).isInstanceOf(CancelledError.class);
        sleep(1); // the kit fails on what the exception handler is told
    }

    @RondoTest
    void aCancelledOpenLeavesNothingOpen() throws IOException {
        Path path = Files.writeString(folder.resolve("file"), "x");
        Files.open(path).close(); // what is made once, is
        long before = descriptors();
        for (int i = 0; i < 50; i++) {
            Task<File> opening = createTask(() -> Files.open(path));
            sleep(0);
            opening.cancel();
            assertThatThrownBy(opening::await).isInstanceOf(CancelledError.class);
        }
        for (int i = 0; i < 100_000 && descriptors() > before; i++) {
            Files.exists(path); // a thread has its turn
        }
        assertThat(descriptors()).isLessThanOrEqualTo(before);
    }

    @RondoTest
    void aCancelledTemporaryFileIsDeleted() throws IOException {
        for (int i = 0; i < 50; i++) {
            Task<Path> file = createTask(() -> Files.createTempFile(folder, "f", ".tmp"));
            Task<Path> directory = createTask(() -> Files.createTempDirectory(folder, "d"));
            sleep(0);
            file.cancel();
            directory.cancel();
            assertThatThrownBy(file::await).isInstanceOf(CancelledError.class);
            assertThatThrownBy(directory::await).isInstanceOf(CancelledError.class);
        }
        for (int i = 0; i < 100_000 && !names().isEmpty(); i++) {
            Files.exists(folder); // a thread has its turn
        }
        assertThat(names()).isEmpty();
    }

    private static long descriptors() throws IOException {
        Path all = Path.of("/proc/self/fd");
        if (!java.nio.file.Files.isDirectory(all)) {
            return 0;
        }
        try (Stream<Path> open = java.nio.file.Files.list(all)) {
            return open.count();
        }
    }

    @RondoTest
    void aWaitSaysWhatItWaitsFor() {
        Task<String> reading = createTask(() -> Files.readString(folder.resolve("missing")));
        sleep(0);
        assertThat(reading.snapshot().waitingOn().toString())
                .isEqualTo("read " + folder.resolve("missing"));
        assertRefused(Reason.NOT_FOUND, reading::await);
    }
}
