package dev.rondo.workers;

/**
 * A channel takes and has no more items: it was shut and is empty, was closed, or its owner is
 * gone.
 */
public final class ChannelClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    ChannelClosedException(String message) {
        super(message);
    }
}
