package dev.rondo.file;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.Rondo;
import dev.rondo.file.FileException.Reason;
import dev.rondo.test.RondoTest;
import dev.rondo.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a system can refuse, with the system itself: in child processes where that needs much. */
class FileFaultsTest {
    @TempDir Path folder;

    /** Tries its arguments, "write /path" and so on, and prints what came of each. */
    static final class Tries {
        static void main(String[] arguments) {
            Rondo.run(() -> {
                for (int i = 0; i < arguments.length; i += 2) {
                    Path path = Path.of(arguments[i + 1]);
                    try {
                        tryIt(arguments[i], path);
                        System.out.println(arguments[i] + " " + path + " ok");
                    } catch (FileException e) {
                        System.out.println(
                                arguments[i]
                                        + " "
                                        + e.path()
                                        + " "
                                        + e.reason()
                                        + " "
                                        + e.operation());
                    }
                }
            });
        }

        private static void tryIt(String what, Path path) {
            switch (what) {
                case "read" -> Files.readString(path);
                case "write" -> Files.write(path, new byte[3_000_000]);
                case "atomically" -> Files.writeAtomically(path, new byte[3_000_000]);
                case "delete" -> Files.delete(path);
                case "list" -> Files.list(path);
                case "copy" ->
                        Files.copy(
                                Path.of("/proc/self/exe"),
                                path,
                                (done, total) -> {},
                                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                case "flush" -> flush(path);
                case "descriptors" -> openMany(path);
                default -> throw new AssertionError(what);
            }
        }

        /** Room is made after a flush that failed; the next one brings all. */
        private static void flush(Path path) {
            Path filler = path.resolveSibling("filler");
            try (File file = Files.open(path, java.nio.file.StandardOpenOption.CREATE, WRITE)) {
                try {
                    Files.write(filler, new byte[3_000_000]);
                } catch (FileException e) {
                    System.out.println("filled: " + e.reason());
                }
                file.write("x".repeat(50_000));
                try {
                    file.flush();
                } catch (FileException e) {
                    System.out.println("flush: " + e.reason());
                }
                Files.delete(filler);
                file.flush();
                System.out.println("size " + Files.size(path));
            }
        }

        private static void openMany(Path path) {
            java.util.List<File> open = new java.util.ArrayList<>();
            try { // to load a class takes a descriptor, too: those of a failure are loaded now
                Files.open(path.resolveSibling("missing"), READ, WRITE);
            } catch (FileException e) {
                System.out.println(e.reason());
            }
            for (int most = 2; most <= 1000; most += 998) {
                openUpTo(most, open, path);
            }
        }

        private static void openUpTo(int most, java.util.List<File> open, Path path) {
            try {
                while (open.size() < most) {
                    open.add(Files.open(path, READ, WRITE));
                }
            } finally {
                open.forEach(File::close);
                open.clear();
            }
        }
    }

    private static String tried(String shell, String... tries) {
        ChildJvm child = new ChildJvm(Tries.class).through("sh", "-c", shell, "sh");
        for (String argument : tries) {
            child.argument(argument);
        }
        return child.run().output();
    }

    private static boolean works(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    @Test
    void aFullFileSystemAndAReadOnlyOne() throws IOException {
        String mount = "mount -t tmpfs -o size=1m none " + folder;
        assumeTrue(works("unshare", "-m", "sh", "-c", mount));
        Path file = folder.resolve("file");
        String output =
                tried(
                        "exec unshare -m sh -c '" + mount + "; exec \"$@\"' sh \"$@\"",
                        "atomically",
                        file.toString(),
                        "write",
                        file.toString(),
                        "delete",
                        file.toString(),
                        "copy",
                        "/proc/self/mounts",
                        "flush",
                        folder.resolve("flushed").toString(),
                        "list",
                        folder.toString());
        assertThat(output)
                .contains("atomically " + file + " DISK_FULL write")
                .contains("write " + file + " DISK_FULL write")
                .contains("delete " + file + " ok") // and nothing else was left of either
                .contains("filled: DISK_FULL", "flush: DISK_FULL", "size 50000");
        String readOnly = "mount -t tmpfs -o ro none " + folder;
        assertThat(
                        tried(
                                "exec unshare -m sh -c '" + readOnly + "; exec \"$@\"' sh \"$@\"",
                                "write",
                                file.toString(),
                                "atomically",
                                file.toString()))
                .contains("write " + file + " READ_ONLY write")
                .contains("atomically " + file + " READ_ONLY write");
    }

    @Test
    void noPermission() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"));
        assumeTrue(works("setpriv", "--reuid=65534", "--clear-groups", "true"));
        Path file = java.nio.file.Files.writeString(folder.resolve("file"), "secret");
        java.nio.file.Files.setPosixFilePermissions(
                file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        java.nio.file.Files.setPosixFilePermissions(
                folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        assumeTrue(works("setpriv", "--reuid=65534", "--clear-groups", "ls", folder.toString()));
        for (Class<?> needed : List.of(Tries.class, File.class)) { // somebody else must read them
            String home = ChildJvm.home(needed).toString();
            assumeTrue(works("setpriv", "--reuid=65534", "--clear-groups", "ls", home));
        }
        assertThat(
                        tried(
                                "exec setpriv --reuid=65534 --clear-groups \"$@\"",
                                "read",
                                file.toString(),
                                "write",
                                folder.resolve("new").toString(),
                                "delete",
                                file.toString()))
                .contains("read " + file + " ACCESS_DENIED read")
                .contains("ACCESS_DENIED write")
                .contains("delete " + file + " ACCESS_DENIED delete");
    }

    @Test
    void noMoreDescriptors() throws IOException {
        Path file = java.nio.file.Files.createFile(folder.resolve("file"));
        assertThat(
                        tried(
                                "ulimit -n 200; exec \"$@\"",
                                "descriptors",
                                file.toString(),
                                "read",
                                file.toString()))
                .contains("descriptors " + file + " TOO_MANY_FILES open")
                .contains("read " + file + " ok");
    }

    // ---- Special files

    @RondoTest
    void filesOfTheKernelAreReadToTheirEnd() {
        Path status = Path.of("/proc/self/status");
        assumeTrue(java.nio.file.Files.isReadable(status));
        assertThat(Files.readString(status)).contains("VmRSS");
        try (File file = Files.open(status)) {
            assertThat(file.readString()).contains("VmRSS").endsWith("\n");
        }
        try (File file = Files.open(Path.of("/proc/cpuinfo"), READ)) {
            assertThat(file.lines()).isNotEmpty();
        }
        Path copy = folder.resolve("copy");
        Files.copy(status, copy, (done, total) -> assertThat(total).isEqualTo(done));
        assertThat(Files.readString(copy)).contains("VmRSS");
    }

    @RondoTest
    void devicesAreReadAndWrittenAsTheyAre() {
        assumeTrue(java.nio.file.Files.exists(Path.of("/dev/zero")));
        try (File zero = Files.open(Path.of("/dev/zero"))) {
            assertThat(zero.read(10)).isEqualTo(new byte[10]);
            assertThat(zero.read(300_000)).isNotEmpty();
        }
        try (File nothing = Files.open(Path.of("/dev/null"), READ, WRITE)) {
            nothing.write("x");
            assertThat(nothing.readAll()).isEmpty();
        }
        assertThatThrownBy(() -> Files.writeString(Path.of("/dev/full"), "x", WRITE))
                .isInstanceOfSatisfying(
                        FileException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.DISK_FULL));
    }

    @RondoTest
    void aPipeIsRefusedWithAdvice() {
        Path pipe = folder.resolve("pipe");
        assumeTrue(works("mkfifo", pipe.toString()));
        assertThatThrownBy(() -> Files.open(pipe))
                .isInstanceOfSatisfying(
                        FileException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FIFO))
                .hasMessageContaining("connectReadPipe");
        Path copy = folder.resolve("copy");
        assertThatThrownBy(() -> Files.copy(pipe, copy, (done, total) -> {}))
                .hasMessageContaining("it is a pipe");
        assertThatThrownBy(() -> Files.copy(pipe, copy)).hasMessageContaining("it is a pipe");
        assertThatThrownBy(() -> Files.readString(pipe)).hasMessageContaining("it is a pipe");
        assertThatThrownBy(() -> Files.writeString(pipe, "x")).hasMessageContaining("it is a pipe");
    }
}
