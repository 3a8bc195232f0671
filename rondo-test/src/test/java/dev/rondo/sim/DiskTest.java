package dev.rondo.sim;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import dev.rondo.file.File;
import dev.rondo.file.FileException;
import dev.rondo.file.FileException.Reason;
import dev.rondo.file.Files;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The disk of a host as a file system: time, crashes and faults in its calls. */
class DiskTest {
    private static final int SEEDS = 120;
    private static final int STEPS = 24; // places at which the power goes off

    /** A program that writes, and what a disk may have of it once the power went off. */
    private static Set<String> afterPowerOff(
            HostBody<IOException> before, HostBody<IOException> writes) {
        Set<String> left = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            Simulation.run(
                    seed,
                    simulation -> {
                        Host host =
                                simulation.host(
                                        "host",
                                        self -> {
                                            before.run(self);
                                            self.disk().powerOffAfter(1 + simulation.random(STEPS));
                                            writes.run(self);
                                            sleep(1e6);
                                        });
                        sleep(1);
                        host.powerOff();
                        Disk disk = host.disk();
                        left.add(disk.exists("file") ? text(disk, "file") : "none");
                    });
        }
        return left;
    }

    private static String text(Disk disk, String name) {
        return new String(disk.read(name), UTF_8);
    }

    private static void given(Host host) {
        host.disk().write("file", "old".getBytes(UTF_8));
        host.disk().force("file");
    }

    // ---- Losses of power

    @Test
    void aFileThatIsReplacedInPlaceIsLostWhereverThePowerGoesOff() {
        assertThat(
                        afterPowerOff(
                                DiskTest::given,
                                host -> {
                                    host.disk().write("file", "older".getBytes(UTF_8));
                                    host.disk().force("file");
                                }))
                .contains("old", "", "older")
                .allMatch("older"::startsWith);
    }

    @Test
    void anAtomicWriteIsTheOldFileOrTheNewOne() {
        assertThat(
                        afterPowerOff(
                                DiskTest::given,
                                host ->
                                        Files.writeStringAtomically(
                                                host.disk().path("/file"), "new")))
                .containsExactly("new", "old");
    }

    @Test
    void anAtomicWriteThatHasReturnedIsThere() {
        List<String> left = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            Simulation.run(
                    seed,
                    simulation -> {
                        Host host =
                                simulation.host(
                                        "host",
                                        self -> {
                                            Path path = self.disk().path("/file");
                                            Files.writeStringAtomically(path, "one");
                                            Files.writeStringAtomically(path, "two");
                                        });
                        host.join();
                        host.restart();
                        host.powerOff();
                        left.add(text(host.disk(), "file"));
                    });
        }
        assertThat(left).hasSize(SEEDS).containsOnly("two");
    }

    @Test
    void aRenameWithoutAForceMayLeaveAnEmptyFile() {
        assertThat(
                        afterPowerOff(
                                DiskTest::given,
                                host -> {
                                    Path beside = host.disk().path("/beside");
                                    Files.writeString(beside, "new");
                                    Files.move(
                                            beside,
                                            host.disk().path("/file"),
                                            StandardCopyOption.ATOMIC_MOVE);
                                }))
                .contains("", "new", "old")
                .allMatch(text -> text.equals("old") || "new".startsWith(text));
    }

    @Test
    void aMoveThatReplacesIsNoAtomicOne() {
        assertThat(
                        afterPowerOff(
                                DiskTest::given,
                                host -> {
                                    Path beside = host.disk().path("/beside");
                                    host.disk().write("beside", "new".getBytes(UTF_8));
                                    host.disk().force("beside");
                                    Files.move(
                                            beside,
                                            host.disk().path("/file"),
                                            StandardCopyOption.REPLACE_EXISTING);
                                }))
                .containsExactly("new", "none", "old");
    }

    @Test
    void aNewNameIsCertainOnceItsFolderIsForced() {
        HostBody<IOException> writes =
                host -> {
                    try (FileChannel file =
                            FileChannel.open(
                                    host.disk().path("/file"),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE)) {
                        file.write(UTF_8.encode("new"));
                        file.force(true);
                    }
                    host.disk().powerOffAfter(0);
                };
        assertThat(afterPowerOff(host -> {}, writes)).contains("new", "none", "");
        assertThat(
                        afterPowerOff(
                                host -> {},
                                host -> {
                                    host.disk().powerOffAfter(0);
                                    writes.run(host);
                                    force(host.disk().path("/"));
                                }))
                .containsExactly("new");
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Test
    void aDeletedFileMayComeBack() {
        assertThat(afterPowerOff(DiskTest::given, host -> Files.delete(host.disk().path("/file"))))
                .containsExactly("none", "old");
    }

    @Test
    void aFileIsNeverInTwoPlacesNorInNone() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Simulation.run(
                    seed,
                    simulation -> {
                        Host host =
                                simulation.host(
                                        "host",
                                        self -> {
                                            Disk disk = self.disk();
                                            disk.write("a/file", new byte[1]);
                                            disk.write("b/other", new byte[1]);
                                            disk.force("a/file");
                                            disk.force("b/other");
                                            disk.powerOffAfter(1 + simulation.random(12));
                                            disk.rename("a/file", "b/file");
                                            if (simulation.chance(0.5)) {
                                                force(disk.path("/a"));
                                            } else {
                                                force(disk.path("/b"));
                                            }
                                            disk.rename("b/file", "a/file");
                                            sleep(1e6);
                                        });
                        sleep(1);
                        host.powerOff();
                        assertThat(host.disk().exists("a/file"))
                                .isNotEqualTo(host.disk().exists("b/file"));
                    });
        }
    }

    @Test
    void blocksOfALargeWriteArriveInAnyOrder() {
        Set<String> kinds = new TreeSet<>();
        byte[] content = "x".repeat(4096).getBytes(UTF_8);
        for (int seed = 0; seed < SEEDS; seed++) {
            Simulation.run(
                    seed,
                    simulation -> {
                        Host host =
                                simulation.host(
                                        "host",
                                        self -> {
                                            self.disk().write("file", new byte[0]);
                                            self.disk().force("file");
                                            self.disk().write("file", content);
                                            sleep(1e6);
                                        });
                        sleep(1);
                        host.powerOff();
                        byte[] left = host.disk().read("file");
                        kinds.add(
                                left.length == 0
                                        ? "nothing"
                                        : left[0] == 0
                                                ? "the end alone"
                                                : left.length < 4096 ? "the begin alone" : "all");
                    });
        }
        assertThat(kinds).containsExactly("all", "nothing", "the begin alone", "the end alone");
    }

    // ---- Crashes

    @Test
    void aCrashFallsBetweenTwoFiles() {
        Set<List<String>> left = new TreeSet<>(java.util.Comparator.comparing(List::toString));
        for (int seed = 0; seed < SEEDS; seed++) {
            Simulation.run(
                    seed,
                    simulation -> {
                        Host host =
                                simulation.host(
                                        "host",
                                        self -> {
                                            Files.writeString(self.disk().path("one"), "1");
                                            Files.writeString(self.disk().path("two"), "2");
                                        });
                        sleep(Duration.ofNanos(1000L * simulation.random(1000)));
                        host.crash();
                        left.add(host.disk().list());
                    });
        }
        assertThat(left)
                .containsExactlyInAnyOrder(List.of(), List.of("one"), List.of("one", "two"));
    }

    @Test
    void aCallMayBeDoneAndNobodyTold() {
        Simulation.run(
                1,
                simulation -> {
                    List<String> told = new ArrayList<>();
                    Host host =
                            simulation.host(
                                    "host",
                                    self -> {
                                        self.disk().crashAfter(2);
                                        Files.createDirectory(self.disk().path("/folder"));
                                        told.add("made");
                                    });
                    sleep(1);
                    assertThat(host.state()).isEqualTo(Host.State.DOWN);
                    assertThat(told).isEmpty();
                    assertThat(java.nio.file.Files.isDirectory(host.disk().path("/folder")))
                            .isTrue();
                });
    }

    @Test
    void theDiskIsThereAfterARestart() {
        Simulation.run(
                3,
                simulation -> {
                    Host host =
                            simulation.host(
                                    "host",
                                    self -> {
                                        Path path = self.disk().path("/lives");
                                        try (File file =
                                                Files.open(
                                                        path,
                                                        StandardOpenOption.CREATE,
                                                        StandardOpenOption.APPEND)) {
                                            file.write("life\n");
                                        }
                                        if (Files.readAllLines(path).size() < 3) {
                                            self.crash();
                                        }
                                    });
                    for (int i = 0; i < 2; i++) {
                        sleep(1);
                        host.restart();
                    }
                    host.join();
                    assertThat(text(host.disk(), "lives")).isEqualTo("life\n".repeat(3));
                });
    }

    // ---- Time

    @Test
    void othersGoOnWhileATaskWaitsForTheDisk() {
        Simulation.run(
                1,
                simulation ->
                        simulation
                                .host(
                                        "host",
                                        self -> {
                                            Disk disk = self.disk();
                                            disk.setLatency(
                                                    Duration.ofSeconds(1), Duration.ofSeconds(1));
                                            List<String> order = new ArrayList<>();
                                            Task<Void> other =
                                                    createTask(() -> {
                                                        sleep(0.5);
                                                        order.add("other");
                                                    });
                                            Files.exists(disk.path("/x"));
                                            order.add("task");
                                            other.await();
                                            assertThat(order).containsExactly("other", "task");
                                            assertThat(simulation.time())
                                                    .isEqualTo(Duration.ofSeconds(1));
                                        })
                                .join());
    }

    @Test
    void aBlockingCallHoldsItsHostAndNoOther() {
        Simulation.run(
                1,
                simulation -> {
                    List<String> order = new ArrayList<>();
                    Host host =
                            simulation.host(
                                    "host",
                                    self -> {
                                        Disk disk = self.disk();
                                        disk.setLatency(
                                                Duration.ofSeconds(1), Duration.ofSeconds(1));
                                        Task<Void> other =
                                                createTask(() -> {
                                                    sleep(0.5);
                                                    order.add("same host");
                                                });
                                        sleep(0);
                                        disk.exists("x");
                                        java.nio.file.Files.exists(disk.path("/x"));
                                        order.add("holder at " + simulation.time());
                                        other.await();
                                    });
                    sleep(0.7);
                    order.add("other host");
                    host.join();
                    assertThat(order).containsExactly("other host", "holder at PT2S", "same host");
                });
    }

    @Test
    void whoLooksFromOutsideSeesAllAtOnce() {
        Simulation.run(
                1,
                simulation -> {
                    Disk disk = simulation.host("host", self -> sleep(1e3)).disk();
                    disk.write("file", "text".getBytes(UTF_8));
                    assertThat(Files.readString(disk.path("/file"))).isEqualTo("text");
                    assertThat(simulation.time()).isZero();
                });
    }

    @Test
    void theSameSeedGivesTheSameLog() {
        Simulation.Body<RuntimeException> script =
                simulation -> {
                    Host host =
                            simulation.host(
                                    "host",
                                    self -> {
                                        Path folder = self.disk().path("/folder");
                                        Files.createDirectories(folder);
                                        for (int i = 0; i < 5; i++) {
                                            Path file = folder.resolve("f" + i);
                                            createTask(() ->
                                                    Files.writeStringAtomically(file, "text"));
                                        }
                                        sleep(0.001 * self.random(9));
                                        self.log(Files.list(folder).toString());
                                    });
                    sleep(1);
                    host.restart();
                    host.powerOff();
                    simulation.log(host.disk().list().toString());
                };
        assertThat(Simulation.eventLog(11, script))
                .isEqualTo(Simulation.eventLog(11, script))
                .isNotEqualTo(Simulation.eventLog(12, script));
    }

    // ---- Faults

    private static void refused(Reason reason, ThrowingCallable code) {
        assertThatThrownBy(code)
                .isInstanceOfSatisfying(
                        FileException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static void onDisk(HostBody<?> body) {
        Simulation.run(1, simulation -> simulation.host("host", body).join());
    }

    @Test
    void aFullDiskTakesWhatHasRoom() {
        onDisk(host -> {
            Path path = host.disk().path("/file");
            host.disk().setCapacity(10);
            refused(Reason.DISK_FULL, () -> Files.writeString(path, "0123456789abc"));
            assertThat(Files.size(path)).isEqualTo(10);
            assertThat(Files.space(path).usable()).isZero();
            Files.delete(path);
            File file = Files.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            file.write("0123456789abc");
            refused(Reason.DISK_FULL, file::flush);
            host.disk().setCapacity(100);
            file.close();
            assertThat(Files.readString(path)).isEqualTo("0123456789abc");
        });
    }

    @Test
    void aReadOnlyDiskTakesNoChanges() {
        onDisk(host -> {
            Path path = Files.writeString(host.disk().path("/file"), "x");
            host.disk().setReadOnly(true);
            refused(Reason.READ_ONLY, () -> Files.writeString(path, "y"));
            refused(Reason.READ_ONLY, () -> Files.delete(path));
            refused(Reason.READ_ONLY, () -> Files.createDirectory(host.disk().path("/folder")));
            refused(Reason.READ_ONLY, () -> Files.move(path, host.disk().path("/other")));
            assertThat(Files.readString(path)).isEqualTo("x");
        });
    }

    @Test
    void aCallFailsWhereTheScriptSaysSo() {
        onDisk(host -> {
            Path path = host.disk().path("/file");
            host.disk().failAfter(2);
            assertThatThrownBy(() -> Files.writeString(path, "text")) // open, and then write
                    .isInstanceOf(FileException.class)
                    .hasMessage("write /file: Input/output error");
            assertThat(Files.size(path)).isZero();
            host.disk().failAfter(1);
            assertThatThrownBy(() -> host.disk().read("file"))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage("file on the disk of host")
                    .hasRootCauseMessage("Input/output error");
            host.disk().setErrors(1);
            assertThatThrownBy(() -> Files.list(host.disk().path("/")))
                    .isInstanceOf(FileException.class);
        });
    }

    @Test
    void aForceThatFailedIsNotMadeUpByTheNext() {
        Simulation.run(
                1,
                simulation -> {
                    Host host =
                            simulation.host(
                                    "host",
                                    self -> {
                                        given(self);
                                        self.disk().append("file", " new".getBytes(UTF_8));
                                        Path path = self.disk().path("/file");
                                        try (File file =
                                                Files.open(path, StandardOpenOption.WRITE)) {
                                            self.disk().failAfter(1);
                                            assertThatThrownBy(() -> file.force(true))
                                                    .isInstanceOf(FileException.class);
                                            file.force(true);
                                        }
                                        assertThat(Files.readString(path)).isEqualTo("old new");
                                        sleep(1e6);
                                    });
                    sleep(1);
                    host.powerOff();
                    assertThat(text(host.disk(), "file")).isEqualTo("old");
                });
    }

    @Test
    void bitsRotByOption() {
        onDisk(host -> {
            host.disk().write("file", new byte[100]);
            host.disk().setBitRot(1);
            assertThat(host.disk().read("file")).isNotEqualTo(new byte[100]);
            host.disk().setBitRot(0);
            assertThat(host.disk().read("file")).isNotEqualTo(new byte[100]);
        });
    }

    @Test
    void whatIsNotThereIsMissing() {
        onDisk(host -> {
            Path path = host.disk().path("/folder/file");
            assertThatThrownBy(() -> java.nio.file.Files.readString(path))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessage("/folder/file");
            assertThatThrownBy(() -> java.nio.file.Files.readString(host.disk().path("/")))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(FileSystemException.class)
                    .hasMessage("Is a directory");
        });
    }

    @Test
    void settingsAreChecked() {
        onDisk(host -> {
            Disk disk = host.disk();
            Duration second = Duration.ofSeconds(1);
            List<ThrowingCallable> wrong =
                    List.of(
                            () -> disk.setLatency(second, Duration.ZERO),
                            () -> disk.setLatency(second.negated(), second),
                            () -> disk.setCapacity(-1),
                            () -> disk.setErrors(1.5),
                            () -> disk.setBitRot(Double.NaN),
                            () -> disk.failAfter(-1),
                            () -> disk.crashAfter(-1),
                            () -> disk.powerOffAfter(-1));
            for (ThrowingCallable call : wrong) {
                assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
            }
        });
    }
}
