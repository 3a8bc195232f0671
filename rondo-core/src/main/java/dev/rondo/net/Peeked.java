package dev.rondo.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/** What was read from a channel only to see whether there is something: the next reads get it. */
final class Peeked {
    private static final int MOST = 4 * 1024; // bytes that a peer can put before its end unnoticed
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private ByteBuffer bytes = NOTHING;
    private boolean ended;
    private @Nullable IOException failure; // told once, after the bytes; then it has ended

    /** Returns whether a read has something to return or to throw. */
    boolean hasNews() {
        return bytes.hasRemaining() || ended || failure != null;
    }

    /** Returns whether the end was seen, or what broke the connection. */
    boolean hasEnded() {
        return ended || failure != null;
    }

    /** Returns whether it is worth looking again. */
    boolean hasRoom() {
        return !hasEnded() && bytes.remaining() < MOST;
    }

    /**
     * Reads what is there, as far as there is room for it.
     *
     * @param room a buffer to read into, which is not kept
     */
    void look(ReadableByteChannel source, ByteBuffer room) {
        if (!hasRoom()) {
            return;
        }
        try {
            int count = source.read(room.limit(Math.min(room.limit(), MOST - bytes.remaining())));
            if (count < 0) {
                ended = true;
            } else if (count > 0) {
                room.flip();
                bytes = ByteBuffer.allocate(bytes.remaining() + count).put(bytes).put(room).flip();
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    /** Reads what was found; called when there is something. */
    int read(ByteBuffer target) throws IOException {
        if (bytes.hasRemaining()) {
            int count = Math.min(bytes.remaining(), target.remaining());
            target.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            if (!bytes.hasRemaining()) {
                bytes = NOTHING;
            }
            return count;
        }
        IOException told = failure;
        if (told != null) {
            failure = null;
            ended = true;
            throw told;
        }
        return -1;
    }
}
