package dev.rondo.bench.network;

import dev.rondo.stream.BufferedProtocol;
import java.nio.ByteBuffer;

/** Sends back what was read into a buffer that all connections of a loop share. */
final class EchoBufferedProtocol extends EchoEnd implements BufferedProtocol {
    private final ByteBuffer buffer;

    EchoBufferedProtocol(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    @Override
    public ByteBuffer getBuffer(int sizeHint) {
        return buffer.clear();
    }

    @Override
    public void bufferUpdated(int count) {
        transport().write(buffer.flip());
    }
}
