package dev.rondo.net;

import dev.rondo.Poller;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that the kernel receives for, into one of {@link UringBuffers}, while somebody waits
 * to read. What was received and not read stays in its buffer: a cancelled read loses nothing.
 *
 * <pre>
 *   OFF     -- somebody waits to read, no byte is unread ------&gt; WANTED
 *   OFF     -- the same, and all buffers are promised ----------&gt; PLAIN
 *   WANTED  -- submitted --------------------------------------&gt; ON
 *   ON      -- completed: bytes, the end, a failure -----------&gt; OFF
 *   ON      -- completed: bytes that filled the buffer --------&gt; PLAIN
 *   ON      -- closed; until it completes ---------------------&gt; ENDING
 *   PLAIN   for good: epoll tells, recv(2) reads into the reader's own buffer
 *   Invariant: the kernel owes a completion in ON and ENDING, and only then
 * </pre>
 *
 * <p>So a peer holds one buffer at most, and long messages are spared a copy. Rejected: one receive
 * that completes again and again (multishot). It takes buffers without bound, misses a reset that
 * came together with bytes, and measured the same.
 */
final class UringDescriptor extends EpollDescriptor {
    private enum Receiving {
        OFF,
        WANTED,
        ON,
        ENDING,
        PLAIN
    }

    private static final int HAS_BUFFER = 1; // IORING_CQE_F_BUFFER
    private static final int BUFFER_SHIFT = 16;
    private static final int WRITES = Libc.EPOLLOUT | Libc.EPOLLET;
    private static final int HANG_UPS = Libc.EPOLLRDHUP; // all other ends are told unasked
    private static final int NONE = -1;

    private final UringPoller poller;
    private final int token;
    private Receiving receiving = Receiving.OFF;
    private int watchedFor; // by epoll; 0: nothing
    private int buffer = NONE; // with unread bytes
    private int offset; // of the unread bytes
    private int unread; // bytes
    private boolean seen; // by a look: the next read need not wait for the kernel
    private boolean ended;
    private @Nullable IOException failure; // told after the bytes before it

    UringDescriptor(UringPoller poller, int number, Kind kind, int token) {
        super(poller, number, kind);
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
            poller.control(operation, this, events); // tells at once what is there
            watchedFor = events;
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
            if (!poller.buffers().promise()) {
                goPlain();
                return super.armRead();
            }
            want();
            if (watchedFor != 0) {
                watchForWrites(); // no longer for reading; a writer may be waiting
            }
        }
        return receiving != Receiving.PLAIN || super.armRead();
    }

    private void watchForWrites() throws IOException {
        watchFor(hasOnHangUp() ? WRITES | HANG_UPS : WRITES);
    }

    @Override
    boolean hasHungUp() {
        return ended || failure != null || super.hasHungUp();
    }

    @Override
    void watchForHangUp() throws IOException {
        if (receiving != Receiving.PLAIN && (watchedFor & HANG_UPS) == 0) {
            watchForWrites();
        }
    }

    /**
     * While the kernel receives, what is there is known as of the last poll; a call beside it could
     * take bytes behind those that it has. Otherwise the next read takes them by a call.
     */
    @Override
    boolean isReadableNow() throws IOException {
        if (hasNews()) {
            return true;
        }
        boolean free = receiving == Receiving.OFF || receiving == Receiving.PLAIN;
        seen = free && super.isReadableNow();
        return seen;
    }

    private void want() {
        receiving = Receiving.WANTED;
        poller.change(this);
    }

    /** Submits what it wants of the kernel. Loop thread. */
    void submit(Uring ring) {
        switch (receiving) {
            case WANTED -> {
                if (isClosed()) {
                    poller.buffers().release();
                    poller.forgetToken(token);
                } else {
                    receiving = Receiving.ON;
                    ring.receive(number(), token);
                }
            }
            case ENDING -> ring.cancel(token);
            case OFF, ON, PLAIN -> {} // it completed meanwhile
        }
    }

    /** Takes what the kernel tells. Loop thread, during a poll. */
    void completed(int result, int flags, Poller.Sink sink) {
        receiving = Receiving.OFF;
        if ((flags & HAS_BUFFER) != 0) {
            take(flags >>> BUFFER_SHIFT, result);
        } else {
            poller.buffers().release();
        }
        if (isClosed()) {
            poller.forgetToken(token);
            return;
        }
        if (result == 0) {
            ended = true;
        } else if (result == UringBuffers.SIZE || result == -Errno.ENOBUFS) {
            try {
                goPlain();
            } catch (IOException e) {
                failure = e;
            }
        } else if (result < 0 && !isNoFailure(-result)) {
            failure = Errno.failure(-result);
        }
        if (ended || failure != null) {
            hungUp(sink);
        }
        if (hasNews()) {
            readable(sink);
        } else if (receiving == Receiving.OFF && readerWaits() && poller.buffers().promise()) {
            want(); // the promise that was just released: there is one
        }
    }

    private void take(int filled, int count) {
        poller.buffers().fill(filled);
        if (isClosed() || count <= 0) {
            poller.buffers().free(filled);
        } else {
            buffer = filled;
            offset = 0;
            unread = count;
        }
    }

    private static boolean isNoFailure(int errno) {
        return errno == Errno.EINTR || errno == Errno.EAGAIN || errno == Errno.ECANCELED;
    }

    private void goPlain() throws IOException {
        watchFor(EpollPoller.ALL_EVENTS);
        receiving = Receiving.PLAIN;
    }

    /** Starts again on a new ring. */
    void renew() {
        boolean waits = receiving != Receiving.OFF && receiving != Receiving.PLAIN;
        if (waits && poller.buffers().promise()) { // as many as before: there are enough
            want(); // of a closed one, only to give all back
        }
    }

    @Override
    int read(ByteBuffer target) throws IOException {
        if (unread > 0) {
            return readBuffer(target);
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
        if (receiving == Receiving.PLAIN || (seen && receiving == Receiving.OFF)) {
            seen = false;
            return super.read(target);
        }
        return 0;
    }

    private int readBuffer(ByteBuffer target) {
        int count = Math.min(unread, target.remaining());
        poller.buffers().copy(buffer, offset, target, count);
        offset += count;
        unread -= count;
        if (unread == 0) {
            poller.buffers().free(buffer);
        }
        return count;
    }

    @Override
    boolean armWrite() throws IOException {
        if (!super.armWrite()) {
            return false;
        }
        if (watchedFor == 0) {
            watchForWrites();
        }
        return true;
    }

    @Override
    void release() {
        if (!poller.isPollerClosed()) {
            if (unread > 0) {
                unread = 0;
                poller.buffers().free(buffer);
            }
            switch (receiving) {
                case ON -> {
                    receiving = Receiving.ENDING;
                    poller.change(this);
                }
                case OFF, PLAIN -> poller.forgetToken(token);
                case WANTED, ENDING -> {}
            }
            super.release();
        }
    }
}
