package dev.rondo.net;

import dev.rondo.stream.ByteStream;
import dev.rondo.stream.StreamInfo;
import java.nio.ByteBuffer;

/** One end of a pipe: a stream with one direction. */
final class PipeStream implements ByteStream {
    private final SocketStream inner;
    private final boolean reading;

    PipeStream(Descriptor descriptor, Object name, boolean reading) {
        this.inner = new SocketStream(descriptor, StreamInfo.none(), name);
        this.reading = reading;
        Unclosed.watch(inner, descriptor);
    }

    private void check(boolean wanted) {
        if (reading != wanted) {
            throw new UnsupportedOperationException(
                    this + " is the " + (reading ? "reading" : "writing") + " end");
        }
    }

    @Override
    public int read(ByteBuffer target) {
        check(true);
        return inner.read(target);
    }

    @Override
    public void waitReadable() {
        check(true);
        inner.waitReadable();
    }

    @Override
    public void write(ByteBuffer source) {
        check(false);
        inner.write(source);
    }

    @Override
    public int tryWrite(ByteBuffer source) {
        check(false);
        return inner.tryWrite(source);
    }

    @Override
    public void write(ByteBuffer... sources) {
        check(false);
        inner.write(sources);
    }

    @Override
    public long tryWrite(ByteBuffer... sources) {
        check(false);
        return inner.tryWrite(sources);
    }

    @Override
    public boolean isReadable() {
        check(true);
        return inner.isReadable();
    }

    /** Of the writing end, it is the reader's leaving; only epoll tells that before a write. */
    @Override
    public void onHangUp(Runnable callback) {
        inner.onHangUp(callback);
    }

    @Override
    public void removeOnHangUp() {
        inner.removeOnHangUp();
    }

    /** Closes it, since it has no other direction. */
    @Override
    public void writeEof() {
        check(false);
        inner.close();
    }

    @Override
    public boolean canWriteEof() {
        return !reading;
    }

    @Override
    public void close() {
        inner.close();
    }

    @Override
    public void abort() {
        inner.close();
    }

    @Override
    public boolean isClosed() {
        return inner.isClosed();
    }

    @Override
    public StreamInfo info() {
        return inner.info();
    }

    @Override
    public String toString() {
        return "<PipeStream " + inner.name() + (isClosed() ? " closed" : "") + ">";
    }
}
