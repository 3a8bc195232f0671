package dev.rondo.kernel;

import dev.rondo.Clock;
import dev.rondo.Entropy;
import dev.rondo.Poller;
import dev.rondo.engine.Carrier;
import dev.rondo.engine.Engine;
import dev.rondo.engine.ScheduledEngine;
import dev.rondo.engine.Strand;
import dev.rondo.struct.Linked;
import dev.rondo.struct.TimerHeap;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The machine inside a loop: what is ready, what waits for a time, and the pass that runs it.
 *
 * <p>The ready queue holds three kinds of things in one order: {@link Strand}s, {@link
 * ScheduledEngine.Continued} threads, which the JDK woke, and handles: everything else, which the
 * {@link Host} runs as callbacks.
 *
 * <p>A long file, since a pass is one thing to read: its steps, and what each of them may touch.
 */
public final class Kernel implements Carrier, Poller.Sink {
    /** asyncio's cap on one sleep: a day. */
    private static final long LONGEST_SLEEP_NANOS = 24L * 3600 * 1_000_000_000;

    // Fixed.
    private final Host host;
    private final Engine engine;
    private final Clock clock;
    private final Entropy entropy;

    // The loop's thread, and strands while they run on it.
    private volatile Poller poller; // written by the loop's thread; read by those who wake it
    private final RunQueue ready;
    private final TimerHeap<Deadline> timers = new TimerHeap<>();
    private final Linked<Strand> strands = new Linked<>(); // that have not ended
    private int blocked; // strands that wait in foreign code
    private final ArrayDeque<Runnable> atPassEnd = new ArrayDeque<>();
    private int endBudget; // how many of those step 7 may still run
    private int unpolled; // passes since the last poll
    private long passNanos; // the time when this pass looked at the clock
    private boolean timeIsKnown; // whether it has
    private boolean stopping;
    private long numbers;
    private @Nullable CallbackRunner runner;
    private @Nullable SlowSteps slowSteps;
    private @Nullable Throwable fatal; // what the run that it ends has to throw
    private @Nullable Throwable thrown; // what the last one threw

    // Written by the loop's thread, read by the watchdog without ordering: a stale value costs it
    // one sample.
    private @Nullable Object executing; // a Strand, or a thread that one started
    private long beats;
    private long passes;
    private boolean sleepsForEver;
    private long inspectedBeats = -1;
    private final BeatHistory history = new BeatHistory(); // written by the watchdog
    private final HeldTime held = new HeldTime(); // written by the watchdog

    // Any thread.
    private final Inbound inbound = new Inbound();
    private final AtomicInteger outstanding = new AtomicInteger();
    private final AtomicInteger stages = new AtomicInteger(); // those that anyone completes
    private volatile @Nullable Thread thread; // the one that runs passes; null between runs
    private volatile @Nullable Thread caller; // of the last run; it waits if it is not that one
    private volatile boolean inspectionWanted;

    /** Creates one that does not run yet. */
    public Kernel(Host host, Clock clock, Poller poller, Entropy entropy) {
        this.host = host;
        this.clock = clock;
        this.entropy = entropy;
        this.poller = poller;
        this.ready = new RunQueue(entropy);
        this.engine = Engine.create(this);
    }

    /** Returns the loop that it is the machine of. */
    public Host host() {
        return host;
    }

    /** Returns the loop's time. */
    public Clock clock() {
        return clock;
    }

    /** Returns where its choices come from. */
    public Entropy entropy() {
        return entropy;
    }

    /** Returns what runs strands. */
    public Engine engine() {
        return engine;
    }

    /** Returns whether the run order is the order of arrival, and nothing else is drawn. */
    public boolean isFifo() {
        return ready.isFifo();
    }

    // ---- Running

    /** Runs passes until {@link #stop}; the caller's thread becomes the loop's. */
    public void run() {
        caller = Thread.currentThread();
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
            throw Kernel.<RuntimeException>asIs(cause);
        }
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> RuntimeException asIs(Throwable failure) throws X {
        throw (X) failure;
    }

    /** One iteration, numbered as in the design. */
    private void pass() {
        passes++;
        // 1. Take what other threads queued.
        inbound.moveTo(ready);
        if (inspectionWanted) {
            inspectionWanted = false;
            host.inspect();
        }
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
            sleepsForEver = timeoutNanos == Poller.FOREVER;
            poller.poll(inbound.beginSleep() ? 0 : timeoutNanos, this);
            sleepsForEver = false;
            inbound.endSleep();
            inbound.moveTo(ready); // what ended the sleep runs in this pass, without another poll
        }
        // 5. Fire due timers.
        timeIsKnown = false;
        if (!timers.isEmpty()) {
            fireDueTimers(passNanos());
        }
        // 6. Run exactly what is ready now; what becomes ready meanwhile waits for the next pass.
        ready.beginPass();
        for (Object next = ready.next(); next != null; next = ready.next()) {
            run(next);
        }
        host.passEnds();
        // 7. Send what was written in this pass.
        endBudget = atPassEnd.size(); // what is queued meanwhile waits for the next pass
        while (endBudget > 0) {
            runCallbacks();
        }
        poller.flush();
    }

    private long pollTimeout() {
        if (stopping || !ready.isEmpty() || !atPassEnd.isEmpty()) {
            return 0;
        }
        Deadline next = nextDeadline();
        if (next == null || next.deadlineNanos() == Poller.FOREVER) {
            return Poller.FOREVER; // what waits for ever stands behind every timer and is none
        }
        return Math.min(Deadline.left(next.deadlineNanos(), clock.nanoTime()), LONGEST_SLEEP_NANOS);
    }

    /**
     * Returns the first deadline that is really due when it says; those that moved are put right.
     */
    private @Nullable Deadline nextDeadline() {
        for (Deadline next = timers.peek(); next != null; next = timers.peek()) {
            if (next.dueNanos() == next.deadlineNanos()) {
                return next;
            }
            putRight(next);
        }
        return null;
    }

    private void putRight(Deadline moved) {
        timers.remove(moved);
        if (moved.dueNanos() != Long.MAX_VALUE) {
            timers.add(moved, moved.dueNanos());
        }
    }

    private void fireDueTimers(long now) {
        for (Deadline due = timers.peek();
                due != null && due.deadlineNanos() <= now;
                due = timers.peek()) {
            if (due.dueNanos() == due.deadlineNanos()) {
                timers.remove(due);
                due.expire(this);
            } else {
                putRight(due);
            }
        }
    }

    private void run(Object next) {
        switch (next) {
            case Strand strand -> {
                ready.take();
                if (strand.state() == Strand.State.READY) {
                    resume(strand);
                }
            }
            case ScheduledEngine.Continued thread -> {
                ready.take();
                resume(thread);
            }
            default -> runCallbacks();
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
        if (thread.own()) {
            thread.strand().steps(beats);
        }
        SlowSteps slow = slowSteps;
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
        strand.steps(++beats);
        SlowSteps slow = slowSteps;
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

    // ---- Callbacks

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

    /** Takes the next ready thing if it is a callback that this pass may run; its runner only. */
    @Nullable Object nextHandle() {
        Object next = ready.next();
        if (next == null || next instanceof Strand || next instanceof ScheduledEngine.Continued) {
            return null;
        }
        ready.take();
        beats++;
        return next;
    }

    /** Takes the next thing that step 7 runs, or returns null outside of it. Its runner only. */
    @Nullable Runnable nextAtPassEnd() {
        if (endBudget > 0) {
            endBudget--;
            beats++;
            return atPassEnd.poll();
        }
        return null;
    }

    /** Has code run in step 7 of this pass. The loop's thread, or a strand. */
    public void callAtPassEnd(Runnable code) {
        atPassEnd.add(code);
    }

    /** Queues a handle after those that other threads queued before. The loop's thread. */
    public void queue(Object handle) {
        inbound.moveTo(ready);
        ready.add(handle);
    }

    /** Queues a handle in one order with {@link #queue}. Any thread. */
    public void queueThreadsafe(Object handle) {
        if (inLoop()) {
            queue(handle);
        } else {
            enter(handle);
        }
    }

    // ---- What strands and their engine ask for

    @Override
    public void runOwner(Strand strand) {
        if (strand.owner() instanceof CallbackRunner callbacks) {
            callbacks.runAll();
        } else {
            host.runOwner(strand.owner());
        }
    }

    @Override
    public String threadName(Object owner) {
        return owner instanceof CallbackRunner ? "rondo-callbacks" : host.threadName(owner);
    }

    @Override
    public void ready(Object entry) {
        ready.add(entry);
    }

    @Override
    public void enter(Object entry) {
        if (inbound.add(entry)) {
            poller.wakeUp();
        }
    }

    @Override
    public void runFirst(Strand first, Strand second) {
        ready.runFirst(first, second);
    }

    @Override
    public void leaveFirst(Strand second) {
        ready.leaveFirst(second);
    }

    @Override
    public void unqueue(Strand strand) {
        ready.remove(strand);
    }

    @Override
    public boolean isDebugged() {
        return host.debug();
    }

    @Override
    public boolean queuesStartedThreads() {
        return clock.isVirtual();
    }

    @Override
    public boolean isClosed() {
        return host.isClosed();
    }

    @Override
    public void uncaught(Throwable failure) {
        host.failed("A strand of the loop ended with an exception that nothing caught", failure);
    }

    /** Returns a strand that has not run yet, among those of the loop until {@link #forget}. */
    public Strand newStrand(Object owner, Object context) {
        Strand strand = engine.newStrand(owner, context);
        strand.steps(beats);
        strands.add(strand);
        return strand;
    }

    /** Takes a strand from those of the loop: it ended, or was given up. */
    public void forget(Strand strand) {
        strands.remove(strand);
    }

    /**
     * Returns the strands that were made by {@link #newStrand} and not forgotten, in that order.
     */
    public Linked<Strand> strands() {
        return strands;
    }

    /** Returns 1, 2, 3 and so on. */
    public long nextNumber() {
        return ++numbers;
    }

    // ---- Time

    /** Has a deadline expire at a point in time. The loop's thread, or a strand. */
    public void startTimer(Deadline deadline, long atNanos) {
        timers.add(deadline, atNanos);
    }

    /** Takes a deadline back; does nothing when it is not set. */
    public void stopTimer(Deadline deadline) {
        timers.remove(deadline);
    }

    /** Returns when the next deadline is due, {@link Long#MAX_VALUE} for never. */
    public long nextDeadlineNanos() {
        Deadline next = nextDeadline();
        return next == null ? Long.MAX_VALUE : next.deadlineNanos();
    }

    /** Returns the deadlines that are set, those that are due first before the others. */
    public List<Deadline> deadlines() {
        return timers.toList(Deadline::dueNanos);
    }

    /** Returns how many deadlines are set. */
    public int timers() {
        return timers.size();
    }

    /**
     * Returns the time at which this pass first looked at the clock: at most as old as the pass is
     * long, and a field's read.
     */
    public long passNanos() {
        if (!timeIsKnown) {
            timeIsKnown = true;
            passNanos = clock.nanoTime();
        }
        return passNanos;
    }

    // ---- Ending

    /** Lets the pass that runs be the last one. */
    @Override
    public void stop() {
        stopping = true;
    }

    /**
     * Stops the loop and makes {@link #run} throw; once for each cause, though more tasks pass it
     * on.
     */
    public void endRun(Throwable cause) {
        Throwable first = fatal;
        if (first == null && cause != thrown) {
            fatal = cause;
            stopping = true;
        } else if (first != null && first != cause) {
            first.addSuppressed(cause);
        }
    }

    /** Frees what the loop holds; it is closed and does not run. */
    public void close() {
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

    @Override
    public void abandon() {
        inbound.abandon(engine::abandon);
    }

    // ---- Who is here

    /** Returns whether the caller runs on this loop: a task or a callback of it. */
    public boolean inLoop() {
        Strand strand = Strand.current();
        return strand != null && strand.carrier() == this;
    }

    /** Returns the thread that runs passes, or null between runs. Any thread. */
    public @Nullable Thread thread() {
        return thread;
    }

    /** Returns the thread that called {@link #run} last, or null. Any thread. */
    public @Nullable Thread caller() {
        return caller;
    }

    /** Returns how many things wait for their turn. */
    public int readyCount() {
        return ready.count();
    }

    /** Returns whose code runs or holds the loop now, or null. Any thread; it may be old. */
    public @Nullable Object holder() {
        return executing instanceof Strand strand ? strand.owner() : executing;
    }

    /** Returns the strand that runs or holds the loop now. Any thread; it may be old. */
    public Optional<Strand> holderStrand() {
        return executing instanceof Strand strand ? Optional.of(strand) : Optional.empty();
    }

    @Nullable Object executing() {
        return executing;
    }

    /** Returns how many steps were made: a sign of life. Any thread; it may be old. */
    public long beats() {
        return beats;
    }

    /** Returns how many passes were made. Any thread; it may be old. */
    public long passes() {
        return passes;
    }

    /** Returns how many numbers {@link #nextNumber} has given. Any thread; it may be old. */
    public long numbers() {
        return numbers;
    }

    /** Returns when steps were made. Any thread. */
    public BeatHistory history() {
        return history;
    }

    /** Returns how long single steps have held the loop. Any thread. */
    public HeldTime held() {
        return held;
    }

    /** Returns the kernels that run now, those first that began first. Any thread. */
    public static List<Kernel> running() {
        return Watchdog.running();
    }

    @Nullable SlowSteps slowSteps() {
        return slowSteps;
    }

    /** Has steps timed, or not any more. */
    public void setDebug(boolean on) {
        slowSteps = on ? new SlowSteps(host, clock) : null;
    }

    // ---- The watchdog

    /** Returns whether it sleeps and only a thread outside or I/O can wake it. Any thread. */
    boolean sleepsForEver() {
        return sleepsForEver && outstanding.get() == 0 && blocked == 0 && !poller.isWatching();
    }

    /** Returns whether nothing ran since the last inspection. Any thread. */
    boolean isInspected() {
        return inspectedBeats == beats;
    }

    /** Says that the host has looked; as its last act. A strand of the loop. */
    public void inspected() {
        inspectedBeats = beats;
    }

    /** Has {@link Host#inspect} called in the next pass, and wakes the loop for it. Any thread. */
    void wantInspection() {
        inspectionWanted = true;
        if (inbound.mustWake()) {
            poller.wakeUp();
        }
    }

    // ---- The poller

    /** Returns what the loop sleeps in. */
    public Poller poller() {
        return poller;
    }

    /** Replaces the parking poller. A strand of the loop only, so never during a poll. */
    public void installPoller(Poller replacement) {
        poller.close();
        poller = replacement;
    }

    @Override
    public void callSoon(Runnable callback) {
        ready.add(host.handleFor(callback));
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
        return stages.get() + host.outsiders();
    }

    /** Counts work that was given to other threads; -1 when it is back. Any thread. */
    public void addOutstanding(int change) {
        outstanding.addAndGet(change);
    }

    /** Counts stages that anyone may complete, which are outstanding, too. Any thread. */
    public void addStages(int change) {
        outstanding.addAndGet(change);
        stages.addAndGet(change);
    }
}
