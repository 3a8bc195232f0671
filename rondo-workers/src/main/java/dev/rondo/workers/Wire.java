package dev.rondo.workers;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Array;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Frames on a blocking channel: a head of {@value #HEAD} bytes (a mark, the type, the id, the
 * length of the graph, the number of arrays beside it), for each array its kind and length, the
 * graph, the arrays.
 *
 * <p>Blocking, on threads of its own, and not the loop's streams: serialising holds a thread for as
 * long as the object is large, and so must not happen on the loop; the pool serves several loops
 * and programs without one; and a thread that waits in a read is what ends a worker with its
 * parent.
 *
 * <p>One thread reads; any may send.
 */
final class Wire implements Closeable {
    private static final int HEAD = 20;
    private static final short MARK = 0x524E; // "RN"
    private static final int BUFFER_BYTES = 128 << 10;
    private static final int MAX_ARRAYS = 1 << 20;

    private final ByteChannel channel;
    private final long maxBytes;
    private final ReentrantLock sending = new ReentrantLock();
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES); // guarded by sending
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES).flip(); // the reader

    /**
     * Takes a channel over.
     *
     * @param maxBytes of a frame; above 0
     */
    Wire(ByteChannel channel, long maxBytes) {
        this.channel = channel;
        this.maxBytes = maxBytes;
    }

    /**
     * Sends a frame whole.
     *
     * @throws UnserializableException if it is above the limit; nothing was sent then
     */
    void send(Frame frame) throws IOException {
        checkSize(frame);
        sending.lock();
        try {
            write(frame);
        } finally {
            sending.unlock();
        }
    }

    /** Sends a frame unless another is being sent; returns whether it did. */
    boolean trySend(Frame frame) throws IOException {
        if (!sending.tryLock()) {
            return false;
        }
        try {
            write(frame);
        } finally {
            sending.unlock();
        }
        return true;
    }

    private void checkSize(Frame frame) {
        long bytes = frame.parcel().bytes();
        if (bytes > maxBytes || frame.parcel().arrays().size() > MAX_ARRAYS) {
            throw new UnserializableException(
                    "It is too large to be sent: "
                            + bytes
                            + " bytes, the limit is "
                            + maxBytes
                            + "\nSend it in pieces, by SharedMemory, or raise the limit"
                            + " (WorkerOptions.withMaxBytes)",
                    "",
                    null);
        }
    }

    private void write(Frame frame) throws IOException {
        Parcel parcel = frame.parcel();
        out.clear();
        out.putShort(MARK).putShort(frame.type().code).putLong(frame.id());
        out.putInt(parcel.graph().length).putInt(parcel.arrays().size());
        for (Object array : parcel.arrays()) {
            room(5);
            out.put(ArrayKind.of(array).code).putInt(Array.getLength(array));
        }
        writeArray(parcel.graph());
        for (Object array : parcel.arrays()) {
            writeArray(array);
        }
        drain();
    }

    private void writeArray(Object array) throws IOException {
        ArrayKind kind = ArrayKind.of(array);
        int length = Array.getLength(array);
        int done = 0;
        while (done < length) {
            room(kind.width);
            int count = Math.min(length - done, out.remaining() / kind.width);
            kind.put(array, done, count, out);
            done += count;
        }
    }

    private void room(int bytes) throws IOException {
        if (out.remaining() < bytes) {
            drain();
            out.clear();
        }
    }

    private void drain() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    /**
     * Returns the next frame.
     *
     * @throws EOFException at the end of the stream
     * @throws ProtocolException for what is no frame, or one above the limit
     */
    Frame read() throws IOException {
        need(HEAD);
        short mark = in.getShort();
        Frame.Type type = Frame.Type.ofCode(in.getShort());
        long id = in.getLong();
        int graphBytes = in.getInt();
        int arrays = in.getInt();
        if (mark != MARK || type == null) {
            throw new ProtocolException("this is no frame");
        }
        if (graphBytes < 0 || arrays < 0 || arrays > MAX_ARRAYS) {
            throw new ProtocolException("a frame has lengths that cannot be");
        }
        List<ArrayKind> kinds = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        long sum = graphBytes;
        for (int i = 0; i < arrays; i++) {
            need(5);
            ArrayKind kind = ArrayKind.ofCode(in.get());
            int length = in.getInt();
            if (kind == null || length < 0) {
                throw new ProtocolException("a frame has an array that cannot be");
            }
            kinds.add(kind);
            lengths.add(length);
            sum += kind.bytes(length);
        }
        if (sum > maxBytes) {
            throw new ProtocolException(
                    "a frame of " + sum + " bytes is above the limit of " + maxBytes);
        }
        byte[] graph = new byte[graphBytes];
        readArray(graph, ArrayKind.BYTES, graphBytes);
        List<Object> beside = new ArrayList<>(arrays);
        for (int i = 0; i < arrays; i++) {
            Object array = kinds.get(i).make(lengths.get(i));
            readArray(array, kinds.get(i), lengths.get(i));
            beside.add(array);
        }
        return new Frame(type, id, new Parcel(graph, beside));
    }

    private void readArray(Object array, ArrayKind kind, int length) throws IOException {
        int done = 0;
        while (done < length) {
            need(kind.width);
            int count = Math.min(length - done, in.remaining() / kind.width);
            kind.get(array, done, count, in);
            done += count;
        }
    }

    private void need(int bytes) throws IOException {
        while (in.remaining() < bytes) {
            in.compact();
            int count;
            try {
                count = channel.read(in);
            } finally {
                in.flip();
            }
            if (count < 0) {
                throw new EOFException("the stream ended");
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
