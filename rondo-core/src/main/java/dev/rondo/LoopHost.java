package dev.rondo;

import dev.rondo.kernel.Host;
import dev.rondo.kernel.Kernel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** What a loop's kernel is told of tasks, callbacks and reports, which it does not know itself. */
final class LoopHost implements Host {
    // Beside so many tasks an unnamed one's thread has no name of its own: nobody reads such a
    // dump,
    // and a million names are 50 MB.
    private static final int NAMED_THREADS = 10_000;

    private final EventLoop loop;
    // Requests to cancel tasks that have not come to a wait yet. One that comes to a foreign wait
    // has to be interrupted there, or it would hang. The loop's thread.
    private final List<Cancellation> undelivered = new ArrayList<>();

    private final Deadlocks deadlocks;
    private final Chain chain = new Chain();
    private final Iterations iterations = new Iterations(NeverAwaited.CLEANER);

    LoopHost(EventLoop loop) {
        this.loop = loop;
        this.deadlocks = new Deadlocks(loop);
    }

    EventLoop loop() {
        return loop;
    }

    /** Returns the loop that a strand belongs to. */
    static EventLoop loopOf(dev.rondo.engine.Strand strand) {
        return ((LoopHost) ((Kernel) strand.carrier()).host()).loop;
    }

    Deadlocks deadlocks() {
        return deadlocks;
    }

    /** Returns what futures complete in that follow others, and tasks that wait are cancelled. */
    Chain chain() {
        return chain;
    }

    Iterations iterations() {
        return iterations;
    }

    /** Has the loop look, after each pass, whether a task has come to block in foreign code. */
    void watch(Cancellation cancellation) {
        undelivered.add(cancellation);
    }

    // ---- Tasks and callbacks

    @Override
    public void runOwner(Object owner) {
        ((Task<?>) owner).runBody();
    }

    @Override
    public String threadName(Object owner) {
        Task<?> task = (Task<?>) owner;
        boolean few = loop.kernel().strands().size() < NAMED_THREADS;
        return few || task.isNamed() ? task.name() : "rondo-task";
    }

    @Override
    public Object handleFor(Runnable callback) {
        return new Handle(loop, callback, new Context());
    }

    @Override
    public void runHandle(Object handle) {
        ((Handle) handle).run();
    }

    @Override
    public Object contextOf(Object handle) {
        return ((Handle) handle).context();
    }

    @Override
    public Object emptyContext() {
        return new Context();
    }

    @Override
    public void passEnds() {
        if (!undelivered.isEmpty()) {
            undelivered.removeIf(Cancellation::settles);
        }
        if (loop.kernel().isFifo()) {
            loop.reports().collect();
        } // else when the loop closes: a drawn run must not depend on the collector of garbage
    }

    // ---- Waits without end

    @Override
    public void inspect() {
        loop.kernel().queue(new Handle(loop, deadlocks::inspect, new Context()));
    }

    @Override
    public boolean suspects() {
        return deadlocks.suspects();
    }

    @Override
    public int outsiders() {
        return loop.outsiders().count();
    }

    @Override
    public void answer(Path socket) {
        try {
            ServiceLoader.load(Inspector.class, Inspector.class.getClassLoader())
                    .findFirst()
                    .ifPresent(inspector -> inspector.answer(socket));
        } catch (ServiceConfigurationError | RuntimeException e) {
            warn("Rondo's inspector cannot answer: " + e);
        }
    }

    // ---- Reports

    @Override
    public boolean isClosed() {
        return loop.isClosed();
    }

    @Override
    public boolean debug() {
        return loop.debug();
    }

    @Override
    public long slowNanos() {
        return Delay.saturated(loop.slowCallbackDuration());
    }

    @Override
    public long heldNanos() {
        return loop.heldNanos();
    }

    @Override
    public void slow(Object what, long tookNanos) {
        // Made on a strand, since it shows results and exceptions: their toString is user code.
        loop.failures()
                .logSoon(
                        System.Logger.Level.WARNING,
                        () ->
                                String.format(
                                        Locale.ROOT,
                                        "Executing %s took %.3f seconds",
                                        what,
                                        tookNanos / 1e9));
    }

    @Override
    public void failed(String message, Throwable failure) {
        if (failure instanceof KeyboardInterrupt) {
            loop.kernel().endRun(failure);
        } else {
            loop.callExceptionHandler(new ExceptionContext(message, failure));
        }
    }

    @Override
    public void warn(String text) {
        Failures.logger().log(System.Logger.Level.WARNING, text);
    }
}
