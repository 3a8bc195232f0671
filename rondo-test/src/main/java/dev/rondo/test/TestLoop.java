package dev.rondo.test;

import dev.rondo.Action;
import dev.rondo.EventLoop;
import dev.rondo.ExceptionContext;
import dev.rondo.LoopOptions;
import dev.rondo.Rondo;
import dev.rondo.Runner;
import dev.rondo.RunnerOptions;
import dev.rondo.net.SystemNetwork;
import dev.rondo.sim.Seed;
import dev.rondo.stream.Network;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The loop of one test: {@link RondoTests} and the JUnit extension make one for each.
 *
 * <p>Bodies run one after the other as main tasks, as set-up, test and tear-down do; tasks that one
 * started go on while the next runs. The loop has a thread of its own, so that a test that hangs
 * can be given up: when its time is over, every task is named with what it waits on and its stack.
 * After the last body {@link #close} cancels what is left and tells what was left behind.
 *
 * {@snippet :
 * try (TestLoop test = new TestLoop(TestOptions.defaults())) {
 *     test.run(() -> sleep(3600));
 * }
 * }
 *
 * <p>Used by one thread; its getters also by tasks of the loop.
 */
public final class TestLoop implements AutoCloseable {
    private static final int SETTLING_PASSES = 10; // what is ready ends in these, and takes no time
    private static final Duration SHUTDOWN = Duration.ofSeconds(5);

    private final TestOptions options;
    private final List<ExceptionContext> reports = Collections.synchronizedList(new ArrayList<>());
    private final Running running = new Running(this::seed);
    private final @Nullable VirtualClock clock;
    private final @Nullable MemoryNetwork memory;
    private final EventLoop loop;
    private final Runner runner;
    private final LoopThread thread;
    private @Nullable Seed seed;
    // A test that JUnit gave up on another thread may not be over when its tear-down begins.
    private final ReentrantLock turn = new ReentrantLock();
    private boolean failed; // a body did
    private boolean closed;

    /** Creates the loop of a test. */
    public TestLoop(TestOptions options) {
        this.options = Objects.requireNonNull(options, "options");
        LoopOptions loopOptions = LoopOptions.defaults().withEntropy(running);
        if (options.time() == Time.VIRTUAL) {
            VirtualClock virtual = new VirtualClock();
            clock = virtual;
            memory = new MemoryNetwork();
            loop = virtual.newLoop(loopOptions);
        } else {
            clock = null;
            memory = null;
            loop = EventLoop.create(loopOptions);
        }
        loop.setExceptionHandler(Optional.of((any, context) -> reports.add(context)));
        runner =
                new Runner(
                        RunnerOptions.defaults()
                                .withLoopFactory(() -> loop)
                                .withHandleInterrupt(false)
                                .withShutdownTimeout(SHUTDOWN));
        thread = new LoopThread(loop, running, options);
    }

    // ---- What a test uses

    /** Returns the loop. */
    public EventLoop loop() {
        return loop;
    }

    /**
     * Returns its clock.
     *
     * @throws IllegalStateException in a test on real time
     */
    public VirtualClock clock() {
        if (clock == null) {
            throw new IllegalStateException(
                    "A test on real time has no virtual clock\nRun it with time = Time.VIRTUAL");
        }
        return clock;
    }

    /** Returns its network: a {@link MemoryNetwork} on virtual time, else the system's. */
    public Network network() {
        return memory == null ? SystemNetwork.instance() : memory;
    }

    /**
     * Returns that network, with what only it has.
     *
     * @throws IllegalStateException in a test on real time
     */
    public MemoryNetwork memoryNetwork() {
        if (memory == null) {
            throw new IllegalStateException(
                    "A test on real time has the network of the system"
                            + "\nRun it with time = Time.VIRTUAL");
        }
        return memory;
    }

    /**
     * Returns the seed for what the test draws: that of the options, or a new one. A test that
     * asked for it and fails says how to have it again.
     */
    public Seed seed() {
        Seed drawn = seed;
        if (drawn == null) {
            drawn = options.seed().orElseGet(() -> Seed.of(ThreadLocalRandom.current().nextInt()));
            seed = drawn;
        }
        return drawn;
    }

    /** Returns what the exception handler heard so far. */
    public List<ExceptionContext> reports() {
        synchronized (reports) {
            return List.copyOf(reports);
        }
    }

    // ---- Running it

    /**
     * Runs a body as the main task.
     *
     * @throws X what the body threw
     * @throws AssertionError if it took too long, or nothing could go on
     * @throws NotVirtualError if a task waited for the real world on virtual time
     * @throws IllegalStateException if called by a task, or closed
     */
    public <X extends Throwable> void run(Action<X> body) throws X {
        Objects.requireNonNull(body, "body");
        if (closed) {
            throw new IllegalStateException("The loop of the test is closed");
        }
        checkOutside();
        turn.lock();
        try {
            thread.run(() -> runner.run(body), options.limit());
        } catch (Throwable e) { // to know of it; rethrown
            failed = true;
            addSeed(e);
            throw LoopThread.<X>unchecked(e);
        } finally {
            turn.unlock();
        }
    }

    private static void checkOutside() {
        boolean inside = true;
        try {
            Rondo.runningLoop();
        } catch (IllegalStateException e) {
            inside = false; // as it should be
        }
        if (inside) {
            throw new IllegalStateException(
                    "A test cannot run inside a task or callback, nor end there: that would wait"
                            + " for it and hold its loop"
                            + "\nRun it from the test's own thread");
        }
    }

    private void addSeed(Throwable failure) {
        Seed drawn = seed;
        if (drawn != null
                && Arrays.stream(failure.getSuppressed()).noneMatch(SeedNote.class::isInstance)) {
            failure.addSuppressed(new SeedNote(drawn));
        }
    }

    /**
     * Cancels what is left, waits for it and closes the loop. Does nothing when it is closed
     * already.
     *
     * @throws AssertionError if the test left something behind, unless that is allowed; after a
     *     body that failed, only what the exception handler heard counts
     * @throws IllegalStateException if called by a task
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        checkOutside();
        turn.lock();
        try {
            closed = true;
            if (!thread.isGivenUp()) { // or it has said what it is stuck in
                end();
            }
        } finally {
            turn.unlock();
        }
    }

    private void end() {
        Findings findings = new Findings(options, failed);
        Throwable failure = null;
        try {
            shutDown(findings);
        } catch (Throwable e) { // what was found comes first; rethrown
            failure = e;
        } finally {
            thread.end();
        }
        findings.reports(reports());
        thread.held().ifPresent(findings::blocked);
        Optional<AssertionError> error = findings.error();
        if (error.isPresent()) {
            if (failure != null) {
                error.get().addSuppressed(failure);
            }
            addSeed(error.get());
            throw error.get();
        }
        if (failure != null) {
            throw LoopThread.<RuntimeException>unchecked(failure);
        }
    }

    private void shutDown(Findings findings) {
        if (clock != null) {
            clock.setAutojump(true); // for clean-up that sleeps
        }
        settle();
        findings.tasks(loop.allTasks());
        findings.streams(open());
        thread.run(runner::close, options.limit());
    }

    /** Lets what is ready end. */
    private void settle() {
        thread.run(
                () ->
                        runner.run(() -> {
                            for (int i = 0; i < SETTLING_PASSES; i++) {
                                Rondo.sleep(0);
                            }
                        }),
                options.limit());
    }

    private List<?> open() {
        return memory == null ? loop.poller().open() : memory.open();
    }

    /** Says how to have a test's seed again; stands among what a failure suppressed. */
    private static final class SeedNote extends Throwable {
        private static final long serialVersionUID = 1L;

        SeedNote(Seed seed) {
            super("Replay with: -Drondo.seed=" + seed, null, false, false);
        }
    }
}
