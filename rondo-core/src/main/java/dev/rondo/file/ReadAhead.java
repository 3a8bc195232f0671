package dev.rondo.file;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.bytes.ByteQueue;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * How an open file is read: in blocks of 16 KiB at first, which grow to 256; what is in memory by
 * the loop, straight to where it is wanted, and all else by a thread, through a buffer of its own,
 * since that read may end after a cancellation.
 */
final class ReadAhead {
    static final int BLOCK = 256 * 1024;
    static final int FIRST_BLOCK = 16 * 1024; // files are small, mostly

    private final InFlight work;
    private final EventLoop loop = Rondo.runningLoop();
    private final @Nullable CachedReads cached; // of a file that is only read, where there is that
    private final FileChannel channel;
    private final ByteQueue ahead = new ByteQueue();
    private int block = FIRST_BLOCK; // bytes that the next read asks for

    ReadAhead(InFlight work, OpenedFile opened) {
        this.work = work;
        this.cached = opened.cached();
        this.channel = opened.channel();
    }

    /** Returns what is read and was not taken yet. */
    ByteQueue bytes() {
        return ahead;
    }

    /** Forgets what is there: the next read is elsewhere. */
    void forget() {
        ahead.skip(ahead.size());
        block = FIRST_BLOCK;
    }

    /**
     * Reads a block behind what is there; returns whether there was anything.
     *
     * @param position where what is there begins
     */
    boolean fill(long position, int wanted) {
        int size = Math.max(block, Math.min(wanted, BLOCK));
        long from = position + ahead.size();
        int count = CachedReads.NOT_NOW;
        if (cached != null) {
            count = tryRead(ahead.space(Math.min(size, CachedReads.MOST)), from);
            ahead.filled(Math.max(0, count));
        }
        if (count == CachedReads.NOT_NOW) {
            ByteBuffer bytes = readByThread(size, from);
            count = bytes.remaining();
            ahead.add(bytes);
        }
        if (count > 0) {
            block = Math.min(BLOCK, 2 * block);
        }
        return count > 0;
    }

    /** Reads at a place, past what is read ahead; returns how many bytes, -1 behind the end. */
    int readAt(ByteBuffer target, long place) {
        if (!target.hasRemaining()) {
            return 0;
        }
        int count = tryRead(target, place);
        if (count != CachedReads.NOT_NOW) {
            return count;
        }
        ByteBuffer bytes = readByThread(target.remaining(), place);
        count = bytes.hasRemaining() ? bytes.remaining() : -1;
        target.put(bytes);
        return count;
    }

    /** Returns nothing at the end. Memory of its own, for when it is cancelled it reads on. */
    private ByteBuffer readByThread(int max, long from) {
        ByteBuffer bytes = ByteBuffer.allocate(max);
        work.run("read", () -> channel.read(bytes, from));
        return bytes.flip();
    }

    /** Reads what is in memory, in the loop: see {@link CachedReads#read}. */
    int tryRead(ByteBuffer target, long from) {
        if (cached == null) {
            return CachedReads.NOT_NOW;
        }
        work.settle();
        return cached.read(loop, target, from);
    }
}
