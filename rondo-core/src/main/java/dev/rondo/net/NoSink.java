package dev.rondo.net;

import dev.rondo.Poller;

/** What a poller hands readiness to outside of a poll: nobody, since there is none. */
class NoSink implements Poller.Sink {
    static final NoSink INSTANCE = new NoSink();

    @Override
    public void callSoon(Runnable callback) {
        throw new AssertionError("no poll is running");
    }

    @Override
    public int outstanding() {
        throw new AssertionError("no poll is running");
    }

    @Override
    public int blocked() {
        throw new AssertionError("no poll is running");
    }

    @Override
    public void stop() {
        throw new AssertionError("no poll is running");
    }
}
