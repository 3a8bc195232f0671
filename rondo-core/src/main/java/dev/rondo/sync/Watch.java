package dev.rondo.sync;

import dev.rondo.struct.Linked;

/**
 * A select's place at one of its sources: there it waits, as at all of its sources, until the first
 * of them lets it win.
 *
 * <p>The loop's thread.
 */
class Watch extends Linked.Member {
    private final Selector selector;

    Watch(Selector selector) {
        this.selector = selector;
    }

    /** Returns whether its select still waits. */
    final boolean isOpen() {
        return selector.isOpen();
    }

    /** Ends its select, which is open. */
    final void win() {
        selector.end(this);
    }
}
