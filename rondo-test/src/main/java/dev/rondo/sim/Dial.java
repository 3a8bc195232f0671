package dev.rondo.sim;

import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectionRefusedException;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request for a connection and its answer, if one comes. */
final class Dial {
    private final SimNetwork network;
    private final @Nullable Host target;
    private final SocketAddress resolved;
    private final SocketAddress asked;
    private final SocketAddress here;
    private final int port;
    private final Seat caller;
    private @Nullable SimStream made; // before its answer is here
    private @Nullable SimStream answer;
    private boolean refused;
    private boolean settled; // what comes from here on is not waited for

    /**
     * Creates one.
     *
     * @param target the host at the address; null if nobody has it
     * @param port of the caller, which the connection gives back; 0 for none
     */
    Dial(
            SimNetwork network,
            @Nullable Host target,
            SocketAddress resolved,
            SocketAddress asked,
            SocketAddress here,
            int port) {
        this.network = network;
        this.target = target;
        this.resolved = resolved;
        this.asked = asked;
        this.here = here;
        this.port = port;
        this.caller = new Seat(network.host(), "connect to", asked);
    }

    /**
     * Suspends until the answer is here; returns empty if there is none in a time.
     *
     * @throws ConnectionRefusedException if nobody listens there
     */
    Optional<ByteStream> run(long patienceNanos) {
        World world = network.world();
        if (target != null && !world.links.loses(network.host(), target)) {
            Host to = target;
            world.after(world.links.draw(network.host(), to), () -> arrive(to));
        }
        World.Event limit = world.after(patienceNanos, this::settle);
        boolean woken = false;
        try {
            caller.await();
            woken = true;
        } finally {
            settled = true;
            world.cancel(limit);
            if (made != null && !(woken && answer != null)) {
                made.abandon();
            }
        }
        if (refused) {
            String reason = "Connection refused";
            throw new ConnectionRefusedException(
                    "connect to", asked, reason, new IOException(reason));
        }
        return Optional.ofNullable(answer);
    }

    /** The request is at the target. */
    private void arrive(Host to) {
        World world = network.world();
        SimNetwork there = to.life().network;
        if (settled
                || world.links.isCut(network.host(), to)
                || !there.isOn()
                || world.links.loses(to, network.host())) { // what would be the answer
            return;
        }
        long back = world.links.draw(to, network.host());
        SimListener listener = there.listenerAt(resolved);
        if (listener == null || to.state() != Host.State.UP) {
            world.after(back, () -> answer(null));
        } else if (listener.hasRoom()) {
            Wire wire = new Wire(world, network, there, here, resolved, port);
            made = wire.client;
            listener.arrived(wire.server);
            world.after(back, () -> answer(wire.client));
        } // else the system ignores the request, and it is made again
    }

    /** The answer is here: a connection, or none because it was refused. */
    private void answer(@Nullable SimStream stream) {
        if (!settled) {
            answer = stream;
            refused = stream == null;
            settle();
        }
    }

    private void settle() {
        settled = true;
        caller.wake();
    }
}
