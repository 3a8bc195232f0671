package dev.rondo.sim;

import dev.rondo.ExceptionContext;
import dev.rondo.Poller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The machine inside a {@link Simulation}: the time, what will happen, and whose turn it is.
 *
 * <p>It runs the hosts' loops one pass at a time on the calling thread:
 *
 * <ol>
 *   <li>Let happen what is due: arrivals, faults, ends of connections.
 *   <li>Draw one of the hosts that have something ready, and run one pass of its loop.
 *   <li>If no host has: move the time to the next timer or event.
 * </ol>
 *
 * <p>Events run on the bare thread between passes and touch the simulation's own state only; they
 * wake tasks where they are parked. Everything here is confined to the thread that runs the
 * simulation.
 */
final class World {
    static final long FOREVER = Poller.FOREVER;

    /** Something that happens at a time; of one moment, in the order of the numbers. */
    static final class Event {
        private static final Comparator<Event> ORDER =
                Comparator.<Event>comparingLong(event -> event.nanos)
                        .thenComparingLong(event -> event.number);

        private final long nanos;
        private final long number;
        private final Runnable action;

        private Event(long nanos, long number, Runnable action) {
            this.nanos = nanos;
            this.number = number;
            this.action = action;
        }
    }

    final SimulationOptions options;
    final Choices choices;
    final Strategy strategy;
    final EventLog log;
    final Links links;
    // A tree, since the heap of the loop's timers is core's own, and events are few beside passes.
    private final TreeSet<Event> events = new TreeSet<>(Event.ORDER);
    private final List<Host> hosts = new ArrayList<>();
    private final List<Host.Life> past = new ArrayList<>(); // of hosts that crashed
    private final List<ExceptionContext> reports = new ArrayList<>();
    private final Thread driver = Thread.currentThread();
    private final long limitNanos;
    private long nowNanos;
    private long eventsMade;
    private long passes;
    private int runnable; // how many hosts have something ready
    private @Nullable Host running; // whose pass runs
    private boolean ending; // the main body is over
    private @Nullable Throwable failure; // what ends the simulation

    World(SimulationOptions options, int mostLogLines) {
        this.options = options;
        this.choices = options.seed().choices();
        this.strategy = options.explore() ? Strategy.of(options.seed()) : Strategy.arrival();
        this.limitNanos = nanos(options.timeLimit());
        this.log = new EventLog(options.eventLog(), mostLogLines);
        this.links = new Links(this);
    }

    /** Returns a duration in nanoseconds, at most {@link #FOREVER}, which is 292 years. */
    private static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofNanos(FOREVER)) > 0 ? FOREVER : duration.toNanos();
    }

    long now() {
        return nowNanos;
    }

    long passes() {
        return passes;
    }

    List<Host> hosts() {
        return hosts;
    }

    List<ExceptionContext> reports() {
        return reports;
    }

    // ---- Events

    /**
     * Lets something happen after a delay. Events of one moment happen in the order of these calls.
     */
    Event after(long delayNanos, Runnable action) {
        Event event = new Event(later(delayNanos), eventsMade++, action);
        events.add(event);
        return event;
    }

    private long later(long delayNanos) {
        long sum = nowNanos + Math.max(0, delayNanos);
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** Lets an event not happen, if it has not yet. */
    void cancel(Event event) {
        events.remove(event);
    }

    // ---- Hosts

    Host addHost(String name, HostOptions hostOptions, HostBody<?> body) {
        if (name.isEmpty() || name.equals("localhost")) {
            throw new IllegalArgumentException("No host can have this name: '" + name + "'");
        }
        for (Host host : hosts) {
            if (host.name().equals(name)) {
                throw new IllegalArgumentException("There is a host of that name already: " + name);
            }
        }
        Host host = new Host(this, name, hosts.size() + 1, hostOptions, body);
        hosts.add(host);
        host.start();
        return host;
    }

    /** Returns the host whose pass runs. */
    Host current() {
        return java.util.Objects.requireNonNull(running, "no task of the simulation runs");
    }

    boolean isRunning(Host host) {
        return running == host;
    }

    boolean isMain(Host host) {
        return hosts.getFirst() == host;
    }

    void becameRunnable(int change) {
        runnable += change;
    }

    /** Keeps the life of a host that crashed, so that its tasks can be unwound in the end. */
    void keep(Host.Life life) {
        past.add(life);
    }

    void report(Host host, ExceptionContext context) {
        log.add(nowNanos, host.name(), "reports", context.message());
        reports.add(context);
    }

    /** Ends the simulation with a failure. */
    void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        } else if (failure != cause) {
            failure.addSuppressed(cause);
        }
    }

    void wokenByThread(Thread thread) {
        if (thread != driver && running == null) {
            fail(NotSimulatedError.thread(thread));
        }
    }

    // ---- The drive

    /** Runs until a host's main task is done; throws what ended the simulation before. */
    void drive(Host main) {
        while (!main.isOver() && failure == null) {
            step();
        }
        throwFailure();
    }

    private void throwFailure() {
        Throwable cause = failure;
        if (cause != null) {
            throw Simulation.unchecked(cause);
        }
    }

    private void step() {
        // 1. Let happen what is due.
        while (eventIsDue()) {
            events.removeFirst().action.run();
        }
        // 2. Run one pass of a host.
        if (runnable > 0) {
            pass(draw());
            return;
        }
        // 3. Move the time.
        checkNobodyIsBlocked();
        long next = nextTime();
        if (next == FOREVER) {
            boolean foreign = hosts.stream().anyMatch(Host::waitsForThreads);
            fail(foreign ? Stuck.waitsForThreads(this) : Stuck.nothingToWaitFor(this));
        } else {
            moveTo(next);
        }
    }

    private Host draw() {
        int left = runnable == 1 ? 0 : choices.choose(runnable);
        for (Host host : hosts) {
            if (host.isRunnable() && left-- == 0) {
                return host;
            }
        }
        throw new AssertionError("no host is runnable, though " + runnable + " were counted");
    }

    private void pass(Host host) {
        if (++passes > options.maxSteps()) {
            fail(Stuck.tooManySteps(this));
            return;
        }
        running = host;
        try {
            host.pass();
            if (host.isHeld()) {
                host.idle(FOREVER);
            }
        } finally {
            running = null;
        }
    }

    /** Returns when something happens next, and tells the hosts whose time it is. */
    private long nextTime() {
        long next = nextEvent();
        for (Host host : hosts) {
            next = Math.min(next, host.idleUntil());
        }
        return next;
    }

    private void moveTo(long next) {
        nowNanos = late(next);
        for (Host host : hosts) {
            if (host.idleUntil() <= nowNanos) {
                host.touch();
            }
        }
        if (nowNanos > limitNanos) {
            fail(Stuck.tooLong(this));
        }
    }

    /** Timers and arrivals may be noticed late, as on a busy machine. */
    private long late(long next) {
        long most = links.latenessNanos();
        return Math.max(nowNanos, most == 0 ? next : next + choices.between(0, most));
    }

    private void checkNobodyIsBlocked() {
        for (Host host : hosts) {
            if (host.blocked() > 0) {
                NotSimulatedError.of(host).ifPresent(this::fail);
            }
        }
    }

    /**
     * A loop polls. While one host alone has something to do, it goes on by itself, since leaving
     * and entering a loop costs more than a pass.
     */
    void polled(Host host, long timeoutNanos, Poller.Sink sink) {
        host.setForeign(sink.blocked(), sink.outstanding());
        if (timeoutNanos == 0) {
            if (failure != null
                    || runnable > 1
                    || host.isOver()
                    || eventIsDue()
                    || ++passes > options.maxSteps()) {
                sink.stop();
            }
            return;
        }
        long until = timeoutNanos == FOREVER ? FOREVER : later(timeoutNanos);
        host.idle(until);
        if (mayJump(host, until)) {
            host.touch();
            nowNanos = late(until);
            passes++;
        } else {
            sink.stop();
        }
    }

    private boolean eventIsDue() {
        return nextEvent() <= nowNanos;
    }

    /** Returns when the next event is, {@link #FOREVER} if there is none. */
    private long nextEvent() {
        return events.isEmpty() ? FOREVER : events.first().nanos;
    }

    private boolean mayJump(Host host, long until) {
        if (runnable > 0
                || until == FOREVER
                || host.blocked() > 0
                || failure != null
                || host.isOver()
                || until > limitNanos
                || passes >= options.maxSteps()) {
            return false;
        }
        if (nextEvent() <= until) { // which is not for ever here
            return false;
        }
        for (Host other : hosts) {
            if (other != host && other.idleUntil() <= until) {
                return false;
            }
        }
        return true;
    }

    // ---- The end

    /** Whether connections fail from now on: only clean-up runs. */
    boolean isEnding() {
        return ending;
    }

    /**
     * Cancels what is left on every host, gives it a while of virtual time, and closes the loops;
     * then unwinds the tasks of crashed hosts, which nobody sees, so that their threads are freed.
     */
    void end() {
        failure = null;
        ending = true;
        choices.freeze();
        for (int i = 0; i < hosts.size(); i++) { // clean-up may start some
            Unwinding.run(this, hosts.get(i).life());
        }
        for (Host.Life life : past) {
            life.mute();
            Unwinding.run(this, life);
        }
        hosts.forEach(host -> host.life().loop.close());
        past.forEach(life -> life.loop.close());
    }

    /** Moves the time for clean-up code that sleeps. */
    void skip(long nanos) {
        nowNanos += nanos;
    }
}
