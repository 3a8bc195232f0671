package dev.rondo.workers;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A channel in a process that does not own it: a connection to the owner, one for all copies of the
 * channel here, until the owner or this process ends.
 */
final class ChannelLink implements ChannelEnd {
    /** Of an item; what is larger goes by shared memory. */
    static final long MAX_BYTES = 1L << 30;

    private static final Map<ChannelAddress, ChannelLink> LINKS = new ConcurrentHashMap<>();

    private final ChannelAddress address;
    private final Wire wire;
    private final ExecutorService sending =
            Executors.newSingleThreadExecutor(code -> Threads.unstarted("rondo-channel-out", code));
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<Parcel>> pending = new ConcurrentHashMap<>();
    private volatile boolean gone;

    private ChannelLink(ChannelAddress address, Wire wire) {
        this.address = address;
        this.wire = wire;
    }

    /** Returns the connection; one whose owner is gone if there is no owner. */
    static ChannelLink to(ChannelAddress address) {
        return LINKS.computeIfAbsent(address, ChannelLink::connect);
    }

    private static ChannelLink connect(ChannelAddress address) {
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(address.path()));
            Wire wire = new Wire(channel, MAX_BYTES);
            wire.send(
                    Frame.ofBytes(
                            Frame.Type.HELLO, 0, address.token().getBytes(StandardCharsets.UTF_8)));
            ChannelLink link = new ChannelLink(address, wire);
            Threads.start("rondo-channel-in", link::read);
            return link;
        } catch (IOException e) {
            if (channel != null) {
                closeQuietly(channel);
            }
            throw new ChannelClosedException("The owner of the channel is gone: " + e.getMessage());
        }
    }

    private void read() {
        try {
            while (true) {
                Frame frame = wire.read();
                CompletableFuture<Parcel> asker = pending.remove(frame.id());
                switch (frame.type()) {
                    case DONE -> {
                        if (asker == null || !asker.complete(frame.parcel())) {
                            late(frame);
                        }
                    }
                    case CLOSED -> {
                        if (asker != null) {
                            asker.completeExceptionally(
                                    new ChannelClosedException("The channel is shut or closed"));
                        }
                    }
                    default -> throw new IOException("a " + frame.type());
                }
            }
        } catch (IOException e) {
            over();
        }
    }

    /** An item that nobody here wants any more goes back; a put's answer has none. */
    private void late(Frame frame) {
        if (frame.parcel().graph().length > 0) {
            giveBack(frame.parcel());
        }
    }

    private void over() {
        gone = true;
        LINKS.remove(address, this);
        sending.shutdown();
        closeQuietly(wire);
        pending.values().forEach(asker -> asker.completeExceptionally(ownerIsGone()));
        pending.clear();
    }

    private static ChannelClosedException ownerIsGone() {
        return new ChannelClosedException("The channel was closed, or its owner is gone");
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // It is gone either way.
        }
    }

    private CompletableFuture<Parcel> ask(Frame.Type type, Parcel content) {
        long id = ids.incrementAndGet();
        CompletableFuture<Parcel> answer = new CompletableFuture<>();
        pending.put(id, answer);
        send(new Frame(type, id, content));
        answer.whenComplete((item, failure) -> {
            if (answer.isCancelled()) {
                send(new Frame(Frame.Type.CANCEL, id));
            }
        });
        if (gone) { // in the meantime, and who cleared did not see it
            answer.completeExceptionally(ownerIsGone());
        }
        return answer;
    }

    private void send(Frame frame) {
        try {
            sending.execute(() -> {
                try {
                    wire.send(frame);
                } catch (UnserializableException e) {
                    CompletableFuture<Parcel> asker = pending.remove(frame.id());
                    if (asker != null) {
                        asker.completeExceptionally(e);
                    }
                } catch (IOException e) {
                    closeQuietly(wire); // the reader tells
                }
            });
        } catch (RejectedExecutionException e) {
            // It is over; whoever waits is told.
        }
    }

    @Override
    public CompletableFuture<@Nullable Void> put(Parcel item) {
        CompletableFuture<Parcel> asked = ask(Frame.Type.PUT, item);
        CompletableFuture<@Nullable Void> put = asked.thenApply(done -> null);
        put.whenComplete((done, failure) -> {
            if (put.isCancelled()) {
                asked.cancel(false);
            }
        });
        return put;
    }

    @Override
    public CompletableFuture<Parcel> take() {
        return ask(Frame.Type.TAKE, Parcel.EMPTY);
    }

    @Override
    public void giveBack(Parcel item) {
        send(new Frame(Frame.Type.BACK, 0, item));
    }

    @Override
    public CompletableFuture<@Nullable Void> shutdown() {
        return ask(Frame.Type.SHUT, Parcel.EMPTY)
                .<@Nullable Void>handle((done, failure) -> null); // gone is shut too
    }

    @Override
    public void close() {} // others here may use it

    @Override
    public String toString() {
        return "of another process";
    }
}
