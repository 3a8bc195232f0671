package dev.rondo.net;

import dev.rondo.struct.Linked;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watches channels of the JDK for one loop. This one is part of the NIO poller, whose poll selects;
 * a poller that knows no selector has a {@link CompanionWatcher}.
 *
 * <p>It owns the channels of streams and closes them with the loop. Channels that a user watches
 * (see {@link Sockets}) are borrowed: they stay open. Nothing tells when one of those is closed, a
 * selector forgets it silently, so they are looked at before each poll: a volatile read each.
 */
sealed class ChannelWatcher permits CompanionWatcher {
    private static final int SCRATCH_SIZE =
            256 * 1024; // asyncio's read size; a heap buffer costs a copy without it

    private final Selector selector;
    private final Linked<NioDescriptor> owned = new Linked<>();
    private final List<RawChannel> borrowed = new ArrayList<>();
    private boolean hasClosed; // since the last select
    private @Nullable ByteBuffer scratch; // a direct buffer that is free, for all sockets

    ChannelWatcher() {
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("The system gave no selector", e);
        }
    }

    final Selector selector() {
        return selector;
    }

    /**
     * Lends a direct buffer for one call: a channel takes locks of the JDK, and a task that meets a
     * held one is suspended in the call, while others make theirs.
     */
    final ByteBuffer takeScratch() {
        ByteBuffer buffer = scratch;
        scratch = null;
        return buffer == null ? ByteBuffer.allocateDirect(SCRATCH_SIZE) : buffer.clear();
    }

    final void giveScratch(ByteBuffer buffer) {
        scratch = buffer;
    }

    /** Returns whether interest ends with each readiness that is told. */
    boolean isOneShot() {
        return false;
    }

    /** The interest in a channel has changed: whoever sleeps in the selector has to know. */
    void changed() {}

    /** A channel that has a key was closed: the selector gives it back when it selects. */
    final void closed() {
        hasClosed = true;
        changed();
    }

    final boolean hasClosed() {
        return hasClosed;
    }

    final void givesBackClosed() {
        hasClosed = false;
    }

    /** Makes a key for a channel, without interest in anything yet. */
    final SelectionKey register(NioDescriptor descriptor) throws IOException {
        SelectionKey key = descriptor.channel().register(selector, 0, descriptor);
        if (descriptor instanceof RawChannel raw) {
            borrowed.add(raw);
        }
        return key;
    }

    final void addInterest(SelectionKey key, int ops) {
        key.interestOpsOr(ops);
        changed();
    }

    final void removeInterest(SelectionKey key, int ops) {
        key.interestOpsAnd(~ops);
        changed();
    }

    /** Closes a descriptor with the loop. */
    final NioDescriptor own(NioDescriptor descriptor) {
        owned.add(descriptor);
        return descriptor;
    }

    final void disown(NioDescriptor descriptor) {
        owned.remove(descriptor);
    }

    /**
     * Returns who watches a channel.
     *
     * @throws IllegalStateException if a stream, listener or end for datagrams has adopted it
     */
    final RawChannel borrow(SelectableChannel channel) {
        SelectionKey key = channel.keyFor(selector);
        if (key == null || !key.isValid()) {
            return new RawChannel(this, channel);
        }
        if (key.attachment() instanceof RawChannel raw) {
            return raw;
        }
        throw new IllegalStateException(
                channel + " was adopted and belongs to its stream\nRead and write there");
    }

    /** Refuses a channel that somebody uses already. */
    final void checkUnused(SelectableChannel channel) {
        RawChannel raw = borrow(channel);
        raw.checkNoReader("adopt");
        raw.checkNoWriter("adopt");
    }

    /** Owns a channel that came from elsewhere; registered at once, so that no other can use it. */
    final void adopt(NioDescriptor descriptor) throws IOException {
        descriptor.register();
        own(descriptor);
    }

    /** Ends the waits for borrowed channels that were closed; returns whether there was one. */
    final boolean endWaitsForClosed() {
        boolean found = false;
        for (int i = 0; i < borrowed.size(); i++) {
            if (!borrowed.get(i).channel().isOpen()) {
                found = true;
                borrowed.get(i).lost();
            }
        }
        if (found) {
            borrowed.removeIf(Descriptor::isClosed);
            changed();
        }
        return found;
    }

    /** Returns whether there is a channel that may tell something. Any thread; it may be old. */
    final boolean isWatching() {
        return !owned.isEmpty() || !borrowed.isEmpty();
    }

    /** Returns what it owns. */
    final List<NioDescriptor> owned() {
        return owned.toList();
    }

    /** Closes what it owns. */
    void close() {
        for (NioDescriptor descriptor : owned.toList()) {
            descriptor.closeWithLoop();
        }
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The selector could not be closed", e);
        }
    }
}
