package dev.rondo.stress;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.net.Net;
import dev.rondo.stream.Connection;
import dev.rondo.stream.Server;
import dev.rondo.stream.StreamException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * A wire to a server that is cut now and then, in the middle of a message too, or held for a while.
 */
final class CutWire implements AutoCloseable {
    private final Dice dice;
    private final String host;
    private final int target;
    private final Server server;
    private final List<Connection> ends = new ArrayList<>();
    private boolean armed;

    CutWire(Dice dice, String dsn) {
        this.dice = dice;
        URI server = URI.create(dsn);
        this.host = server.getHost();
        this.target = server.getPort();
        this.server = Net.startServer("127.0.0.1", 0, this::pass);
    }

    int port() {
        return ((InetSocketAddress) server.addresses().getFirst()).getPort();
    }

    /** Begins to cut. */
    void arm() {
        armed = true;
    }

    /** Cuts no more. */
    void disarm() {
        armed = false;
    }

    private void pass(Connection near) {
        Connection far;
        try {
            far = Net.openConnection(host, target);
        } catch (StreamException e) {
            near.stream().abort();
            return;
        }
        ends.add(near);
        ends.add(far);
        Dice back = dice.split();
        Task<Void> answers = createTask("answers", () -> copy(back, far, near));
        try {
            copy(dice.split(), near, far);
        } finally {
            near.stream().abort();
            far.stream().abort();
            Rondo.shielded(() -> Rondo.waitAll(List.of(answers)));
            ends.remove(near);
            ends.remove(far);
        }
    }

    private void copy(Dice dice, Connection from, Connection to) {
        try {
            for (byte[] piece = from.reader().read(16 * 1024);
                    piece.length > 0;
                    piece = from.reader().read(16 * 1024)) {
                int length = piece.length;
                boolean cuts = armed && dice.chance(1);
                if (armed && dice.chance(2)) {
                    sleep(dice.time(50));
                }
                to.writer().write(piece, 0, cuts ? dice.upTo(length) : length);
                to.writer().drain();
                if (cuts) {
                    break;
                }
            }
        } catch (StreamException e) {
            // an end was cut
        } finally {
            from.stream().abort();
            to.stream().abort();
        }
    }

    @Override
    public void close() {
        List.copyOf(ends).forEach(end -> end.stream().abort());
        server.close();
        server.waitClosed();
    }
}
