package dev.rondo.stream;

import dev.rondo.EventLoop;
import dev.rondo.Parking;
import dev.rondo.Rondo;
import dev.rondo.bytes.ByteQueue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection in memory, with a bounded window each way: for tests, and to join two
 * parts of a program.
 *
 * {@snippet :
 * MemoryStream.Pair pair = MemoryStream.pair(64 * 1024);
 * pair.first().write(ByteBuffer.wrap("hello".getBytes(UTF_8)));
 * }
 */
public final class MemoryStream implements ByteStream {
    /** asyncio's high-water mark: 64 KiB. */
    public static final int DEFAULT_WINDOW = 64 * 1024;

    /**
     * Both ends of a connection.
     *
     * @param first one end
     * @param second the other end
     */
    public record Pair(MemoryStream first, MemoryStream second) {}

    /** One direction. */
    private static final class Pipe {
        private final ByteQueue bytes = new ByteQueue();
        private final int window;
        private boolean ended; // the writer says no more
        private boolean readerGone;
        private boolean broken;
        private boolean reading; // a task waits for a byte or the end
        private boolean writing; // a task waits for room
        private @Nullable Parking reader; // each is there as soon as its end is
        private @Nullable Parking writer;
        private @Nullable Runnable onHangUp; // of the reader's end

        Pipe(int window) {
            this.window = window;
        }

        int room() {
            return window - bytes.size();
        }

        void wakeReader() {
            wake(reader);
        }

        void wakeWriter() {
            wake(writer);
        }

        private static void wake(@Nullable Parking waiting) {
            if (waiting != null) {
                waiting.wakeOne();
            }
        }
    }

    private final EventLoop loop;
    private final Pipe in;
    private final Pipe out;
    private final Parking reads = new Parking("read of", this);
    private final Parking writes = new Parking("write to", this);
    private boolean closed;

    private MemoryStream(EventLoop loop, Pipe in, Pipe out) {
        this.loop = loop;
        this.in = in;
        this.out = out;
        in.reader = reads;
        out.writer = writes;
    }

    /**
     * Returns both ends of a new connection of the current loop, each direction with the default
     * window.
     */
    public static Pair pair() {
        return pair(DEFAULT_WINDOW);
    }

    /**
     * Returns both ends of a new connection of the current loop.
     *
     * @param window how many bytes each direction holds before its writer must wait; positive
     */
    public static Pair pair(int window) {
        if (window < 1) {
            throw new IllegalArgumentException("window must be positive, but is " + window);
        }
        EventLoop loop = Rondo.runningLoop();
        Pipe there = new Pipe(window);
        Pipe back = new Pipe(window);
        return new Pair(new MemoryStream(loop, back, there), new MemoryStream(loop, there, back));
    }

    @Override
    public int read(ByteBuffer target) {
        checkOpen("read from");
        if (!target.hasRemaining()) {
            return 0;
        }
        waitReadable();
        if (in.broken) {
            throw new ConnectionResetException(
                    "read from", this, "the peer aborted", new IOException("reset"));
        }
        if (in.bytes.isEmpty()) {
            return -1;
        }
        int count = in.bytes.drainTo(target);
        in.wakeWriter();
        return count;
    }

    @Override
    public void waitReadable() {
        checkOpen("read from");
        if (in.reading) {
            throw new IllegalStateException("Another task is reading from " + this);
        }
        while (in.bytes.isEmpty() && !in.ended && !in.broken) {
            in.reading = true;
            try {
                reads.await();
            } finally {
                in.reading = false;
            }
            checkOpen("read from");
        }
    }

    @Override
    public void write(ByteBuffer source) {
        checkWritable();
        if (out.writing) {
            throw new IllegalStateException("Another task is writing to " + this);
        }
        while (source.hasRemaining()) {
            if (tryWrite(source) == 0) {
                out.writing = true;
                try {
                    writes.await();
                } finally {
                    out.writing = false;
                }
            }
        }
    }

    @Override
    public int tryWrite(ByteBuffer source) {
        checkWritable();
        int count = Math.min(out.room(), source.remaining());
        if (count > 0 && !out.writing) {
            int end = source.limit();
            out.bytes.add(source.limit(source.position() + count));
            source.limit(end);
            out.wakeReader();
            return count;
        }
        return 0;
    }

    @Override
    public boolean isReadable() {
        return closed || !in.bytes.isEmpty() || in.ended || in.broken;
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

    private void tellHangUp(Pipe pipe) {
        Runnable callback = pipe.onHangUp;
        if (callback != null && (pipe.ended || pipe.broken)) {
            loop.callSoon(() -> {
                if (pipe.onHangUp == callback) { // not taken away since
                    pipe.onHangUp = null;
                    callback.run();
                }
            });
        }
    }

    private void checkWritable() {
        checkOpen("write to");
        if (out.ended) {
            throw new StreamClosedException("write to", this, "writeEof() was called");
        }
        if (out.broken) {
            throw new ConnectionResetException(
                    "write to", this, "the peer aborted", new IOException("reset"));
        }
        if (out.readerGone) {
            throw new BrokenPipeException(
                    "write to", this, "the peer closed", new IOException("closed"));
        }
    }

    private void checkOpen(String operation) {
        loop.checkThread(operation);
        if (closed) {
            throw new StreamClosedException(operation, this, "it is closed");
        }
    }

    @Override
    public void writeEof() {
        checkOpen("end");
        out.ended = true;
        out.wakeReader();
        out.wakeWriter(); // who waits for room is told
        tellHangUp(out);
    }

    @Override
    public boolean canWriteEof() {
        return true;
    }

    @Override
    public void close() {
        if (!closed) {
            loop.checkThread("close()");
            closed = true;
            out.ended = true;
            in.readerGone = true;
            wakeAll();
        }
    }

    @Override
    public void abort() {
        if (!closed) {
            loop.checkThread("abort()");
            closed = true;
            out.broken = true;
            in.broken = true;
            wakeAll();
        }
    }

    private void wakeAll() {
        in.onHangUp = null;
        tellHangUp(out);
        out.wakeReader();
        out.wakeWriter();
        in.wakeReader();
        in.wakeWriter();
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
        return "<MemoryStream"
                + (closed ? " closed" : "")
                + " in="
                + in.bytes.size()
                + " out="
                + out.bytes.size()
                + ">";
    }
}
