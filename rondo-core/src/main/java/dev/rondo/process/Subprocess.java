package dev.rondo.process;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.StreamReader;
import dev.rondo.stream.StreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A child that {@link Command#start} has started. Belongs to the loop of that call. asyncio: {@code
 * Process}.
 *
 * <p>Leaving its scope ends it. One that is neither closed nor awaited goes on; it is reaped when
 * it ends, also after its loop is closed, and its pipes are closed when the collector finds that
 * nobody has them any more, which is reported as of any forgotten stream.
 *
 * {@snippet :
 * try (Subprocess bc = Command.of("bc").withStdin(Stdio.pipe()).withStdout(Stdio.pipe()).start()) {
 *     bc.stdin().write("6 * 7\n");
 *     bc.stdin().flush();
 *     IO.println(bc.stdout().nextLine().orElseThrow());
 * }
 * }
 */
public final class Subprocess implements AutoCloseable {
    // The kernel ends what was killed at once, unless it is inside of a call to a device.
    private static final Duration REAPING = Duration.ofSeconds(2);
    private static final String LINE_ADVICE = "Command.withLineLimit(bytes)";

    private final EventLoop loop;
    private final Plan plan;
    private final Launcher.Child child;
    private final Exit exit;
    private final Map<Integer, ByteStream> streams = new TreeMap<>();
    private final Map<Integer, StreamReader> readers = new LinkedHashMap<>();
    private final Map<Integer, StreamWriter> writers = new LinkedHashMap<>();
    private final Exchange exchange = new Exchange(this);
    private boolean closed;

    Subprocess(EventLoop loop, Plan plan, Launcher.Child child, Exit exit) {
        this.loop = loop;
        this.plan = plan;
        this.child = child;
        this.exit = exit;
        child.streams()
                .forEach((number, stream) -> {
                    streams.put(number, isOutput(number) ? new ChildOutput(stream) : stream);
                });
    }

    private boolean isOutput(int number) {
        Plan.Wire wire = plan.wires.get(number);
        return number == 1 || (wire != null && !wire.childReads());
    }

    static String nameOf(int number) {
        return switch (number) {
            case 0 -> "stdin";
            case 1 -> "stdout";
            case 2 -> "stderr";
            default -> "descriptor " + number;
        };
    }

    Plan plan() {
        return plan;
    }

    Exchange exchange() {
        return exchange;
    }

    boolean isTerminal() {
        return plan.terminal != null;
    }

    @Nullable ByteStream stream(int number) {
        return streams.get(number);
    }

    /** Returns the numbers of the outputs that are collected. */
    List<Integer> outputs() {
        return streams.keySet().stream().filter(number -> number == 1 || number == 2).toList();
    }

    @Nullable StreamWriter writerIfUsed() {
        return writers.get(0);
    }

    // ---- Pipes

    /** Returns its number in the system. Another process may get it when this one has ended. */
    public long pid() {
        return child.pid();
    }

    /**
     * Returns the writer of its input. Close it when all is written, or the child waits for more.
     *
     * @throws IllegalStateException if its input is no pipe
     */
    public StreamWriter stdin() {
        return writer(0);
    }

    /**
     * Returns the reader of its output. What is not read keeps the child waiting, once the pipe is
     * full.
     *
     * @throws IllegalStateException if its output is no pipe
     */
    public StreamReader stdout() {
        return reader(1);
    }

    /**
     * Returns the reader of its error output.
     *
     * @throws IllegalStateException if its error output is no pipe
     */
    public StreamReader stderr() {
        return reader(2);
    }

    /**
     * Returns the writer of a further descriptor: see {@link Command#withInput}.
     *
     * @throws IllegalStateException if the child has none of that number, or it is no pipe
     */
    public StreamWriter input(int descriptor) {
        return writer(descriptor);
    }

    /**
     * Returns the reader of a further descriptor: see {@link Command#withOutput}.
     *
     * @throws IllegalStateException if the child has none of that number, or it is no pipe
     */
    public StreamReader output(int descriptor) {
        return reader(descriptor);
    }

    StreamReader reader(int number) {
        loop.checkThread("a pipe of a child");
        ByteStream stream = streams.get(number);
        if (stream == null || !isOutput(number)) {
            throw noPipe(number);
        }
        return readers.computeIfAbsent(
                number, _ -> new StreamReader(stream, plan.lineLimit, LINE_ADVICE));
    }

    private StreamWriter writer(int number) {
        loop.checkThread("a pipe of a child");
        ByteStream stream = streams.get(number);
        if (stream == null || (isOutput(number) && !isTerminal())) {
            throw noPipe(number);
        }
        return writers.computeIfAbsent(number, _ -> new StreamWriter(stream));
    }

    private IllegalStateException noPipe(int number) {
        return new IllegalStateException(
                "The "
                        + nameOf(number)
                        + " of "
                        + this
                        + " is no pipe\nStart it with Stdio.pipe() for that");
    }

    // ---- Its end

    /** Returns its return code, as {@link #await} does; empty while it runs. Never suspends. */
    public OptionalInt returnCode() {
        return exit.code();
    }

    /**
     * Suspends until it has ended and returns its exit code, 0 to 255, or the negative number of
     * the signal that ended it. An input pipe that nobody used is closed first. It depends on no
     * pipe: what it wrote can still be read afterwards. But one whose output is a pipe that nobody
     * reads may wait for a reader itself; {@link #communicate()} reads. A cancellation leaves the
     * child running. asyncio: {@code wait}.
     */
    public int await() {
        loop.checkThread("await() of a child");
        ByteStream input = streams.get(0);
        if (input != null && !isTerminal() && !writers.containsKey(0) && !exchange.hasInput()) {
            input.close();
        }
        return exit.await();
    }

    /**
     * Closes its input, collects what it writes to pipes, waits for its end and returns all. Called
     * again after a cancellation or a timeout, it goes on, and returns what the first call had
     * read, too. asyncio: {@code communicate}.
     *
     * <p>All that it writes is kept in memory: {@link Command#run} has a limit. It waits for the
     * end of the pipes, which processes that the child has left behind may hold: {@code run} does
     * not.
     *
     * @throws IllegalStateException if another task reads from it
     */
    public ProcessResult communicate() {
        loop.checkThread("communicate()");
        Exchange.doAll(exchange.work(new Collected.Budget(Long.MAX_VALUE)));
        exit.await();
        closePipes();
        return result(true);
    }

    /**
     * Like {@link #communicate()}, with an input, which is not copied. A child that does not read
     * all of it is no failure. After a cancellation, call the one without: it feeds the rest.
     *
     * @throws IllegalStateException if an input was given before, or its input is no pipe
     */
    public ProcessResult communicate(byte[] input) {
        loop.checkThread("communicate()");
        exchange.setInput(Objects.requireNonNull(input, "input"));
        return communicate();
    }

    /** Like {@link #communicate(byte[])}, with text in UTF-8. */
    public ProcessResult communicate(String input) {
        return communicate(input.getBytes(StandardCharsets.UTF_8));
    }

    /** Waits for its end, whatever its input is. */
    void awaitEnd() {
        exit.await();
    }

    /** Returns what is known of its end, and what was collected until now. */
    ProcessResult result(boolean complete) {
        return new ProcessResult(
                plan.text(),
                exit.code().orElse(-Signal.KILL.number()), // which is on its way
                exchange.bytes(1),
                exchange.bytes(2),
                complete);
    }

    // ---- Signals

    /**
     * Sends it a signal. Never suspends. Since only this reaps it, no other process can get the
     * signal. Elsewhere than on Linux with native access, TERM and KILL alone. asyncio: {@code
     * send_signal}, which fails when it has ended.
     *
     * @return false if it has ended
     * @throws UnsupportedOperationException if the signal cannot be sent here
     */
    public boolean sendSignal(Signal signal) {
        Objects.requireNonNull(signal, "signal");
        loop.checkThread("sendSignal()");
        return !exit.hasEnded() && child.signal(signal, false);
    }

    /** Asks it to end, by TERM, whatever its stop signal is. See {@link #sendSignal}. */
    public boolean terminate() {
        return sendSignal(Signal.TERM);
    }

    /** Ends it at once, by KILL. See {@link #sendSignal}. */
    public boolean kill() {
        return sendSignal(Signal.KILL);
    }

    /**
     * Sends a signal to all processes of its group. See {@link #sendSignal}.
     *
     * @return false if it has ended: who is left of the group cannot be told from others then
     * @throws IllegalStateException if it leads no group: see {@link Command#withNewGroup}
     */
    public boolean signalGroup(Signal signal) {
        Objects.requireNonNull(signal, "signal");
        loop.checkThread("signalGroup()");
        if (!plan.leadsGroup()) {
            throw new IllegalStateException(
                    this + " leads no group\nStart it with withNewGroup() or withNewSession()");
        }
        return !exit.hasEnded() && child.signal(signal, true);
    }

    /**
     * Tells its terminal another size; the child gets a {@link Signal#WINCH}. Never suspends. Does
     * nothing when the terminal is closed.
     *
     * @throws IllegalStateException if it was started without {@link Command#withTerminal}
     */
    public void resize(int columns, int rows) {
        loop.checkThread("resize()");
        Plan.Size size = Command.size(columns, rows);
        if (!isTerminal()) {
            throw new IllegalStateException(
                    this + " has no terminal\nStart it with withTerminal()");
        }
        child.resize(size);
    }

    // ---- Closing

    /**
     * Ends it and closes its pipes: the stop signal, the grace time, KILL. Suspends until it has
     * ended, and no longer than the grace time and 2 s. One that leads a group is ended with its
     * group. A task that is being cancelled does not give the grace time, nor does one that is
     * cancelled while it waits; a callback kills and does not wait. Does nothing when it was
     * closed.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        loop.checkThread("close() of a child");
        closed = true;
        try {
            stop();
        } finally {
            closePipes();
        }
    }

    /** Ends it, as {@link #close} does. */
    void stop() {
        if (exit.hasEnded()) {
            return;
        }
        boolean inTask = Rondo.currentTask().isPresent();
        child.endsWithGroup();
        try {
            if (inTask && !Rondo.cancelRequested() && !plan.grace.isZero()) {
                child.signal(plan.stopSignal, plan.leadsGroup());
                exit.await(plan.grace);
            }
        } finally {
            killAndReap(inTask);
        }
    }

    private void killAndReap(boolean mayWait) {
        if (!exit.hasEnded()) {
            child.signal(Signal.KILL, plan.leadsGroup());
            if (mayWait) {
                Rondo.shielded(() -> {
                    exit.await(REAPING);
                });
            }
        }
    }

    private void closePipes() {
        streams.values().forEach(ByteStream::close);
    }

    /** Kills it and gives back what it has, in the background: nobody has got it. */
    void abandon() {
        child.endsWithGroup();
        child.signal(Signal.KILL, plan.leadsGroup());
        closed = true;
        closePipes();
    }

    // ---- What is known

    /** Returns what is known of it now. Never suspends. */
    public SubprocessSnapshot snapshot() {
        List<String> open = new ArrayList<>();
        streams.forEach((number, stream) -> {
            if (!stream.isClosed()) {
                open.add(nameOf(number));
            }
        });
        return new SubprocessSnapshot(pid(), plan.text(), exit.code(), open);
    }

    @Override
    public String toString() {
        OptionalInt code = exit.code();
        return "<Subprocess "
                + plan.text()
                + " pid="
                + pid()
                + (code.isPresent() ? " returnCode=" + code.getAsInt() : " running")
                + ">";
    }
}
