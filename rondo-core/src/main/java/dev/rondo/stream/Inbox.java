package dev.rondo.stream;

import dev.rondo.bytes.ByteQueue;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The incoming side of a connection, under a {@link StreamReader}: what has been read and nobody
 * has taken, in whose memory that is, and who reads.
 *
 * <pre>
 *   nothing is there             no memory
 *   a read, at most 4 KiB there  memory that the loop lends, into which the stream reads
 *   all was taken                given back
 *   the reader waits, or the     what is left moves to memory of its own; above 4 KiB the next
 *   pass ends                    reads go there, too: a message in many pieces is not moved again
 * </pre>
 *
 * <p>So a read copies nothing and makes no object, a thousand connections that are read in one pass
 * use the same memory one after the other, and one that waits, or whose handler does something else
 * for long, holds none but for an unfinished message.
 *
 * <p>Rejected: to keep the lent memory until everything is taken, since a peer that sends half a
 * message more than it should then holds 68 KiB for as long as the handler works.
 */
final class Inbox implements Runnable {
    /** As many bytes as there are. */
    static final int ANY = Integer.MAX_VALUE;

    private final ByteQueue bytes = new ByteQueue();
    private ByteStream stream; // changes when TLS starts
    private boolean ended;
    private boolean reading; // a task waits in a read of the stream
    private boolean held; // TLS is being started
    private @Nullable BufferPool pool; // of the loop that reads first
    private @Nullable ByteBuffer lent; // Invariant: what the queue has borrowed
    private boolean filling; // a read of the stream writes to the queue's memory
    private boolean atPassEnd; // the loop will run this
    private final @Nullable String advice; // on long lines, which stay where they are then

    Inbox(ByteStream stream, @Nullable String advice) {
        this.stream = stream;
        this.advice = advice;
    }

    @Nullable String advice() {
        return advice;
    }

    /** Returns what is there. Who takes from it says so: {@link #taken}. */
    ByteQueue bytes() {
        return bytes;
    }

    ByteStream stream() {
        return stream;
    }

    /** Returns whether the stream has ended. */
    boolean hasEnded() {
        return ended;
    }

    boolean isReading() {
        return reading;
    }

    // ---- Reading

    /**
     * Waits and reads once, behind what is there; returns false at the end.
     *
     * @param wanted how many bytes are wanted in all, or 0 if nobody knows
     * @param most how many bytes to take from the stream, or {@link #ANY}
     */
    boolean read(int wanted, int most) {
        if (ended) {
            return false;
        }
        waitReadable();
        return readOnce(wanted, most) >= 0;
    }

    /** Waits without an array: most connections of a server wait most of the time. */
    private void waitReadable() {
        checkFree();
        settle();
        reading = true;
        try {
            stream.waitReadable();
        } finally {
            reading = false;
        }
    }

    /** Like {@link #read}, but only what is there now; returns false if there was none. */
    boolean tryRead() {
        checkFree();
        return !ended && stream.isReadable() && readOnce(0, ANY) > 0;
    }

    private int readOnce(int wanted, int most) {
        checkFree();
        reading = true;
        try {
            int count = fill(wanted, most);
            ended = count < 0;
            return count;
        } finally {
            reading = false;
        }
    }

    /** Reads into somebody else's buffer, past this, in which nothing may be. */
    int readInto(ByteBuffer target) {
        checkFree();
        reading = true;
        try {
            int count = stream.read(target);
            ended = count < 0;
            return count;
        } finally {
            reading = false;
        }
    }

    void checkFree() {
        if (held) {
            throw new IllegalStateException(
                    "TLS is being started on " + stream + "\nRead when startTls() has returned");
        }
        if (reading) {
            throw anotherReads();
        }
    }

    /** Only while the bytes are written to: else what is there can be had while a task waits. */
    void checkNotFilling() {
        if (filling) {
            throw anotherReads();
        }
    }

    private IllegalStateException anotherReads() {
        return new IllegalStateException("Another task is reading from " + stream);
    }

    // ---- Starting TLS

    /** Refuses reads until {@link #release}. */
    void hold() {
        held = true;
    }

    void release() {
        held = false;
    }

    /** Reads from another stream from now on. */
    void goOn(ByteStream next) {
        stream = next;
        ended = false;
    }

    // ---- Memory

    private int fill(int wanted, int most) {
        ByteBuffer space = space(wanted);
        int begin = space.position();
        if (most < space.remaining()) {
            space.limit(begin + most);
        }
        int count = -1;
        boolean returned = false;
        filling = true;
        try {
            count = stream.read(space);
            returned = true;
        } finally {
            filling = false;
            if (!returned) { // who knows whether the stream has let it go
                forgetLent();
            }
        }
        if (count > 0) {
            bytes.filled(count);
            lookAtPassEnd();
        } else {
            taken();
        }
        return count;
    }

    private ByteBuffer space(int wanted) {
        int size = bytes.size();
        if (lent == null && size <= BufferPool.SMALL && wanted <= BufferPool.LARGE) {
            ByteBuffer memory = pool().lend(BufferPool.LARGE);
            bytes.borrow(memory);
            lent = memory;
        }
        // No more than doubles it: a length that a peer tells must not take memory by itself.
        return bytes.space(
                Math.clamp(
                        (long) wanted - size,
                        BufferPool.SMALL,
                        Math.max(size, BufferPool.LARGE - BufferPool.SMALL)));
    }

    private BufferPool pool() {
        BufferPool known = pool;
        if (known == null) {
            known = BufferPool.current();
            pool = known;
        }
        return known;
    }

    /** Something was taken: when nothing is left, the memory is free. */
    void taken() {
        if (lent != null && bytes.isEmpty()) {
            giveBack();
        }
    }

    /** Keeps no memory that is not needed: for a wait. */
    private void settle() {
        giveBack();
        bytes.trim();
    }

    private void giveBack() {
        ByteBuffer memory = lent;
        if (memory != null) {
            forgetLent();
            pool().giveBack(memory);
        }
    }

    private void forgetLent() {
        if (lent != null) {
            lent = null;
            bytes.giveBack();
        }
    }

    private void lookAtPassEnd() {
        if (lent != null && !atPassEnd) {
            atPassEnd = true;
            Objects.requireNonNull(pool).loop().callAtPassEnd(this);
        }
    }

    /** The pass ends, and its task has suspended. */
    @Override
    public void run() {
        atPassEnd = false;
        if (!filling) { // else in a lock of the JDK, and it is looked at again afterwards
            giveBack();
        }
    }
}
