package dev.rondo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that a test talks to: an example in a JVM of its own, which serves until Ctrl-C, or a
 * client that users have. After a minute it is killed, so that no test hangs; a JVM says before
 * what its threads do.
 */
final class Running implements AutoCloseable {
    private static final int LONGEST_SECONDS = 60;
    private static final int DUMP_SECONDS = 2; // for a JVM to show its threads
    private static final String INTERRUPT = "dev.rondo.KeyboardInterrupt";

    private final Process process;
    private final BufferedReader out;
    private final Writer in;
    private volatile boolean givenUp; // it had not ended after a minute

    private Running(List<String> command) throws IOException {
        process = new ProcessBuilder(heedingInterrupts(command)).redirectErrorStream(true).start();
        out = process.inputReader();
        in = process.outputWriter();
        CompletableFuture.delayedExecutor(LONGEST_SECONDS, TimeUnit.SECONDS).execute(this::giveUp);
    }

    private void giveUp() {
        if (!process.isAlive()) {
            return;
        }
        givenUp = true;
        try {
            signal("QUIT");
            process.waitFor(DUMP_SECONDS, TimeUnit.SECONDS);
        } catch (IOException | InterruptedException e) {
            // then without what it would have said
        }
        process.destroyForcibly();
    }

    private void signal(String name) throws IOException, InterruptedException {
        int code =
                new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor();
        assertThat(code).as("kill -%s", name).isZero();
    }

    /** Starts an example. */
    static Running example(String name, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                name));
        command.addAll(List.of(arguments));
        return new Running(command);
    }

    /**
     * What a shell starts in its background ignores SIGINT, and so do the programs started by it.
     */
    private static List<String> heedingInterrupts(List<String> command) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return command;
        }
        boolean ignored =
                Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
        if (!ignored) {
            return command;
        }
        List<String> heeding = new ArrayList<>(List.of("env", "--default-signal=INT"));
        heeding.addAll(command);
        return heeding;
    }

    /** Starts a command. */
    static Running command(String... command) throws IOException {
        return new Running(List.of(command));
    }

    /** Reads lines until one has the pattern, and returns what its first group is there. */
    String find(String regex) throws IOException {
        Pattern pattern = Pattern.compile(regex);
        List<String> before = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            before.add(line);
            Matcher match = pattern.matcher(line);
            if (match.find()) {
                return match.groupCount() == 0 ? match.group() : match.group(1);
            }
        }
        throw new AssertionError("no line has " + regex + ": " + before);
    }

    /** Reads the port from the line that says where it serves. */
    int port() throws IOException {
        return Integer.parseInt(find("Serving .*:(\\d+)"));
    }

    /** Types a line. */
    void type(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
    }

    /** Ends what it reads. */
    void endInput() throws IOException {
        in.close();
    }

    /** Returns the rest of what it prints, once it has ended. */
    List<String> rest() throws IOException {
        return out.lines().toList();
    }

    /** Presses Ctrl-C, waits for its end, and checks that it complains of nothing else. */
    void interrupt() throws IOException, InterruptedException {
        signal("INT");
        List<String> rest = rest();
        assertThat(givenUp).as("it did not end: %s", String.join("\n", rest)).isFalse();
        assertThat(rest)
                .noneMatch(line -> line.contains("WARNING") || line.contains("SEVERE"))
                .noneMatch(line -> line.contains("Unhandled"))
                .allMatch(line -> !line.startsWith("Exception") || line.contains(INTERRUPT));
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
