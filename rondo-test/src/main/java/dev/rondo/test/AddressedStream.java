package dev.rondo.test;

import dev.rondo.stream.ByteStream;
import dev.rondo.stream.SendFileOptions;
import dev.rondo.stream.StreamInfo;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** One end of a connection of a {@link MemoryNetwork}: a stream with addresses. */
final class AddressedStream implements ByteStream {
    private final MemoryNetwork network;
    private final ByteStream stream;
    private final SocketAddress local;
    private final SocketAddress peer;

    AddressedStream(
            MemoryNetwork network, ByteStream stream, SocketAddress local, SocketAddress peer) {
        this.network = network;
        this.stream = stream;
        this.local = local;
        this.peer = peer;
    }

    @Override
    public int read(ByteBuffer target) {
        return stream.read(target);
    }

    @Override
    public void waitReadable() {
        stream.waitReadable();
    }

    @Override
    public void write(ByteBuffer source) {
        stream.write(source);
    }

    @Override
    public int tryWrite(ByteBuffer source) {
        return stream.tryWrite(source);
    }

    @Override
    public void write(ByteBuffer... sources) {
        stream.write(sources);
    }

    @Override
    public long tryWrite(ByteBuffer... sources) {
        return stream.tryWrite(sources);
    }

    @Override
    public long sendFile(Path file, SendFileOptions options) {
        return stream.sendFile(file, options);
    }

    @Override
    public long sendFile(FileChannel file, SendFileOptions options) {
        return stream.sendFile(file, options);
    }

    @Override
    public boolean isReadable() {
        return stream.isReadable();
    }

    @Override
    public void onHangUp(Runnable callback) {
        stream.onHangUp(callback);
    }

    @Override
    public void removeOnHangUp() {
        stream.removeOnHangUp();
    }

    @Override
    public void writeEof() {
        stream.writeEof();
    }

    @Override
    public boolean canWriteEof() {
        return stream.canWriteEof();
    }

    @Override
    public void close() {
        network.closed(this);
        stream.close();
    }

    @Override
    public void abort() {
        network.closed(this);
        stream.abort();
    }

    @Override
    public boolean isClosed() {
        return stream.isClosed();
    }

    @Override
    public StreamInfo info() {
        return StreamInfo.between(local, peer);
    }

    @Override
    public String toString() {
        return "<stream " + local + " to " + peer + (isClosed() ? " closed" : "") + ">";
    }
}
