package dev.rondo.net;

import dev.rondo.Context;
import dev.rondo.Poller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/**
 * A channel that belongs to the user, and who waits for it: tasks in {@link Sockets}' operations,
 * or callbacks.
 *
 * <p>A callback runs once a pass while the channel is ready: readiness takes the interest back, and
 * it returns when the callback has run. So one that suspends is not called again meanwhile, and
 * with a selector of the same thread nothing of it reaches the system.
 */
final class RawChannel extends NioDescriptor {
    /** A callback and the context of the call that registered it. */
    private record Callback(Runnable code, Context context) {}

    private @Nullable Callback onReadable;
    private @Nullable Callback onWritable;

    RawChannel(ChannelWatcher watcher, SelectableChannel channel) {
        super(watcher, channel, null);
    }

    /** Refuses a second one that reads. */
    void checkNoReader(String operation) {
        if (hasReader() || onReadable != null) {
            throw busy(operation, onReadable, "reader");
        }
    }

    /** Refuses a second one that writes. */
    void checkNoWriter(String operation) {
        if (hasWriter() || onWritable != null) {
            throw busy(operation, onWritable, "writer");
        }
    }

    @Override
    String noun() {
        return "channel";
    }

    private IllegalStateException busy(String operation, @Nullable Callback callback, String kind) {
        return new IllegalStateException(
                "Cannot %s %s: %s"
                        .formatted(
                                operation,
                                channel(),
                                callback == null
                                        ? "another task waits for it"
                                        : "it has a "
                                                + kind
                                                + " callback\nTake it away with remove"
                                                + (kind.equals("reader") ? "Reader" : "Writer")
                                                + "() first"));
    }

    void onReadable(Runnable code) throws IOException {
        if (hasReader()) {
            throw busy("addReader() to", null, "reader");
        }
        onReadable = new Callback(code, Context.copyCurrent());
        try {
            armRead();
        } catch (Throwable e) { // it is not watched; rethrown
            onReadable = null;
            throw e;
        }
    }

    void onWritable(Runnable code) throws IOException {
        if (hasWriter()) {
            throw busy("addWriter() to", null, "writer");
        }
        onWritable = new Callback(code, Context.copyCurrent());
        try {
            armWrite();
        } catch (Throwable e) { // it is not watched; rethrown
            onWritable = null;
            throw e;
        }
    }

    boolean removeOnReadable() {
        boolean had = onReadable != null;
        if (had) {
            onReadable = null;
            disarmRead();
        }
        return had;
    }

    boolean removeOnWritable() {
        boolean had = onWritable != null;
        if (had) {
            onWritable = null;
            disarmWrite();
        }
        return had;
    }

    @Override
    boolean readable(Poller.Sink sink) {
        Callback callback = onReadable;
        if (callback == null) {
            return super.readable(sink);
        }
        sink.callSoon(() -> runOnReadable(callback));
        return false;
    }

    @Override
    boolean writable(Poller.Sink sink) {
        Callback callback = onWritable;
        if (callback == null) {
            return super.writable(sink);
        }
        sink.callSoon(() -> runOnWritable(callback));
        return false;
    }

    private void runOnReadable(Callback callback) {
        if (onReadable == callback) { // not removed since
            try {
                run(callback);
            } finally {
                if (onReadable == callback && channel().isOpen()) {
                    arm(this::armRead);
                }
            }
        }
    }

    private void runOnWritable(Callback callback) {
        if (onWritable == callback) { // not removed since
            try {
                run(callback);
            } finally {
                if (onWritable == callback && channel().isOpen()) {
                    arm(this::armWrite);
                }
            }
        }
    }

    private static void run(Callback callback) {
        try {
            callback.context()
                    .run(() -> {
                        callback.code().run();
                        return callback;
                    });
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("a Runnable throws no checked exception", e);
        }
    }

    /** What arms interest again. */
    private interface Arming {
        boolean arm() throws IOException;
    }

    private static void arm(Arming arming) {
        try {
            arming.arm();
        } catch (IOException e) {
            throw new UncheckedIOException("The channel cannot be watched any more", e);
        }
    }
}
