package dev.rondo.http.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Rondo;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that a test talks with, and all that it starts. It is killed when it is closed, after
 * two minutes, and when this machine ends, so that nothing hangs and nothing is left.
 *
 * <p>All methods suspend: processes are waited for in other threads.
 */
final class Program implements AutoCloseable {
    private static final int LONGEST_SECONDS = 120;
    private static final Set<Process> LIVING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> LIVING.forEach(Program::kill)));
    }

    private final Process process;
    private final Path errors;
    private final BufferedReader out;

    private Program(boolean merged, Map<String, String> environment, List<String> command)
            throws IOException {
        errors = Files.createTempFile("rondo-peer", ".err");
        ProcessBuilder builder = new ProcessBuilder(command);
        if (merged) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectError(errors.toFile());
        }
        builder.environment().putAll(environment);
        process = builder.start();
        out = process.inputReader(StandardCharsets.UTF_8);
        LIVING.add(process);
        CompletableFuture.delayedExecutor(LONGEST_SECONDS, TimeUnit.SECONDS)
                .execute(() -> kill(process));
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        LIVING.remove(process);
    }

    /** What a program has left. */
    record Ended(int code, String out, String errors) {
        /** Checks that it is content, and returns what it has printed. */
        String succeeded() {
            assertThat(this).matches(ended -> ended.code == 0, "ended with 0");
            return out;
        }
    }

    /** Starts a program, whose output {@link #find} reads. */
    static Program start(String... command) throws IOException {
        return start(Map.of(), command);
    }

    /** Starts a program with more variables in its environment. */
    static Program start(Map<String, String> environment, String... command) throws IOException {
        return Rondo.toThread(() -> new Program(false, environment, List.of(command)));
    }

    /** Starts a program whose output and complaints {@link #find} reads. */
    static Program startMerged(String... command) throws IOException {
        return Rondo.toThread(() -> new Program(true, Map.of(), List.of(command)));
    }

    /** Runs a program to its end. */
    static Ended run(String... command) throws Exception {
        return run(Map.of(), command);
    }

    /** Runs a program to its end, with more variables in its environment. */
    static Ended run(Map<String, String> environment, String... command) throws Exception {
        try (Program program = start(environment, command)) {
            return program.rest();
        }
    }

    /** Like {@link #run(String...)}, with bytes for its input. */
    static Ended runWithInput(byte[] input, String... command) throws Exception {
        try (Program program = start(command)) {
            return Rondo.toThread(() -> {
                try (var in = program.process.getOutputStream()) {
                    in.write(input);
                }
                return program.readRest();
            });
        }
    }

    /** Runs a program that says nothing that matters; its failure fails the test. */
    static String runs(String... command) throws Exception {
        return run(command).succeeded();
    }

    /** Reads lines of its output until one has the pattern, and returns what its group is there. */
    String find(String regex) throws Exception {
        return Rondo.toThread(() -> read(regex));
    }

    private String read(String regex) throws Exception {
        Pattern pattern = Pattern.compile(regex);
        List<String> before = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            before.add(line);
            Matcher match = pattern.matcher(line);
            if (match.find()) {
                return match.groupCount() == 0 ? match.group() : match.group(1);
            }
        }
        throw new AssertionError(
                "no line has " + regex + ": " + before + "; " + Files.readString(errors));
    }

    /** Waits for its end. */
    Ended rest() throws Exception {
        return Rondo.toThread(this::readRest);
    }

    private Ended readRest() throws IOException, InterruptedException {
        String text = out.readAllAsString();
        return new Ended(process.waitFor(), text, Files.readString(errors));
    }

    /** Returns what it has complained of so far. */
    String errors() throws IOException {
        return Rondo.toThread(() -> Files.readString(errors));
    }

    @Override
    public void close() throws IOException {
        kill(process);
        Files.deleteIfExists(errors);
    }

    @Override
    public String toString() {
        return Arrays.toString(process.info().arguments().orElse(new String[0]));
    }
}
