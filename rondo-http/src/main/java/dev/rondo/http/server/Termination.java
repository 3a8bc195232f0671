package dev.rondo.http.server;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;

/** What a program does when it is asked to end, as by a container's runtime, while this is open. */
final class Termination implements AutoCloseable {
    private static final String SIGNAL = "TERM";

    private final EventLoop loop = Rondo.runningLoop();

    /** Has code run in the loop when the signal comes. */
    Termination(Runnable code) {
        loop.addSignalHandler(SIGNAL, code);
    }

    @Override
    public void close() {
        loop.removeSignalHandler(SIGNAL);
    }
}
