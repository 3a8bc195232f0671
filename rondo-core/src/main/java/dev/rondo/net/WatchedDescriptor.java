package dev.rondo.net;

import dev.rondo.Poller;

/** A descriptor of which only one thing is wanted: to hear that it has become readable. */
final class WatchedDescriptor extends EpollDescriptor implements NativeDescriptors.Watch {
    private final Runnable onReadable;
    private boolean telling; // the callback is queued

    WatchedDescriptor(EpollPoller poller, int number, Runnable onReadable) {
        super(poller, number, Kind.EVENT);
        this.onReadable = onReadable;
    }

    @Override
    boolean readable(Poller.Sink sink) {
        if (!telling) {
            telling = true;
            sink.callSoon(this::tell);
        }
        return false;
    }

    private void tell() {
        telling = false;
        if (!isClosed()) {
            onReadable.run();
        }
    }

    @Override
    public void end() {
        close();
    }
}
