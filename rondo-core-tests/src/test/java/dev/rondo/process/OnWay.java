package dev.rondo.process;

import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Action;
import dev.rondo.EventLoop;
import dev.rondo.LoopOptions;
import dev.rondo.Poller;
import dev.rondo.Rondo;
import dev.rondo.RunnerOptions;
import dev.rondo.net.Pollers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Runs scenarios on each way to start children, which the poller decides. They must leave neither a
 * child nor a zombie, a pipe, a terminal or a task: counted before and after.
 */
enum OnWay {
    /** By posix_spawn. */
    NATIVE(Pollers::epoll),
    /** The same, beside a ring. */
    RING(OnWay::ring),
    /** By the JDK. */
    JDK(Pollers::nio);

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int LOOKS = 1000; // for what other threads give back, 5 ms apart

    private final Supplier<Poller> poller;

    OnWay(Supplier<Poller> poller) {
        this.poller = poller;
    }

    private static Poller ring() {
        try {
            return Pollers.uring();
        } catch (IllegalStateException e) {
            Assumptions.abort(e.getMessage());
            throw e;
        }
    }

    boolean isNative() {
        return this != JDK;
    }

    RunnerOptions options() {
        return RunnerOptions.defaults()
                .withLoopFactory(() -> EventLoop.create(LoopOptions.defaults().withPoller(poller)));
    }

    void run(Action<Exception> body) throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self/task")), "not Linux");
        Set<String> pipes = pipes();
        Rondo.run(
                options(),
                () -> {
                    Set<Long> before = children();
                    int tasks = runningLoop().allTasks().size();
                    Rondo.timeout(LIMIT, body);
                    untilSettled(() -> before.containsAll(children()));
                    assertThat(children()).as("children left").isSubsetOf(before);
                    assertThat(runningLoop().allTasks()).as("tasks").hasSize(tasks);
                    untilSettled(() -> pipes.containsAll(pipes()));
                    assertThat(pipes()).as("pipes left open").isSubsetOf(pipes);
                });
    }

    /** Waits for what is not told otherwise: for the system, or another process. */
    static void until(Supplier<Boolean> condition) {
        for (int i = 0; i < LOOKS && !condition.get(); i++) {
            sleep(0.005);
        }
    }

    /** Waits likewise, for several looks in a row: what was begun may come between two. */
    private static void untilSettled(Supplier<Boolean> condition) {
        int[] inRow = {0};
        until(() -> {
            inRow[0] = condition.get() ? inRow[0] + 1 : 0;
            return inRow[0] == 3;
        });
    }

    /** Returns the children of this process, also those that were not reaped. */
    static Set<Long> children() {
        Set<Long> found = new TreeSet<>();
        for (String thread : names(Path.of("/proc/self/task"))) {
            try {
                String text = Files.readString(Path.of("/proc/self/task", thread, "children"));
                for (String number : text.isBlank() ? new String[0] : text.trim().split(" ")) {
                    found.add(Long.parseLong(number));
                }
            } catch (IOException e) {
                // The thread has ended since.
            }
        }
        return found;
    }

    /** Returns the open pipes, terminals and pidfds of this process. */
    static Set<String> pipes() {
        Set<String> found = new TreeSet<>();
        for (String number : names(Path.of("/proc/self/fd"))) {
            try {
                String target = Files.readSymbolicLink(Path.of("/proc/self/fd", number)).toString();
                if (target.startsWith("pipe:")
                        || target.contains("pidfd")
                        || target.contains("ptmx")) {
                    found.add(number + " " + target);
                }
            } catch (IOException e) {
                // Closed since it was listed.
            }
        }
        return found;
    }

    private static List<String> names(Path folder) {
        List<String> names = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    /** Returns whether a process is there and no zombie. */
    static boolean isAlive(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (IOException e) {
            return false;
        }
    }

    /** A program that does nothing for long. */
    static Command blocked() {
        return Command.of("sleep", "1000");
    }

    /** A program that copies its input to its output. */
    static Command cat() {
        return Command.of("cat").withStdin(Stdio.pipe()).withStdout(Stdio.pipe());
    }

    /** A program that ignores TERM, as it inherits that, and says when. */
    static Command stubborn() {
        return Command.shell("trap '' TERM; echo ready; exec sleep 1000");
    }

    /**
     * Skips a test of a signal that this process ignores, as those of nohup and of jobs in the
     * background do: its children ignore it, too.
     */
    static void assumeHeeded(Signal signal) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("SigIgn:")) {
                long ignored = Long.parseUnsignedLong(line.substring(7).strip(), 16);
                Assumptions.assumeTrue(
                        (ignored >> (signal.number() - 1) & 1) == 0, signal + " is ignored");
            }
        }
    }
}
