package dev.rondo.sim;

import dev.rondo.stream.BrokenPipeException;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectionResetException;
import dev.rondo.stream.StreamClosedException;
import dev.rondo.stream.StreamInfo;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One end of a simulated connection. */
final class SimStream implements ByteStream {
    private final Wire wire;
    private final SimNetwork network;
    private final Pipe in;
    private final Pipe out;
    private final SocketAddress local;
    private final SocketAddress peer;
    private final Seat reader; // waits for a byte or the end
    private final Seat writer; // waits for room
    private boolean outputEnded;
    private boolean closed;
    private @Nullable String broken; // why
    private @Nullable Runnable onHangUp;

    SimStream(
            Wire wire,
            SimNetwork network,
            Pipe in,
            Pipe out,
            SocketAddress local,
            SocketAddress peer) {
        this.wire = wire;
        this.network = network;
        this.in = in;
        this.out = out;
        this.local = local;
        this.peer = peer;
        this.reader = new Seat(network.host(), "read of", this);
        this.writer = new Seat(network.host(), "write to", this);
    }

    SimNetwork network() {
        return network;
    }

    /** Whether its host has begun anew since: its system knows nothing of this connection. */
    boolean isForeign() {
        return !network.isCurrent();
    }

    @Override
    public int read(ByteBuffer target) {
        checkOpen("read from");
        if (!target.hasRemaining()) {
            return 0;
        }
        waitReadable();
        if (in.available() > 0) {
            return in.take(target);
        }
        if (broken != null) {
            throw reset("read from", broken);
        }
        return -1;
    }

    @Override
    public void waitReadable() {
        checkOpen("read from");
        if (reader.isTaken()) {
            throw new IllegalStateException("Another task is reading from " + this);
        }
        while (!isReadable()) {
            reader.await();
            checkOpen("read from");
        }
    }

    @Override
    public void write(ByteBuffer source) {
        checkWritable();
        if (writer.isTaken()) {
            throw new IllegalStateException("Another task is writing to " + this);
        }
        while (source.hasRemaining()) {
            if (out.send(source) == 0) {
                writer.await();
                checkWritable();
            }
        }
    }

    @Override
    public int tryWrite(ByteBuffer source) {
        checkWritable();
        return writer.isTaken() ? 0 : out.send(source);
    }

    @Override
    public boolean isReadable() {
        return closed || in.available() > 0 || in.isEnded() || broken != null;
    }

    @Override
    public void onHangUp(Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        checkOpen("watch");
        onHangUp = callback;
        tellHangUp();
    }

    @Override
    public void removeOnHangUp() {
        onHangUp = null;
    }

    /** The peer's end may have arrived, or the connection be broken. */
    void tellHangUp() {
        Runnable callback = onHangUp;
        if (callback != null && !closed && (in.isEnded() || broken != null)) {
            network.loop()
                    .callSoon(() -> {
                        if (onHangUp == callback) { // not taken away since
                            onHangUp = null;
                            callback.run();
                        }
                    });
            network.host().touch();
        }
    }

    private void checkOpen(String operation) {
        if (closed) {
            throw new StreamClosedException(operation, peer, "it is closed");
        }
    }

    private void checkWritable() {
        checkOpen("write to");
        if (outputEnded) {
            throw new StreamClosedException("write to", peer, "writeEof() was called");
        }
        if (broken != null) {
            throw broken.startsWith("reset by the peer, which has closed")
                    ? new BrokenPipeException("write to", peer, broken, new IOException(broken))
                    : reset("write to", broken);
        }
    }

    private ConnectionResetException reset(String operation, String reason) {
        return new ConnectionResetException(operation, peer, reason, new IOException(reason));
    }

    @Override
    public void writeEof() {
        checkOpen("end");
        if (!outputEnded) {
            outputEnded = true;
            out.sendEnd();
            wakeWriter(); // who waits for room is told
        }
    }

    @Override
    public boolean canWriteEof() {
        return true;
    }

    /** As Linux does: unread bytes turn the end into a reset. */
    @Override
    public void close() {
        if (!closed) {
            boolean unread = in.available() > 0;
            closed = true;
            if (unread) {
                out.sendReset();
            } else if (!outputEnded) {
                out.sendEnd();
            }
            gone();
        }
    }

    @Override
    public void abort() {
        if (!closed) {
            closed = true;
            out.sendReset();
            gone();
        }
    }

    /** The connection breaks at this end. */
    void broken(String reason) {
        if (broken == null && !closed) {
            broken = reason;
            wakeBoth();
            tellHangUp();
        }
    }

    /** The one who asked for the connection does not want it any more, or asks again. */
    void abandon() {
        wire.keepPort();
        abort();
    }

    boolean isBroken() {
        return broken != null;
    }

    /** The host lost its power: nobody is told. */
    void vanish() {
        closed = true;
        wire.endClosed(this);
    }

    private void gone() {
        onHangUp = null;
        wakeBoth();
        wire.endClosed(this);
    }

    private void wakeBoth() {
        wakeReader();
        wakeWriter();
    }

    /** A byte or the end may have arrived. */
    void wakeReader() {
        reader.wake();
    }

    /** There may be room. */
    void wakeWriter() {
        writer.wake();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public StreamInfo info() {
        return StreamInfo.between(local, peer);
    }

    @Override
    public String toString() {
        return "<SimStream "
                + local
                + " - "
                + peer
                + (closed ? " closed" : broken != null ? " broken" : "")
                + ">";
    }
}
