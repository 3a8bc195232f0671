package dev.rondo;

import org.jspecify.annotations.Nullable;

/**
 * How tasks get a thread of execution: one contract, two implementations.
 *
 * <p>{@link ScheduledEngine} runs tasks as virtual threads whose scheduler is the loop, {@link
 * HandoffEngine} passes a baton between stock virtual threads. A raw {@code
 * jdk.internal.vm.Continuation} switches in 90 ns instead of 120, but then blocking calls hold the
 * loop, thread-locals are shared and debuggers see nothing: rejected.
 */
abstract sealed class Engine permits ScheduledEngine, HandoffEngine {
    /** Returns the engine that this JVM supports, or that {@code -Drondo.engine} asks for. */
    static Engine create(Kernel kernel) {
        return switch (EngineChoice.get()) {
            case SCHEDULED -> new ScheduledEngine(kernel);
            case HANDOFF -> new HandoffEngine(kernel);
        };
    }

    /**
     * Returns a strand that has not run yet. Loop.
     *
     * @param context a {@link Context}, or the values of one to be made when it is asked for
     */
    abstract Strand newStrand(StrandOwner owner, @Nullable String name, Object context);

    /** Runs passes of the loop on the right kind of thread until the run ends; returns then. */
    abstract void runLoop(Runnable passes);

    abstract EngineChoice choice();

    /** Takes what is left on the queues of a closed loop. Any thread. */
    void abandon(Object entry) {}

    /** Runs code on a new thread and waits for its end; what it throws is thrown here. */
    static void runOn(Thread.Builder builder, Runnable code) {
        Throwable[] failure = new Throwable[1];
        Thread thread =
                builder.name("rondo-loop")
                        .start(() -> {
                            try {
                                code.run();
                            } catch (Throwable e) { // carried to the caller below
                                failure[0] = e;
                            }
                        });
        joinFully(thread);
        if (failure[0] != null) {
            throw Rethrow.unchecked(failure[0]);
        }
    }

    /** Waits for the end of a thread; an interrupt meanwhile is kept for later. */
    static void joinFully(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
