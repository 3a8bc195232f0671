package dev.rondo.process;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A program to be started, and how: arguments, environment, folder, where its input comes from and
 * its output goes to, how long it may take and how it is ended. Immutable, so one can be started
 * many times; any thread may have it, and {@code start} and {@code run} are called by tasks.
 *
 * <p>{@link #run()} does all of it: the output is collected, the child is gone afterwards, whatever
 * happens. {@link #start()} gives the child itself, to talk with it while it runs. asyncio: {@code
 * create_subprocess_exec}, {@code create_subprocess_shell}; Python: {@code subprocess.run}.
 *
 * {@snippet :
 * String branch = Command.of("git", "branch", "--show-current").text();
 * ProcessResult result = Command.of("make", "all").withDirectory(project).run();
 * }
 *
 * <p>On Linux with native access children are started by {@code posix_spawn} and see nothing of
 * this process but what they are given. Elsewhere, on musl and on the NIO poller the JDK starts
 * them, and what is marked <em>native only</em> is refused; docs/guide/processes.md tells the rest.
 */
public final class Command {
    private static final int MOST_DESCRIPTORS = 255;

    private final Plan plan;

    private Command(Plan plan) {
        this.plan = plan;
    }

    /**
     * Returns a command of a program and its arguments, which reach it as they are: no shell is
     * there. A name without a slash is looked for in the child's {@code PATH}; a relative one with
     * a slash is taken from the child's folder.
     *
     * @throws IllegalArgumentException if the program is empty, or a word has the character 0
     */
    public static Command of(String program, String... arguments) {
        Objects.requireNonNull(program, "program");
        List<String> words = new ArrayList<>(arguments.length + 1);
        words.add(program);
        words.addAll(List.of(arguments));
        return of(words);
    }

    /** Like {@link #of(String, String...)}, with the path of the program. */
    public static Command of(Path program, String... arguments) {
        Path name = Objects.requireNonNull(program, "program");
        boolean bare = !name.isAbsolute() && name.getNameCount() == 1;
        return of(bare ? "./" + name : name.toString(), arguments);
    }

    /** Like {@link #of(String, String...)}, with program and arguments in a list. */
    public static Command of(List<String> words) {
        List<String> copy = List.copyOf(words);
        if (copy.isEmpty() || copy.getFirst().isEmpty()) {
            throw new IllegalArgumentException("A command needs a program");
        }
        copy.forEach(Command::checkWord);
        return new Command(new Plan(copy));
    }

    /**
     * Returns a command that a shell reads: {@code /bin/sh}, or {@code cmd.exe} on Windows. Never
     * put together from what somebody else has written: he could add commands.
     */
    public static Command shell(String line) {
        Objects.requireNonNull(line, "line");
        return System.getProperty("os.name").startsWith("Windows")
                ? of("cmd.exe", "/c", line)
                : of("/bin/sh", "-c", line);
    }

    private static String checkWord(String word) {
        if (word.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "The character 0 cannot be passed to a program: " + word.replace('\0', '?'));
        }
        return word;
    }

    private Command changed(Consumer<Plan> change) {
        Plan copy = plan.copy();
        change.accept(copy);
        return new Command(copy);
    }

    // ---- What it is

    /** Adds arguments behind those that are there. */
    public Command withArguments(String... arguments) {
        List<String> words = new ArrayList<>(plan.words);
        for (String argument : arguments) {
            words.add(checkWord(Objects.requireNonNull(argument, "argument")));
        }
        return changed(next -> next.words = List.copyOf(words));
    }

    /** Starts it in a folder; else it has that of this process. */
    public Command withDirectory(Path directory) {
        Objects.requireNonNull(directory, "directory");
        return changed(next -> next.directory = directory);
    }

    /**
     * Sets a variable of its environment; all others are those of this process.
     *
     * @throws IllegalArgumentException if the name is empty or has {@code =}, or one has the
     *     character 0
     */
    public Command withEnvironment(String name, String value) {
        checkVariable(name);
        checkWord(Objects.requireNonNull(value, "value"));
        return changed(next -> next.changes.put(name, Optional.of(value)));
    }

    /** Removes a variable from its environment. */
    public Command withoutEnvironment(String name) {
        checkVariable(name);
        return changed(next -> next.changes.put(name, Optional.empty()));
    }

    /** Gives it these variables and no others; what was said of variables before is forgotten. */
    public Command withOnlyEnvironment(Map<String, String> variables) {
        Map<String, String> all = Map.copyOf(variables);
        all.forEach((name, value) -> {
            checkVariable(name);
            checkWord(value);
        });
        return changed(next -> {
            next.onlyGiven = true;
            next.changes.clear();
            all.forEach((name, value) -> next.changes.put(name, Optional.of(value)));
        });
    }

    private static void checkVariable(String name) {
        if (checkWord(Objects.requireNonNull(name, "name")).isEmpty() || name.indexOf('=') >= 0) {
            throw new IllegalArgumentException("No name of a variable: '" + name + "'");
        }
    }

    // ---- What it is connected with

    /**
     * Says where its input comes from. Without a word {@code start} lets it have that of this
     * process, and {@code run} nothing, or the input that it is given.
     *
     * @throws IllegalArgumentException if it is an output
     */
    public Command withStdin(Stdio stdin) {
        return changed(next -> next.wire(0, stdin.checked(true, "stdin"), true));
    }

    /**
     * Says where its output goes. Without a word {@code start} lets it have that of this process,
     * and {@code run} collects it.
     *
     * @throws IllegalArgumentException if it is an input, or merged
     */
    public Command withStdout(Stdio stdout) {
        return changed(next -> next.wire(1, stdout.checked(false, "stdout"), false));
    }

    /**
     * Says where its error output goes; {@link Stdio#merged} into the output. See {@link
     * #withStdout}.
     */
    public Command withStderr(Stdio stderr) {
        Stdio fits = stderr.kind() == Stdio.Kind.MERGED ? stderr : stderr.checked(false, "stderr");
        return changed(next -> next.wire(2, fits, false));
    }

    /**
     * Gives it a further descriptor that it reads from, as {@code gpg --passphrase-fd} wants it. Of
     * a pipe, {@link Subprocess#input} is the other end. <em>Native only.</em>
     *
     * @param descriptor its number in the child, 3 to 255
     */
    public Command withInput(int descriptor, Stdio source) {
        return withFurther(descriptor, source, true);
    }

    /**
     * Gives it a further descriptor that it writes to, as {@code gpg --status-fd} wants it. Of a
     * pipe, {@link Subprocess#output} is the other end. <em>Native only.</em>
     *
     * @param descriptor its number in the child, 3 to 255
     */
    public Command withOutput(int descriptor, Stdio target) {
        return withFurther(descriptor, target, false);
    }

    private Command withFurther(int descriptor, Stdio stdio, boolean childReads) {
        if (descriptor < 3 || descriptor > MOST_DESCRIPTORS) {
            throw new IllegalArgumentException(
                    "A further descriptor is from 3 to "
                            + MOST_DESCRIPTORS
                            + ", not "
                            + descriptor);
        }
        Stdio fits = stdio.checked(childReads, "descriptor " + descriptor);
        if (fits.kind() == Stdio.Kind.INHERIT) {
            throw new IllegalArgumentException(
                    "Only 0, 1 and 2 can be inherited, not " + descriptor);
        }
        return changed(next -> next.wire(descriptor, fits, childReads));
    }

    /**
     * Runs it on a pseudo-terminal: it believes that a person is there, and its input, output and
     * error output are the terminal. {@link Subprocess#stdin} and {@code stdout} are its other
     * side. It leads a session of its own, and gets a {@code HUP} when the terminal is closed.
     * <em>Native only.</em>
     *
     * @param columns positive, as {@code rows}
     */
    public Command withTerminal(int columns, int rows) {
        Plan.Size size = size(columns, rows);
        return changed(next -> next.terminal = size);
    }

    static Plan.Size size(int columns, int rows) {
        if (columns <= 0 || rows <= 0 || columns > 0xffff || rows > 0xffff) {
            throw new IllegalArgumentException("No size of a terminal: " + columns + " x " + rows);
        }
        return new Plan.Size(columns, rows);
    }

    /** Lets it lead a session of its own, away from this terminal. <em>Native only.</em> */
    public Command withNewSession() {
        return changed(next -> next.session = true);
    }

    /**
     * Lets it lead a process group of its own: {@link Subprocess#signalGroup} reaches all in it,
     * and whoever ends the child ends them, too. A Ctrl-C at this terminal does not reach it.
     * <em>Native only.</em>
     */
    public Command withNewGroup() {
        return changed(next -> next.group = true);
    }

    // ---- Limits and ends

    /**
     * Says how long a line may be that the readers of its output give.
     *
     * @param bytes positive; 16 MiB without a word
     */
    public Command withLineLimit(int bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("bytes must be positive, but is " + bytes);
        }
        return changed(next -> next.lineLimit = bytes);
    }

    /**
     * Chooses the signal that asks it to end, at a close, a time limit or a cancellation; {@link
     * Signal#TERM} without a word. Others than TERM and KILL <em>native only</em>.
     */
    public Command withStopSignal(Signal signal) {
        Objects.requireNonNull(signal, "signal");
        return changed(next -> next.stopSignal = signal);
    }

    /**
     * Says how long after the stop signal it may run before it is killed.
     *
     * @param grace not negative; 5 s without a word
     */
    public Command withGrace(Duration grace) {
        Duration checked = notNegative("grace", grace);
        return changed(next -> next.grace = checked);
    }

    /**
     * Says how long {@code run} waits, after the child's end, for the end of its pipes: a process
     * that the child has left behind may hold them.
     *
     * @param grace not negative; 1 s without a word
     */
    public Command withPipeGrace(Duration grace) {
        Duration checked = notNegative("grace", grace);
        return changed(next -> next.pipeGrace = checked);
    }

    /**
     * Limits the time that {@code run} takes, from the start of the child on; there is no limit
     * without a word.
     */
    public Command withTimeLimit(Duration limit) {
        Duration checked = notNegative("limit", limit);
        return changed(next -> next.timeLimit = Optional.of(checked));
    }

    /**
     * Limits how many bytes {@code run} collects, of all outputs together.
     *
     * @param bytes not negative; 64 MiB without a word
     */
    public Command withMaxOutput(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must not be negative, but is " + bytes);
        }
        return changed(next -> next.maxOutput = bytes);
    }

    /**
     * Has it killed when this JVM ends in an orderly way: by the end of main, by exit, by a signal
     * that it catches. {@code run} does so by itself. A JVM that is killed cannot do that any more.
     */
    public Command withEndWithParent() {
        return changed(next -> next.endsWithParent = true);
    }

    private static Duration notNegative(String name, Duration time) {
        if (Objects.requireNonNull(time, name).isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative, but is " + time);
        }
        return time;
    }

    // ---- Starting

    /**
     * Starts it and returns the child. Suspends while the system does so, on another thread. A
     * cancellation goes through at once; a child that is there by then is killed. asyncio: {@code
     * create_subprocess_exec}.
     *
     * @throws ProcessException if it cannot be started
     * @throws IllegalStateException if the caller is no task
     */
    public Subprocess start() {
        Plan starting = plan.copy();
        starting.otherwise(0, Stdio.inherit());
        starting.otherwise(1, Stdio.inherit());
        starting.otherwise(2, Stdio.inherit());
        return Spawner.start(List.of(starting)).getFirst();
    }

    /**
     * Runs it to its end and returns what it has written, whatever its return code is. It sees an
     * empty input, unless the command says otherwise. Suspends. When it ends, the pipes are read to
     * their end, but for no longer than {@link #withPipeGrace}.
     *
     * <p>A cancellation sends the stop signal, waits for the {@link #withGrace grace time}, kills,
     * and goes through when the child is gone.
     *
     * @throws ProcessException if it cannot be started, takes longer than {@link #withTimeLimit} or
     *     writes more than {@link #withMaxOutput}. It is ended then as by a cancellation, and what
     *     it has written is {@link ProcessException#result}
     * @throws IllegalStateException if the caller is no task
     */
    public ProcessResult run() {
        return Run.of(List.of(this), Optional.empty()).getFirst();
    }

    /**
     * Like {@link #run()}, with an input, which is not copied. A child that does not read all of it
     * is no failure.
     *
     * @throws IllegalStateException if the command has another input already
     */
    public ProcessResult run(byte[] input) {
        return Run.of(List.of(this), Optional.of(input)).getFirst();
    }

    /** Like {@link #run(byte[])}, with text in UTF-8. */
    public ProcessResult run(String input) {
        return run(input.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Runs it and checks that it has succeeded. See {@link #run()}.
     *
     * @throws ProcessException as {@code run()}, and if the return code is not 0; the message has
     *     the last lines of its error output
     */
    public ProcessResult runChecked() {
        return run().check();
    }

    /**
     * Runs it, checks that it has succeeded and returns its output as text in UTF-8, without the
     * line ends at its end: what {@code $(...)} is in a shell. See {@link #runChecked}.
     */
    public String text() {
        return runChecked().text().replaceAll("[\\r\\n]+$", "");
    }

    /** Returns a pipeline of this command and the next, which reads what this one writes. */
    public Pipeline pipe(Command next) {
        return Pipeline.of(this, next);
    }

    Plan plan() {
        return plan;
    }

    /** Returns program and arguments, shortened; never the environment. */
    @Override
    public String toString() {
        return plan.text();
    }
}
