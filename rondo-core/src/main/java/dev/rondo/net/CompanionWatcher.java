package dev.rondo.net;

import dev.rondo.EventLoop;
import dev.rondo.Poller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;

/**
 * Watches channels of the JDK for a loop whose poller knows no selector. The JDK gives no
 * descriptor number away, so that epoll cannot be asked itself: a daemon thread sleeps in a
 * selector instead and hands over what became ready. It is made for the first such channel of a
 * loop and ends with the loop.
 *
 * <p>Each readiness takes the interest in it back, as the thread would spin until the loop has
 * reacted. So a wait costs a wake-up of the thread and one of the loop, some 10 microseconds; the
 * poller's own sockets pay neither.
 */
final class CompanionWatcher extends ChannelWatcher {
    private final EventLoop loop;
    private final Poller.Sink sink = new Sink();

    CompanionWatcher(EventLoop loop) {
        this.loop = loop;
        Thread.ofPlatform()
                .daemon()
                .name("rondo-channels")
                .inheritInheritableThreadLocals(false)
                .start(this::watch);
    }

    private void watch() {
        try {
            while (true) {
                selector().select(this::ready);
            }
        } catch (ClosedSelectorException e) {
            // The loop was closed.
        } catch (IOException e) {
            throw new UncheckedIOException("The selector failed", e);
        }
    }

    private void ready(SelectionKey key) {
        try {
            int ready = key.readyOps();
            key.interestOpsAnd(~ready);
            NioDescriptor descriptor = (NioDescriptor) key.attachment();
            loop.callSoonThreadsafe(() -> descriptor.ready(ready, sink));
        } catch (CancelledKeyException e) {
            // Closed meanwhile: its waits end with that.
        } catch (IllegalStateException e) {
            if (!loop.isClosed()) {
                throw e;
            }
        }
    }

    @Override
    boolean isOneShot() {
        return true;
    }

    @Override
    void changed() {
        selector().wakeup();
    }

    /** Takes readiness in a callback of the loop. */
    private final class Sink extends NoSink {
        @Override
        public void callSoon(Runnable callback) {
            loop.callSoon(callback);
        }
    }
}
