package dev.rondo.file;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Action;
import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.file.FileException.Reason;
import java.nio.ByteBuffer;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What files do on every storage. */
abstract class FileConformance {
    private static final int CANCELLATIONS = 12; // places at which a task is cancelled

    /** What is tried, in a task. */
    interface Body {
        void run(Path folder) throws Exception;
    }

    /** Runs a body with an empty folder. */
    abstract void run(Body body) throws Exception;

    /** Returns how a file is opened that is read. */
    OpenOption[] reading() {
        return new OpenOption[] {READ};
    }

    /** Returns how many descriptors the process has of a folder, where that tells anything. */
    int descriptors(Path folder) {
        return 0;
    }

    private File open(Path path) {
        return Files.open(path, reading());
    }

    private static void refused(Reason reason, Path path, ThrowingCallable code) {
        assertThatThrownBy(code)
                .isInstanceOfSatisfying(
                        FileException.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(reason);
                            assertThat(e.path()).isEqualTo(path);
                            assertThat(e).hasMessageContaining(path.toString());
                        });
    }

    /** Cancels a task in each of its first steps; what holds then is checked by the next lines. */
    private static void cancelled(int steps, Action<?> body) {
        Task<?> task = createTask(body);
        for (int i = 0; i < steps; i++) {
            sleep(0);
        }
        task.cancel();
        try {
            task.await();
        } catch (CancelledError e) {
            // As it was asked for, if it was not over before.
        }
    }

    // ---- Whole files

    @Test
    void wholeFilesAreWrittenAndRead() throws Exception {
        run(folder -> {
            Path path = folder.resolve("file");
            assertThat(Files.writeString(path, "one\ntwo\r\n")).isEqualTo(path);
            assertThat(Files.readString(path)).isEqualTo("one\ntwo\r\n");
            assertThat(Files.readAllLines(path)).containsExactly("one", "two");
            assertThat(Files.readAllBytes(path)).hasSize(9);
            Files.write(path, List.of("three"), APPEND);
            assertThat(Files.size(path)).isEqualTo(15);
            Files.write(path, new byte[] {(byte) 0xe4});
            assertThat(Files.readString(path, ISO_8859_1)).isEqualTo("ä");
            assertThatThrownBy(() -> Files.readString(path)).isInstanceOf(FileException.class);
            Files.write(path, new byte[0]);
            assertThat(Files.readAllBytes(path)).isEmpty();
        });
    }

    @Test
    void largeFilesComeBackAsTheyAre() throws Exception {
        run(folder -> {
            byte[] large = new byte[3_000_001];
            new Random(5).nextBytes(large);
            Path path = Files.write(folder.resolve("large"), large);
            assertThat(Files.readAllBytes(path)).isEqualTo(large);
            try (File file = open(path)) {
                assertThat(file.readAll()).isEqualTo(large);
            }
        });
    }

    @Test
    void anAtomicWriteReplacesAFileAsAWhole() throws Exception {
        run(folder -> {
            Path path = folder.resolve("file");
            Files.writeStringAtomically(path, "old");
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
            Files.writeAtomically(path, "new".getBytes(UTF_8));
            assertThat(Files.readString(path)).isEqualTo("new");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-rw----");
            assertThat(Files.list(folder)).containsExactly(path);
            refused(
                    Reason.NOT_FOUND,
                    folder.resolve("none/file"),
                    () -> Files.writeStringAtomically(folder.resolve("none/file"), "x"));
        });
    }

    @Test
    void aCancelledAtomicWriteLeavesTheOldFileOrTheNewOne() throws Exception {
        run(folder -> {
            Path path = Files.writeString(folder.resolve("file"), "old");
            for (int i = 0; i < CANCELLATIONS; i++) {
                cancelled(i, () -> Files.writeStringAtomically(path, "new"));
                assertThat(Files.readString(path)).isIn("old", "new");
            }
            // A write that has begun may be before or behind its temporary file at any look.
            for (int k = 0, alone = 0; k < 500 && alone < 10; k++) {
                alone = Files.list(folder).size() > 1 ? 0 : alone + 1;
                settle();
            }
            assertThat(Files.list(folder)).containsExactly(path);
        });
    }

    /** Lets what runs to its end come there. */
    private static void settle() {
        for (int i = 0; i < 20; i++) {
            sleep(0.001);
        }
    }

    // ---- Names

    @Test
    void foldersAreMadeListedAndDeleted() throws Exception {
        run(folder -> {
            Path deep = Files.createDirectories(folder.resolve("x/y/z"));
            assertThat(Files.createDirectories(deep)).isEqualTo(deep);
            Files.createFile(deep.resolve("file"));
            Files.createDirectory(folder.resolve("a"));
            assertThat(Files.list(folder))
                    .containsExactly(folder.resolve("a"), folder.resolve("x"));
            assertThat(Files.isDirectory(deep)).isTrue();
            refused(Reason.NOT_EMPTY, deep, () -> Files.delete(deep));
            refused(Reason.EXISTS, deep, () -> Files.createDirectory(deep));
            Files.deleteTree(folder.resolve("x"));
            assertThat(Files.exists(deep)).isFalse();
            assertThat(Files.notExists(deep)).isTrue();
            assertThat(Files.deleteIfExists(folder.resolve("a"))).isTrue();
            assertThat(Files.deleteIfExists(folder.resolve("a"))).isFalse();
            assertThat(Files.list(folder)).isEmpty();
        });
    }

    @Test
    void filesAreCopiedAndMoved() throws Exception {
        run(folder -> {
            Path one = Files.writeString(folder.resolve("one"), "text");
            Path two = Files.copy(one, folder.resolve("two"));
            Path three = Files.move(two, folder.resolve("three"));
            assertThat(Files.notExists(two)).isTrue();
            assertThat(Files.mismatch(one, three)).isEqualTo(-1);
            refused(Reason.EXISTS, one, () -> Files.copy(one, three));
            refused(Reason.EXISTS, one, () -> Files.move(one, three));
            Files.writeString(one, "other");
            assertThat(Files.mismatch(one, three)).isZero();
            Files.copy(one, three, StandardCopyOption.REPLACE_EXISTING);
            assertThat(Files.readString(three)).isEqualTo("other");
            Files.move(one, three, StandardCopyOption.ATOMIC_MOVE);
            assertThat(Files.list(folder)).containsExactly(three);
            Path sub = Files.createDirectory(folder.resolve("sub"));
            Files.move(three, sub.resolve("four"));
            Files.move(sub, folder.resolve("moved"));
            assertThat(Files.readString(folder.resolve("moved/four"))).isEqualTo("other");
        });
    }

    @Test
    void linksLeadWhereTheyPoint() throws Exception {
        run(folder -> {
            Path one = Files.writeString(folder.resolve("one"), "text");
            Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("one"));
            assertThat(Files.isSymbolicLink(link)).isTrue();
            assertThat(Files.readSymbolicLink(link)).hasToString("one");
            assertThat(Files.readString(link)).isEqualTo("text");
            assertThat(Files.isSameFile(one, link)).isTrue();
            assertThat(Files.toRealPath(link)).isEqualTo(Files.toRealPath(one));
            Path hard = Files.createLink(folder.resolve("hard"), one);
            assertThat(Files.isSameFile(one, hard)).isTrue();
            Files.delete(one);
            assertThat(Files.readString(hard)).isEqualTo("text");
            assertThat(Files.exists(link)).isFalse();
            refused(Reason.LINK, hard, () -> Files.readSymbolicLink(hard));
            Path circle = Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));
            refused(Reason.LINK, circle, () -> Files.readString(circle));
        });
    }

    @Test
    void attributesAreReadAndSet() throws Exception {
        run(folder -> {
            Path path = Files.createFile(folder.resolve("file"));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rwx------");
            assertThat(Files.isExecutable(path)).isTrue();
            assertThat(Files.isReadable(path)).isTrue();
            assertThat(Files.isWritable(path)).isTrue();
            FileTime time = FileTime.fromMillis(1_000_000);
            Files.setLastModifiedTime(path, time);
            assertThat(Files.getLastModifiedTime(path)).isEqualTo(time);
            assertThat(Files.readAttributes(path, BasicFileAttributes.class).isRegularFile())
                    .isTrue();
            assertThat(Files.readAttributes(path, "size")).containsEntry("size", 0L);
            assertThat(Files.isRegularFile(path)).isTrue();
            assertThat(Files.isHidden(folder.resolve(".dot"))).isTrue();
            assertThat(Files.space(path).total()).isPositive();
            assertThat(Files.isMountPoint(folder)).isFalse();
            assertThat(Files.isMountPoint(folder.getRoot())).isTrue();
        });
    }

    @Test
    void aWalkHoldsNothingOpenAndGoesByName() throws Exception {
        run(folder -> {
            for (int i = 0; i < 300; i++) {
                Path file = folder.resolve("d" + i % 10 + "/e" + i % 7 + "/f" + i);
                java.nio.file.Files.createDirectories(file.getParent());
                java.nio.file.Files.createFile(file);
            }
            Files.createSymbolicLink(folder.resolve("d1/loop"), folder);
            List<Path> seen = Files.walk(folder).toList();
            assertThat(seen)
                    .hasSize(1 + 10 + 70 + 300 + 1)
                    .startsWith(folder)
                    .doesNotHaveDuplicates();
            assertThat(seen.subList(1, 3))
                    .containsExactly(folder.resolve("d0"), folder.resolve("d0/e0"));
            assertThat(Files.walk(folder, 1).toList()).hasSize(11);
            assertThat(Files.walk(folder, 0).toList()).containsExactly(folder);
            for (Path path : Files.walk(folder)) {
                assertThat(path).isEqualTo(folder);
                break;
            }
            Path none = folder.resolve("none");
            refused(Reason.NOT_FOUND, none, () -> Files.walk(none).toList());
        });
    }

    // ---- Failures

    @Test
    void failuresNameOperationPathAndReason() throws Exception {
        run(folder -> {
            Path missing = folder.resolve("missing");
            assertThatThrownBy(() -> Files.readString(missing))
                    .isInstanceOf(FileException.class)
                    .hasMessage("read " + missing + ": there is no such file or folder");
            refused(Reason.NOT_FOUND, missing, () -> open(missing));
            refused(Reason.NOT_FOUND, missing, () -> Files.delete(missing));
            refused(Reason.NOT_FOUND, missing, () -> Files.list(missing));
            refused(Reason.DIRECTORY, folder, () -> Files.readString(folder));
            refused(Reason.DIRECTORY, folder, () -> Files.open(folder, WRITE));
            Files.createFile(missing);
            refused(Reason.NOT_DIRECTORY, missing, () -> Files.list(missing));
            Path below = missing.resolve("x");
            refused(Reason.NOT_DIRECTORY, below, () -> Files.readString(below));
            refused(Reason.EXISTS, missing, () -> Files.createFile(missing));
            refused(Reason.EXISTS, missing, () -> Files.open(missing, CREATE_NEW, WRITE));
            Path longest = folder.resolve("n".repeat(300));
            refused(Reason.NAME_TOO_LONG, longest, () -> Files.createFile(longest));
        });
    }

    // ---- An open file

    @Test
    void readsMoveThePositionAndEnd() throws Exception {
        run(folder -> {
            Path path = Files.writeString(folder.resolve("file"), "hello world");
            try (File file = open(path)) {
                assertThat(file.read(5)).asString().isEqualTo("hello");
                assertThat(file.position()).isEqualTo(5);
                assertThat(file.read(ByteBuffer.allocate(0))).isZero();
                assertThat(file.read(100)).asString().isEqualTo(" world");
                assertThat(file.read(100)).isEmpty();
                assertThat(file.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                assertThat(file.readAll()).isEmpty();
                assertThat(file.readLine()).isEmpty();
                file.position(3);
                assertThat(file.readString()).isEqualTo("lo world");
                ByteBuffer target = ByteBuffer.allocate(4);
                assertThat(file.readAt(target, 6)).isEqualTo(4);
                assertThat(target.array()).asString().isEqualTo("worl");
                assertThat(file.readAt(ByteBuffer.allocate(1), 11)).isEqualTo(-1);
                assertThat(file.size()).isEqualTo(11);
            }
        });
    }

    @Test
    void linesAreThoseOfAPlainReader() throws Exception {
        run(folder -> {
            List<String> lines = new ArrayList<>();
            Random random = new Random(7);
            for (int i = 0; i < 2000; i++) {
                lines.add("äx".repeat(random.nextInt(i % 100 == 0 ? 100_000 : 60)));
            }
            Path path = Files.write(folder.resolve("lines"), lines);
            try (File file = open(path)) {
                assertThat(file.lines()).containsExactlyElementsOf(lines);
            }
            Files.writeString(path, "one\ntwo\r\n\nthree\rfour");
            try (File file = open(path)) {
                assertThat(file.lines()).containsExactly("one", "two", "", "three\rfour");
            }
        });
    }

    @Test
    void whatIsWrittenIsThereAfterTheScope() throws Exception {
        run(folder -> {
            Path path = folder.resolve("file");
            byte[] large = "x".repeat(200_000).getBytes(UTF_8);
            try (File file = Files.open(path, CREATE, WRITE)) {
                file.write("one\n");
                file.writeLines(List.of("two", "three"));
                file.write(large);
                assertThat(file.position()).isEqualTo(200_014);
                assertThat(file.size()).isEqualTo(200_014);
            }
            assertThat(Files.readString(path)).isEqualTo("one\ntwo\nthree\n" + "x".repeat(200_000));
            try (File file = Files.open(path, WRITE, TRUNCATE_EXISTING)) {
                file.write("short");
                file.flush();
                assertThat(Files.readString(path)).isEqualTo("short");
                file.force(true);
            }
            try (File file = Files.open(path, APPEND)) {
                assertThat(file.position()).isEqualTo(5);
                file.write("er");
            }
            try (File file = Files.open(path, READ, WRITE)) {
                assertThat(file.read(2)).asString().isEqualTo("sh");
                file.write("*");
                assertThat(file.readString()).isEqualTo("rter");
                file.writeAt(ByteBuffer.wrap(new byte[] {'S'}), 0);
                file.truncate(4);
                file.truncate(100); // never grows
                assertThat(file.size()).isEqualTo(4);
            }
            assertThat(Files.readString(path)).isEqualTo("Sh*r");
            try (File file = Files.open(path, READ, WRITE)) {
                file.position(6);
                file.write("!");
            }
            assertThat(Files.readString(path)).isEqualTo("Sh*r\0\0!");
        });
    }

    @Test
    void aFileThatShrinksWhileItIsReadEndsEarlier() throws Exception {
        run(folder -> {
            Path path = Files.write(folder.resolve("file"), new byte[1_000_000]);
            try (File file = open(path)) {
                assertThat(file.read(10)).hasSize(10);
                try (File other = Files.open(path, WRITE)) {
                    other.truncate(500_000);
                }
                assertThat(file.readAll()).hasSize(499_990);
            }
        });
    }

    @Test
    void aFileIsReadThoughItsNameIsGone() throws Exception {
        run(folder -> {
            Path path = Files.writeString(folder.resolve("file"), "text");
            try (File file = open(path)) {
                Files.delete(path);
                assertThat(file.readString()).isEqualTo("text");
            }
            try (File file = Files.open(path, CREATE, WRITE, DELETE_ON_CLOSE)) {
                file.write("text");
            }
            assertThat(Files.exists(path)).isFalse();
        });
    }

    // ---- Cancelled and shared

    @Test
    void aCancelledReadHasConsumedNothing() throws Exception {
        run(folder -> {
            String text = "0123456789".repeat(40_000);
            Path path = Files.writeString(folder.resolve("file"), text);
            for (int i = 0; i < CANCELLATIONS; i++) {
                try (File file = open(path)) {
                    StringBuilder seen = new StringBuilder();
                    cancelled(
                            i,
                            () -> {
                                while (seen.length() < text.length()) {
                                    seen.append(new String(file.read(70_000), UTF_8));
                                }
                            });
                    assertThat(file.position()).isEqualTo(seen.length());
                    assertThat(seen + file.readString()).isEqualTo(text);
                }
            }
        });
    }

    @Test
    void aCancelledWriteIsThereAsFarAsThePositionSays() throws Exception {
        run(folder -> {
            byte[] large = "x".repeat(300_000).getBytes(UTF_8);
            for (int i = 0; i < CANCELLATIONS; i++) {
                Path path = folder.resolve("file" + i);
                long written;
                try (File file = Files.open(path, CREATE, WRITE)) {
                    cancelled(i, () -> file.write(large));
                    written = file.position();
                    file.write("end");
                }
                assertThat(Files.readString(path)).isEqualTo("x".repeat((int) written) + "end");
            }
        });
    }

    @Test
    void aCancelledOpenLeavesNothingOpen() throws Exception {
        run(folder -> {
            Path path = Files.writeString(folder.resolve("file"), "x");
            open(path).close(); // what is made once, is
            int before = descriptors(folder);
            for (int i = 0; i < 3 * CANCELLATIONS; i++) {
                cancelled(
                        i % CANCELLATIONS,
                        () -> {
                            try (File file = open(path)) {
                                file.read(1);
                            }
                        });
            }
            for (int i = 0; i < 1000 && descriptors(folder) > before; i++) {
                settle();
            }
            assertThat(descriptors(folder)).isLessThanOrEqualTo(before);
        });
    }

    @Test
    void leavingTheScopeWaitsForWhatIsOnItsWay() throws Exception {
        run(folder -> {
            for (int i = 0; i < CANCELLATIONS; i++) {
                Path path = folder.resolve("file" + i);
                boolean[] begun = {false};
                cancelled(
                        i,
                        () -> {
                            try (File file = Files.open(path, CREATE, WRITE)) {
                                file.write("some");
                                begun[0] = true;
                                sleep(1e6);
                            }
                        });
                if (begun[0]) {
                    assertThat(Files.readString(path)).isEqualTo("some");
                }
            }
            for (int i = 0; i < 10; i++) {
                settle(); // what was begun and cancelled makes its file before the folder goes
            }
        });
    }

    @Test
    void operationsOfTwoTasksAreCarriedOutInTurn() throws Exception {
        run(folder -> {
            Path path = Files.writeString(folder.resolve("file"), "line\n".repeat(20_000));
            try (File file = open(path)) {
                List<String> seen = new ArrayList<>();
                List<Task<Void>> readers = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    readers.add(createTask(() -> file.lines().forEach(seen::add)));
                }
                sleep(0);
                readers.get(1).cancel();
                readers.get(0).await();
                readers.get(2).await();
                assertThat(seen).hasSizeBetween(19_999, 20_000).containsOnly("line");
            }
        });
    }

    @Test
    void aClosedFileAndTheWrongModeAreRefused() throws Exception {
        run(folder -> {
            Path path = Files.writeString(folder.resolve("file"), "x");
            File file = open(path);
            assertThatThrownBy(() -> file.write("y")).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(file::lock).isInstanceOf(IllegalStateException.class);
            file.close();
            file.close();
            assertThatThrownBy(() -> file.read(1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(file::tryLock).isInstanceOf(IllegalStateException.class);
            try (File write = Files.open(path, WRITE)) {
                assertThatThrownBy(write::readAll).isInstanceOf(IllegalStateException.class);
            }
        });
    }

    // ---- Locks

    @Test
    void aLockKeepsOthersOut() throws Exception {
        run(folder -> {
            Path path = Files.createFile(folder.resolve("file"));
            try (File one = Files.open(path, READ, WRITE);
                    File two = Files.open(path, READ, WRITE)) {
                HeldLock lock = one.lock();
                assertThat(lock.isShared()).isFalse();
                assertThat(two.tryLock()).isEmpty();
                List<String> order = new ArrayList<>();
                Task<Void> waiting =
                        createTask(() -> {
                            try (HeldLock _ = two.lock()) {
                                order.add("two");
                            }
                        });
                sleep(0.01);
                order.add("one");
                lock.close();
                lock.close();
                waiting.await();
                assertThat(order).containsExactly("one", "two");
                for (int i = 0; i < CANCELLATIONS; i++) {
                    cancelled(i, () -> one.lock().close());
                    try (HeldLock _ = Rondo.timeout(10, () -> two.lock())) {
                        assertThat(one.tryLock()).isEmpty();
                    }
                }
                Optional<HeldLock> left = one.tryLock();
                assertThat(left).isPresent(); // and closed with its file
            }
        });
    }

    // ---- Long copies

    @Test
    void aLongCopyTellsHowFarItIs() throws Exception {
        run(folder -> {
            byte[] content = new byte[2_500_000];
            new Random(3).nextBytes(content);
            Path source = Files.write(folder.resolve("source"), content);
            Path target = folder.resolve("target");
            List<Long> told = new ArrayList<>();
            Files.copy(
                    source,
                    target,
                    (done, total) -> {
                        assertThat(total).isEqualTo(2_500_000);
                        told.add(done);
                    });
            assertThat(told).isSorted().endsWith(2_500_000L).hasSizeGreaterThan(1);
            assertThat(Files.readAllBytes(target)).isEqualTo(content);
            refused(Reason.EXISTS, source, () -> Files.copy(source, target, (done, total) -> {}));
            Files.writeString(source, "");
            told.clear();
            Files.copy(
                    source,
                    target,
                    (done, total) -> told.add(total),
                    StandardCopyOption.REPLACE_EXISTING);
            assertThat(told).containsExactly(0L);
            assertThat(Files.size(target)).isZero();
            Path none = folder.resolve("none");
            refused(
                    Reason.NOT_FOUND,
                    none,
                    () ->
                            Files.copy(
                                    none,
                                    target,
                                    (done, total) -> {},
                                    StandardCopyOption.REPLACE_EXISTING));
            refused(Reason.DIRECTORY, folder, () -> Files.copy(folder, none, (done, total) -> {}));
            assertThat(Files.list(folder)).containsExactly(source, target);
        });
    }

    @Test
    void aCancelledLongCopyLeavesNothing() throws Exception {
        run(folder -> {
            Path source = Files.write(folder.resolve("source"), new byte[5_000_000]);
            Path target = folder.resolve("target");
            int before = descriptors(folder);
            for (int i = 0; i < CANCELLATIONS; i++) {
                cancelled(i, () -> Files.copy(source, target, (done, total) -> {}));
                if (Files.deleteIfExists(target)) {
                    continue; // it was over before
                }
                assertThat(Files.list(folder)).containsExactly(source);
            }
            assertThatThrownBy(() ->
                            Files.copy(
                                    source,
                                    target,
                                    (done, total) -> {
                                        throw new IllegalArgumentException("enough");
                                    }))
                    .hasMessage("enough");
            assertThat(Files.list(folder)).containsExactly(source);
            assertThat(descriptors(folder)).isLessThanOrEqualTo(before);
        });
    }

    // ---- Temporary ones

    @Test
    void temporaryFilesAndFoldersAreDeletedWhereverTheyAreCancelled() throws Exception {
        run(folder -> {
            for (int i = 0; i < CANCELLATIONS; i++) {
                cancelled(
                        i,
                        () -> {
                            try (TemporaryDirectory directory = Files.temporaryDirectory(folder);
                                    TemporaryFile file = Files.temporaryFile(directory.path())) {
                                file.file().write("text");
                                sleep(1e6);
                            }
                        });
                assertThat(Files.list(folder)).isEmpty();
            }
        });
    }

    @Test
    void aTemporaryFileMayBeClosedAndOpenedAgainOrKept() throws Exception {
        run(folder -> {
            Path kept;
            try (TemporaryFile file = Files.temporaryFile(folder)) {
                file.file().write("text");
                file.file().close();
                assertThat(Files.readString(file.path())).isEqualTo("text");
                file.keep();
                kept = file.path();
            }
            assertThat(Files.list(folder)).containsExactly(kept);
            try (TemporaryDirectory directory = Files.temporaryDirectory(folder)) {
                directory.keep();
            }
            assertThat(Files.list(folder)).hasSize(2);
            try (TemporaryFile file = Files.temporaryFile(folder)) {
                Files.delete(file.path()); // that somebody else does so is no failure
            }
            Path made = Files.createTempFile(folder, "a", ".b");
            assertThat(made.getFileName().toString()).startsWith("a").endsWith(".b");
            assertThat(Files.isDirectory(Files.createTempDirectory(folder, "c"))).isTrue();
        });
    }

    @Test
    void whatATemporaryFileCannotWriteDoesNotHideWhatTheBodyThrew() throws Exception {
        run(folder ->
                assertThatThrownBy(
                                () -> {
                                    try (TemporaryDirectory _ = Files.temporaryDirectory(folder)) {
                                        throw new IllegalArgumentException("body");
                                    }
                                })
                        .hasMessage("body"));
    }
}
