package dev.rondo;

import dev.rondo.struct.Linked;
import dev.rondo.struct.ReadyQueue;
import dev.rondo.struct.TimerHeap;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The machine inside an {@link EventLoop}: what is ready, what waits for a time, and the pass that
 * runs it.
 *
 * <p>The ready queue holds three kinds of things in one order: {@link Strand}s, {@link Handle}s
 * (callbacks) and {@link ScheduledEngine.Continued} threads, which the JDK woke.
 */
final class Kernel implements Poller.Sink, Entropy.Ready {
    /** asyncio's cap on one sleep: a day. */
    private static final long LONGEST_SLEEP_NANOS = 24L * 3600 * 1_000_000_000;

    // Fixed.
    final EventLoop loop;
    final Engine engine;
    final Clock clock;
    final Entropy entropy;

    // The loop's thread, and strands while they run on it.
    private volatile Poller poller; // written by the loop's thread; read by those who wake it
    final ReadyQueue<Object> ready = new ReadyQueue<>();
    final TimerHeap<Deadline> timers = new TimerHeap<>();
    final Linked<Strand> tasks = new Linked<>();
    private int budget; // how many of the ready ones this pass may still run
    private int candidates; // how many of the ready ones were so when the pass began
    private boolean drawn; // whether the one in front was picked
    private int forced; // how many at the front run before anything is picked
    private int blocked; // strands that wait in foreign code
    // Cancelled tasks that have not come to a wait yet. One that comes to a foreign wait has to be
    // interrupted there, or it would hang.
    final List<Task<?>> undelivered = new ArrayList<>();
    private final ArrayDeque<Runnable> atPassEnd = new ArrayDeque<>();
    private int endBudget; // how many of those step 7 may still run
    private int unpolled; // passes since the last poll
    private boolean stopping;
    private long taskCount;
    private @Nullable CallbackRunner runner;
    private @Nullable SlowCallbacks slowCallbacks;
    private @Nullable Throwable fatal; // what the run that it ends has to throw
    private @Nullable Throwable thrown; // what the last one threw

    // Written by the loop's thread, read by the watchdog without ordering: a stale value costs it
    // one sample.
    private @Nullable Object executing; // a Strand, or a thread that one started
    private long beats;

    // Any thread. A producer adds and then reads sleeping; the loop sets sleeping and then reads
    // the queue. Both are
    // volatile, so at least one sees the other: no wake-up is lost. The swap makes it at most one
    // wakeUp a sleep.
    private final ConcurrentLinkedQueue<Object> inbound = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean sleeping = new AtomicBoolean();
    final AtomicInteger outstanding = new AtomicInteger();
    final AtomicInteger stages = new AtomicInteger(); // of those, the ones that anyone completes
    private volatile @Nullable Thread thread; // the one that runs passes; null between runs

    Kernel(EventLoop loop, LoopOptions options) {
        this.loop = loop;
        this.clock = options.clock();
        this.poller = options.poller().get();
        this.entropy = options.entropy();
        this.engine = Engine.create(this);
    }

    /** Runs passes until {@link #stop}; the caller's thread becomes the loop's. */
    void run() {
        engine.runLoop(() -> {
            thread = Thread.currentThread();
            Watchdog.Watch watch = Watchdog.watch(this);
            try {
                do {
                    pass();
                } while (!stopping);
            } finally {
                watch.close();
                stopping = false;
                executing = null;
                thread = null;
            }
        });
        Throwable cause = fatal;
        if (cause != null) {
            fatal = null;
            thrown = cause;
            throw Rethrow.unchecked(cause);
        }
    }

    /** Runs until a future is done, or until something else stops the run. */
    void runUntil(Future<?> future) {
        Listener stopper =
                new Listener() {
                    @Override
                    void done(Future<?> done) {
                        stop();
                    }
                };
        future.addListener(stopper);
        try {
            run();
        } catch (Throwable e) { // only to leave the future clean; rethrown
            future.markRetrieved();
            throw e;
        } finally {
            future.removeListener(stopper);
        }
        if (!future.done()) {
            throw new IllegalStateException(
                    "Event loop stopped before Future completed: " + future);
        }
    }

    /** One iteration, numbered as in the design. */
    private void pass() {
        // 1. Take what other threads queued.
        takeInbound();
        // 2. Compute the poll deadline.
        long timeoutNanos = pollTimeout();
        // 3. Poll, and 4. hand out the I/O that is ready, through the methods of Sink below.
        if (timeoutNanos == 0) {
            if (ready.isEmpty() || stopping || ++unpolled > poller.passesWithoutPoll()) {
                unpolled = 0;
                poller.poll(0, this);
            }
        } else {
            unpolled = 0;
            sleeping.set(true);
            poller.poll(inbound.isEmpty() ? timeoutNanos : 0, this);
            sleeping.set(false);
            takeInbound(); // what ended the sleep runs in this pass, without another poll
        }
        // 5. Fire due timers.
        if (!timers.isEmpty()) {
            fireDueTimers(clock.nanoTime());
        }
        // 6. Run exactly what is ready now; what becomes ready meanwhile waits for the next pass.
        candidates = ready.size();
        budget =
                candidates == 0 || entropy == Entropy.Fifo.INSTANCE
                        ? candidates
                        : 1 + Objects.checkIndex(entropy.burst(candidates) - 1, candidates);
        while (budget > 0) {
            runNext();
        }
        if (!undelivered.isEmpty()) {
            undelivered.removeIf(Task::settlesCancel);
        }
        if (entropy == Entropy.Fifo.INSTANCE) {
            loop.reports().collect();
        } // else when the loop closes: a drawn run must not depend on the collector of garbage
        // 7. Send what was written in this pass.
        endBudget = atPassEnd.size(); // what is queued meanwhile waits for the next pass
        while (endBudget > 0) {
            runCallbacks();
        }
        poller.flush();
    }

    void callAtPassEnd(Runnable code) {
        atPassEnd.add(code);
    }

    /**
     * Takes the next thing that step 7 runs, or returns null outside of it. The callback runner.
     */
    @Nullable Runnable nextAtPassEnd() {
        if (endBudget > 0) {
            endBudget--;
            beats++;
            return atPassEnd.poll();
        }
        return null;
    }

    private void takeInbound() {
        for (Object entry = inbound.poll(); entry != null; entry = inbound.poll()) {
            ready.add(entry);
        }
    }

    private long pollTimeout() {
        if (stopping || !ready.isEmpty() || !atPassEnd.isEmpty()) {
            return 0;
        }
        Deadline next = timers.peek();
        if (next == null) {
            return Poller.FOREVER;
        }
        return Math.clamp(next.deadlineNanos() - clock.nanoTime(), 0, LONGEST_SLEEP_NANOS);
    }

    private void fireDueTimers(long now) {
        for (Deadline due = timers.peek();
                due != null && due.deadlineNanos() <= now;
                due = timers.peek()) {
            timers.remove(due);
            due.expire(this);
        }
    }

    /** Puts the one that runs next in front, as the entropy picks it. */
    private void draw() {
        if (!drawn && entropy != Entropy.Fifo.INSTANCE) {
            drawn = true;
            if (forced > 0) {
                forced--;
            } else {
                ready.moveToFront(entropy.pick(this));
            }
        }
    }

    /** Takes what is in front. */
    private void take() {
        ready.poll();
        budget--;
        candidates--;
        drawn = false;
    }

    @Override
    public int size() {
        return candidates;
    }

    @Override
    public Object get(int index) {
        return switch (ready.get(index)) {
            case Strand strand -> strand.owner();
            case ScheduledEngine.Continued thread -> thread.strand().owner();
            case Object handle -> handle;
        };
    }

    private void runNext() {
        draw();
        Object next = ready.peek();
        if (next instanceof Handle) {
            runCallbacks();
            return;
        }
        take();
        if (next instanceof Strand strand) {
            if (strand.state() == Strand.State.READY) {
                resume(strand);
            }
        } else {
            resume((ScheduledEngine.Continued) Objects.requireNonNull(next));
        }
    }

    private void resume(ScheduledEngine.Continued thread) {
        if (thread.own() && thread.strand().state() != Strand.State.RUNNING) {
            return; // it suspended itself since; who reads its stack makes the JDK submit it again
        }
        if (thread.own()) {
            blocked--;
        }
        executing = thread.own() ? thread.strand() : thread;
        beats++;
        SlowCallbacks slow = slowCallbacks;
        if (slow == null || !thread.own()) {
            thread.continuation().run();
        } else {
            long begin = slow.begin();
            thread.continuation().run();
            slow.end(begin, thread.strand().owner());
        }
        executing = null;
        if (thread.own()) {
            left(thread.strand());
        }
    }

    private void left(Strand strand) {
        if (strand.state() == Strand.State.RUNNING) {
            blocked++;
        }
    }

    private void resume(Strand strand) {
        executing = strand;
        beats++;
        SlowCallbacks slow = slowCallbacks;
        if (slow == null || strand.owner() instanceof CallbackRunner) {
            strand.resume();
        } else {
            long begin = slow.begin();
            strand.resume();
            slow.end(begin, strand.owner());
        }
        executing = null;
        left(strand);
    }

    private void runCallbacks() {
        CallbackRunner current = runner;
        if (current == null) {
            current = new CallbackRunner(this);
            runner = current;
        }
        resume(current.strand());
        if (current.strand().state() != Strand.State.SUSPENDED) {
            runner = null; // its callback waits in foreign code; the rest goes to a new one
        }
    }

    boolean isRunner(CallbackRunner candidate) {
        return runner == candidate;
    }

    /**
     * Takes the next ready thing if it is a callback that this pass may run. The callback runner
     * only.
     */
    @Nullable Handle nextHandle() {
        if (budget > 0) {
            draw();
            if (ready.peek() instanceof Handle handle) {
                take();
                beats++;
                return handle;
            }
        }
        return null;
    }

    /** Makes two strands the next to run, in this pass. A running strand only. */
    void runFirst(Strand first, Strand second) {
        ready.addFirst(second);
        ready.addFirst(first);
        budget += 2;
        candidates += 2;
        forced += 2;
    }

    /** Takes the second one back. */
    void leaveFirst(Strand second) {
        if (ready.remove(second)) {
            budget--;
            candidates--;
            forced--;
        }
    }

    /** Lets the pass that runs be the last one. */
    @Override
    public void stop() {
        stopping = true;
    }

    /**
     * Stops the loop and makes {@link #run} throw; once for each cause, though more tasks pass it
     * on.
     */
    void endRun(Throwable cause) {
        Throwable first = fatal;
        if (first == null && cause != thrown) {
            fatal = cause;
            stopping = true;
        } else if (first != null && first != cause) {
            first.addSuppressed(cause);
        }
    }

    /** Returns the tasks that are not done, in the order of their creation. */
    List<Task<?>> allTasks() {
        List<Task<?>> all = new ArrayList<>(tasks.size());
        for (Strand strand : tasks.toList()) {
            if (strand.owner() instanceof Task<?> task) {
                all.add(task);
            }
        }
        return all;
    }

    LoopSnapshot snapshot() {
        return new LoopSnapshot(
                loop.isRunning(),
                loop.isClosed(),
                loop.debug(),
                loop.engine(),
                tasks.size(),
                ready.size(),
                timers.size(),
                outstanding.get());
    }

    /** Returns whether the caller runs on this loop: a task or a callback of it. */
    boolean inLoop() {
        Strand strand = Strand.current();
        return strand != null && strand.kernel() == this;
    }

    @Nullable Thread thread() {
        return thread;
    }

    @Nullable Object executing() {
        return executing;
    }

    long beats() {
        return beats;
    }

    @Nullable SlowCallbacks slowCallbacks() {
        return slowCallbacks;
    }

    void setDebug(boolean on) {
        slowCallbacks = on ? new SlowCallbacks(loop, clock) : null;
        if (on) { // not at other times: asking for a logger makes the JDK start its logging, 50 ms
            Failures.logger()
                    .log(
                            System.Logger.Level.DEBUG,
                            () -> "Using engine: " + loop.engine() + ", poller: " + poller);
        }
    }

    /** Queues a callback after those that other threads queued before. The loop's thread. */
    Handle callSoon(Handle handle) {
        takeInbound();
        ready.add(handle);
        return handle;
    }

    /** Queues a callback in one order with {@link #callSoon}. Any thread. */
    Handle callSoonThreadsafe(Handle handle) {
        if (inLoop()) {
            return callSoon(handle);
        }
        enter(handle);
        return handle;
    }

    Poller poller() {
        return poller;
    }

    long nextTaskNumber() {
        return ++taskCount;
    }

    /** Replaces the parking poller. A strand of the loop only, so never during a poll. */
    void installPoller(Poller replacement) {
        if (!(poller instanceof ParkingPoller)) {
            throw new IllegalStateException("The loop has a poller already: " + poller);
        }
        poller.close();
        poller = replacement;
    }

    /** Queues an entry from any thread and wakes the loop. */
    void enter(Object entry) {
        inbound.add(entry);
        if (sleeping.get() && sleeping.compareAndSet(true, false)) {
            poller.wakeUp();
        }
    }

    /** Frees what the loop holds; it is closed and does not run. */
    void close() {
        CallbackRunner idle = runner;
        if (idle != null) {
            runner = null;
            engine.runLoop(idle.strand()::resume); // to its end: the JDK holds parked threads
        }
        for (Object entry = ready.poll(); entry != null; entry = ready.poll()) {
            engine.abandon(entry);
        }
        abandon();
        poller.close();
    }

    /** Gives up what other threads queued; the loop is closed. Any thread. */
    void abandon() {
        for (Object entry = inbound.poll(); entry != null; entry = inbound.poll()) {
            engine.abandon(entry);
        }
    }

    @Override
    public void callSoon(Runnable callback) {
        ready.add(new Handle(loop, callback, new Context()));
    }

    @Override
    public int blocked() {
        return blocked;
    }

    @Override
    public int outstanding() {
        return outstanding.get();
    }

    @Override
    public int uncertain() {
        return stages.get() + loop.outsiders().count();
    }
}
