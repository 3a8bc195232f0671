package dev.rondo.sim;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TaskGroup;
import dev.rondo.TaskOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Breaks things at random times drawn from the seed, and mends them a while later: partitions, cuts
 * in one way, resets, slow links between any two hosts; crashes and losses of power of those hosts
 * that may, at any time or in one of their next calls to the disk; disks that fail or are slow.
 *
 * <p>A task of the script that starts it. {@link #close} mends everything, so that a test can check
 * what must hold in the end.
 *
 * {@snippet :
 * try (Chaos chaos = Chaos.start(simulation, ChaosOptions.defaults().withMortals("server"))) {
 *     sleep(600);
 * }
 * simulation.host("last client", host -> ask(host.network(), "server")).join();
 * }
 */
public final class Chaos implements AutoCloseable {
    private final Simulation simulation;
    private final Links links;
    private final ChaosOptions options;
    private final Task<?> task;

    private Chaos(Simulation simulation, ChaosOptions options) {
        this.simulation = simulation;
        this.links = simulation.links();
        this.options = options;
        this.task =
                Rondo.runningLoop()
                        .createTask(
                                TaskOptions.named("chaos"),
                                () -> {
                                    Rondo.taskGroup(this::run);
                                    return null;
                                });
    }

    /**
     * Starts to break things. Called by a task of the script.
     *
     * @throws IllegalArgumentException if there is no host of a name that the options have, or it
     *     is that of the script
     */
    public static Chaos start(Simulation simulation, ChaosOptions options) {
        Objects.requireNonNull(simulation, "simulation");
        for (String name : options.mortals()) {
            if (simulation.hosts().stream().noneMatch(host -> host.name().equals(name))) {
                throw new IllegalArgumentException(
                        "There is no host " + name + " that may crash; start it before the chaos");
            }
            if (name.equals(simulation.main().name())) {
                throw new IllegalArgumentException(
                        "The host of the script cannot crash: " + name + " is not for mortals");
            }
        }
        return new Chaos(simulation, options);
    }

    /** Stops, and suspends until all that it broke is mended: ways are free, hosts are up. */
    @Override
    public void close() {
        task.cancel("the chaos is over");
        Rondo.waitAll(List.of(task));
    }

    private void run(TaskGroup faults) {
        while (true) {
            Rondo.sleep(upTo(options.every().multipliedBy(2)));
            for (Runnable fault : faultsOfAMoment()) {
                faults.createTask("fault", fault::run);
            }
        }
    }

    private List<Runnable> faultsOfAMoment() {
        List<Runnable> faults = new java.util.ArrayList<>();
        add(faults, options.partition(), this::partition);
        add(faults, options.cut(), this::cut);
        add(faults, options.reset(), this::reset);
        add(faults, options.delay(), this::delay);
        add(faults, options.diskError(), () -> anyDisk().failAfter(1 + simulation.random(4)));
        add(faults, options.slowDisk(), this::slowDisk);
        if (!options.mortals().isEmpty()) {
            add(faults, options.crash(), () -> crash(false));
            add(faults, options.powerOff(), () -> crash(true));
        }
        return faults;
    }

    private void add(List<Runnable> faults, double probability, Runnable fault) {
        if (simulation.chance(probability)) {
            faults.add(fault);
        }
    }

    private Duration upTo(Duration most) {
        return most.multipliedBy(simulation.random(1024)).dividedBy(1023);
    }

    // ---- Faults

    private void partition() {
        Host one = anyHost(null);
        Host other = anyHost(one);
        links.partition(one, other);
        last(() -> links.heal(one, other));
    }

    private void cut() {
        Host from = anyHost(null);
        Host to = anyHost(from);
        links.cut(from, to);
        last(() -> links.heal(from, to));
    }

    private void reset() {
        Host one = anyHost(null);
        links.reset(one, anyHost(one));
    }

    private void delay() {
        Host one = anyHost(null);
        Host other = anyHost(one);
        long nanos = upTo(options.longestDelay()).toNanos();
        links.slow(one, other, nanos);
        last(() -> links.slow(one, other, -nanos));
    }

    private void crash(boolean silent) {
        String name = options.mortals().get(simulation.random(options.mortals().size()));
        for (Host host : simulation.hosts()) {
            if (host.name().equals(name) && host.state() == Host.State.UP) {
                if (simulation.random(2) == 1) { // a moment in which it uses its disk is short
                    host.disk().crashIn(1 + simulation.random(16), silent);
                } else {
                    host.die(silent);
                }
                last(() -> {
                    host.disk().crashAfter(0);
                    restart(host);
                });
            }
        }
    }

    private Disk anyDisk() {
        return anyHost(null).disk();
    }

    private void slowDisk() {
        Disk disk = anyDisk();
        long nanos = upTo(options.longestDelay()).toNanos();
        disk.slow(nanos);
        last(() -> disk.slow(-nanos));
    }

    private static void restart(Host host) {
        if (host.state() == Host.State.DOWN) {
            host.restart();
        }
    }

    private void last(Runnable mend) {
        try {
            Rondo.sleep(upTo(options.longest()));
        } finally {
            mend.run();
        }
    }

    /** Draws a host that is not a certain one. */
    private Host anyHost(@Nullable Host excluded) {
        List<Host> hosts = simulation.hosts().stream().filter(host -> host != excluded).toList();
        if (hosts.isEmpty()) {
            throw new IllegalStateException("Chaos needs two hosts, but there is only " + excluded);
        }
        return hosts.get(simulation.random(hosts.size()));
    }

    @Override
    public String toString() {
        return "<Chaos " + (task.done() ? "over" : "on") + ">";
    }
}
