package dev.rondo.http.websocket;

import java.util.zip.Deflater;

/**
 * How messages are compressed, if the peer can do it too: {@code permessage-deflate} (RFC 7692).
 *
 * <p>A side that keeps its context remembers its last messages, and compresses the next by them:
 * much better for many short ones that are alike, at some 300 KiB of native memory a socket.
 * Without it, the memory is still held while the socket is open, but nothing is remembered: a
 * secret in one message cannot be guessed from the length of the next.
 *
 * <p>The JDK's {@link Deflater} knows one window, of 2^15 bytes. So as a server Rondo refuses an
 * offer that wants it to use a smaller one ({@code server_max_window_bits} under 15), and the
 * socket is not compressed then, unless a further offer fits; as a client it does not offer {@code
 * client_max_window_bits}, so no server may ask for it. What the peer uses for its own messages may
 * be anything: all windows can be inflated.
 *
 * @param serverKeepsContext whether the server's messages are compressed by the ones before; both
 *     sides must want it
 * @param clientKeepsContext whether the client's are; both sides must want it
 * @param level {@link Deflater}'s, from 1 (fast) to 9 (small), or -1 for its default
 * @param minBytes shorter messages are sent as they are; not negative
 */
public record Compression(
        boolean serverKeepsContext, boolean clientKeepsContext, int level, int minBytes) {
    private static final Compression STANDARD = new Compression(true, true, 1, 64);

    /** Checks it. */
    public Compression {
        if (level < Deflater.DEFAULT_COMPRESSION
                || level > Deflater.BEST_COMPRESSION
                || level == Deflater.NO_COMPRESSION) {
            throw new IllegalArgumentException("level must be -1 or 1 to 9, but is " + level);
        }
        if (minBytes < 0) {
            throw new IllegalArgumentException("minBytes must not be negative, but is " + minBytes);
        }
    }

    /** Returns: contexts kept, the fastest level, messages from 64 bytes on. */
    public static Compression standard() {
        return STANDARD;
    }

    /** Returns this with every message compressed by itself, in both directions. */
    public Compression withoutContext() {
        return new Compression(false, false, level, minBytes);
    }

    /** Returns this with another level: -1, or 1 to 9. */
    public Compression withLevel(int value) {
        return new Compression(serverKeepsContext, clientKeepsContext, value, minBytes);
    }

    /** Returns this for messages of at least so many bytes. */
    public Compression withMinBytes(int value) {
        return new Compression(serverKeepsContext, clientKeepsContext, level, value);
    }
}
