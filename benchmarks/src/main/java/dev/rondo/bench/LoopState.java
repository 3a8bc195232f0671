package dev.rondo.bench;

import dev.rondo.Action;
import dev.rondo.EventLoop;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A loop whose tasks a benchmark measures: each invocation is one run of {@link #OPERATIONS}. */
@State(Scope.Thread)
public class LoopState {
    /** Operations in an invocation: enough that beginning and ending the run does not count. */
    public static final int OPERATIONS = 100_000;

    private EventLoop loop = EventLoop.create();

    /** Makes the loop. */
    @Setup(Level.Trial)
    public void open() {
        loop.close();
        loop = EventLoop.create();
    }

    /** Closes the loop. */
    @TearDown(Level.Trial)
    public void close() {
        loop.close();
    }

    /** Runs a task in the loop until it is done. */
    void run(Action<?> body) {
        loop.runUntilComplete(() -> {
            try {
                body.run();
            } catch (Throwable e) { // a benchmark that fails must end
                throw new AssertionError(e);
            }
            return 0;
        });
    }
}
