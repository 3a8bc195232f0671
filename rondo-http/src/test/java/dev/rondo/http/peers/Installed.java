package dev.rondo.http.peers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.Rondo;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What is on this machine; a test of what is not is skipped. {@code .ci/run} installs it. */
final class Installed {
    private static final Path NODE_FOLDER = Path.of("target", "node-peers").toAbsolutePath();
    private static final List<String> NODE_PACKAGES = List.of("ws@8", "undici@7");

    private Installed() {}

    /** Skips the test if a command is not there. */
    static void assume(String command) {
        find(command);
    }

    private static String find(String command) {
        Optional<String> found = which(command);
        assumeTrue(found.isPresent(), () -> command + " is not installed");
        return found.orElseThrow();
    }

    private static Optional<String> which(String command) {
        return Stream.concat(
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator)),
                        Stream.of("/usr/sbin", "/sbin"))
                .map(folder -> Path.of(folder, command))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    static String nginx() {
        return find("nginx");
    }

    static String chromium() {
        return find("chromium");
    }

    /** Returns the Python that has aiohttp: the system's, if Debian's package is there. */
    static String pythonWithAiohttp() {
        Optional<String> found = Rondo.toThread(() -> Python.FOUND); // an initialiser that waits
        assumeTrue(found.isPresent(), "no python3 has aiohttp");
        return found.orElseThrow();
    }

    private static final class Python {
        static final Optional<String> FOUND =
                Stream.of(Optional.of("/usr/bin/python3"), which("python3"))
                        .flatMap(Optional::stream)
                        .filter(python -> succeeds(List.of(python, "-c", "import aiohttp")))
                        .findFirst();
    }

    /** Returns the environment in which Node finds the packages; they are installed at first. */
    static Map<String, String> nodePackages() {
        find("node");
        boolean ready = Rondo.toThread(() -> Node.READY); // an initialiser that waits
        assumeTrue(ready, () -> "npm cannot install " + NODE_PACKAGES);
        return Map.of("NODE_PATH", NODE_FOLDER.resolve("node_modules").toString());
    }

    private static final class Node {
        static final boolean READY = ready();

        private static boolean ready() {
            Path packages = NODE_FOLDER.resolve("node_modules");
            if (Files.isDirectory(packages.resolve("ws"))
                    && Files.isDirectory(packages.resolve("undici"))) {
                return true;
            }
            List<String> command = new ArrayList<>(List.of("npm", "install", "--silent"));
            command.addAll(List.of("--no-audit", "--no-fund", "--no-save", "--fetch-retries=0"));
            command.addAll(List.of("--prefix", NODE_FOLDER.toString()));
            command.addAll(NODE_PACKAGES);
            return which("npm").isPresent() && succeeds(command);
        }
    }

    private static boolean succeeds(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns the file of a script or page beside the tests. */
    static Path script(String name) {
        try {
            return Path.of(Installed.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
