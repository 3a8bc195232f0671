package dev.rondo.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What Linux tells of a process in {@code /proc}, without disturbing it.
 *
 * @param pid its number
 */
record ProcessFacts(long pid) {
    private static final Path PROC = Path.of("/proc");
    private static final String WATCHDOG = "rondo-watchdog"; // it runs beside every loop
    private static final String JVM = "VM Thread"; // HotSpot's
    private static final int LOOKS = 10; // for a loop
    private static final long PAUSE_MILLIS = 25;
    private static final String FOLDER_OPTION = "-Djava.io.tmpdir=";

    /** Returns the processes of this user in which a loop of Rondo runs, by their numbers. */
    static List<ProcessFacts> runningRondo() {
        List<ProcessFacts> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                ProcessFacts process =
                        new ProcessFacts(Long.parseLong(entry.getFileName().toString()));
                if (process.isOwn() && process.hasThread(WATCHDOG)) {
                    found.add(process);
                }
            }
        } catch (IOException e) {
            throw Fault.failed("rondo ps: cannot read " + PROC + ": this needs Linux");
        }
        found.sort(java.util.Comparator.comparingLong(ProcessFacts::pid));
        return found;
    }

    /** Refuses, in a line, a process that cannot be asked. */
    void check() {
        if (!Files.isDirectory(PROC.resolve("self"))) {
            throw refusal("cannot be looked at: this needs Linux");
        }
        if (!exists()) {
            throw refusal("is not there");
        }
        status("Tgid")
                .filter(group -> !group.equals(Long.toString(pid)))
                .ifPresent(group -> {
                    throw refusal("is a thread of process " + group);
                });
        if (!isOwn()) {
            throw refusal(
                    "belongs to another user (uid " + uid(folder()) + "); only that one may look");
        }
        checkState();
        if (!hasThread(JVM)) {
            throw refusal("is no JVM");
        }
        if (!isInThisRoom()) {
            throw refusal("is in another container; run rondo in that one");
        }
        if (commandLine().contains("-Drondo.inspect=false")) {
            throw refusal("was started with -Drondo.inspect=false");
        }
        for (int looks = 1; !hasThread(WATCHDOG); looks++) {
            if (looks == LOOKS) {
                throw refusal("runs no loop of Rondo");
            }
            pause(); // one that has just begun has no name yet
        }
    }

    static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts the command", e);
        }
    }

    /** Refuses a process that has ended or is stopped, and so will not answer. */
    void checkState() {
        if (!exists()) {
            throw refusal("has ended");
        }
        String state = status("State").orElse("");
        if (state.startsWith("Z") || state.startsWith("X")) {
            throw refusal("has ended");
        }
        if (state.startsWith("T") || state.startsWith("t")) {
            throw refusal("is stopped; \"kill -CONT " + pid + "\" lets it go on");
        }
    }

    Fault refusal(String what) {
        return Fault.failed("rondo: process " + pid + " " + what);
    }

    private Path folder() {
        return PROC.resolve(Long.toString(pid));
    }

    private boolean exists() {
        return Files.exists(folder());
    }

    private boolean isOwn() {
        return uid(folder()) == uid(PROC.resolve("self"));
    }

    /** Returns whose a file is; -1 if it is not there. */
    static int uid(Path file) {
        try {
            return (Integer) Files.getAttribute(file, "unix:uid");
        } catch (IOException e) {
            return -1;
        }
    }

    static int ownUid() {
        return uid(PROC.resolve("self"));
    }

    private Optional<String> status(String field) {
        return read(folder().resolve("status"))
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst();
    }

    private boolean hasThread(String name) {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(folder().resolve("task"))) {
            for (Path thread : threads) {
                if (read(thread.resolve("comm")).strip().equals(name)) {
                    return true;
                }
            }
        } catch (IOException e) {
            // It has ended.
        }
        return false;
    }

    /** Whether it sees the same files and numbers of processes. */
    private boolean isInThisRoom() {
        for (String kind : List.of("ns/mnt", "ns/pid")) {
            try {
                Path its = Files.readSymbolicLink(folder().resolve(kind));
                if (!its.equals(Files.readSymbolicLink(PROC.resolve("self").resolve(kind)))) {
                    return false;
                }
            } catch (IOException e) {
                return true; // not to be seen; the request will show
            }
        }
        return true;
    }

    /** Returns its folder for temporary files: of the last option that says so. */
    Path temporaryFolder() {
        List<String> words = new ArrayList<>();
        for (String variable : split(read(folder().resolve("environ")), "\0")) {
            if (variable.startsWith("JDK_JAVA_OPTIONS=")
                    || variable.startsWith("JAVA_TOOL_OPTIONS=")) {
                words.addAll(split(variable.substring(variable.indexOf('=') + 1), "\\s+"));
            }
        }
        words.addAll(commandLine());
        return words.stream()
                .filter(word -> word.startsWith(FOLDER_OPTION))
                .reduce((before, last) -> last)
                .map(word -> Path.of(word.substring(FOLDER_OPTION.length())))
                .filter(Path::isAbsolute)
                .orElse(Path.of("/tmp"));
    }

    /** Returns what it runs: the main class, jar or module, and its arguments. */
    String program() {
        List<String> words = commandLine();
        int next = 1;
        while (next < words.size() && words.get(next).startsWith("-")) {
            String option = words.get(next);
            next++;
            if (option.equals("-jar") || option.equals("-m") || option.equals("--module")) {
                break;
            }
            if (takesValue().test(option)) {
                next++;
            }
        }
        if (next < words.size() && words.get(next).equals(Main.class.getName())) {
            next++; // "run FILE.java"
        }
        return String.join(" ", words.subList(Math.min(next, words.size()), words.size()));
    }

    private static Predicate<String> takesValue() {
        return List.of(
                        "-cp",
                        "-classpath",
                        "--class-path",
                        "-p",
                        "--module-path",
                        "--upgrade-module-path",
                        "--add-modules",
                        "--add-opens",
                        "--add-exports",
                        "--add-reads",
                        "--enable-native-access",
                        "--limit-modules",
                        "--source")
                ::contains;
    }

    private List<String> commandLine() {
        return split(read(folder().resolve("cmdline")), "\0");
    }

    private static List<String> split(String text, String separator) {
        return text.isEmpty() ? List.of() : List.of(text.split(separator));
    }

    private static String read(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    : "";
        } catch (IOException e) { // it has ended, or is somebody else's
            return "";
        }
    }
}
