package dev.rondo.workers;

import dev.rondo.CancelledError;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Passes items between processes, first in, first out: any may send, any may receive, and each item
 * goes to one. multiprocessing: {@code Queue}, and {@code Pipe} by two of them.
 *
 * {@snippet :
 * try (Channel<String> lines = Channel.create(100)) {
 *     WorkerProcess child = WorkerProcess.start(() -> {
 *         lines.send("from the child"); // the channel itself was sent along
 *         lines.shutdown();
 *     });
 *     for (String line : lines) { // ends when it is shut and empty
 *         IO.println(line);
 *     }
 *     child.join();
 * }
 * }
 *
 * <p>The process that creates it owns it and keeps the items; it ends with that. Sent to another
 * process of this user and this machine, it is the same channel there. Items are serialised, also
 * within one process, in {@link #send}.
 *
 * <p>Any thread may call its methods. In a task those that wait suspend, elsewhere they block. A
 * receive that is cancelled has taken no item, a send that is cancelled may have left one. What is
 * on its way to a process that is killed is lost with it.
 *
 * @param <T> the items, which may be null
 */
public final class Channel<T extends @Nullable Object>
        implements Iterable<T>, AutoCloseable, Serializable {
    private static final long serialVersionUID = 1;

    private final ChannelAddress address;
    private final transient ChannelEnd end;
    private final transient ClassLoader classes;

    private Channel(ChannelAddress address, ChannelEnd end) {
        this.address = address;
        this.end = end;
        this.classes = Loaders.current();
    }

    /**
     * Creates a channel that this process owns.
     *
     * @param capacity how many items it keeps; who sends one more waits. At least 1
     * @throws IllegalArgumentException if the capacity is below 1
     * @throws java.io.UncheckedIOException if its socket cannot be made
     */
    public static <T extends @Nullable Object> Channel<T> create(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "The capacity must be at least 1, and is " + capacity);
        }
        ChannelHost host = ChannelHost.open(capacity);
        return new Channel<>(host.address(), host);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("A channel is read by its address");
    }

    private Object writeReplace() {
        return new Sent(address);
    }

    private record Sent(ChannelAddress address) implements Serializable {
        Object readResolve() {
            return new Channel<>(address, ChannelEnd.at(address));
        }
    }

    /**
     * Sends an item, waiting while the channel is full.
     *
     * @throws UnserializableException if it cannot be sent
     * @throws ChannelClosedException if the channel takes no more items
     */
    public void send(T item) {
        Parcel parcel = Marshal.pack("item", item);
        CompletableFuture<@Nullable Void> put = end.put(parcel);
        try {
            Threads.await(put.copy());
        } catch (CancelledError e) {
            put.cancel(true);
            throw e;
        }
    }

    /**
     * Returns the next item, waiting until there is one.
     *
     * @throws ChannelClosedException if there will be none any more
     * @throws UnserializableException if the item cannot be built here; it is lost
     */
    public T receive() {
        return build(take());
    }

    private Parcel take() {
        CompletableFuture<Parcel> taken = end.take();
        try {
            return Threads.await(taken.copy());
        } catch (CancelledError e) {
            if (!taken.cancel(true) && !taken.isCompletedExceptionally()) {
                end.giveBack(taken.join()); // it came, and nobody took it
            }
            throw e;
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // null only when T admits null
    private T build(Parcel parcel) {
        return (T) Marshal.unpack("item", parcel, classes, TypeFilter.with(null));
    }

    /**
     * Has it take no more items from anybody; what is in it can be received. Waits for the owner to
     * know.
     */
    public void shutdown() {
        Threads.await(end.shutdown());
    }

    /** Returns an iterator that receives until the channel is shut and empty. */
    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private @Nullable Parcel ahead;
            private boolean over;

            @Override
            public boolean hasNext() {
                if (ahead == null && !over) {
                    try {
                        ahead = take();
                    } catch (ChannelClosedException e) {
                        over = true;
                    }
                }
                return ahead != null;
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("The channel is shut and empty");
                }
                Parcel next = Objects.requireNonNull(ahead);
                ahead = null;
                return build(next);
            }
        };
    }

    /**
     * Ends the channel, if this process owns it: what is in it is gone, who waits gets {@link
     * ChannelClosedException}. In another process nothing happens. Does not wait.
     */
    @Override
    public void close() {
        end.close();
    }

    @Override
    public String toString() {
        return "channel " + address.path() + " " + end;
    }
}
