package dev.rondo.process;

import dev.rondo.stream.ByteStream;
import dev.rondo.stream.StreamInfo;
import java.nio.ByteBuffer;

/** What a child writes: gives its descriptor back at the end, not only when somebody closes it. */
final class ChildOutput implements ByteStream {
    private final ByteStream inner;
    private boolean ended;

    ChildOutput(ByteStream inner) {
        this.inner = inner;
    }

    @Override
    public int read(ByteBuffer target) {
        if (ended && target.hasRemaining()) {
            return -1;
        }
        int count = inner.read(target);
        if (count < 0) {
            ended = true;
            inner.close();
        }
        return count;
    }

    @Override
    public void waitReadable() {
        if (!ended) {
            inner.waitReadable();
        }
    }

    @Override
    public boolean isReadable() {
        return ended || inner.isReadable();
    }

    @Override
    public void write(ByteBuffer source) {
        inner.write(source);
    }

    @Override
    public int tryWrite(ByteBuffer source) {
        return inner.tryWrite(source);
    }

    @Override
    public void onHangUp(Runnable callback) {
        inner.onHangUp(callback);
    }

    @Override
    public void removeOnHangUp() {
        inner.removeOnHangUp();
    }

    @Override
    public void writeEof() {
        inner.writeEof();
    }

    @Override
    public boolean canWriteEof() {
        return inner.canWriteEof();
    }

    @Override
    public void close() {
        inner.close();
    }

    @Override
    public void abort() {
        inner.abort();
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
        return inner.toString();
    }
}
