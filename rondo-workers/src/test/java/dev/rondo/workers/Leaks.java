package dev.rondo.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is there before a test and must not be more after it: processes, sockets, files, memory. */
final class Leaks {
    static {
        // The JDK makes a socket of its own when the first channel is closed, and keeps it.
        Channel.create(1).close();
    }

    private final Set<String> before = all();

    private static Set<String> all() {
        Set<String> found = new TreeSet<>();
        ProcessHandle.current()
                .children()
                .filter(child -> !child.info().commandLine().orElse("").isEmpty())
                .forEach(child -> found.add("process " + child.pid()));
        String prefix = "rondo-" + ProcessHandle.current().pid() + "-";
        list("/dev/shm", name -> name.startsWith(prefix), found);
        list("/proc/self/fd", Leaks::isSocket, found);
        return found;
    }

    private static boolean isSocket(String descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd", descriptor)).toString();
            return target.startsWith("socket:") || target.startsWith("pipe:");
        } catch (IOException e) {
            return false; // closed in the meantime
        }
    }

    private static void list(
            String folder, java.util.function.Predicate<String> which, Set<String> found) {
        if (!Files.isDirectory(Path.of(folder))) {
            return;
        }
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            found.addAll(
                    files.map(file -> file.getFileName().toString())
                            .filter(which)
                            .map(name -> folder + "/" + name)
                            .collect(Collectors.toSet()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for what is on its way out, at most some seconds, and says what stays. */
    void assertNone() {
        Supplier<Set<String>> more =
                () -> {
                    Set<String> now = all();
                    now.removeAll(before);
                    return now;
                };
        for (int i = 0; i < 200 && !more.get().isEmpty(); i++) {
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
        assertThat(more.get()).as("what is left").isEmpty();
    }
}
