package dev.rondo.stream;

import java.nio.ByteBuffer;

/** A stream on another one, to be changed in a point by a subclass. */
class Wrapped implements ByteStream {
    private final ByteStream inner;

    Wrapped(ByteStream inner) {
        this.inner = inner;
    }

    @Override
    public int read(ByteBuffer target) {
        return inner.read(target);
    }

    @Override
    public void waitReadable() {
        inner.waitReadable();
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
    public boolean isReadable() {
        return inner.isReadable();
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
