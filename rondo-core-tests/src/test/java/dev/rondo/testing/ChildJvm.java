package dev.rondo.testing;

import dev.rondo.EventLoop;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs a main class of the tests in a JVM of its own, on the engine of this one: for what ends a
 * process, or is decided once a process.
 */
public final class ChildJvm {
    private static final long LIMIT_SECONDS = 60; // a child that hangs fails its test after this

    private final List<String> options = new ArrayList<>();
    private final Map<String, String> environment = new java.util.LinkedHashMap<>();
    private final List<String> program;
    private List<String> through = List.of();
    private final List<String> arguments = new ArrayList<>();
    private boolean engineOptions = true;

    /** What a child did: its exit code and all that it printed, errors included. */
    public record Result(int exitCode, String output) {}

    /** Prepares a run of a class with a main method. It must not use JUnit or AssertJ. */
    public ChildJvm(Class<?> main) {
        this(
                List.of(
                        "-cp",
                        home(EventLoop.class) + File.pathSeparator + home(main),
                        main.getName()));
    }

    private ChildJvm(List<String> program) {
        this.program = program;
    }

    /**
     * Prepares a run of a program that is a module, without the options that choose an engine.
     *
     * @param main the module, a slash and the class
     * @param path the module path
     */
    public static ChildJvm ofModule(String main, Path... path) {
        String joined =
                Stream.of(path).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        return new ChildJvm(List.of("-p", joined, "-m", main)).withoutEngine();
    }

    /** Leaves out the options that choose an engine. */
    public ChildJvm withoutEngine() {
        engineOptions = false;
        return this;
    }

    /** Adds an option of the java command. */
    public ChildJvm option(String option) {
        options.add(option);
        return this;
    }

    /** Starts it through another command, which gets the java command as its last arguments. */
    public ChildJvm through(String... command) {
        through = List.of(command);
        return this;
    }

    /** Adds an argument of its main method. */
    public ChildJvm argument(String argument) {
        arguments.add(argument);
        return this;
    }

    /** Sets a variable of its environment. */
    public ChildJvm environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Runs it to its end. */
    public Result run() {
        return start().end();
    }

    /** Starts it. */
    public Running start() {
        List<String> command = new ArrayList<>(through);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        command.add("-ea");
        if (engineOptions) {
            command.add("-Drondo.engine=" + Engines.current());
            command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        }
        command.addAll(options);
        command.addAll(program);
        command.addAll(arguments);
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().remove("RONDO_DEBUG");
            builder.environment().putAll(environment);
            return new Running(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the folder or jar that a class is in. */
    public static Path home(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** A child that runs. */
    public static final class Running {
        private final Process process;
        private final BufferedReader reader;
        private final StringBuilder output = new StringBuilder();

        private Running(Process process) {
            this.process = process;
            this.reader = process.inputReader(StandardCharsets.UTF_8);
            Thread.ofPlatform().daemon().name("child-limit").start(this::endLate);
        }

        private void endLate() {
            try {
                if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
            }
        }

        /** Waits until it has printed a line. */
        public void awaitLine(String expected) {
            try {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    output.append(line).append('\n');
                    if (line.equals(expected)) {
                        return;
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            throw new AssertionError(
                    "the child ended before it printed " + expected + ": " + output);
        }

        /** Returns the next line that it prints. */
        public String nextLine() {
            try {
                String line = reader.readLine();
                if (line == null) {
                    throw new AssertionError("the child ended before it printed a line: " + output);
                }
                output.append(line).append('\n');
                return line;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Sends it a signal with the kill command. */
        public void kill(String signal) {
            try {
                int code =
                        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                                .inheritIO()
                                .start()
                                .waitFor();
                if (code != 0) {
                    throw new AssertionError("kill ended with " + code);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        /** Waits for its end. */
        public Result end() {
            try {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    output.append(line).append('\n');
                }
                return new Result(process.waitFor(), output.toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
