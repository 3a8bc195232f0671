package dev.rondo.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What lies between the hosts of a simulation: how long things take and what goes wrong. Rules hold
 * from the moment they are set, also for connections that are open.
 *
 * <p>At first a message takes 0.5 to 2 ms and nothing is lost. A host reaches itself without delay
 * and without faults. Connections keep TCP's promises whatever happens: bytes arrive in order,
 * once, or the connection breaks; what is lost or cut off is sent again. Used by tasks of the
 * simulation.
 *
 * {@snippet :
 * simulation.links().setLatency(Duration.ofMillis(5), Duration.ofMillis(50));
 * simulation.links().partition(leader, follower);
 * sleep(30);
 * simulation.links().heal();
 * }
 */
public final class Links {
    private static final long RETRANSMIT_NANOS = 200_000_000; // Linux's least retransmission time
    private static final long MOST_RETRANSMIT_NANOS = 120_000_000_000L; // and the most
    private static final Duration MOST = Duration.ofDays(3_650); // sums of these stay a long

    private record Delay(long least, long most) {}

    private record Way(Host from, Host to) {}

    private final World world;
    private final Map<Way, Delay> delays = new LinkedHashMap<>();
    private final Map<Way, Long> slow = new LinkedHashMap<>(); // nanoseconds more
    private final Set<Way> cuts = new LinkedHashSet<>();
    private final Set<String> failingNames = new LinkedHashSet<>();
    private final Set<Wire> wires = new LinkedHashSet<>(); // open connections
    private Delay delay = new Delay(500_000, 2_000_000);
    private double loss;
    private double duplication;
    private double reordering;
    private long bytesPerSecond; // 0 for no limit
    private long latenessNanos;

    Links(World world) {
        this.world = world;
    }

    // ---- Rules

    /**
     * Sets how long a message takes between any two hosts: {@code 0 <= least <= most <= 3650 days}.
     */
    public void setLatency(Duration least, Duration most) {
        delay = delayOf(least, most);
        delays.clear();
    }

    /** Sets how long a message takes between two hosts, both ways. */
    public void setLatency(Host one, Host other, Duration least, Duration most) {
        Delay between = delayOf(least, most);
        delays.put(new Way(one, other), between);
        delays.put(new Way(other, one), between);
    }

    private static Delay delayOf(Duration least, Duration most) {
        if (least.isNegative() || most.compareTo(least) < 0 || most.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    "Latencies must be 0 <= least <= most <= 3650 days, but are "
                            + least
                            + " and "
                            + most);
        }
        return new Delay(least.toNanos(), most.toNanos());
    }

    /**
     * Sets the probability that a packet is lost, in {@code [0, 1)}: a datagram is gone, a
     * connection sends it again, which takes longer.
     */
    public void setLoss(double probability) {
        loss = probability("loss", probability);
    }

    /** Sets the probability that a datagram arrives twice, in {@code [0, 1)}. */
    public void setDuplication(double probability) {
        duplication = probability("duplication", probability);
    }

    /** Sets the probability that a datagram is overtaken by later ones, in {@code [0, 1)}. */
    public void setReordering(double probability) {
        reordering = probability("reordering", probability);
    }

    private static double probability(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must be in [0, 1), but is " + value);
        }
        return value;
    }

    /** Sets how many bytes a second each direction of a connection carries; 0 for no limit. */
    public void setBandwidth(long bytesPerSecond) {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException(
                    "bytesPerSecond must not be negative, but is " + bytesPerSecond);
        }
        this.bytesPerSecond = bytesPerSecond;
    }

    /**
     * Sets by how much timers and arrivals may be noticed late, as on a busy machine, so that
     * things that happen close together change places. Zero at first: virtual time is exact.
     */
    public void setLateness(Duration most) {
        if (most.isNegative() || most.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    "lateness must not be negative, and at most 3650 days, but is " + most);
        }
        latenessNanos = most.toNanos();
    }

    // ---- Faults

    /** Cuts two hosts off from each other, both ways. Nothing breaks; nothing arrives. */
    public void partition(Host one, Host other) {
        cut(one, other);
        cut(other, one);
    }

    /** Cuts each host of one side off from each of the other. */
    public void partition(List<Host> side, List<Host> otherSide) {
        for (Host one : side) {
            for (Host other : otherSide) {
                partition(one, other);
            }
        }
    }

    /** Keeps what one host sends from reaching another; the other way works. */
    public void cut(Host from, Host to) {
        if (from == to) {
            throw new IllegalArgumentException("A host always reaches itself: " + from);
        }
        world.log.add(world.now(), from.name(), "is cut off from", to.name());
        cuts.add(new Way(from, to));
    }

    /** Lets everything arrive again; what connections could not deliver is sent again. */
    public void heal() {
        world.log.add(world.now(), "links", "heal");
        cuts.clear();
        List.copyOf(wires).forEach(Wire::sendHeld);
    }

    /** Lets two hosts reach each other again. */
    public void heal(Host one, Host other) {
        world.log.add(world.now(), one.name(), "reaches", other.name(), "again");
        cuts.remove(new Way(one, other));
        cuts.remove(new Way(other, one));
        between(one, other).forEach(Wire::sendHeld);
    }

    /** Breaks every connection between two hosts: both ends see a reset. */
    public void reset(Host one, Host other) {
        world.log.add(world.now(), one.name(), "loses its connections to", other.name());
        between(one, other).forEach(Wire::reset);
    }

    /**
     * Makes every connection between two hosts half-open: no byte and no end arrives any more, and
     * neither end is told, as when a router between them forgets. New connections work.
     */
    public void forget(Host one, Host other) {
        world.log.add(world.now(), one.name(), "is forgotten by", other.name());
        between(one, other).forEach(Wire::forget);
    }

    /** Makes look-ups of a host's name fail, or not any more. */
    public void setLookUpFails(String name, boolean fails) {
        if (fails) {
            failingNames.add(Objects.requireNonNull(name, "name"));
        } else {
            failingNames.remove(name);
        }
    }

    private List<Wire> between(Host one, Host other) {
        List<Wire> found = new ArrayList<>();
        for (Wire wire : wires) {
            if (wire.joins(one, other)) {
                found.add(wire);
            }
        }
        return found;
    }

    /** Returns how many connections are open between all hosts. */
    public int connections() {
        return wires.size();
    }

    // ---- For the network

    void opened(Wire wire) {
        wires.add(wire);
    }

    void closed(Wire wire) {
        wires.remove(wire);
    }

    /** A host is on again: what waits for it is sent again. */
    void sendHeld(Host host) {
        for (Wire wire : List.copyOf(wires)) {
            if (wire.touches(host)) {
                wire.sendHeld();
            }
        }
    }

    boolean isCut(Host from, Host to) {
        return !cuts.isEmpty() && cuts.contains(new Way(from, to));
    }

    boolean lookUpFails(String name) {
        return failingNames.contains(name);
    }

    long latenessNanos() {
        return latenessNanos;
    }

    /** Makes messages between two hosts take longer, both ways, or less long again. */
    void slow(Host one, Host other, long nanos) {
        world.log.add(
                world.now(),
                one.name(),
                nanos < 0 ? "is no longer slow to" : "is slow to",
                other.name());
        slow.merge(new Way(one, other), nanos, Long::sum);
        slow.merge(new Way(other, one), nanos, Long::sum);
    }

    /** Draws how long a message takes. */
    long draw(Host from, Host to) {
        if (from == to) {
            return 0;
        }
        Delay between = delays.isEmpty() ? delay : delays.getOrDefault(new Way(from, to), delay);
        long more = slow.isEmpty() ? 0 : slow.getOrDefault(new Way(from, to), 0L);
        return more + world.choices.between(between.least, between.most);
    }

    /**
     * Draws how long a packet of a connection takes, with what was lost and sent again; {@link
     * World#FOREVER} when that takes longer than the sender's patience.
     */
    long drawReliable(Host from, Host to, long patienceNanos) {
        long nanos = draw(from, to);
        long lost = 0;
        for (long again = RETRANSMIT_NANOS; from != to && world.choices.chance(loss); ) {
            lost += again;
            if (lost > patienceNanos) {
                return World.FOREVER;
            }
            again = Math.min(2 * again, MOST_RETRANSMIT_NANOS);
        }
        return nanos + lost;
    }

    /** Returns how long bytes take to leave. */
    long transmission(int bytes) {
        return bytesPerSecond == 0 ? 0 : bytes * 1_000_000_000L / bytesPerSecond;
    }

    /** Whether a packet that nobody sends again by itself is lost. */
    boolean loses(Host from, Host to) {
        return from != to && (isCut(from, to) || world.choices.chance(loss));
    }

    boolean duplicatesDatagram(Host from, Host to) {
        return from != to && world.choices.chance(duplication);
    }

    boolean delaysDatagram(Host from, Host to) {
        return from != to && world.choices.chance(reordering);
    }
}
