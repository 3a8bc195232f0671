package dev.rondo.stream;

import dev.rondo.EventLoop;
import dev.rondo.Parking;
import dev.rondo.TaskOptions;

/** The wait for {@code connectionMade}, which the task of a new transport calls. */
final class Making {
    private final Parking waiting;
    private boolean made;

    Making(Object transport) {
        this.waiting = new Parking("connectionMade of", transport);
    }

    /**
     * Starts the task and suspends until {@link #made}. A cancellation, or a task factory that
     * fails, aborts the transport.
     */
    void start(EventLoop loop, String name, Runnable body, Runnable abort) {
        boolean complete = false;
        try {
            loop.createTask(
                    TaskOptions.named(name),
                    () -> {
                        body.run();
                        return null;
                    });
            while (!made) {
                waiting.await();
            }
            complete = true;
        } finally {
            if (!complete) {
                abort.run();
            }
        }
    }

    /** The protocol has been told, or that has failed. */
    void made() {
        made = true;
        waiting.wakeAll();
    }
}
