package dev.rondo;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * How a {@link Runner} works.
 *
 * @param loopFactory makes its loop
 * @param debug whether debug mode is turned on in that loop; false leaves it as the loop has it
 * @param handleInterrupt whether Ctrl-C (SIGINT) cancels the main task while it runs
 * @param shutdownTimeout how long closing waits for cancelled tasks, and then for the default
 *     executor; 300 s in asyncio, which knows no limit for tasks
 */
public record RunnerOptions(
        Supplier<EventLoop> loopFactory,
        boolean debug,
        boolean handleInterrupt,
        Duration shutdownTimeout) {
    /** Checks the values. */
    public RunnerOptions {
        Objects.requireNonNull(loopFactory, "loopFactory");
        Objects.requireNonNull(shutdownTimeout, "shutdownTimeout");
        Delay.nanos("shutdownTimeout", shutdownTimeout);
    }

    /**
     * Returns the defaults: the default loop factory, Ctrl-C handled, 300 s to shut down.
     *
     * <p>The default factory is {@link EventLoop#create()}, or what {@code -Drondo.loopFactory=}
     * names: a class with a public constructor without parameters that implements {@code
     * Supplier<EventLoop>}.
     */
    public static RunnerOptions defaults() {
        return new RunnerOptions(DefaultLoopFactory::make, false, true, Duration.ofMinutes(5));
    }

    /** Returns these options with a maker of loops. */
    public RunnerOptions withLoopFactory(Supplier<EventLoop> loopFactory) {
        return new RunnerOptions(loopFactory, debug, handleInterrupt, shutdownTimeout);
    }

    /** Returns these options with debug mode turned on, or left as the loop has it. */
    public RunnerOptions withDebug(boolean debug) {
        return new RunnerOptions(loopFactory, debug, handleInterrupt, shutdownTimeout);
    }

    /** Returns these options with or without handling Ctrl-C. */
    public RunnerOptions withHandleInterrupt(boolean handleInterrupt) {
        return new RunnerOptions(loopFactory, debug, handleInterrupt, shutdownTimeout);
    }

    /** Returns these options with a limit for closing. */
    public RunnerOptions withShutdownTimeout(Duration shutdownTimeout) {
        return new RunnerOptions(loopFactory, debug, handleInterrupt, shutdownTimeout);
    }
}
