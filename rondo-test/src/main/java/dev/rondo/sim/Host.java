package dev.rondo.sim;

import dev.rondo.Entropy;
import dev.rondo.EventLoop;
import dev.rondo.LoopOptions;
import dev.rondo.Parking;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TaskOptions;
import dev.rondo.stream.Network;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A machine of a simulation: a program in a loop of its own, an address, a clock and a disk.
 *
 * <pre>
 *   UP --crash(), powerOff()--> DOWN --restart()--> UP
 *   UP --the program returns or fails--> OVER --restart()--> UP
 * </pre>
 *
 * <p>The disk outlives crashes, all else begins anew. Used by tasks of the simulation.
 */
public final class Host {
    /** The states drawn above. */
    public enum State {
        /** Its program runs. */
        UP,
        /** It crashed. */
        DOWN,
        /** Its program has returned or failed. */
        OVER
    }

    /** What a crash ends: one run of the program. */
    static final class Life {
        final EventLoop loop;
        final HostPoller poller;
        final SimNetwork network;
        final Task<?> main;
        long idleUntil; // when idle
        boolean runnable;
        int blocked;
        int outstanding;

        private Life(World world, Host host) {
            poller = new HostPoller(world, host, host.options.clockOffset().toNanos());
            loop =
                    EventLoop.create(
                            LoopOptions.defaults()
                                    .withClock(poller)
                                    .withPoller(() -> poller)
                                    .withEntropy(new HostEntropy(world, host))
                                    .withDebug(false));
            loop.setExceptionHandler(Optional.of((any, context) -> world.report(host, context)));
            loop.setDefaultExecutor(new HostExecutor(loop));
            network = new SimNetwork(world, host, loop);
            main =
                    loop.newTask(
                            () -> {
                                host.runBody();
                                return null;
                            },
                            TaskOptions.named(host.name));
        }

        /** It crashed: nobody hears what becomes of it. */
        void mute() {
            loop.setExceptionHandler(Optional.of((any, context) -> {}));
        }
    }

    private final World world;
    private final String name;
    private final int number;
    private final HostOptions options;
    private final HostBody<?> body;
    private final Disk disk;
    private State state = State.DOWN;
    private @Nullable Life life;
    private boolean held; // a task of it waits for its disk as a blocking call does
    private @Nullable Task<?> first; // goes on before all others
    private @Nullable Seat over; // where a task waits in join()
    private @Nullable Life joiner; // what that task is of

    Host(World world, String name, int number, HostOptions options, HostBody<?> body) {
        this.world = world;
        this.name = name;
        this.number = number;
        this.options = options;
        this.body = body;
        this.disk = new Disk(world, this, world.options.start());
    }

    // ---- For the program on it

    /** Returns its name, which is also its name in the network. */
    public String name() {
        return name;
    }

    /** Returns its address in the network. */
    public InetAddress address() {
        try {
            return InetAddress.getByAddress(
                    name, new byte[] {10, 0, (byte) (number >> 8), (byte) number});
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    /** Returns the network as this host sees it. */
    public Network network() {
        return life().network;
    }

    /** Returns its disk. */
    public Disk disk() {
        return disk;
    }

    /** Returns the time of day by its own clock. */
    public Instant now() {
        return world.options.start().plusNanos(life().poller.nanoTime());
    }

    /**
     * Returns a random number in {@code [0, bound)}, drawn from the seed; {@code bound} positive.
     */
    public int random(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound must be positive, but is " + bound);
        }
        return world.choices.choose(bound);
    }

    /** Returns a random UUID (version 4), drawn from the seed. */
    public UUID uuid() {
        long high = (world.choices.bits() & ~0xf000L) | 0x4000L;
        long low = (world.choices.bits() & ~(3L << 62)) | (2L << 62);
        return new UUID(high, low);
    }

    /** Writes a line to the event log. */
    public void log(String text) {
        world.log.add(world.now(), name, text);
    }

    // ---- For those who watch it

    /** Returns what it is doing. */
    public State state() {
        return state;
    }

    /**
     * Suspends until its program has returned.
     *
     * @throws IllegalStateException if it crashed, or another task waits for it already
     */
    public void join() {
        if (world.isEnding()) {
            throw SimNetwork.ended("join", this);
        }
        while (state == State.UP) {
            if (isJoined()) {
                throw new IllegalStateException("Another task waits for " + this);
            }
            Seat seat = new Seat(world.current(), "the end of", this);
            over = seat;
            joiner = world.current().life();
            seat.await();
        }
        if (state == State.DOWN) {
            throw new IllegalStateException(this + " crashed while it was waited for");
        }
    }

    /** Whether somebody waits for it who has not crashed since. */
    private boolean isJoined() {
        return over != null
                && over.isTaken()
                && joiner != null
                && joiner.network.isCurrent()
                && joiner.network.host().state == State.UP;
    }

    /**
     * Ends the program at once, as {@code kill -9} does: no task of it runs any more, not even its
     * clean-up. The system goes on: it closes connections, which peers see as resets. What was not
     * forced to the disk is there. A task that crashes its own host does not return.
     *
     * @throws IllegalStateException for the host of the script
     */
    public void crash() {
        die(false);
    }

    /**
     * Ends the host at once, system and all: peers see nothing at all until they send to it after
     * its restart. What was written to the disk and not forced may be lost.
     *
     * @throws IllegalStateException for the host of the script
     */
    public void powerOff() {
        die(true);
    }

    /** Crashes, or loses its power. */
    void die(boolean silent) {
        if (state != State.UP || world.isEnding()) {
            return;
        }
        if (world.isMain(this)) {
            throw new IllegalStateException(
                    "The host of the script cannot crash, since it is the test itself"
                            + "\nStart another with host(), and crash that one");
        }
        world.log.add(world.now(), name, silent ? "loses power" : "crashes");
        leave(State.DOWN);
        life().network.end(silent);
        disk.crashed(silent);
        world.keep(life());
        if (world.current() == this) {
            Rondo.runningLoop().stop(); // nothing that is ready runs any more
            if (Rondo.currentTask().isPresent()) {
                new Parking("the end of", this).await();
            }
        }
    }

    /**
     * Begins the program anew, with the disk as it is.
     *
     * @throws IllegalStateException if it is up
     */
    public void restart() {
        if (world.isEnding()) {
            return;
        }
        if (state == State.UP) {
            throw new IllegalStateException(this + " is up\ncrash() it first");
        }
        if (state == State.OVER) {
            world.keep(life());
        }
        world.log.add(world.now(), name, "restarts");
        start();
        world.links.sendHeld(this);
    }

    // ---- For the world

    void start() {
        life = new Life(world, this);
        state = State.UP;
        touch();
    }

    private void runBody() {
        try {
            body.run(this);
        } catch (Throwable e) { // a body's checked exceptions are its own affair; rethrown
            throw Simulation.unchecked(e);
        }
    }

    HostOptions options() {
        return options;
    }

    Life life() {
        Life current = life;
        if (current == null) {
            throw new AssertionError("a host lives from its beginning");
        }
        return current;
    }

    boolean isOver() {
        return state != State.UP;
    }

    boolean isRunnable() {
        return state == State.UP && life().runnable;
    }

    long idleUntil() {
        return state != State.UP || held || life().runnable ? World.FOREVER : life().idleUntil;
    }

    int blocked() {
        return state == State.UP ? life().blocked : 0;
    }

    /** Sets how many tasks wait in foreign code, and how many for other threads. */
    void setForeign(int blocked, int outstanding) {
        life().blocked = blocked;
        life().outstanding = outstanding;
    }

    /** Whether it waits for what is not simulated. */
    boolean waitsForThreads() {
        return state == State.UP && life().blocked + life().outstanding > 0;
    }

    /** It has something to do: an event woke a task of it, or its time has come. */
    void touch() {
        if (state == State.UP && !held && !life().runnable) {
            life().runnable = true;
            world.becameRunnable(1);
        }
    }

    /** It has nothing to do before a time. */
    void idle(long until) {
        life().idleUntil = until;
        if (life().runnable) {
            life().runnable = false;
            world.becameRunnable(-1);
        }
    }

    /** Whether a life of it is the one that it lives. */
    boolean isLiving(Life given) {
        return state == State.UP && life == given;
    }

    /** The task that runs blocks it until {@link #release}: no other runs, no timer is heeded. */
    void hold() {
        held = true;
        life().loop.stop(); // nothing that is ready runs any more
    }

    boolean isHeld() {
        return held;
    }

    /** The task that held it goes on, before all others. */
    void release(Task<?> holder) {
        held = false;
        first = holder;
        touch();
    }

    /** Returns where the task that held it stands among those that are ready; -1 for nowhere. */
    int takeFirst(Entropy.Ready ready) {
        Task<?> holder = first;
        first = null;
        for (int i = 0; holder != null && i < ready.size(); i++) {
            if (ready.get(i) == holder) {
                return i;
            }
        }
        return -1;
    }

    /** Runs one pass of its loop, or as many as it may run by itself. */
    void pass() {
        Life current = life();
        current.loop.runForever();
        if (state == State.UP && current == life && current.main.done()) {
            finish(current.main);
        }
    }

    private void finish(Task<?> main) {
        world.log.add(world.now(), name, "ends");
        leave(State.OVER);
        Optional<Throwable> failure =
                main.cancelled()
                        ? Optional.of(
                                new IllegalStateException(
                                        "The program of " + this + " was cancelled"))
                        : main.exception();
        if (failure.isPresent() && !options.mayFail()) {
            world.fail(failure.get());
        }
        if (!world.isMain(this)) {
            life().network.end(false);
        }
    }

    private void leave(State next) {
        held = false;
        first = null;
        if (life().runnable) {
            life().runnable = false;
            world.becameRunnable(-1);
        }
        state = next;
        if (isJoined()) {
            world.after(0, this::wakeJoiner);
        }
    }

    private void wakeJoiner() {
        if (over != null && isJoined()) {
            over.wake();
        }
    }

    @Override
    public String toString() {
        return "<Host " + name + " " + state + ">";
    }
}
