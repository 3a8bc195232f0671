package dev.rondo.workers;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Another process at the owner's end of a channel: one thread reads what it wants, one answers. */
final class ChannelGuest {
    private final ChannelHost host;
    private final Wire wire;
    private final byte[] token;
    private final ExecutorService answering =
            Executors.newSingleThreadExecutor(code -> Threads.unstarted("rondo-channel-out", code));
    private final Map<Long, CompletableFuture<?>> pending = new ConcurrentHashMap<>();

    ChannelGuest(ChannelHost host, SocketChannel channel, String token) {
        this.host = host;
        this.wire = new Wire(channel, ChannelLink.MAX_BYTES);
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    void start() {
        Threads.start("rondo-channel-in", this::read);
    }

    private void read() {
        try {
            Frame hello = wire.read();
            if (hello.type() == Frame.Type.HELLO
                    && MessageDigest.isEqual(hello.parcel().graph(), token)) {
                while (true) {
                    hear(wire.read());
                }
            }
        } catch (IOException e) {
            // It went, or says what nobody understands.
        } finally {
            // An item must not go to one who is no longer there.
            pending.values().forEach(stage -> stage.cancel(false));
            host.left(this);
            close();
        }
    }

    private void hear(Frame frame) throws IOException {
        long id = frame.id();
        switch (frame.type()) {
            case PUT -> answer(id, host.put(frame.parcel()), done -> Parcel.EMPTY);
            case TAKE -> answer(id, host.take(), item -> item);
            case CANCEL -> {
                CompletableFuture<?> stage = pending.get(id);
                if (stage != null) {
                    stage.cancel(false);
                }
            }
            case BACK -> host.giveBack(frame.parcel());
            case SHUT -> answer(id, host.shutdown(), done -> Parcel.EMPTY);
            default -> throw new ProtocolException("a " + frame.type());
        }
    }

    private <V extends @Nullable Object> void answer(
            long id, CompletableFuture<V> stage, Function<V, Parcel> content) {
        pending.put(id, stage);
        stage.whenComplete((value, failure) -> {
            try {
                answering.execute(() -> send(id, stage, content));
            } catch (RejectedExecutionException e) { // closed in the meantime
                takeBack(stage);
            }
        });
    }

    private <V extends @Nullable Object> void send(
            long id, CompletableFuture<V> stage, Function<V, Parcel> content) {
        pending.remove(id);
        if (stage.isCancelled()) {
            return;
        }
        try {
            wire.send(
                    stage.isCompletedExceptionally()
                            ? new Frame(Frame.Type.CLOSED, id)
                            : new Frame(Frame.Type.DONE, id, content.apply(stage.join())));
        } catch (IOException e) {
            takeBack(stage);
        }
    }

    private void takeBack(CompletableFuture<?> stage) {
        if (!stage.isCompletedExceptionally() && stage.join() instanceof Parcel item) {
            host.giveBack(item);
        }
    }

    void close() {
        answering.shutdown();
        try {
            wire.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
