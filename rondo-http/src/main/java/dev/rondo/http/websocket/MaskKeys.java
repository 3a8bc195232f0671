package dev.rondo.http.websocket;

import dev.rondo.EventLoop;
import dev.rondo.LoopLocal;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * Keys that no page can guess for masking (RFC 6455, section 10.3), one supply a loop: a call of
 * {@link SecureRandom} for 128 of them, since each costs half a microsecond.
 */
final class MaskKeys {
    private static final LoopLocal<MaskKeys> OF_LOOPS = new LoopLocal<>(loop -> new MaskKeys());
    private static final int SUPPLY = 512; // bytes

    private final SecureRandom random = new SecureRandom();
    private final ByteBuffer bytes = ByteBuffer.allocate(SUPPLY).limit(0);

    private MaskKeys() {}

    static MaskKeys of(EventLoop loop) {
        return OF_LOOPS.of(loop);
    }

    int next() {
        if (!bytes.hasRemaining()) {
            random.nextBytes(bytes.array());
            bytes.clear();
        }
        return bytes.getInt();
    }
}
