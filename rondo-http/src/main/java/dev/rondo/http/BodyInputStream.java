package dev.rondo.http;

import java.io.InputStream;
import java.nio.ByteBuffer;

/** A body as the JDK's stream. */
final class BodyInputStream extends InputStream {
    private final Body body;
    private final byte[] single = new byte[1];

    BodyInputStream(Body body) {
        this.body = body;
    }

    @Override
    public int read() {
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        return body.read(ByteBuffer.wrap(target, offset, length));
    }
}
