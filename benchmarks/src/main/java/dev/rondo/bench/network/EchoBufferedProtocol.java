package dev.rondo.bench.network;

import dev.rondo.stream.BufferedProtocol;
import dev.rondo.stream.Transport;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Sends back what was read into a buffer that all connections of a loop share. */
final class EchoBufferedProtocol implements BufferedProtocol {
    private final ByteBuffer buffer;
    private @Nullable Transport transport;

    EchoBufferedProtocol(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    private Transport transport() {
        Transport connected = transport;
        if (connected == null) {
            throw new AssertionError("called before connectionMade()");
        }
        return connected;
    }

    @Override
    public void connectionMade(Transport transport) {
        this.transport = transport;
    }

    @Override
    public ByteBuffer getBuffer(int sizeHint) {
        return buffer.clear();
    }

    @Override
    public void bufferUpdated(int count) {
        transport().write(buffer.flip());
    }

    @Override
    public void pauseWriting() {
        transport().pauseReading();
    }

    @Override
    public void resumeWriting() {
        transport().resumeReading();
    }
}
