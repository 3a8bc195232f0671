package dev.rondo.net;

import dev.rondo.Poller;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that the kernel receives from by itself into {@link UringBuffers}, while its reader
 * keeps up.
 *
 * <pre>
 *   OFF     -- somebody waits to read ------------------------&gt; WANTED
 *   WANTED  -- submitted -------------------------------------&gt; ON
 *   ON      -- the kernel ended it: an end, a failure, ... ----&gt; OFF
 *   ON      -- too much is unread, or it hung up or is closed -&gt; ENDING
 *   ON      -- no buffer was left -----------------------------&gt; PLAIN
 *   ENDING  -- the kernel ended it ----------------------------&gt; PLAIN
 *   PLAIN   for good: epoll tells, recv(2) reads into the reader's own buffer
 * </pre>
 *
 * <p>So a peer that sends faster than it is read cannot take the buffers of others, and long
 * messages are spared a copy.
 *
 * <p>epoll tells of hang-ups always: a kernel (6.18) that is told of bytes and of a reset at once
 * receives the bytes, sees none left and says nothing of the reset.
 */
final class UringDescriptor extends EpollDescriptor {
    private enum Receiving {
        OFF,
        WANTED,
        ON,
        ENDING,
        PLAIN
    }

    static final int MORE = 1 << 1; // IORING_CQE_F_MORE: other completions will follow
    private static final int HAS_BUFFER = 1; // IORING_CQE_F_BUFFER
    private static final int BUFFER_SHIFT = 16;
    private static final int MOST_UNREAD = 4; // buffers
    private static final int ENDS = Libc.EPOLLRDHUP | Libc.EPOLLET; // and EPOLLHUP, EPOLLERR
    private static final int WRITES = ENDS | Libc.EPOLLOUT;
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int ENOBUFS = 105;
    private static final int ECANCELED = 125;

    private final UringPoller poller;
    private final int token;
    private Receiving receiving = Receiving.OFF;
    private int watchedFor; // by epoll; 0: nothing
    private int first = UringBuffers.NONE; // of the buffers with unread bytes
    private int last = UringBuffers.NONE;
    private int offset; // of the unread bytes in the first
    private int unread; // buffers
    private boolean ended;
    private @Nullable IOException failure; // told after the bytes before it

    UringDescriptor(UringPoller poller, int number, Kind kind, int token) {
        super(poller, number, kind, null);
        this.poller = poller;
        this.token = token;
    }

    int token() {
        return token;
    }

    /** Lets epoll tell of events, and of no others. */
    void watchFor(int events) throws IOException {
        if (watchedFor != events) {
            int operation = watchedFor == 0 ? Libc.EPOLL_CTL_ADD : Libc.EPOLL_CTL_MOD;
            poller.control(operation, number(), events); // tells at once what is there
            watchedFor = events;
        }
    }

    @Override
    void ready(int flags, Poller.Sink sink) {
        super.ready(flags, sink);
        if (hasHungUp() && receiving == Receiving.ON) {
            end();
        }
    }

    private boolean hasNews() {
        return unread > 0 || ended || failure != null;
    }

    @Override
    boolean armRead() throws IOException {
        if (hasNews()) {
            return false;
        }
        if (receiving == Receiving.OFF) {
            if (hasHungUp()) {
                goPlain();
            } else {
                if (watchedFor != ENDS) {
                    watchFor(watchedFor == 0 ? ENDS : WRITES); // a writer may be waiting
                }
                want();
            }
        }
        return receiving != Receiving.PLAIN || super.armRead();
    }

    private void want() {
        receiving = Receiving.WANTED;
        poller.change(this);
    }

    private void end() {
        receiving = Receiving.ENDING;
        poller.change(this);
    }

    /** Submits what it wants of the kernel. Loop thread. */
    void submit(Uring ring) {
        switch (receiving) {
            case WANTED -> {
                if (isClosed()) {
                    poller.forgetToken(token);
                } else if (hasHungUp()) {
                    goPlain();
                } else {
                    receiving = Receiving.ON;
                    ring.receive(number(), token);
                }
            }
            case ENDING -> ring.cancel(token);
            case OFF, ON, PLAIN -> {} // it ended meanwhile
        }
    }

    /** Takes what the kernel tells. Loop thread, during a poll. */
    void completed(int result, int flags, Poller.Sink sink) {
        if ((flags & HAS_BUFFER) != 0) {
            take(flags >>> BUFFER_SHIFT, result);
        }
        boolean wasEnding = receiving == Receiving.ENDING;
        if ((flags & MORE) == 0) {
            receiving = Receiving.OFF;
            if (isClosed()) {
                poller.forgetToken(token);
                return;
            }
            finished(result, wasEnding);
        } else if (unread >= MOST_UNREAD && receiving == Receiving.ON) {
            end();
        }
        if (hasNews()) {
            readable(sink);
        }
    }

    private void take(int buffer, int count) {
        UringBuffers buffers = poller.buffers();
        if (isClosed() || count <= 0) {
            buffers.free(buffer);
            return;
        }
        buffers.fill(buffer, count);
        if (unread++ == 0) {
            first = buffer;
        } else {
            buffers.link(last, buffer);
        }
        last = buffer;
    }

    private void finished(int result, boolean wasEnding) {
        if (result == 0) {
            ended = true;
        } else if (result == -ENOBUFS || (wasEnding && (result > 0 || isNoFailure(-result)))) {
            goPlain();
        } else if (result < 0 && !isNoFailure(-result)) {
            failure = Libc.failure(-result);
        } else if (hasReader() && !hasNews()) {
            want();
        }
    }

    private static boolean isNoFailure(int errno) {
        return errno == EINTR || errno == EAGAIN || errno == ECANCELED;
    }

    private void goPlain() {
        receiving = Receiving.PLAIN;
        try {
            watchFor(EpollPoller.ALL_EVENTS);
        } catch (IOException e) {
            failure = e;
        }
    }

    /** Starts again on a new ring. */
    void renew() {
        switch (receiving) {
            case WANTED, ON -> {
                if (isClosed()) {
                    poller.forgetToken(token);
                } else {
                    want();
                }
            }
            case ENDING -> {
                if (isClosed()) {
                    poller.forgetToken(token);
                } else {
                    goPlain();
                }
            }
            case OFF, PLAIN -> {}
        }
    }

    @Override
    int read(ByteBuffer target) throws IOException {
        if (unread > 0) {
            return readBuffers(target);
        }
        IOException told = failure;
        if (told != null) {
            failure = null;
            ended = true; // as the system does
            throw told;
        }
        if (ended) {
            return -1;
        }
        return receiving == Receiving.PLAIN ? super.read(target) : 0;
    }

    private int readBuffers(ByteBuffer target) {
        UringBuffers buffers = poller.buffers();
        int before = target.position();
        while (unread > 0 && target.hasRemaining()) {
            int there = buffers.length(first) - offset;
            int count = Math.min(there, target.remaining());
            buffers.copy(first, offset, target, count);
            if (count < there) {
                offset += count;
            } else {
                dropFirst(buffers);
            }
        }
        return target.position() - before;
    }

    private void dropFirst(UringBuffers buffers) {
        int done = first;
        first = buffers.next(done);
        offset = 0;
        unread--;
        buffers.free(done);
    }

    @Override
    boolean armWrite() throws IOException {
        if (!super.armWrite()) {
            return false;
        }
        if (watchedFor != EpollPoller.ALL_EVENTS) {
            watchFor(WRITES);
        }
        return true;
    }

    @Override
    void release() {
        if (!poller.isPollerClosed()) {
            while (unread > 0) {
                dropFirst(poller.buffers());
            }
            switch (receiving) {
                case ON -> end();
                case OFF, PLAIN -> poller.forgetToken(token);
                case WANTED, ENDING -> {}
            }
            super.release();
        }
    }
}
