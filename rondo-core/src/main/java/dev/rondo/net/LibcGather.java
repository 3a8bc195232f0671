package dev.rondo.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/**
 * The door to Linux's C library for gathered writes: {@code sendmsg(2)} for sockets, {@code
 * writev(2)} for pipes. See {@link Libc}.
 */
final class LibcGather {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final MethodHandle SENDMSG =
            Libc.link(true, "sendmsg", LONG, INT, ValueLayout.ADDRESS, INT);
    private static final MethodHandle WRITEV =
            Libc.link(true, "writev", LONG, INT, ValueLayout.ADDRESS, INT);
    // struct iovec and struct msghdr of 64-bit Linux
    private static final int IOVEC_SIZE = 16;
    private static final int IOVEC_LENGTH = 8;
    private static final int MSGHDR_SIZE = 56;
    private static final int MSGHDR_IOV = 16;
    private static final int MSGHDR_IOVLEN = 24;

    private final Errno errno;
    private final MemorySegment state; // its memory
    private final MemorySegment vectors;
    private final MemorySegment header;
    private final ByteBuffer copies;
    private final long copiesAddress;
    private int pieces;
    private int copied;
    private boolean lastIsCopy; // so that the next copy makes it longer

    /** Returns a door for one thread at a time, whose memory lives as long as the arena. */
    LibcGather(Arena arena) {
        this.errno = new Errno(arena);
        this.state = errno.state();
        this.vectors = arena.allocate((long) GatheredBytes.MOST_PIECES * IOVEC_SIZE, 8);
        this.header = arena.allocate(MSGHDR_SIZE, 8);
        this.header.set(ValueLayout.ADDRESS, MSGHDR_IOV, vectors);
        MemorySegment memory = arena.allocate(GatheredBytes.MOST_COPIED);
        this.copies = memory.asByteBuffer();
        this.copiesAddress = memory.address();
    }

    /**
     * Sends from several buffers, the first of which has bytes, and moves their positions; returns
     * how many bytes, 0 when there is no room now.
     */
    long send(int socket, ByteBuffer[] sources, int from) throws IOException {
        gather(sources, from);
        try {
            header.set(LONG, MSGHDR_IOVLEN, pieces);
            long sent = (long) SENDMSG.invokeExact(state, socket, header, Libc.MSG_NOSIGNAL);
            return moved(sent, sources, from);
        } catch (Throwable e) { // invokeExact declares it
            throw Libc.rethrow(e);
        }
    }

    /** Like {@link #send}, to a pipe. */
    long write(int pipe, ByteBuffer[] sources, int from) throws IOException {
        gather(sources, from);
        try {
            long sent = (long) WRITEV.invokeExact(state, pipe, vectors, pieces);
            return moved(sent, sources, from);
        } catch (Throwable e) { // invokeExact declares it
            throw Libc.rethrow(e);
        }
    }

    private long moved(long sent, ByteBuffer[] sources, int from) throws IOException {
        if (sent < 0) {
            if (errno.wouldBlock()) {
                return 0;
            }
            throw errno.failure();
        }
        GatheredBytes.advance(sources, from, sent);
        return sent;
    }

    private void gather(ByteBuffer[] sources, int from) {
        pieces = 0;
        copied = 0;
        lastIsCopy = false;
        for (int i = from; i < sources.length; i++) {
            ByteBuffer source = sources[i];
            if (source.hasRemaining() && !add(source)) {
                return;
            }
        }
    }

    /** Adds what there is room for; returns whether that was all. */
    private boolean add(ByteBuffer source) {
        if (source.isDirect()) {
            MemorySegment bytes = MemorySegment.ofBuffer(source);
            return addPiece(bytes.address(), bytes.byteSize(), false);
        }
        int length = Math.min(source.remaining(), GatheredBytes.MOST_COPIED - copied);
        if (length == 0 || !addPiece(copiesAddress + copied, length, true)) {
            return false;
        }
        copies.put(copied, source, source.position(), length);
        copied += length;
        return length == source.remaining();
    }

    private boolean addPiece(long address, long length, boolean isCopy) {
        if (isCopy && lastIsCopy) {
            long at = (long) (pieces - 1) * IOVEC_SIZE + IOVEC_LENGTH;
            vectors.set(LONG, at, vectors.get(LONG, at) + length);
            return true;
        }
        if (pieces == GatheredBytes.MOST_PIECES) {
            return false;
        }
        long at = (long) pieces * IOVEC_SIZE;
        vectors.set(LONG, at, address);
        vectors.set(LONG, at + IOVEC_LENGTH, length);
        pieces++;
        lastIsCopy = isCopy;
        return true;
    }
}
