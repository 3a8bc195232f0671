package dev.rondo.net;

import dev.rondo.stream.ByteStream;
import dev.rondo.stream.StreamInfo;
import java.nio.ByteBuffer;

/**
 * The controlling side of a pseudo-terminal: both directions on one descriptor, which end at once.
 */
final class TerminalStream implements ByteStream {
    private final SocketStream inner;

    TerminalStream(Descriptor descriptor, Object name) {
        this.inner = new SocketStream(descriptor, StreamInfo.none(), name);
        Unclosed.watch(inner, descriptor);
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
    public void write(ByteBuffer... sources) {
        inner.write(sources);
    }

    @Override
    public long tryWrite(ByteBuffer... sources) {
        return inner.tryWrite(sources);
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
        throw new UnsupportedOperationException(
                this
                        + " has one descriptor for both directions\nWrite Ctrl-D, the byte 4, instead");
    }

    @Override
    public boolean canWriteEof() {
        return false;
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
        return "<TerminalStream " + inner.name() + (isClosed() ? " closed" : "") + ">";
    }
}
