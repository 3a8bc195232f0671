package dev.rondo.http;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A body as the JDK's stream. */
final class BodyInputStream extends InputStream {
    private final Body body;
    private final byte[] single = new byte[1];
    private @Nullable RuntimeException failure;

    BodyInputStream(Body body) {
        this.body = body;
    }

    @Override
    public int read() {
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        try {
            return body.read(ByteBuffer.wrap(target, offset, length));
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    /** Returns what a read has thrown: libraries wrap it into exceptions of their own. */
    Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }
}
