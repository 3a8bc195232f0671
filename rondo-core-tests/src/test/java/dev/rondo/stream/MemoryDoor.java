package dev.rondo.stream;

import dev.rondo.Parking;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;

/** A listener in memory: who connects waits until it is accepted. */
final class MemoryDoor implements Listener {
    private static final SocketAddress ADDRESS = InetSocketAddress.createUnresolved("memory", 1);

    private final Deque<ByteStream> waiting = new ArrayDeque<>();
    private final Parking arrival = new Parking("accept on", ADDRESS);
    private final int window;
    private boolean closed;

    MemoryDoor() {
        this(MemoryStream.DEFAULT_WINDOW);
    }

    MemoryDoor(int window) {
        this.window = window;
    }

    /** Returns the client's end of a new connection. */
    MemoryStream connect() {
        MemoryStream.Pair ends = MemoryStream.pair(window);
        waiting.add(ends.first());
        arrival.wakeOne();
        return ends.second();
    }

    /** Returns how many wait to be accepted. */
    int waiting() {
        return waiting.size();
    }

    @Override
    public ByteStream accept() {
        while (waiting.isEmpty() && !closed) {
            arrival.await();
        }
        if (closed) {
            throw new StreamClosedException("accept on", ADDRESS, "closed", new IOException());
        }
        return waiting.remove();
    }

    @Override
    public SocketAddress address() {
        return ADDRESS;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        arrival.wakeAll();
    }
}
