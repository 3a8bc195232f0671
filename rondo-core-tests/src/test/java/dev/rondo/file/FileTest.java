package dev.rondo.file;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Task;
import dev.rondo.test.RondoTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

/** An open file. */
class FileTest {
    @TempDir Path folder;

    private Path given(String content) throws IOException {
        return java.nio.file.Files.writeString(folder.resolve("given.txt"), content);
    }

    private static String read(Path path) throws IOException {
        return java.nio.file.Files.readString(path);
    }

    // ---- Reading

    @RondoTest
    void readReturnsWhatIsNextAndNothingAtTheEnd() throws IOException {
        try (File file = Files.open(given("hello world"))) {
            assertThat(file.read(5)).asString().isEqualTo("hello");
            assertThat(file.position()).isEqualTo(5);
            assertThat(file.read(100)).asString().isEqualTo(" world");
            assertThat(file.read(100)).isEmpty();
            assertThat(file.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @RondoTest
    void whatWasAppendedSinceTheEndIsReadThen() throws IOException {
        Path path = given("one");
        try (File file = Files.open(path)) {
            assertThat(file.readString()).isEqualTo("one");
            java.nio.file.Files.writeString(path, " two", APPEND);
            assertThat(file.readString()).isEqualTo(" two");
        }
    }

    @RondoTest
    void linesEndInEitherWayAndTheLastMayHaveNoEnd() throws IOException {
        try (File file = Files.open(given("one\ntwo\r\n\nfour"))) {
            assertThat(file.lines()).containsExactly("one", "two", "", "four");
            assertThat(file.readLine()).isEmpty();
        }
    }

    @RondoTest
    void linesAreThoseOfAPlainReaderWhateverTheirLength() throws IOException {
        Random random = new Random(7);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            lines.add("äx".repeat(random.nextInt(i % 100 == 0 ? 100_000 : 60)));
        }
        Path path = java.nio.file.Files.write(folder.resolve("lines"), lines);
        try (File file = Files.open(path)) {
            List<String> seen = new ArrayList<>();
            file.lines().forEach(seen::add);
            assertThat(seen).isEqualTo(lines);
        }
    }

    @RondoTest
    void positionGoesToAnyPlace() throws IOException {
        try (File file = Files.open(given("0123456789"))) {
            file.position(7);
            assertThat(file.read(2)).asString().isEqualTo("78");
            file.position(1);
            assertThat(file.read(2)).asString().isEqualTo("12");
            file.position(4); // ahead, in what is read already
            assertThat(file.readString()).isEqualTo("456789");
            file.position(100);
            assertThat(file.read(1)).isEmpty();
        }
    }

    @RondoTest
    void readAtLeavesThePositionAlone() throws IOException {
        try (File file = Files.open(given("0123456789"))) {
            ByteBuffer target = ByteBuffer.allocate(3);
            assertThat(file.readAt(target, 5)).isEqualTo(3);
            assertThat(target.array()).asString().isEqualTo("567");
            assertThat(file.readAt(ByteBuffer.allocate(1), 10)).isEqualTo(-1);
            assertThat(file.read(1)).asString().isEqualTo("0");
        }
    }

    @RondoTest
    void manyTasksThatReadWhatIsInMemoryLetOthersHaveTheirTurn() throws IOException {
        Path path = given("x".repeat(4096));
        int[] reads = {0};
        List<Task<?>> readers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            readers.add(
                    createTask(() -> {
                        try (File file = Files.open(path)) {
                            for (int read = 0; read < 200; read++) {
                                file.readAt(ByteBuffer.allocate(4096), 0);
                                reads[0]++;
                            }
                        }
                    }));
        }
        int most = 0;
        while (!readers.stream().allMatch(Task::done)) {
            int before = reads[0];
            sleep(0);
            most = Math.max(most, reads[0] - before);
        }
        assertThat(reads[0]).isEqualTo(64 * 200);
        assertThat(most).isLessThanOrEqualTo(512);
    }

    @RondoTest
    void filesWithoutASizeAreReadToTheirEnd() {
        Path status = Path.of("/proc/self/status");
        if (java.nio.file.Files.exists(status)) {
            try (File file = Files.open(status)) {
                assertThat(file.readString()).contains("VmRSS").endsWith("\n");
            }
        }
    }

    // ---- Writing

    @RondoTest
    void whatIsWrittenIsThereAfterTheScope() throws IOException {
        Path path = folder.resolve("new");
        try (File file = Files.open(path, CREATE, WRITE)) {
            file.write("one ");
            file.write("two".getBytes(StandardCharsets.UTF_8));
            file.writeLines(List.of("", "three"));
            assertThat(file.position()).isEqualTo(14);
            assertThat(file.size()).isEqualTo(14);
        }
        assertThat(read(path)).isEqualTo("one two\nthree\n");
    }

    @RondoTest
    void smallWritesAreGatheredUntilTheFlush() throws IOException {
        Path path = folder.resolve("new");
        try (File file = Files.open(path, CREATE, WRITE)) {
            file.write("gathered");
            assertThat(read(path)).isEmpty();
            file.flush();
            assertThat(read(path)).isEqualTo("gathered");
            file.force(true);
        }
    }

    @RondoTest
    void aLargeWriteGoesOutInPieces() throws IOException {
        byte[] large = new byte[1_000_003];
        new Random(1).nextBytes(large);
        Path path = folder.resolve("large");
        try (File file = Files.open(path, CREATE, WRITE)) {
            file.write(large);
        }
        assertThat(java.nio.file.Files.readAllBytes(path)).isEqualTo(large);
    }

    @RondoTest
    void readsAndWritesMayTakeTurns() throws IOException {
        Path path = given("0123456789");
        try (File file = Files.open(path, READ, WRITE)) {
            assertThat(file.read(3)).asString().isEqualTo("012");
            file.write("abc");
            assertThat(file.read(2)).asString().isEqualTo("67");
            file.position(0);
            file.write("X");
            file.writeAt(ByteBuffer.wrap("Z".getBytes()), 9);
            assertThat(file.readString()).isEqualTo("12abc678Z");
        }
        assertThat(read(path)).isEqualTo("X12abc678Z");
    }

    @RondoTest
    void appendingGoesToTheEndWhereverThatIs() throws IOException {
        Path path = given("one");
        try (File file = Files.open(path, APPEND)) {
            assertThat(file.position()).isEqualTo(3);
            file.write(" two");
            java.nio.file.Files.writeString(path, "!", APPEND); // another process
            file.flush();
            assertThatThrownBy(() -> file.writeAt(ByteBuffer.allocate(1), 0))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(read(path)).isEqualTo("one! two");
    }

    @RondoTest
    void truncateCutsOff() throws IOException {
        Path path = given("0123456789");
        try (File file = Files.open(path, WRITE)) {
            file.truncate(4);
        }
        assertThat(read(path)).isEqualTo("0123");
        try (File file = Files.open(path, WRITE, TRUNCATE_EXISTING)) {
            file.write("x");
        }
        assertThat(read(path)).isEqualTo("x");
    }

    // ---- Cancelled and shared

    @RondoTest
    void aCancelledReadHasConsumedNothing() throws IOException {
        try (File file = Files.open(given("hello"), READ, WRITE)) { // a thread reads it
            Task<byte[]> reading = createTask(() -> file.read(5));
            sleep(0);
            reading.cancel();
            assertThatThrownBy(reading::await).isInstanceOf(CancelledError.class);
            assertThat(file.position()).isZero();
            assertThat(file.readString()).isEqualTo("hello");
        }
    }

    @RondoTest
    void aWriteThatWasBegunRunsToItsEnd() throws IOException {
        Path path = folder.resolve("new");
        byte[] large = "x".repeat(300_000).getBytes(StandardCharsets.UTF_8);
        long written;
        try (File file = Files.open(path, CREATE, WRITE)) {
            Task<Void> writing = createTask(() -> file.write(large));
            sleep(0);
            writing.cancel();
            assertThatThrownBy(writing::await).isInstanceOf(CancelledError.class);
            written = file.position();
            file.write("end");
        }
        assertThat(read(path)).isEqualTo("x".repeat((int) written) + "end");
    }

    @RondoTest
    void operationsOfTwoTasksAreCarriedOutInTurn() throws IOException {
        try (File file = Files.open(given("line\n".repeat(20_000)))) {
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
    }

    @RondoTest
    void closingWaitsForWhatACancelledTaskHasBegun() throws IOException {
        Path path = folder.resolve("new");
        Task<Void> task =
                createTask(() -> {
                    try (File file = Files.open(path, CREATE, WRITE)) {
                        file.write("some");
                        sleep(1000);
                    }
                });
        sleep(1);
        task.cancel();
        assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
        assertThat(read(path)).isEqualTo("some");
    }

    // ---- Refused

    @RondoTest
    void aClosedFileAndTheWrongModeAreRefused() throws IOException {
        File file = Files.open(given("x"));
        assertThatThrownBy(() -> file.write("y"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not open for writing")
                .hasMessageContaining("given.txt");
        file.close();
        file.close();
        assertThat(file.isOpen()).isFalse();
        assertThatThrownBy(() -> file.read(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        try (File write = Files.open(folder.resolve("given.txt"), WRITE)) {
            assertThatThrownBy(write::readAll)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not open for reading");
        }
    }

    @RondoTest
    void aFullDiskKeepsTheBytesOfTheFlush() {
        Path full = Path.of("/dev/full");
        if (!java.nio.file.Files.exists(full)) {
            return;
        }
        File file = Files.open(full, WRITE);
        file.write("bytes");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(file::flush)
                    .isInstanceOfSatisfying(
                            FileException.class,
                            e -> {
                                assertThat(e.reason()).isEqualTo(FileException.Reason.DISK_FULL);
                                assertThat(e.operation()).isEqualTo("write");
                                assertThat(e.path()).isEqualTo(full);
                                assertThat(e)
                                        .hasMessage(
                                                "write /dev/full: the disk or the quota is full");
                            });
        }
        assertThatThrownBy(file::close).isInstanceOf(FileException.class);
        assertThat(file.isOpen()).isFalse();
    }
}
