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
    private static final int IN_A_ROW = 512 * 1024;

    private final InFlight work;
    private final EventLoop loop = Rondo.runningLoop();
    private final @Nullable CachedReads cached; // of a file that is only read, where there is that
    private final FileChannel channel;
    private final ByteQueue ahead = new ByteQueue();
    private int inARow; // bytes that were read without suspending
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
        int count = tryFill(size, from);
        if (count == CachedReads.NOT_NOW) {
            ByteBuffer target = ByteBuffer.allocate(size);
            count = work.run("read", () -> channel.read(target, from));
            ahead.add(target.flip());
        }
        block = count > 0 ? Math.min(BLOCK, 2 * block) : block;
        return count > 0;
    }

    private int tryFill(int size, long from) {
        if (!mayReadHere()) {
            return CachedReads.NOT_NOW;
        }
        int count = tryRead(ahead.space(Math.min(size, CachedReads.MOST)), from);
        ahead.filled(Math.max(0, count));
        return count;
    }

    /** Reads into a buffer that is nobody else's: a thread may fill it after a cancellation. */
    int readSome(ByteBuffer target, long from) {
        int count = mayReadHere() ? tryRead(target, from) : CachedReads.NOT_NOW;
        return count == CachedReads.NOT_NOW
                ? work.run("read", () -> channel.read(target, from))
                : count;
    }

    /**
     * Returns whether what is in memory is read in the loop. Suspends after each 512 KiB of that,
     * so that others have their turn.
     */
    boolean mayReadHere() {
        if (cached == null) {
            return false;
        }
        work.settle();
        if (inARow >= IN_A_ROW) {
            inARow = 0;
            Rondo.sleep(0);
        }
        return true;
    }

    /** Reads what is in memory, in the loop, as {@link CachedReads#read}: never suspends. */
    int tryRead(ByteBuffer target, long from) {
        if (cached == null) {
            return CachedReads.NOT_NOW;
        }
        int count = cached.read(loop, target, from);
        inARow = Math.max(0, inARow + count);
        return count;
    }
}
