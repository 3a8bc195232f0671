package dev.rondo.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The io_uring poller of Linux 6.1 and later: connections receive through a ring, all else goes
 * through epoll, which the ring watches.
 *
 * <p>What a busy connection costs is its receives and sends; connecting, accepting and waiting for
 * room to write are rare, and a socket that an epoll watches is free of the kernel's hold on files
 * in flight: closing it frees its port at once. Rejected: everything through the ring, where there
 * is nothing to win and every socket would need a cancellation of its own. docs/decisions/0010 has
 * the figures.
 */
final class UringPoller extends EpollPoller implements Uring.Completions {
    private static final long NOBODY = 0; // a cancellation's token
    private static final long EPOLL = 1;
    private static final int FIRST = 2;
    private static final int MORE = 1 << 1; // IORING_CQE_F_MORE: it goes on

    private final UringBuffers buffers;
    private final ArrayDeque<UringDescriptor> changed = new ArrayDeque<>(); // want to submit
    private Uring ring;
    private @Nullable UringDescriptor[] byToken = new @Nullable UringDescriptor[64];
    private int[] freeTokens = new int[64];
    private int freeCount;
    private int tokens = FIRST; // ever given out
    private boolean watching; // whether the ring watches epoll
    private Sink sink = NoSink.INSTANCE; // during a poll

    UringPoller() throws IOException {
        try {
            this.ring = new Uring();
            try {
                this.buffers = new UringBuffers(ring.calls());
                buffers.register(ring);
            } catch (Throwable e) { // the ring must not stay open; rethrown
                ring.close();
                throw e;
            }
        } catch (Throwable e) { // the epoll must not stay open; rethrown
            super.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "uring";
    }

    UringBuffers buffers() {
        return buffers;
    }

    @Override
    public void poll(long timeoutNanos, Sink sink) {
        this.sink = sink;
        try {
            prepare();
            boolean atOnce = endWaitsForClosedChannels() || timeoutNanos == 0;
            boolean ours =
                    atOnce ? !ring.mustEnter() || ring.enter() : ring.enterAndWait(timeoutNanos);
            if (!ours) {
                renew();
                return; // to the loop, which polls again
            }
            ring.complete(this);
            while (ring.hasOverflow()) {
                ring.enter();
                ring.complete(this);
            }
            unclosed().collect(sink);
        } catch (IOException e) {
            throw new UncheckedIOException("io_uring failed", e);
        } finally {
            this.sink = NoSink.INSTANCE;
        }
    }

    /** Submits what closed sockets need: until then the kernel keeps them open. */
    @Override
    public void flush() {
        if (!changed.isEmpty()) {
            try {
                prepare();
                ring.enter();
            } catch (IOException e) {
                throw new UncheckedIOException("io_uring failed", e);
            }
        }
    }

    private void prepare() throws IOException {
        if (!watching) {
            watching = true;
            ring.watch(epoll(), EPOLL);
        }
        for (UringDescriptor next = changed.poll(); next != null; next = changed.poll()) {
            if (ring.isFull()) {
                ring.submit();
            }
            next.submit(ring);
        }
    }

    /**
     * Replaces the ring, since another thread runs the loop now. Nothing is lost: the kernel
     * receives only while the ring's own thread is inside a call, so all that was received has been
     * handed out.
     */
    private void renew() throws IOException {
        ring.complete(this);
        ring.close(); // first: there may be no descriptor left for a second one
        ring = new Uring();
        buffers.register(ring);
        watching = false;
        changed.clear();
        for (UringDescriptor descriptor : byToken) {
            if (descriptor != null) {
                descriptor.renew();
            }
        }
    }

    @Override
    public void completed(long token, int result, int flags) {
        if (token == EPOLL) {
            watching = (flags & MORE) != 0;
            takeFromEpoll();
        } else if (token != NOBODY) {
            UringDescriptor descriptor = byToken[(int) token];
            if (descriptor != null) {
                descriptor.completed(result, flags, sink);
            }
        }
    }

    private void takeFromEpoll() {
        try {
            while (take(0, sink)) {}
        } catch (IOException e) {
            throw new UncheckedIOException("epoll failed", e);
        }
    }

    @Override
    EpollDescriptor watch(int number, EpollDescriptor.Kind kind) throws IOException {
        boolean connecting = kind == EpollDescriptor.Kind.CONNECTING;
        if (!connecting && kind != EpollDescriptor.Kind.CONNECTED) {
            return super.watch(number, kind);
        }
        UringDescriptor descriptor = new UringDescriptor(this, number, kind, newToken());
        byToken[descriptor.token()] = descriptor;
        remember(descriptor);
        if (connecting) {
            try {
                descriptor.watchFor(ALL_EVENTS);
            } catch (IOException e) {
                descriptor.close();
                throw e;
            }
        }
        return descriptor;
    }

    private int newToken() {
        if (freeCount > 0) {
            return freeTokens[--freeCount];
        }
        if (tokens == byToken.length) {
            byToken = Arrays.copyOf(byToken, tokens * 2);
        }
        return tokens++;
    }

    /** Takes a token back for which no completion will come any more. */
    void forgetToken(int token) {
        byToken[token] = null;
        if (freeCount == freeTokens.length) {
            freeTokens = Arrays.copyOf(freeTokens, freeCount * 2);
        }
        freeTokens[freeCount++] = token;
    }

    /** Lets a socket submit something at the next poll. */
    void change(UringDescriptor descriptor) {
        changed.add(descriptor);
    }

    /**
     * Cancels first: a closed socket that the kernel receives from would stay open for its peer.
     */
    @Override
    public void close() {
        if (isPollerClosed()) {
            return;
        }
        super.close();
        try {
            if (ring.isFull()) {
                ring.submit();
            }
            ring.cancelAll();
            ring.enter();
        } catch (IOException e) {
            // Closing the ring cancels as well, a little later.
        }
        ring.close();
        buffers.close();
    }

    @Override
    public String toString() {
        return "uring poller";
    }
}
