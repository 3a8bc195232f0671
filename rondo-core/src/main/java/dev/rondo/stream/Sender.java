package dev.rondo.stream;

import dev.rondo.EventLoop;
import dev.rondo.Future;
import dev.rondo.Rondo;
import dev.rondo.TaskOptions;
import org.jspecify.annotations.Nullable;

/**
 * The task that sends what could not be sent at once, and those who wait for it. It lives until
 * nothing is left to send, so an end whose peer keeps up has none.
 *
 * <p>A cancelled one leaves the rest to the next: whoever waits starts it again. On a loop with
 * eager tasks it may have ended when {@link #start} returns.
 */
final class Sender {
    /** How many bytes are handed over at a time: more would stay in memory twice. */
    static final int LARGEST_PART = 256 * 1024;

    private final EventLoop loop;
    private final TaskOptions options;
    private final Runnable sending;
    private boolean running;
    private @Nullable Future<@Nullable Void> progress; // for those who wait

    /** Creates one that does not run yet. */
    Sender(EventLoop loop, TaskOptions options, Runnable sending) {
        this.loop = loop;
        this.options = options;
        this.sending = sending;
    }

    boolean isRunning() {
        return running;
    }

    /** Starts the task. Does nothing while it runs. */
    void start() {
        if (!running) {
            running = true;
            try {
                loop.createTask(
                        options,
                        () -> {
                            send();
                            return null;
                        });
            } catch (RuntimeException e) { // of a task factory: there is no task
                running = false;
                throw e;
            }
        }
    }

    private void send() {
        try {
            sending.run();
        } finally {
            running = false;
            progressed();
        }
    }

    /** Wakes those who wait: something was sent. */
    void progressed() {
        Future<@Nullable Void> waiting = progress;
        if (waiting != null) {
            progress = null;
            waiting.setResult(null);
        }
    }

    /** Suspends until {@link #progressed} is called or the task ends. */
    void awaitProgress() {
        Future<@Nullable Void> waiting = progress;
        if (waiting == null) {
            waiting = loop.createFuture();
            progress = waiting;
        }
        Rondo.shield(waiting).await();
    }
}
