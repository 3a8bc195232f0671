package dev.rondo.sim;

import dev.rondo.Rondo;
import dev.rondo.Task;
import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The way of each call to a {@link Disk}: it takes time before and after its work, so that a crash
 * finds it not done, or done and nobody told; and the work may fail.
 *
 * <pre>
 *   half of the time -> (crash?) -> (error?) -> the work -> half of the time -> (crash?) -> return
 * </pre>
 *
 * <p>That holds for tasks of the disk's own host. Who looks from elsewhere, as the script of a
 * test, and callbacks, see and change it at once. A task that calls directly holds its host
 * meanwhile, as a blocking call holds a loop; one that {@link #work} has made waits alone.
 */
final class DiskCalls {
    private static final int FORCE = 10; // times that a force takes what other calls take
    // As a disk of flash has it, roughly; no range, so that nothing is drawn that nobody asked for.
    private static final long NANOS = 100_000;

    /** What a call does. */
    interface Body<T extends @Nullable Object> {
        T run() throws IOException;
    }

    private final World world;
    private final Host host;
    private final Set<Task<?>> workers = // never iterated
            Collections.newSetFromMap(new IdentityHashMap<>());
    private long leastNanos = NANOS;
    private long mostNanos = NANOS;
    private long slowNanos; // that faults add to it
    private double errors; // probability
    private int errorIn; // calls until one fails; 0 for none
    private int crashIn; // steps until the host crashes; 0 for never
    private boolean crashSilent;

    DiskCalls(World world, Host host) {
        this.world = world;
        this.host = host;
    }

    void setLatency(long least, long most) {
        leastNanos = least;
        mostNanos = most;
    }

    void slow(long nanos) {
        slowNanos += nanos;
    }

    void setErrors(double probability) {
        errors = probability;
    }

    void failAfter(int calls) {
        errorIn = calls;
    }

    void crashAfter(int steps, boolean silent) {
        crashIn = steps;
        crashSilent = silent;
    }

    /** The host is down: what waited for a moment of its life is over. */
    void forgetCrash() {
        crashIn = 0;
        workers.clear();
    }

    /** Returns what a task has to run that works on the disk beside the others of its host. */
    <T extends @Nullable Object> T work(Callable<T> work) throws Exception {
        Task<?> task = Rondo.currentTask().orElseThrow();
        workers.add(task);
        try {
            return work.call();
        } finally {
            workers.remove(task);
        }
    }

    <T extends @Nullable Object> T call(String name, Object on, Body<T> body) throws IOException {
        return call(name, on, body, () -> {});
    }

    /**
     * Does a call.
     *
     * @param failed what an error leaves behind
     */
    <T extends @Nullable Object> T call(String name, Object on, Body<T> body, Runnable failed)
            throws IOException {
        if (!isInside()) {
            return body.run();
        }
        int times = name.equals("force") ? FORCE : 1;
        step(times);
        if (fails()) {
            failed.run();
            world.log.add(world.now(), host.name(), "cannot", name, on);
            throw new IOException("Input/output error");
        }
        try {
            return body.run();
        } finally {
            step(times);
        }
    }

    private boolean fails() {
        if (errorIn > 0 && --errorIn == 0) {
            return true;
        }
        return world.choices.chance(errors);
    }

    private boolean isInside() {
        return world.isRunning(host) && !world.isEnding() && Rondo.currentTask().isPresent();
    }

    private void step(int times) {
        if (crashIn > 0 && --crashIn == 0) {
            host.die(crashSilent);
        }
        long nanos = times * (world.choices.between(leastNanos, mostNanos) + slowNanos) / 2;
        if (nanos == 0) {
            return;
        }
        Task<?> task = Rondo.currentTask().orElseThrow();
        Seat seat = new Seat(host, "disk of", host);
        Host.Life life = host.life();
        boolean holds = !workers.contains(task);
        world.after(
                nanos,
                () -> {
                    if (host.isLiving(life)) {
                        if (holds) {
                            host.release(task);
                        }
                        seat.wake();
                    }
                });
        if (holds) {
            host.hold();
        }
        seat.await();
    }

    @Override
    public String toString() {
        return "<DiskCalls of " + host.name() + ">";
    }
}
