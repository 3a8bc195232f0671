package dev.rondo.file;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.file.FileException.Reason;
import dev.rondo.file.FolderChange.Kind;
import dev.rondo.sim.Simulation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that are watched. In real time, since the system tells when it likes. */
class FolderWatchTest {
    @TempDir Path folder;

    /** Reads until a name is told of, or the folder is gone; returns what came. */
    private static List<FolderChange> until(FolderWatch watch, Kind kind, Path path) {
        List<FolderChange> seen = new ArrayList<>();
        for (FolderChange change : watch) {
            seen.add(change);
            if (change.equals(new FolderChange(kind, path))) {
                break;
            }
        }
        return seen;
    }

    @Test
    void changesComeInTheirOrder() {
        Rondo.run(() -> {
            try (FolderWatch watch = Files.watch(folder)) {
                Path file = folder.resolve("file");
                Files.writeString(file, "text");
                Files.move(file, folder.resolve("other"));
                Files.delete(folder.resolve("other"));
                List<FolderChange> seen = until(watch, Kind.DELETED, folder.resolve("other"));
                assertThat(seen)
                        .containsSubsequence(
                                new FolderChange(Kind.CREATED, file),
                                new FolderChange(Kind.DELETED, file),
                                new FolderChange(Kind.CREATED, folder.resolve("other")),
                                new FolderChange(Kind.DELETED, folder.resolve("other")));
            }
        });
    }

    @Test
    void changesOfAFileAreTold() {
        Rondo.run(() -> {
            Path file = Files.writeString(folder.resolve("file"), "one");
            try (FolderWatch watch = Files.watch(folder)) {
                Files.writeString(file, "two");
                assertThat(until(watch, Kind.CHANGED, file)).isNotEmpty();
            }
        });
    }

    @Test
    void aTaskThatWaitsIsWokenAndACancelledOneLosesNothing() {
        Rondo.run(() -> {
            try (FolderWatch watch = Files.watch(folder)) {
                Task<Optional<FolderChange>> waiting = createTask(watch::next);
                sleep(0);
                waiting.cancel();
                assertThatThrownBy(waiting::await).isInstanceOf(CancelledError.class);
                Task<Optional<FolderChange>> second = createTask(watch::next);
                sleep(0);
                Path file = Files.createFile(folder.resolve("file"));
                assertThat(second.await()).contains(new FolderChange(Kind.CREATED, file));
            }
        });
    }

    @Test
    void twoWatchesOfAFolderBothHear() {
        Rondo.run(() -> {
            FolderWatch one = Files.watch(folder);
            try (FolderWatch two = Files.watch(folder)) {
                Path first = Files.createFile(folder.resolve("first"));
                until(one, Kind.CREATED, first);
                until(two, Kind.CREATED, first);
                one.close();
                Path second = Files.createFile(folder.resolve("second"));
                until(two, Kind.CREATED, second);
                assertThatThrownBy(one::next).isInstanceOf(IllegalStateException.class);
            }
        });
    }

    @Test
    void theEndOfTheFolderIsTheEndOfTheWatch() {
        Rondo.run(() -> {
            Path inner = Files.createDirectory(folder.resolve("inner"));
            try (FolderWatch watch = Files.watch(inner)) {
                Files.delete(inner);
                assertThat(until(watch, Kind.DELETED, inner)).hasSize(1);
                assertThat(watch.next()).isEmpty();
                assertThat(watch.iterator().hasNext()).isFalse();
            }
        });
    }

    @Test
    void whatIsTooMuchIsAnOverflow() throws IOException {
        Rondo.run(() -> {
            try (FolderWatch watch = Files.watch(folder)) {
                for (int i = 0; i < 1200; i++) {
                    java.nio.file.Files.createFile(folder.resolve("f" + i));
                }
                Path last = Files.createFile(folder.resolve("last"));
                int count = 0;
                for (FolderChange change : watch) {
                    if (change.kind() == Kind.OVERFLOW) {
                        assertThat(change.path()).isEqualTo(folder);
                        break;
                    }
                    assertThat(change.path()).isNotEqualTo(last);
                    count++;
                }
                assertThat(count).isBetween(400, 1000); // the system's own limit is 512
            }
        });
    }

    @Test
    void watchesLeaveNoDescriptors() throws IOException {
        Rondo.run(() -> {
            Files.watch(folder).close(); // the one of the program
            long before = descriptors();
            for (int i = 0; i < 20; i++) {
                Files.watch(folder).close();
            }
            assertThat(descriptors()).isLessThanOrEqualTo(before);
        });
    }

    private static long descriptors() throws IOException {
        Path all = Path.of("/proc/self/fd");
        if (!java.nio.file.Files.isDirectory(all)) {
            return 0;
        }
        try (var open = java.nio.file.Files.list(all)) {
            return open.count();
        }
    }

    @Test
    void whatCannotBeWatchedIsRefused() {
        Rondo.run(() -> {
            Path file = Files.createFile(folder.resolve("file"));
            assertThatThrownBy(() -> Files.watch(folder.resolve("none")))
                    .isInstanceOfSatisfying(
                            FileException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
            assertThatThrownBy(() -> Files.watch(file))
                    .isInstanceOfSatisfying(
                            FileException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.NOT_DIRECTORY));
        });
        Simulation.run(
                1,
                simulation ->
                        assertThatThrownBy(() -> Files.watch(simulation.main().disk().path("/")))
                                .isInstanceOf(UnsupportedOperationException.class));
    }
}
