package dev.rondo.sim;

import dev.rondo.bytes.ByteQueue;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection, as TCP carries it: in order, once, with a bounded window.
 *
 * <pre>
 *   write --> [unacknowledged, at most a window] --latency--> [arrived] --> read
 *                 ^------------------------- latency ------------'
 * </pre>
 *
 * <p>What was sent stands in one queue until it arrives, so nothing overtakes: each transmission
 * that gets through delivers the first of the queue, whichever it was made for. One that does not
 * get through is held and made again when the way is free. When that, or an acknowledgement, takes
 * longer than TCP's patience, the sender's end breaks, and what it sent does not arrive any more.
 */
final class Pipe {
    private static final int WINDOW = 64 * 1024; // what a writer may have on the way: TCP's classic
    private static final long PATIENCE_NANOS = 924_600_000_000L; // Linux's tcp_retries2 = 15

    private final Wire wire;
    private final Host from;
    private final Host to;
    private @Nullable SimStream sender;
    private @Nullable SimStream receiver;
    private final ByteQueue arrived = new ByteQueue();
    private final Deque<Runnable> sent = new ArrayDeque<>(); // and not arrived, in order
    private int held; // transmissions that are to be made again
    private final Deque<Runnable> heldBack = new ArrayDeque<>(); // acknowledgements and resets
    private boolean gaveUp;
    private int unacknowledged; // bytes
    private long lastArrival; // nothing arrives before what was sent before it
    private boolean ended; // the end has arrived
    private World.@Nullable Event patience;

    Pipe(Wire wire, Host from, Host to) {
        this.wire = wire;
        this.from = from;
        this.to = to;
    }

    void join(SimStream sender, SimStream receiver) {
        this.sender = sender;
        this.receiver = receiver;
    }

    Host from() {
        return from;
    }

    Host to() {
        return to;
    }

    // ---- The sender's side

    int room() {
        return WINDOW - unacknowledged;
    }

    /** Sends as much as there is room for. */
    int send(ByteBuffer source) {
        int length = Math.min(room(), source.remaining());
        if (length > 0) {
            byte[] segment = new byte[length];
            source.get(segment);
            unacknowledged += length;
            long leaves = wire.world.links.transmission(length);
            transmit(leaves, () -> arrive(segment));
        }
        return length;
    }

    void sendEnd() {
        transmit(0, this::arriveEnd);
    }

    void sendReset() {
        transmit(0, () -> receiver().broken("reset by the peer"));
    }

    private void transmit(long leaves, Runnable arrival) {
        if (!gaveUp) {
            sent.add(arrival);
            travel(leaves);
        }
    }

    private void travel(long leaves) {
        World world = wire.world;
        long takes = world.links.drawReliable(from, to, PATIENCE_NANOS);
        if (takes == World.FOREVER) {
            world.after(PATIENCE_NANOS, this::giveUp);
            return;
        }
        long at = world.now() + leaves + takes;
        lastArrival = Math.max(lastArrival + leaves, at);
        world.after(lastArrival - world.now(), this::getThrough);
    }

    private void getThrough() {
        if (gaveUp) {
            return;
        }
        if (held > 0 || !isPassable()) {
            held++;
            losePatience();
        } else {
            Runnable arrival = sent.remove();
            if (receiver().isForeign()) {
                back(() -> sender().broken("reset by the peer, which knows no such connection"));
            } else {
                arrival.run();
            }
        }
    }

    /** A host that is off answers nothing; when it is on again, it answers with a reset. */
    private boolean isPassable() {
        return !wire.isForgotten()
                && !wire.world.links.isCut(from, to)
                && receiver().network().isOn();
    }

    private void losePatience() {
        if (patience == null) {
            patience = wire.world.after(PATIENCE_NANOS, this::giveUp);
        }
    }

    private void giveUp() {
        gaveUp = true;
        sent.clear();
        heldBack.clear();
        sender().broken("the peer does not answer");
    }

    /** The way may be free again. */
    void sendHeld() {
        if (gaveUp || wire.isForgotten()) {
            return;
        }
        if (patience != null) {
            wire.world.cancel(patience);
            patience = null;
        }
        int again = held;
        held = 0;
        for (int i = 0; i < again; i++) {
            travel(0);
        }
        for (int i = heldBack.size(); i > 0; i--) {
            back(heldBack.remove());
        }
    }

    // ---- The receiver's side

    private void arrive(byte[] segment) {
        if (receiver().isClosed() || receiver().isBroken()) {
            back(() -> sender().broken("reset by the peer, which has closed"));
            return;
        }
        arrived.add(segment, 0, segment.length);
        receiver().wakeReader();
    }

    private void arriveEnd() {
        ended = true;
        receiver().wakeReader();
        receiver().tellHangUp();
    }

    int available() {
        return arrived.size();
    }

    boolean isEnded() {
        return ended;
    }

    /** Takes some of what arrived: as a system does, not always all of it. */
    int take(ByteBuffer target) {
        int most = Math.min(arrived.size(), target.remaining());
        int length = wire.world.choices.part(most);
        int limit = target.limit();
        target.limit(target.position() + length);
        arrived.drainTo(target);
        target.limit(limit);
        back(() -> acknowledge(length));
        return length;
    }

    private void acknowledge(int length) {
        unacknowledged -= length;
        sender().wakeWriter();
    }

    /** Lets something happen at the sender's end, when the way back is free. */
    private void back(Runnable action) {
        World world = wire.world;
        world.after(world.links.draw(to, from), () -> getBack(action));
    }

    private void getBack(Runnable action) {
        if (wire.isForgotten() || wire.world.links.isCut(to, from)) {
            heldBack.add(action);
            losePatience();
        } else {
            action.run();
        }
    }

    private SimStream sender() {
        return java.util.Objects.requireNonNull(sender, "joined");
    }

    private SimStream receiver() {
        return java.util.Objects.requireNonNull(receiver, "joined");
    }
}
