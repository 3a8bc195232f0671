package dev.rondo.engine;

/**
 * How tasks get a thread of execution: one contract, two implementations.
 *
 * <p>{@link ScheduledEngine} runs tasks as virtual threads whose scheduler is the loop, {@link
 * HandoffEngine} passes a baton between stock virtual threads. A raw {@code
 * jdk.internal.vm.Continuation} switches in 90 ns instead of 120, but then blocking calls hold the
 * loop, thread-locals are shared and debuggers see nothing: rejected.
 */
public abstract sealed class Engine permits ScheduledEngine, HandoffEngine {
    /** Returns the engine that this JVM supports, or that {@code -Drondo.engine} asks for. */
    public static Engine create(Carrier carrier) {
        return switch (EngineChoice.get()) {
            case SCHEDULED -> new ScheduledEngine(carrier);
            case HANDOFF -> new HandoffEngine(carrier);
        };
    }

    /**
     * Returns a strand that has not run yet. Loop.
     *
     * @param owner whose code it runs, by {@link Carrier#runOwner}
     * @param context what that runs in; see {@link Strand#context}
     */
    public abstract Strand newStrand(Object owner, Object context);

    /** Runs passes of the loop on the right kind of thread until the run ends; returns then. */
    public abstract void runLoop(Runnable passes);

    /** Returns which one it is. */
    public abstract EngineChoice choice();

    /**
     * Returns whether code of its strands has started virtual threads that run beside the loop;
     * false where that cannot be known. Any thread.
     */
    public boolean hasStartedThreads() {
        return false;
    }

    /** Takes what is left on the queues of a closed loop. Any thread. */
    public void abandon(Object entry) {}

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
            throw Engine.<RuntimeException>asIs(failure[0]);
        }
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> RuntimeException asIs(Throwable failure) throws X {
        throw (X) failure;
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
