package dev.rondo.workers;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A channel as one process has it: the owner's {@link ChannelHost}, or a {@link ChannelLink}. */
sealed interface ChannelEnd permits ChannelHost, ChannelLink {
    /** Returns this process's end of a channel. */
    static ChannelEnd at(ChannelAddress address) {
        ChannelHost own = ChannelHost.ownOrNull(address);
        return own != null ? own : ChannelLink.to(address);
    }

    /** Puts an item; cancelling takes it back if it was not taken in. */
    CompletableFuture<@Nullable Void> put(Parcel item);

    /** Takes the next item; cancelling takes none if it was not done. */
    CompletableFuture<Parcel> take();

    /** Puts an item back before all others: nobody got it. */
    void giveBack(Parcel item);

    /** Takes no more items; done when the owner knows. */
    CompletableFuture<@Nullable Void> shutdown();

    void close();
}
