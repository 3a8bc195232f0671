package dev.rondo.test;

import dev.rondo.Parking;
import dev.rondo.Rondo;
import dev.rondo.stream.BrokenPipeException;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectionResetException;
import dev.rondo.stream.StreamClosedException;
import dev.rondo.stream.StreamInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection that holds nothing: a write returns when the peer has read all of it. So
 * a protocol that counts on buffers hangs here, and a test finds it. trio: {@code
 * lockstep_stream_pair}.
 *
 * <p>{@link #tryWrite} writes nothing, ever, since that would need a buffer.
 *
 * {@snippet :
 * LockstepStream.Pair pair = LockstepStream.pair();
 * Task<?> writer = createTask(() -> pair.first().write(ByteBuffer.wrap(new byte[10])));
 * pair.second().read(ByteBuffer.allocate(4)); // the writer goes on waiting
 * }
 */
public final class LockstepStream implements ByteStream {
    /**
     * Both ends of a connection.
     *
     * @param first one end
     * @param second the other end
     */
    public record Pair(LockstepStream first, LockstepStream second) {}

    /** One direction. */
    private static final class Lane {
        private @Nullable ByteBuffer offered; // what a writer waits to be read
        private boolean ended;
        private boolean readerGone;
        private boolean broken;
        private boolean reading; // until the reader has gone on
        private final Parking reader = new Parking("read of", this);
        private final Parking writer = new Parking("write to", this);
        private @Nullable Runnable onHangUp; // of the reader's end

        private void wakeAll() {
            reader.wakeOne();
            writer.wakeOne();
        }

        @Override
        public String toString() {
            return "<LockstepStream>"; // of either end
        }
    }

    private final Lane in;
    private final Lane out;
    private boolean closed;

    private LockstepStream(Lane in, Lane out) {
        this.in = in;
        this.out = out;
    }

    /** Returns both ends of a new connection of the current loop. */
    public static Pair pair() {
        Rondo.runningLoop(); // throws if there is none
        Lane there = new Lane();
        Lane back = new Lane();
        return new Pair(new LockstepStream(back, there), new LockstepStream(there, back));
    }

    @Override
    public int read(ByteBuffer target) {
        checkOpen("read from");
        if (!target.hasRemaining()) {
            return 0;
        }
        waitReadable();
        ByteBuffer source = in.offered;
        if (source == null || !source.hasRemaining()) {
            if (in.broken) {
                throw reset("read from");
            }
            return -1;
        }
        int count = Math.min(source.remaining(), target.remaining());
        target.put(source.slice(source.position(), count));
        source.position(source.position() + count);
        if (!source.hasRemaining()) {
            in.writer.wakeOne();
        }
        return count;
    }

    @Override
    public void waitReadable() {
        checkOpen("read from");
        if (in.reading) {
            throw new IllegalStateException("Another task is reading from " + this);
        }
        while (!isReadable()) {
            in.reading = true;
            try {
                in.reader.await();
            } finally {
                in.reading = false;
            }
            checkOpen("read from");
        }
    }

    @Override
    public boolean isReadable() {
        ByteBuffer source = in.offered;
        return closed || (source != null && source.hasRemaining()) || in.ended || in.broken;
    }

    @Override
    public void onHangUp(Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        checkOpen("watch");
        in.onHangUp = callback;
        tellHangUp(in);
    }

    @Override
    public void removeOnHangUp() {
        in.onHangUp = null;
    }

    private void tellHangUp(Lane lane) {
        Runnable callback = lane.onHangUp;
        if (callback != null && (lane.ended || lane.broken)) {
            Rondo.runningLoop()
                    .callSoon(() -> {
                        if (lane.onHangUp == callback) { // not taken away since
                            lane.onHangUp = null;
                            callback.run();
                        }
                    });
        }
    }

    @Override
    public void write(ByteBuffer source) {
        checkWritable(true);
        if (out.offered != null) {
            throw new IllegalStateException("Another task is writing to " + this);
        }
        if (!source.hasRemaining()) {
            return;
        }
        out.offered = source;
        out.reader.wakeOne();
        try {
            while (source.hasRemaining()) {
                out.writer.await();
                checkWritable(source.hasRemaining());
            }
        } finally {
            out.offered = null;
        }
    }

    @Override
    public int tryWrite(ByteBuffer source) {
        checkWritable(true);
        return 0;
    }

    /** Throws if this end cannot write, or could not write all. */
    private void checkWritable(boolean bytesAreLeft) {
        if (!bytesAreLeft) {
            return;
        }
        checkOpen("write to");
        if (out.ended) {
            throw new StreamClosedException("write to", this, "writeEof() was called");
        }
        if (out.broken) {
            throw reset("write to");
        }
        if (out.readerGone) {
            throw new BrokenPipeException(
                    "write to", this, "the peer closed", new IOException("closed"));
        }
    }

    private void checkOpen(String operation) {
        if (closed) {
            throw new StreamClosedException(operation, this, "it is closed");
        }
    }

    private ConnectionResetException reset(String operation) {
        return new ConnectionResetException(
                operation, this, "the peer aborted", new IOException("reset"));
    }

    @Override
    public void writeEof() {
        checkOpen("end");
        out.ended = true;
        out.wakeAll();
        tellHangUp(out);
    }

    @Override
    public boolean canWriteEof() {
        return true;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            out.ended = true;
            in.readerGone = true;
            in.onHangUp = null;
            tellHangUp(out);
            out.wakeAll();
            in.wakeAll();
        }
    }

    @Override
    public void abort() {
        if (!closed) {
            closed = true;
            out.broken = true;
            in.broken = true;
            in.onHangUp = null;
            tellHangUp(out);
            out.wakeAll();
            in.wakeAll();
        }
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public StreamInfo info() {
        return StreamInfo.none();
    }

    @Override
    public String toString() {
        return "<LockstepStream" + (closed ? " closed" : "") + ">";
    }
}
