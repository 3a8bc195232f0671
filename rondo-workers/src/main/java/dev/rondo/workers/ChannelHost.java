package dev.rondo.workers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The owner's end of a channel: the items, who waits to put or take, and a socket for the others.
 *
 * <p>Stages are completed under the lock, so that an item whose receiver was cancelled in this
 * moment goes to the next. What hangs on them must not block: a loop is told, or a connection's own
 * thread.
 */
final class ChannelHost implements ChannelEnd {
    private static final Map<ChannelAddress, ChannelHost> OWN = new LinkedHashMap<>(); // by itself

    private record Putter(Parcel item, CompletableFuture<@Nullable Void> put) {}

    private final ChannelAddress address;
    private final PrivateSocket socket;
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock. Invariants: a taker waits => no item; a putter waits => full.
    private final Deque<Parcel> items = new ArrayDeque<>();
    private final Deque<CompletableFuture<Parcel>> takers = new ArrayDeque<>();
    private final Deque<Putter> putters = new ArrayDeque<>();
    private final Set<ChannelGuest> guests = new LinkedHashSet<>();
    private boolean shut;
    private boolean closed;

    private ChannelHost(PrivateSocket socket, int capacity) {
        this.socket = socket;
        this.capacity = capacity;
        this.address = new ChannelAddress(socket.path().toString(), PrivateSocket.token());
    }

    static ChannelHost open(int capacity) {
        try {
            ChannelHost host = new ChannelHost(PrivateSocket.open("rondo-channel-"), capacity);
            synchronized (OWN) {
                OWN.put(host.address, host);
            }
            Threads.start("rondo-channel-accept", host::accept);
            return host;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a channel: " + e.getMessage(), e);
        }
    }

    static @Nullable ChannelHost ownOrNull(ChannelAddress address) {
        synchronized (OWN) {
            return OWN.get(address);
        }
    }

    ChannelAddress address() {
        return address;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = socket.server().accept();
                ChannelGuest guest = new ChannelGuest(this, channel, address.token());
                lock.lock();
                try {
                    if (closed) {
                        guest.close();
                    } else {
                        guests.add(guest);
                    }
                } finally {
                    lock.unlock();
                }
                guest.start();
            }
        } catch (IOException e) {
            close(); // it was closed, or there are no more descriptors: the others must not hang
        }
    }

    void left(ChannelGuest guest) {
        lock.lock();
        try {
            guests.remove(guest);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletableFuture<@Nullable Void> put(Parcel item) {
        CompletableFuture<@Nullable Void> put = new CompletableFuture<>();
        lock.lock();
        try {
            if (shut || closed) {
                put.completeExceptionally(gone());
            } else if (deliver(item)) {
                put.complete(null);
            } else if (items.size() < capacity) {
                items.addLast(item);
                put.complete(null);
            } else {
                putters.addLast(new Putter(item, put));
            }
        } finally {
            lock.unlock();
        }
        return put;
    }

    /** Gives an item to the first who still waits for one. */
    private boolean deliver(Parcel item) {
        CompletableFuture<Parcel> taker;
        while ((taker = takers.pollFirst()) != null) {
            if (taker.complete(item)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public CompletableFuture<Parcel> take() {
        CompletableFuture<Parcel> taken = new CompletableFuture<>();
        lock.lock();
        try {
            Parcel item = items.pollFirst();
            if (item != null) {
                taken.complete(item);
                refill();
            } else if (shut || closed) {
                taken.completeExceptionally(gone());
            } else {
                takers.addLast(taken);
            }
        } finally {
            lock.unlock();
        }
        return taken;
    }

    private void refill() {
        Putter putter;
        while (items.size() < capacity && (putter = putters.pollFirst()) != null) {
            if (putter.put().complete(null)) { // else it was cancelled
                items.addLast(putter.item());
            }
        }
    }

    @Override
    public void giveBack(Parcel item) {
        lock.lock();
        try {
            if (!closed && !deliver(item)) {
                items.addFirst(item);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletableFuture<@Nullable Void> shutdown() {
        lock.lock();
        try {
            shut = true;
            refuseAll();
        } finally {
            lock.unlock();
        }
        return CompletableFuture.completedFuture(null);
    }

    private void refuseAll() {
        takers.forEach(taker -> taker.completeExceptionally(gone()));
        takers.clear();
        putters.forEach(putter -> putter.put().completeExceptionally(gone()));
        putters.clear();
    }

    private ChannelClosedException gone() {
        return new ChannelClosedException(
                closed ? "The channel was closed" : "The channel is shut: it takes no more items");
    }

    @Override
    public void close() {
        List<ChannelGuest> all;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            items.clear();
            refuseAll();
            all = new ArrayList<>(guests);
        } finally {
            lock.unlock();
        }
        synchronized (OWN) {
            OWN.remove(address);
        }
        socket.close();
        all.forEach(ChannelGuest::close);
    }

    @Override
    public String toString() {
        lock.lock();
        try {
            return "with "
                    + items.size()
                    + " of "
                    + capacity
                    + " items"
                    + (closed ? ", closed" : "");
        } finally {
            lock.unlock();
        }
    }
}
